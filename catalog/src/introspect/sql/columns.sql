-- Columns of relations and attributes of composite types.
-- begin if no_handler
WITH RECURSIVE unaskable AS (
    -- As in relations.sql.
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
    a.attrelid AS relation,
    a.attnum AS number,
    a.attname::text AS name,
    format_type(a.atttypid, a.atttypmod) AS type,
    a.attnotnull AS not_null,
    -- A default names no column, so that it needs no relation to be written out; given one, PostgreSQL collects the
    -- names of all its columns each time, which takes ten times as long.
    CASE WHEN a.atthasdef THEN pg_get_expr(d.adbin, CASE a.attgenerated WHEN '' THEN 0 ELSE d.adrelid END) END
        AS default,
    nullif(a.attidentity, '') AS identity,
    nullif(a.attgenerated, '') AS generated,
    a.attcollation AS collation,
    a.attcollation <> t.typcollation AS collated,
    NOT a.attislocal AS inherited,
    CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
    NULL::"char" AS compression,  -- before 14
    nullif(a.attcompression, '') AS compression,  -- since 14
    a.attstattarget::int4 AS statistics,
    -- 15.20 marks every column with a version of the server's own, which is no option.
    CASE
        WHEN a.attoptions IS NULL OR (cardinality(a.attoptions) = 1 AND starts_with(a.attoptions[1], 'pg_attver='))
            THEN NULL
        ELSE ARRAY(SELECT o FROM unnest(a.attoptions) o WHERE NOT starts_with(o, 'pg_attver='))
    END AS options,
    a.attfdwoptions AS server_options,
    a.attacl IS NOT NULL AND has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS readable,
    CASE
        WHEN c.relkind <> 'v' THEN false
        WHEN c.oid IN (SELECT u.oid FROM unaskable u) THEN false  -- if no_handler
        ELSE NOT pg_column_is_updatable(c.oid, a.attnum, true)
    END AS read_only
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
  AND c.relnamespace NOT IN (system_schemas)
