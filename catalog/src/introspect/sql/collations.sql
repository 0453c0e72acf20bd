-- Collations that something is declared with. ICU brings some 800 more.
SELECT c.oid, n.nspname::text AS schema, c.collname::text AS name
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid IN (
    SELECT attcollation FROM pg_attribute UNION SELECT typcollation FROM pg_type UNION SELECT rngcollation FROM pg_range)
