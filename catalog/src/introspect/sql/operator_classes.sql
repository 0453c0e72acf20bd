-- Operator classes that have to be named, since they are not the default of their type.
SELECT o.oid, n.nspname::text AS schema, o.opcname::text AS name
FROM pg_opclass o
JOIN pg_namespace n ON n.oid = o.opcnamespace
WHERE NOT o.opcdefault
