-- Roles, but those of the system and the one that the server was made with (10), as JSON in the form that a snapshot has.
-- Everybody may read this view, which has no passwords.
SELECT json_strip_nulls(json_build_object(
    'name', r.rolname,
    'attributes', to_json(array_remove(ARRAY[
        CASE WHEN r.rolsuper THEN 'superuser' END, CASE WHEN r.rolcreatedb THEN 'createdb' END,
        CASE WHEN r.rolcreaterole THEN 'createrole' END, CASE WHEN NOT r.rolinherit THEN 'noinherit' END,
        CASE WHEN r.rolcanlogin THEN 'login' END, CASE WHEN r.rolreplication THEN 'replication' END,
        CASE WHEN r.rolbypassrls THEN 'bypassrls' END], NULL)),
    'connection_limit', nullif(r.rolconnlimit, -1),
    'valid_until', r.rolvaliduntil::text,
    'member_of', (
        -- Several roles may have granted one membership.
        SELECT json_agg(json_build_object(
            'role', g.name,
            'inherit', CASE WHEN g.inherit <> r.rolinherit THEN g.inherit END,  -- since 16
            'no_set', NOT g.may_set,  -- since 16
            'inherit', NULL,  -- before 16
            'admin', g.admin) ORDER BY g.name COLLATE "C")
        FROM (
            SELECT
                o.rolname AS name,
                bool_or(m.inherit_option) AS inherit,  -- since 16
                bool_or(m.set_option) AS may_set,  -- since 16
                bool_or(m.admin_option) AS admin
            FROM pg_auth_members m
            JOIN pg_roles o ON o.oid = m.roleid
            WHERE m.member = r.oid
            GROUP BY o.rolname
        ) g),
    'settings', (SELECT json_object_agg(split_part(s, '=', 1), substr(s, strpos(s, '=') + 1)) FROM unnest(r.rolconfig) AS s),
    'comment', shobj_description(r.oid, 'pg_authid')))::text
FROM pg_roles r
WHERE r.rolname !~ '^pg_' AND r.oid <> 10
ORDER BY r.rolname COLLATE "C"
