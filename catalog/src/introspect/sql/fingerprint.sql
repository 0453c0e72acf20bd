-- What changes when an object does: how many rows the system catalogs that are read have for objects of users, and the
-- transactions that wrote them. VACUUM and ANALYZE write in place, and change nothing of it. Of user mappings and
-- subscriptions not everybody may read the rows, but everybody may count them.
SELECT string_agg(concat_ws(':', catalog, rows, transactions), ' ' ORDER BY catalog)
FROM (
    SELECT 'pg_namespace' AS catalog, count(*) AS rows, sum(xmin::text::bigint) AS transactions FROM pg_catalog.pg_namespace WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_class', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_class WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_attribute', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_attribute WHERE attrelid >= 16384
    UNION ALL
    SELECT 'pg_attrdef', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_attrdef
    UNION ALL
    SELECT 'pg_constraint', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_constraint WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_index', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_index WHERE indexrelid >= 16384
    UNION ALL
    SELECT 'pg_inherits', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_inherits
    UNION ALL
    SELECT 'pg_partitioned_table', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_partitioned_table
    UNION ALL
    SELECT 'pg_foreign_table', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_foreign_table
    UNION ALL
    SELECT 'pg_sequence', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_sequence
    UNION ALL
    SELECT 'pg_type', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_type WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_enum', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_enum
    UNION ALL
    SELECT 'pg_range', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_range WHERE rngtypid >= 16384
    UNION ALL
    SELECT 'pg_proc', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_proc WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_aggregate', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_aggregate WHERE aggfnoid::oid >= 16384
    UNION ALL
    SELECT 'pg_rewrite', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_rewrite WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_trigger', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_trigger
    UNION ALL
    SELECT 'pg_policy', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_policy
    UNION ALL
    SELECT 'pg_description', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_description WHERE objoid >= 16384
    UNION ALL
    SELECT 'pg_seclabel', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_seclabel
    UNION ALL
    SELECT 'pg_default_acl', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_default_acl
    UNION ALL
    SELECT 'pg_init_privs', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_init_privs
    UNION ALL
    SELECT 'pg_db_role_setting', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_db_role_setting
    UNION ALL
    SELECT 'pg_extension', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_extension
    UNION ALL
    SELECT 'pg_depend', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_depend WHERE objid >= 16384
    UNION ALL
    SELECT 'pg_am', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_am WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_amop', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_amop WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_amproc', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_amproc WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_opclass', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_opclass WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_opfamily', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_opfamily WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_operator', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_operator WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_cast', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_cast WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_collation', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_collation WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_conversion', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_conversion WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_event_trigger', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_event_trigger
    UNION ALL
    SELECT 'pg_foreign_data_wrapper', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL
    SELECT 'pg_foreign_server', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_foreign_server
    UNION ALL
    SELECT 'pg_language', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_language WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_transform', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_transform
    UNION ALL
    SELECT 'pg_publication', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_publication
    UNION ALL
    SELECT 'pg_publication_rel', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_publication_rel
    UNION ALL  -- since 15
    SELECT 'pg_publication_namespace', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_publication_namespace  -- since 15
    UNION ALL
    SELECT 'pg_statistic_ext', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_statistic_ext
    UNION ALL
    SELECT 'pg_ts_config', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_ts_config WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_ts_config_map', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_ts_config_map WHERE mapcfg >= 16384
    UNION ALL
    SELECT 'pg_ts_dict', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_ts_dict WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_ts_parser', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_ts_parser WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_ts_template', count(*), sum(xmin::text::bigint) FROM pg_catalog.pg_ts_template WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_user_mappings', count(*), sum(umid::bigint) FROM pg_catalog.pg_user_mappings
    UNION ALL
    SELECT 'pg_subscription', count(*), sum(hashtext(concat_ws(' ', subname, subowner, subenabled, subslotname, subpublications)))
    FROM pg_catalog.pg_subscription
) AS sums
