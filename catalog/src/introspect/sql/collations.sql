-- Collations that something may be declared with: those of PostgreSQL itself, as `default` and `C` are, those of users, and of
-- the many that the operating system and ICU bring the ones that something depends on.
SELECT c.oid, n.nspname::text AS schema, c.collname::text AS name
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid < 12000 OR c.oid >= 16384
   OR c.oid IN (SELECT d.refobjid FROM pg_depend d WHERE d.refclassid = 'pg_collation'::regclass)
