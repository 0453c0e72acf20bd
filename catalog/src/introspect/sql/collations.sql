-- Collations that something is declared with. ICU brings some 800 more. That of most columns is the default (100).
SELECT c.oid, n.nspname::text AS schema, c.collname::text AS name
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid IN (
    SELECT 100
    UNION ALL SELECT attcollation FROM pg_attribute WHERE attrelid >= 16384 AND attcollation NOT IN (0, 100)
    UNION ALL SELECT typcollation FROM pg_type WHERE oid >= 16384 AND typcollation NOT IN (0, 100)
    UNION ALL SELECT rngcollation FROM pg_range WHERE rngtypid >= 16384  -- if pg_range
    UNION ALL SELECT unnest(partcollation) FROM pg_partitioned_table  -- if pg_partitioned_table
)
