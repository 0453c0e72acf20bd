-- Operators.
-- only if pg_operator
SELECT 'pg_operator'::regclass, 'operator',
    ARRAY[n.nspname, o.oprname, format_type(nullif(o.oprleft, 0), NULL),
          format_type(nullif(o.oprright, 0), NULL)]::text[], o.oid, o.oprowner,
    -- One without a function is a shell that another one's commutator or negator made.
    CASE WHEN o.oprcode <> 0
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_operator'::regclass AND e.objid = o.oid AND e.deptype = 'e')  -- if pg_extension
    THEN
        format('CREATE OPERATOR %I.%s (FUNCTION = %s', n.nspname, o.oprname, o.oprcode)
            || coalesce(', LEFTARG = ' || format_type(nullif(o.oprleft, 0), NULL), '')
            || coalesce(', RIGHTARG = ' || format_type(nullif(o.oprright, 0), NULL), '')
            || coalesce((SELECT format(', COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname)
                         FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace
                         WHERE c.oid = o.oprcom), '')
            || coalesce((SELECT format(', NEGATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname)
                         FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace
                         WHERE c.oid = o.oprnegate), '')
            || coalesce(', RESTRICT = ' || nullif(o.oprrest::oid, 0)::regproc, '')
            || coalesce(', JOIN = ' || nullif(o.oprjoin::oid, 0)::regproc, '')
            || CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END
            || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END
            || ')'
    END, NULL
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oid >= 16384
  -- A shell that no operator names any more is left by a DROP; nothing makes it again, and pg_dump passes it over too.
  AND (o.oprcode <> 0 OR EXISTS (SELECT FROM pg_operator r WHERE r.oid >= 16384 AND o.oid IN (r.oprcom, r.oprnegate)))
