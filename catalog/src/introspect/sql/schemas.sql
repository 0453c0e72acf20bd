-- Schemas, but those of the system. `pg_` is reserved: pg_toast and pg_temp_N are among them.
SELECT
    n.oid,
    n.nspname::text AS name,
    pg_get_userbyid(n.nspowner)::text AS owner,
    has_schema_privilege(n.oid, 'USAGE') AS usable
FROM pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
