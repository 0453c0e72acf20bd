-- Row security policies. Role 0 is PUBLIC.
-- only if pg_policy
SELECT
    p.oid,
    p.polrelid AS relation,
    p.polname::text AS name,
    p.polpermissive AS permissive,
    p.polcmd AS command,
    0 = ANY (p.polroles) AS public,
    ARRAY(SELECT pg_get_userbyid(r)::text FROM unnest(p.polroles) AS r WHERE r <> 0) AS roles,
    pg_get_expr(p.polqual, p.polrelid) AS using,
    pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
WHERE c.relnamespace NOT IN (system_schemas)
