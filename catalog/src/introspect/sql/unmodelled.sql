-- Objects of users that no other query reads: in schemas of the system, or of a kind that relvar does not know. Members of
-- extensions are left out, and so is what comes with another object. Large objects are data.
SELECT i.type AS kind, i.identity
FROM (
    SELECT 'pg_class'::regclass::oid AS class, c.oid
    FROM pg_class c
    WHERE c.oid >= 16384
      AND (c.relnamespace IN (catalog_schemas) AND c.relkind NOT IN ('i', 'I', 't')
           OR c.relkind NOT IN ('r', 'p', 'v', 'm', 'f', 'S', 'c', 'i', 'I', 't'))
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid
    FROM pg_type t
    WHERE t.oid >= 16384 AND t.typnamespace IN (catalog_schemas) AND t.typrelid = 0
    UNION ALL
    SELECT 'pg_proc'::regclass, p.oid
    FROM pg_proc p
    WHERE p.oid >= 16384 AND p.pronamespace IN (catalog_schemas)
    UNION ALL
    SELECT d.classid, d.objid
    FROM (SELECT DISTINCT classid, objid FROM pg_depend WHERE objid >= 16384 AND classid NOT IN (
        SELECT k.oid FROM pg_class k WHERE k.relnamespace = 'pg_catalog'::regnamespace AND k.relname IN (
            'pg_am', 'pg_amop', 'pg_amproc', 'pg_attrdef', 'pg_cast', 'pg_class', 'pg_collation', 'pg_constraint',
            'pg_conversion', 'pg_default_acl', 'pg_event_trigger', 'pg_extension', 'pg_foreign_data_wrapper',
            'pg_foreign_server', 'pg_language', 'pg_largeobject', 'pg_namespace', 'pg_opclass', 'pg_operator',
            'pg_opfamily', 'pg_policy', 'pg_proc', 'pg_publication', 'pg_publication_namespace', 'pg_publication_rel',
            'pg_rewrite', 'pg_statistic_ext', 'pg_subscription', 'pg_transform', 'pg_trigger', 'pg_ts_config', 'pg_ts_dict',
            'pg_ts_parser', 'pg_ts_template', 'pg_type', 'pg_user_mapping'))) AS d
) AS o
CROSS JOIN LATERAL pg_identify_object(o.class, o.oid, 0) AS i
WHERE NOT EXISTS (
    SELECT FROM pg_depend e
    WHERE e.classid = o.class AND e.objid = o.oid AND e.objsubid = 0 AND e.deptype IN ('e', 'i'))
