-- Access control lists, one row for each grant. An empty list (everything was revoked) is one row without a privilege.
--
-- An object that still has the privileges that it was created with is left out. They are the default of its owner, or what
-- `initdb` or the extension granted. If an extension granted something, and the list has changed since, both lists are
-- read: the present one, and the one of the extension (`of_extension`).
SELECT
    o.class,
    o.object,
    o.part,
    list.of_extension,
    pg_get_userbyid(a.grantor)::text AS grantor,
    CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee)::text END AS grantee,
    a.privilege_type AS privilege,
    a.is_grantable AS grantable
FROM (
    SELECT 'pg_namespace'::regclass::oid AS class, oid AS object, 0 AS part, nspacl AS acl,
        acldefault('n', nspowner) AS created_with
    FROM pg_namespace
    WHERE nspacl IS NOT NULL
    UNION ALL
    SELECT 'pg_class'::regclass, oid, 0, relacl,
        acldefault(CASE WHEN relkind = 'S' THEN 's' ELSE 'r' END::"char", relowner)
    FROM pg_class
    WHERE oid >= 16384 AND (relacl IS NOT NULL
        OR oid IN (SELECT objoid FROM pg_init_privs)  -- if init_privs
    )
    UNION ALL
    SELECT 'pg_class'::regclass, attrelid, attnum, attacl, '{}'
    FROM pg_attribute
    WHERE attrelid >= 16384 AND (attacl IS NOT NULL
        OR attrelid IN (SELECT objoid FROM pg_init_privs)  -- if init_privs
    )
    UNION ALL
    SELECT 'pg_type'::regclass, oid, 0, typacl, acldefault('T', typowner)
    FROM pg_type
    WHERE oid >= 16384 AND (typacl IS NOT NULL
        OR oid IN (SELECT objoid FROM pg_init_privs)  -- if init_privs
    )
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, 0, proacl, acldefault('f', proowner)
    FROM pg_proc
    WHERE oid >= 16384 AND (proacl IS NOT NULL
        OR oid IN (SELECT objoid FROM pg_init_privs)  -- if init_privs
    )
-- begin if pg_language
    UNION ALL
    SELECT 'pg_language'::regclass, oid, 0, lanacl, acldefault('l', lanowner)
    FROM pg_language
    WHERE oid >= 16384 AND (lanacl IS NOT NULL
        OR oid IN (SELECT objoid FROM pg_init_privs)  -- if init_privs
    )
-- end
-- begin if pg_foreign_data_wrapper
    UNION ALL
    SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwacl, acldefault('F', fdwowner)
    FROM pg_foreign_data_wrapper
    WHERE oid >= 16384 AND (fdwacl IS NOT NULL
        OR oid IN (SELECT objoid FROM pg_init_privs)  -- if init_privs
    )
    UNION ALL
    SELECT 'pg_foreign_server'::regclass, oid, 0, srvacl, acldefault('S', srvowner)
    FROM pg_foreign_server
    WHERE oid >= 16384 AND (srvacl IS NOT NULL
        OR oid IN (SELECT objoid FROM pg_init_privs)  -- if init_privs
    )
-- end
) o
LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.object AND i.objsubid = o.part
-- A column from which everything was revoked has no list again.
CROSS JOIN LATERAL (SELECT coalesce(o.acl, o.created_with) AS acl) present
CROSS JOIN LATERAL (SELECT coalesce(i.initprivs, o.created_with) AS acl) base
CROSS JOIN LATERAL (
    SELECT false AS of_extension, present.acl
    UNION ALL SELECT true, i.initprivs WHERE i.privtype = 'e'
) list
LEFT JOIN LATERAL aclexplode(list.acl) a ON true
WHERE (o.acl IS NOT NULL OR i.initprivs IS NOT NULL) AND NOT (present.acl @> base.acl AND present.acl <@ base.acl)
