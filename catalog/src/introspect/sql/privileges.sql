-- Access control lists, one row a grant. An empty list (everything revoked) is one row without a privilege.
SELECT
    o.class,
    o.object,
    o.part,
    pg_get_userbyid(a.grantor)::text AS grantor,
    CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee)::text END AS grantee,
    a.privilege_type AS privilege,
    a.is_grantable AS grantable
FROM (
    SELECT 'pg_namespace'::regclass::oid AS class, oid AS object, 0 AS part, nspacl AS acl FROM pg_namespace
    UNION ALL SELECT 'pg_class'::regclass, oid, 0, relacl FROM pg_class
    UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum, attacl FROM pg_attribute
    UNION ALL SELECT 'pg_type'::regclass, oid, 0, typacl FROM pg_type
    UNION ALL SELECT 'pg_proc'::regclass, oid, 0, proacl FROM pg_proc
    UNION ALL SELECT 'pg_language'::regclass, oid, 0, lanacl FROM pg_language
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwacl FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 0, srvacl FROM pg_foreign_server
) o
LEFT JOIN LATERAL aclexplode(o.acl) a ON true
WHERE o.acl IS NOT NULL AND (o.object >= 16384 OR o.class = 'pg_namespace'::regclass)
