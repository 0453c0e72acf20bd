-- Indexes.
WITH part AS MATERIALIZED (
    SELECT
        a.attrelid,
        array_agg(a.attnum ORDER BY a.attnum) AS numbers,
        array_agg(array_to_string(a.attoptions, E'\n') ORDER BY a.attnum) AS options,
        array_agg(a.attstattarget::int4 ORDER BY a.attnum) AS statistics
    FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indexrelid
    WHERE i.indexrelid >= 16384 AND (
        a.attstattarget >= 0
        -- Without the server's own mark, as in columns.sql.
        OR NOT (cardinality(a.attoptions) = 1 AND starts_with(a.attoptions[1], 'pg_attver=')))
    GROUP BY a.attrelid
)
SELECT
    i.indexrelid AS oid,
    i.indrelid AS relation,
    ic.relname::text AS name,
    am.amname::text AS method,
    i.indisunique AS unique,
    false AS nulls_not_distinct,  -- before 15
    i.indnullsnotdistinct AS nulls_not_distinct,  -- since 15
    i.indnkeyatts AS key_columns,
    i.indkey::int2[] AS columns,
    i.indoption::int2[] AS part_options,
    i.indcollation::oid[] AS collations,
    i.indclass::oid[] AS operator_classes,
    CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
        SELECT pg_get_indexdef(i.indexrelid, position, false)
        FROM generate_series(1, i.indnkeyatts) AS position
        WHERE i.indkey[position - 1] = 0
        ORDER BY position
    ) END AS expressions,
    pg_get_expr(i.indpred, i.indrelid) AS predicate,
    NOT i.indisvalid AS invalid,
    i.indisreplident AS replica_identity,
    i.indisclustered AS clustered,
    ic.reloptions AS options,
    ts.spcname::text AS tablespace,
    part.numbers AS option_parts,
    part.options AS options_of_parts,
    part.statistics AS statistics_of_parts
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
LEFT JOIN part ON part.attrelid = i.indexrelid
WHERE ic.relnamespace NOT IN (system_schemas)
