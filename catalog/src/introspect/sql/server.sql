-- Who reads what, and which system catalogs have rows of users: a query that finds nothing takes its time, too, most of it to
-- be planned. A catalog that is empty in a new database is asked for its size, which takes less. At last, the schemas of the
-- system, among which are those of temporary objects; and those of its catalogs.
SELECT
    current_setting('server_version_num'),
    current_user,
    concat_ws(' ',
        CASE WHEN EXISTS (SELECT FROM pg_aggregate WHERE aggfnoid::oid >= 16384) THEN 'pg_aggregate' END,
        CASE WHEN EXISTS (SELECT FROM pg_am WHERE oid >= 16384) THEN 'pg_am' END,
        CASE WHEN EXISTS (SELECT FROM pg_cast WHERE oid >= 16384) THEN 'pg_cast' END,
        CASE WHEN EXISTS (SELECT FROM pg_collation WHERE oid >= 16384) THEN 'pg_collation' END,
        CASE WHEN EXISTS (SELECT FROM pg_conversion WHERE oid >= 16384) THEN 'pg_conversion' END,
        CASE WHEN EXISTS (SELECT FROM pg_extension WHERE oid >= 16384) THEN 'pg_extension' END,
        CASE WHEN EXISTS (SELECT FROM pg_init_privs WHERE privtype = 'e') THEN 'init_privs' END,
        CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extconfig IS NOT NULL) THEN 'extconfig' END,
        CASE WHEN EXISTS (SELECT FROM pg_language WHERE oid >= 16384) THEN 'pg_language' END,
        CASE WHEN EXISTS (SELECT FROM pg_opclass WHERE oid >= 16384) THEN 'pg_opclass' END,
        -- Whether there is one that is no member of an extension.
        CASE WHEN EXISTS (SELECT FROM pg_opclass WHERE oid >= 16384 AND oid NOT IN (
                SELECT objid FROM pg_depend WHERE classid = 'pg_opclass'::regclass AND deptype = 'e'))
            OR EXISTS (SELECT FROM pg_opfamily WHERE oid >= 16384 AND oid NOT IN (
                SELECT objid FROM pg_depend WHERE classid = 'pg_opfamily'::regclass AND deptype = 'e'))
            THEN 'operator_class' END,
        CASE WHEN EXISTS (SELECT FROM pg_operator WHERE oid >= 16384) THEN 'pg_operator' END,
        CASE WHEN EXISTS (SELECT FROM pg_opfamily WHERE oid >= 16384) THEN 'pg_opfamily' END,
        CASE WHEN EXISTS (SELECT FROM pg_range WHERE rngtypid >= 16384) THEN 'pg_range' END,
        CASE WHEN EXISTS (SELECT FROM pg_ts_config WHERE oid >= 16384) THEN 'pg_ts_config' END,
        CASE WHEN EXISTS (SELECT FROM pg_ts_dict WHERE oid >= 16384) THEN 'pg_ts_dict' END,
        CASE WHEN EXISTS (SELECT FROM pg_ts_parser WHERE oid >= 16384) THEN 'pg_ts_parser' END,
        CASE WHEN EXISTS (SELECT FROM pg_ts_template WHERE oid >= 16384) THEN 'pg_ts_template' END,
        CASE WHEN pg_relation_size('pg_db_role_setting') > 0 THEN 'pg_db_role_setting' END,
        CASE WHEN pg_relation_size('pg_default_acl') > 0 THEN 'pg_default_acl' END,
        CASE WHEN pg_relation_size('pg_enum') > 0 THEN 'pg_enum' END,
        CASE WHEN pg_relation_size('pg_event_trigger') > 0 THEN 'pg_event_trigger' END,
        CASE WHEN pg_relation_size('pg_foreign_data_wrapper') > 0 THEN 'pg_foreign_data_wrapper' END,
        CASE WHEN EXISTS (SELECT FROM pg_foreign_data_wrapper WHERE fdwhandler = 0) THEN 'no_handler' END,
        CASE WHEN pg_relation_size('pg_inherits') > 0 THEN 'pg_inherits' END,
        CASE WHEN pg_relation_size('pg_partitioned_table') > 0 THEN 'pg_partitioned_table' END,
        CASE WHEN pg_relation_size('pg_policy') > 0 THEN 'pg_policy' END,
        CASE WHEN pg_relation_size('pg_publication') > 0 THEN 'pg_publication' END,
        CASE WHEN pg_relation_size('pg_seclabel') > 0 THEN 'pg_seclabel' END,
        CASE WHEN pg_relation_size('pg_statistic_ext') > 0 THEN 'pg_statistic_ext' END,
        CASE WHEN pg_relation_size('pg_subscription') > 0 THEN 'pg_subscription' END,
        CASE WHEN pg_relation_size('pg_transform') > 0 THEN 'pg_transform' END),
    array_to_string(array_agg(n.oid), ', '),
    array_to_string(array_agg(n.oid) FILTER (WHERE n.nspname IN ('pg_catalog', 'information_schema')), ', ')
FROM pg_namespace n
WHERE n.nspname ~ '^pg_' OR n.nspname = 'information_schema';
