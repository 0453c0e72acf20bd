-- Relations: tables, partitioned tables, views, materialized views and foreign tables.
-- begin if no_handler
WITH RECURSIVE unaskable AS (
    -- Whether a foreign table can be written is up to its wrapper's handler, and without one the question is an error;
    -- so it is for the views on such a table.
    SELECT ft.ftrelid AS oid
    FROM pg_foreign_table ft
    JOIN pg_foreign_server fs ON fs.oid = ft.ftserver
    JOIN pg_foreign_data_wrapper w ON w.oid = fs.srvfdw
    WHERE w.fdwhandler = 0
    UNION
    SELECT r.ev_class
    FROM unaskable u
    JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = u.oid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite r ON r.oid = d.objid
)
-- end
SELECT
    c.oid,
    n.nspname::text AS schema,
    c.relname::text AS name,
    c.relkind AS kind,
    pg_get_userbyid(c.relowner)::text AS owner,
    c.relpersistence AS persistence,
    c.relrowsecurity AS row_security,
    c.relforcerowsecurity AS force_row_security,
    -- Of a view, which has no rows to identify, it says nothing.
    CASE WHEN c.relkind IN ('r', 'p') AND c.relreplident <> 'd' THEN c.relreplident END AS replica_identity,
    c.reloptions AS options,
    toast.reloptions AS toast_options,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS query,
    NOT c.relispopulated AND c.relkind = 'm' AS unpopulated,
-- begin if pg_partitioned_table
    pt.partstrat AS partition_strategy,
    pt.partattrs::int2[] AS partition_columns,
    pt.partcollation::oid[] AS partition_collations,
    pt.partclass::oid[] AS partition_classes,
    pg_get_expr(pt.partexprs, pt.partrelid) AS partition_expressions,
-- end
    NULL::"char" AS partition_strategy, NULL::int2[], NULL::oid[], NULL::oid[], NULL::text,  -- unless pg_partitioned_table
    CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
    CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
    am.amname::text AS access_method,
    ts.spcname::text AS tablespace,
    fs.srvname::text AS server,  -- if pg_foreign_data_wrapper
    ft.ftoptions AS server_options,  -- if pg_foreign_data_wrapper
    NULL::text AS server, NULL::text[] AS server_options,  -- unless pg_foreign_data_wrapper
    -- What works on a table is plain; views and foreign tables have to be asked (8 insert, 4 update, 16 delete).
    CASE
        WHEN c.relkind IN ('r', 'p') THEN 28
        WHEN c.relkind = 'm' THEN 0
        WHEN c.oid IN (SELECT u.oid FROM unaskable u) THEN 0  -- if no_handler
        ELSE pg_relation_is_updatable(c.oid, true)
    END AS updatable,
    has_table_privilege(c.oid, 'SELECT') AS readable
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid AND toast.reloptions IS NOT NULL
LEFT JOIN pg_am am ON am.oid = c.relam AND am.amname <> 'heap'
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_partitioned_table pt ON pt.partrelid = c.oid  -- if pg_partitioned_table
LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid  -- if pg_foreign_data_wrapper
LEFT JOIN pg_foreign_server fs ON fs.oid = ft.ftserver  -- if pg_foreign_data_wrapper
WHERE c.relkind NOT IN ('i', 'I', 'S', 't', 'c')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
