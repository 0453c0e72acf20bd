-- Objects of the kinds the catalog does not model further, with the statements that create them: what PostgreSQL has
-- no function for is written here as pg_dump does. Objects of the system have OIDs below 16384. What an extension
-- brings is not defined anew.
--
-- Left out are subscriptions, whose connection strings hold passwords, and the options of user mappings for the same
-- reason: a snapshot is meant to be checked in.
WITH item AS (
    -- What an operator class, or a family beside its classes, consists of.
    SELECT
        d.refclassid AS class, d.refobjid AS oid, 1 AS kind, o.amopstrategy AS number, o.amoplefttype AS of,
        o.amoprighttype AS and_of,
        format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator)
            || coalesce((SELECT format(' FOR ORDER BY %I.%I', n.nspname, f.opfname)
                         FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace
                         WHERE f.oid = o.amopsortfamily), '') AS text
    FROM pg_amop o
    JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = o.oid
        AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
    WHERE o.oid >= 16384 AND NOT EXISTS (
        SELECT FROM pg_depend e WHERE e.classid = d.refclassid AND e.objid = d.refobjid AND e.deptype = 'e')
    UNION ALL
    SELECT
        d.refclassid, d.refobjid, 2, p.amprocnum, p.amproclefttype, p.amprocrighttype,
        format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, NULL),
            format_type(p.amprocrighttype, NULL), p.amproc::regprocedure)
    FROM pg_amproc p
    JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = p.oid
        AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
    WHERE p.oid >= 16384 AND NOT EXISTS (
        SELECT FROM pg_depend e WHERE e.classid = d.refclassid AND e.objid = d.refobjid AND e.deptype = 'e')
),
items AS (
    SELECT class, oid, string_agg(text, ', ' ORDER BY kind, number, of, and_of) AS text
    FROM item
    GROUP BY class, oid
)
SELECT
    o.class,
    o.oid,
    o.kind,
    o.names,
    CASE WHEN o.owner IS NOT NULL THEN pg_get_userbyid(o.owner)::text END AS owner,
    CASE WHEN NOT EXISTS (
        SELECT FROM pg_depend e WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e')
    THEN o.definition END AS definition
FROM (
    SELECT 'pg_am'::regclass::oid AS class, 'access method' AS kind, ARRAY[a.amname]::text[] AS names, a.oid, NULL::oid AS owner,
        format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
            CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler) AS definition
    FROM pg_am a
    UNION ALL
    SELECT 'pg_cast'::regclass, 'cast', ARRAY[format_type(c.castsource, NULL), format_type(c.casttarget, NULL)]::text[], c.oid, NULL,
        format('CREATE CAST (%s AS %s) ', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))
            || CASE c.castmethod
                WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
                WHEN 'i' THEN 'WITH INOUT'
                ELSE 'WITHOUT FUNCTION'
            END
            || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END
    FROM pg_cast c
    -- That of a range to its multirange comes with the type.
    WHERE c.oid >= 16384 AND NOT EXISTS (
        SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = c.oid AND i.deptype = 'i')
    UNION ALL
    SELECT 'pg_collation'::regclass, 'collation', ARRAY[n.nspname, c.collname]::text[], c.oid, c.collowner,
        format('CREATE COLLATION %I.%I (provider = %s', n.nspname, c.collname,
            CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'default' END)
            || CASE WHEN c.collisdeterministic THEN '' ELSE ', deterministic = false' END
            || CASE
                WHEN c.collprovider = 'i' THEN ', locale = ' || quote_literal(c.colliculocale)  -- since 15 -- before 17
                WHEN c.collprovider IN ('i', 'b') THEN ', locale = ' || quote_literal(c.colllocale)  -- since 17
                WHEN c.collcollate = c.collctype THEN ', locale = ' || quote_literal(c.collcollate)
                ELSE format(', lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
            END
            || coalesce(', rules = ' || quote_literal(c.collicurules), '')  -- since 16
            || ')'
    FROM pg_collation c
    JOIN pg_namespace n ON n.oid = c.collnamespace
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_conversion'::regclass, 'conversion', ARRAY[n.nspname, c.conname]::text[], c.oid, c.conowner,
        format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END,
            n.nspname, c.conname, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc)
    FROM pg_conversion c
    JOIN pg_namespace n ON n.oid = c.connamespace
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_event_trigger'::regclass, 'event trigger', ARRAY[t.evtname]::text[], t.oid, t.evtowner,
        format('CREATE EVENT TRIGGER %I ON %s', t.evtname, t.evtevent)
            || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ' ORDER BY tag)
                                             FROM unnest(t.evttags) AS tag) || ')', '')
            || format(' EXECUTE FUNCTION %s()', t.evtfoid::regproc)
            || CASE WHEN t.evtenabled = 'O' THEN '' ELSE format(E';\nALTER EVENT TRIGGER %I %s', t.evtname,
                CASE t.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END) END
    FROM pg_event_trigger t
    UNION ALL
    SELECT 'pg_foreign_data_wrapper'::regclass, 'foreign-data wrapper', ARRAY[w.fdwname]::text[], w.oid, w.fdwowner,
        format('CREATE FOREIGN DATA WRAPPER %I', w.fdwname)
            || coalesce(' HANDLER ' || nullif(w.fdwhandler, 0)::regproc, '')
            || coalesce(' VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc, '')
            || coalesce(' OPTIONS (' || (SELECT string_agg(format('%I %L', option_name, option_value), ', '
                                                           ORDER BY option_name)
                                         FROM pg_options_to_table(w.fdwoptions)) || ')', '')
    FROM pg_foreign_data_wrapper w
    UNION ALL
    SELECT 'pg_foreign_server'::regclass, 'server', ARRAY[s.srvname]::text[], s.oid, s.srvowner,
        format('CREATE SERVER %I', s.srvname)
            || coalesce(' TYPE ' || quote_literal(s.srvtype), '')
            || coalesce(' VERSION ' || quote_literal(s.srvversion), '')
            || format(' FOREIGN DATA WRAPPER %I', w.fdwname)
            || coalesce(' OPTIONS (' || (SELECT string_agg(format('%I %L', option_name, option_value), ', '
                                                           ORDER BY option_name)
                                         FROM pg_options_to_table(s.srvoptions)) || ')', '')
    FROM pg_foreign_server s
    JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'pg_user_mapping'::regclass, 'user mapping', ARRAY[CASE WHEN m.umuser <> 0 THEN m.usename END, m.srvname]::text[], m.umid, NULL,
        format('CREATE USER MAPPING FOR %s SERVER %I',
            CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END, m.srvname)
    FROM pg_user_mappings m
    UNION ALL
    SELECT 'pg_language'::regclass, 'language', ARRAY[l.lanname]::text[], l.oid, l.lanowner,
        format('CREATE %sLANGUAGE %I HANDLER %s', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END, l.lanname,
            nullif(l.lanplcallfoid, 0)::regproc)
            || coalesce(' INLINE ' || nullif(l.laninline, 0)::regproc, '')
            || coalesce(' VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc, '')
    FROM pg_language l
    UNION ALL
    SELECT 'pg_opclass'::regclass, 'operator class', ARRAY[n.nspname, c.opcname, a.amname]::text[], c.oid, c.opcowner,
        format('CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I FAMILY %I.%I AS %s', n.nspname, c.opcname,
            CASE WHEN c.opcdefault THEN 'DEFAULT ' ELSE '' END, format_type(c.opcintype, NULL), a.amname, fn.nspname,
            f.opfname,
            -- It needs an item, if only to say that it stores what it indexes.
            concat_ws(', ', CASE WHEN c.opckeytype <> 0 OR t.text IS NULL
                                 THEN 'STORAGE ' || format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), NULL) END,
                      t.text))
    FROM pg_opclass c
    JOIN pg_namespace n ON n.oid = c.opcnamespace
    JOIN pg_am a ON a.oid = c.opcmethod
    JOIN pg_opfamily f ON f.oid = c.opcfamily
    JOIN pg_namespace fn ON fn.oid = f.opfnamespace
    LEFT JOIN items t ON t.class = 'pg_opclass'::regclass AND t.oid = c.oid
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_opfamily'::regclass, 'operator family', ARRAY[n.nspname, f.opfname, a.amname]::text[], f.oid, f.opfowner,
        format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, a.amname)
            || coalesce(format(E';\nALTER OPERATOR FAMILY %I.%I USING %I ADD ', n.nspname, f.opfname, a.amname)
                        || t.text, '')
    FROM pg_opfamily f
    JOIN pg_namespace n ON n.oid = f.opfnamespace
    JOIN pg_am a ON a.oid = f.opfmethod
    LEFT JOIN items t ON t.class = 'pg_opfamily'::regclass AND t.oid = f.oid
    WHERE f.oid >= 16384
    UNION ALL
    SELECT 'pg_operator'::regclass, 'operator', ARRAY[n.nspname, o.oprname, format_type(nullif(o.oprleft, 0), NULL), format_type(nullif(o.oprright, 0), NULL)]::text[], o.oid, o.oprowner,
        -- One without a function is a shell that another one's commutator or negator made.
        CASE WHEN o.oprcode <> 0 THEN
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
        END
    FROM pg_operator o
    JOIN pg_namespace n ON n.oid = o.oprnamespace
    WHERE o.oid >= 16384
    UNION ALL
    SELECT 'pg_publication'::regclass, 'publication', ARRAY[p.pubname]::text[], p.oid, p.pubowner,
        format('CREATE PUBLICATION %I', p.pubname)
            || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || nullif(concat_ws(', ',
                (SELECT 'TABLE ' || string_agg(
                    format('ONLY %I.%I', n.nspname, c.relname)
                    || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)  -- since 15
                                         FROM pg_attribute a  -- since 15
                                         WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs::int2[])) || ')', '')  -- since 15
                    || coalesce(' WHERE (' || pg_get_expr(r.prqual, c.oid) || ')', '')  -- since 15
                    , ', ' ORDER BY n.nspname, c.relname)
                 FROM pg_publication_rel r
                 JOIN pg_class c ON c.oid = r.prrelid
                 JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE r.prpubid = p.oid)
                , (SELECT 'TABLES IN SCHEMA ' || string_agg(quote_ident(n.nspname), ', ' ORDER BY n.nspname)  -- since 15
                   FROM pg_publication_namespace s  -- since 15
                   JOIN pg_namespace n ON n.oid = s.pnnspid  -- since 15
                   WHERE s.pnpubid = p.oid)  -- since 15
                , NULL), ''), '') END
            || coalesce(' WITH (' || nullif(concat_ws(', ',
                CASE WHEN NOT (p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate) THEN 'publish = '
                    || quote_literal(concat_ws(', ',
                        CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                        CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)) END
                , CASE WHEN p.pubviaroot THEN 'publish_via_partition_root = true' END  -- since 13
                , CASE WHEN p.pubgencols = 's' THEN 'publish_generated_columns = stored' END  -- since 18
                ), '') || ')', '')
    FROM pg_publication p
    UNION ALL
    SELECT 'pg_statistic_ext'::regclass, 'statistics', ARRAY[n.nspname, s.stxname]::text[], s.oid, s.stxowner,
        pg_get_statisticsobjdef(s.oid)
            || CASE WHEN s.stxstattarget >= 0 THEN format(E';\nALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname,  -- since 13
                s.stxname, s.stxstattarget) ELSE '' END  -- since 13
    FROM pg_statistic_ext s
    JOIN pg_namespace n ON n.oid = s.stxnamespace
    UNION ALL
    SELECT 'pg_transform'::regclass, 'transform', ARRAY[format_type(t.trftype, NULL), l.lanname]::text[], t.oid, NULL,
        format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname,
            concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql::oid, 0)::regprocedure,
                      'TO SQL WITH FUNCTION ' || nullif(t.trftosql::oid, 0)::regprocedure))
    FROM pg_transform t
    JOIN pg_language l ON l.oid = t.trflang
    UNION ALL
    SELECT 'pg_ts_config'::regclass, 'text search configuration', ARRAY[n.nspname, c.cfgname]::text[], c.oid, c.cfgowner,
        format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname, pn.nspname, p.prsname)
            || coalesce((SELECT string_agg(format(E';\nALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
                                                  n.nspname, c.cfgname, token.alias, map.dictionaries), '' ORDER BY map.type)
                         FROM (SELECT m.maptokentype AS type,
                                   string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
                               FROM pg_ts_config_map m
                               WHERE m.mapcfg = c.oid
                               GROUP BY m.maptokentype) map
                         JOIN ts_token_type(p.oid) AS token ON token.tokid = map.type), '')
    FROM pg_ts_config c
    JOIN pg_namespace n ON n.oid = c.cfgnamespace
    JOIN pg_ts_parser p ON p.oid = c.cfgparser
    JOIN pg_namespace pn ON pn.oid = p.prsnamespace
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_ts_dict'::regclass, 'text search dictionary', ARRAY[n.nspname, d.dictname]::text[], d.oid, d.dictowner,
        format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I', n.nspname, d.dictname, tn.nspname, t.tmplname)
            || coalesce(', ' || nullif(d.dictinitoption, ''), '') || ')'
    FROM pg_ts_dict d
    JOIN pg_namespace n ON n.oid = d.dictnamespace
    JOIN pg_ts_template t ON t.oid = d.dicttemplate
    JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
    UNION ALL
    SELECT 'pg_ts_parser'::regclass, 'text search parser', ARRAY[n.nspname, p.prsname]::text[], p.oid, NULL,
        format('CREATE TEXT SEARCH PARSER %I.%I (%s)', n.nspname, p.prsname, concat_ws(', ',
            format('START = %s, GETTOKEN = %s, END = %s', p.prsstart, p.prstoken, p.prsend),
            'HEADLINE = ' || nullif(p.prsheadline::oid, 0)::regproc, format('LEXTYPES = %s', p.prslextype)))
    FROM pg_ts_parser p
    JOIN pg_namespace n ON n.oid = p.prsnamespace
    UNION ALL
    SELECT 'pg_ts_template'::regclass, 'text search template', ARRAY[n.nspname, t.tmplname]::text[], t.oid, NULL,
        format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)', n.nspname, t.tmplname, concat_ws(', ',
            'INIT = ' || nullif(t.tmplinit::oid, 0)::regproc, format('LEXIZE = %s', t.tmpllexize)))
    FROM pg_ts_template t
    JOIN pg_namespace n ON n.oid = t.tmplnamespace
) o
WHERE o.oid >= 16384
