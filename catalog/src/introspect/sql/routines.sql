-- Routines, but those that come with a type, as the constructors of ranges do (`i`). What an extension brings is not
-- defined anew, so its text is not fetched.
SELECT
    p.oid,
    n.nspname::text AS schema,
    p.proname::text AS name,
    pg_get_userbyid(p.proowner)::text AS owner,
    p.prokind AS kind,
    p.proargnames AS argument_names,
    p.proargmodes AS argument_modes,
    coalesce(p.proallargtypes, p.proargtypes::oid[])::regtype[]::text[] AS argument_types,
    p.pronargdefaults AS default_count,
    CASE WHEN p.prokind <> 'p' THEN format_type(p.prorettype, NULL) END AS returns,
    p.proretset AS returns_set,
    l.lanname::text AS language,
    p.provolatile AS volatility,
    p.proisstrict AS strict,
    p.prosecdef AS security_definer,
    p.proleakproof AS leakproof,
    p.proparallel AS parallel,
    p.procost AS cost,
    CASE WHEN p.proretset THEN p.prorows END AS rows,
    CASE WHEN p.prosupport <> 0 THEN (
        SELECT format('%I.%I', s.pronamespace::regnamespace, s.proname) FROM pg_proc s WHERE s.oid = p.prosupport
    ) END AS support,
    p.protrftypes::regtype[]::text[] AS transforms,
    p.proconfig AS settings,
    CASE WHEN p.pronargdefaults > 0 THEN pg_get_expr(p.proargdefaults, 0) END AS defaults,
-- begin if pg_extension
    e.objid IS NOT NULL AS is_member,
    CASE WHEN e.objid IS NULL THEN p.prosrc END AS source,
    CASE WHEN e.objid IS NULL THEN p.probin END AS library,
-- end
    false AS is_member, p.prosrc AS source, p.probin AS library,  -- unless pg_extension
    NULL::text AS body,  -- before 14
    CASE WHEN e.objid IS NULL AND p.prosqlbody IS NOT NULL THEN pg_get_function_sqlbody(p.oid) END AS body,  -- since 14 -- if pg_extension
    CASE WHEN p.prosqlbody IS NOT NULL THEN pg_get_function_sqlbody(p.oid) END AS body,  -- since 14 -- unless pg_extension
-- begin if pg_aggregate
    CASE WHEN g.aggkind <> 'n' THEN g.aggnumdirectargs END AS direct_arguments,
    -- PostgreSQL has no function that writes CREATE AGGREGATE.
    CASE WHEN p.prokind = 'a'
        AND e.objid IS NULL  -- if pg_extension
        THEN concat_ws(', ',
            'SFUNC = ' || g.aggtransfn,
            'STYPE = ' || format_type(g.aggtranstype, NULL),
            'SSPACE = ' || nullif(g.aggtransspace, 0),
            'FINALFUNC = ' || nullif(g.aggfinalfn::oid, 0)::regproc,
            CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
            CASE g.aggfinalmodify
                WHEN 's' THEN 'FINALFUNC_MODIFY = SHAREABLE'
                WHEN 'w' THEN CASE WHEN g.aggkind = 'n' THEN 'FINALFUNC_MODIFY = READ_WRITE' END
                WHEN 'r' THEN CASE WHEN g.aggkind <> 'n' THEN 'FINALFUNC_MODIFY = READ_ONLY' END
            END,
            'COMBINEFUNC = ' || nullif(g.aggcombinefn::oid, 0)::regproc,
            'SERIALFUNC = ' || nullif(g.aggserialfn::oid, 0)::regproc,
            'DESERIALFUNC = ' || nullif(g.aggdeserialfn::oid, 0)::regproc,
            'INITCOND = ' || quote_literal(g.agginitval),
            'MSFUNC = ' || nullif(g.aggmtransfn::oid, 0)::regproc,
            'MINVFUNC = ' || nullif(g.aggminvtransfn::oid, 0)::regproc,
            'MSTYPE = ' || CASE WHEN g.aggmtranstype <> 0 THEN format_type(g.aggmtranstype, NULL) END,
            'MSSPACE = ' || nullif(g.aggmtransspace, 0),
            'MFINALFUNC = ' || nullif(g.aggmfinalfn::oid, 0)::regproc,
            CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
            CASE g.aggmfinalmodify
                WHEN 's' THEN 'MFINALFUNC_MODIFY = SHAREABLE'
                WHEN 'w' THEN CASE WHEN g.aggkind = 'n' THEN 'MFINALFUNC_MODIFY = READ_WRITE' END
                WHEN 'r' THEN CASE WHEN g.aggkind <> 'n' AND g.aggmtransfn <> 0 THEN 'MFINALFUNC_MODIFY = READ_ONLY' END
            END,
            'MINITCOND = ' || quote_literal(g.aggminitval),
            (SELECT format('SORTOP = OPERATOR(%I.%s)', sn.nspname, s.oprname)
             FROM pg_operator s JOIN pg_namespace sn ON sn.oid = s.oprnamespace WHERE s.oid = g.aggsortop),
            CASE WHEN g.aggkind = 'h' THEN 'HYPOTHETICAL' END)
    END AS aggregate
-- end
    NULL::int2 AS direct_arguments, NULL::text AS aggregate  -- unless pg_aggregate
FROM pg_proc p
LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid  -- if pg_aggregate
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
LEFT JOIN pg_depend e ON e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e'  -- if pg_extension
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')  -- if pg_range
