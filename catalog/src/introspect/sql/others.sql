-- Objects of the kinds the catalog knows by name only. Objects of the system have OIDs below 16384.
SELECT
    o.class,
    o.oid,
    i.type AS kind,
    i.identity,
    o.definition
FROM (
    SELECT 'pg_am'::regclass::oid AS class, oid, NULL AS definition FROM pg_am
    UNION ALL SELECT 'pg_cast'::regclass, oid, NULL FROM pg_cast
        -- That of a range to its multirange comes with the type.
        WHERE NOT EXISTS (
            SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = pg_cast.oid AND i.deptype = 'i')
    UNION ALL SELECT 'pg_collation'::regclass, oid, NULL FROM pg_collation
    UNION ALL SELECT 'pg_conversion'::regclass, oid, NULL FROM pg_conversion
    UNION ALL SELECT 'pg_event_trigger'::regclass, oid, NULL FROM pg_event_trigger
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, NULL FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid, NULL FROM pg_foreign_server
    UNION ALL SELECT 'pg_language'::regclass, oid, NULL FROM pg_language
    UNION ALL SELECT 'pg_opclass'::regclass, oid, NULL FROM pg_opclass
    UNION ALL SELECT 'pg_operator'::regclass, oid, NULL FROM pg_operator
    UNION ALL SELECT 'pg_opfamily'::regclass, oid, NULL FROM pg_opfamily
    UNION ALL SELECT 'pg_publication'::regclass, oid, NULL FROM pg_publication
    UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
    UNION ALL SELECT 'pg_transform'::regclass, oid, NULL FROM pg_transform
    UNION ALL SELECT 'pg_ts_config'::regclass, oid, NULL FROM pg_ts_config
    UNION ALL SELECT 'pg_ts_dict'::regclass, oid, NULL FROM pg_ts_dict
    UNION ALL SELECT 'pg_ts_parser'::regclass, oid, NULL FROM pg_ts_parser
    UNION ALL SELECT 'pg_ts_template'::regclass, oid, NULL FROM pg_ts_template
) o, LATERAL pg_identify_object(o.class, o.oid, 0) i
WHERE o.oid >= 16384 AND i.identity IS NOT NULL
