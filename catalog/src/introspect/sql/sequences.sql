-- Sequences, with the column that owns them (`a`) or whose identity they are (`i`).
SELECT
    c.oid,
    n.nspname::text AS schema,
    c.relname::text AS name,
    pg_get_userbyid(c.relowner)::text AS owner,
    c.relpersistence AS persistence,
    format_type(s.seqtypid, NULL) AS data_type,
    s.seqstart AS start,
    s.seqincrement AS increment,
    s.seqmin AS min,
    s.seqmax AS max,
    s.seqcache AS cache,
    s.seqcycle AS cycle,
    d.refobjid AS owner_relation,
    d.refobjsubid AS owner_column,
    coalesce(d.deptype = 'i', false) AS identity
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
