-- Range types and, since 14, their multirange types.
-- only if pg_range
SELECT
    r.rngtypid AS type,
    0::oid AS multirange,  -- before 14
    r.rngmultitypid AS multirange,  -- since 14
    format_type(r.rngsubtype, NULL) AS subtype,
    CASE WHEN r.rngcollation <> s.typcollation THEN r.rngcollation END AS collation,
    r.rngsubopc AS operator_class,
    cn.nspname::text AS canonical_schema,
    c.proname::text AS canonical_name,
    dn.nspname::text AS subtype_diff_schema,
    d.proname::text AS subtype_diff_name
FROM pg_range r
JOIN pg_type t ON t.oid = r.rngtypid
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type s ON s.oid = r.rngsubtype
LEFT JOIN pg_proc c ON c.oid = r.rngcanonical
LEFT JOIN pg_namespace cn ON cn.oid = c.pronamespace
LEFT JOIN pg_proc d ON d.oid = r.rngsubdiff
LEFT JOIN pg_namespace dn ON dn.oid = d.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
