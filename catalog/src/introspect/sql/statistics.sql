-- Rows and sizes of the relations that can hold rows of their own.
SELECT
    n.nspname::text AS schema,
    c.relname::text AS name,
    -- 14 and later say -1 where nothing was estimated yet; before, that is zero rows in zero pages.
    CASE WHEN c.reltuples < 0 OR c.relpages = 0 AND c.reltuples = 0 AND c.relkind <> 'p' THEN NULL
         ELSE c.reltuples::float8::int8 END AS rows,
    CASE WHEN c.relkind = 'f' THEN 0 ELSE pg_total_relation_size(c.oid) END AS bytes
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'f')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
