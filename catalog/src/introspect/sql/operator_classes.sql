-- Operator classes. The default of a type is named only where it has options.
SELECT o.oid, n.nspname::text AS schema, o.opcname::text AS name, o.opcdefault AS is_default
FROM pg_opclass o
JOIN pg_namespace n ON n.oid = o.opcnamespace
