-- ALTER DEFAULT PRIVILEGES. An empty list (everything revoked) is one row without a privilege.
-- only if pg_default_acl
SELECT
    pg_get_userbyid(d.defaclrole)::text AS role,
    n.nspname::text AS schema,
    d.defaclobjtype AS objects,
    pg_get_userbyid(a.grantor)::text AS grantor,
    CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee)::text END AS grantee,
    a.privilege_type AS privilege,
    a.is_grantable AS grantable
FROM pg_default_acl d
LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
LEFT JOIN LATERAL aclexplode(d.defaclacl) a ON true
