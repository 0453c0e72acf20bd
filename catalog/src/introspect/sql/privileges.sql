-- Access control lists, one row a grant. An empty list (everything revoked) is one row without a privilege.
--
-- A list that says what an object is created with is left out: the owner's default, or for objects of the system and of
-- extensions what `initdb` or the extension granted.
SELECT
    o.class,
    o.object,
    o.part,
    pg_get_userbyid(a.grantor)::text AS grantor,
    CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee)::text END AS grantee,
    a.privilege_type AS privilege,
    a.is_grantable AS grantable
FROM (
    SELECT 'pg_namespace'::regclass::oid AS class, oid AS object, 0 AS part, nspacl AS acl,
        acldefault('n', nspowner) AS created_with
    FROM pg_namespace
    UNION ALL
    SELECT 'pg_class'::regclass, oid, 0, relacl, acldefault(CASE WHEN relkind = 'S' THEN 's' ELSE 'r' END::"char", relowner)
    FROM pg_class
    UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum, attacl, '{}' FROM pg_attribute
    UNION ALL SELECT 'pg_type'::regclass, oid, 0, typacl, acldefault('T', typowner) FROM pg_type
    UNION ALL SELECT 'pg_proc'::regclass, oid, 0, proacl, acldefault('f', proowner) FROM pg_proc
    UNION ALL SELECT 'pg_language'::regclass, oid, 0, lanacl, acldefault('l', lanowner) FROM pg_language
    UNION ALL
    SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwacl, acldefault('F', fdwowner) FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 0, srvacl, acldefault('S', srvowner) FROM pg_foreign_server
) o
LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.object AND i.objsubid = o.part
CROSS JOIN LATERAL (SELECT coalesce(i.initprivs, o.created_with) AS acl) base
LEFT JOIN LATERAL aclexplode(o.acl) a ON true
WHERE o.acl IS NOT NULL AND (o.object >= 16384 OR o.class = 'pg_namespace'::regclass)
  AND NOT (o.acl @> base.acl AND o.acl <@ base.acl)
