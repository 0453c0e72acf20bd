-- Constraints of relations and domains. Constraint triggers (`t`) are read as triggers.
SELECT
    k.oid,
    k.conname::text AS name,
    k.contype AS kind,
    k.conrelid AS relation,
    k.contypid AS domain,
    k.conindid AS index,
    k.conkey AS columns,
    k.confrelid AS referenced,
    k.confkey AS referenced_columns,
    nullif(k.confupdtype, ' ') AS on_update,
    nullif(k.confdeltype, ' ') AS on_delete,
    nullif(k.confmatchtype, ' ') AS match,
    NULL::int2[] AS on_delete_columns,  -- before 15
    k.confdelsetcols AS on_delete_columns,  -- since 15
    k.condeferrable AS deferrable,
    k.condeferred AS deferred,
    k.convalidated AS validated,
    true AS enforced,  -- before 18
    k.conenforced AS enforced,  -- since 18
    false AS period,  -- before 18
    k.conperiod AS period,  -- since 18
    k.connoinherit AS no_inherit,
    NOT k.conislocal AS inherited,
    CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression,
    CASE WHEN k.contype = 'x' THEN ARRAY(
        SELECT format('%s.%I', o.oprnamespace::regnamespace, o.oprname)
        FROM unnest(k.conexclop) WITH ORDINALITY AS x (oid, position)
        JOIN pg_operator o ON o.oid = x.oid
        ORDER BY x.position
    ) END AS operators
FROM pg_constraint k
LEFT JOIN pg_class c ON c.oid = k.conrelid  -- since 18
LEFT JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]  -- since 18
WHERE k.contype NOT IN ('t', 'n')  -- before 17
WHERE (k.contype NOT IN ('t', 'n') OR k.contype = 'n' AND k.contypid <> 0)  -- since 17 -- before 18
-- Since 17 those of domains are stored. PostgreSQL 18 stores every NOT NULL; those with the name it chose itself say no more than the column does.
WHERE (k.contype NOT IN ('t', 'n')  -- since 18
       OR k.contype = 'n' AND k.contypid <> 0  -- since 18
       OR k.contype = 'n' AND (NOT k.convalidated OR k.connoinherit OR k.conname <> c.relname || '_' || a.attname || '_not_null'))  -- since 18
  AND k.connamespace NOT IN (system_schemas)
  -- A foreign key to a partitioned table has a shadow for each of its partitions.
  AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid AND k.contype = 'f')  -- if pg_partitioned_table
