-- Objects of the rarer kinds. What is altered is described as JSON, in the form that a snapshot has it; for what is
-- only replaced, the statements that create it are written here as pg_dump does. Objects of the system have OIDs below
-- 16384. What an extension brings is not defined anew.
--
-- The connections of subscriptions and the options of user mappings are not read, for they hold passwords: a snapshot
-- is meant to be checked in.
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
    THEN coalesce(CASE WHEN o.statements IS NOT NULL THEN json_build_object('sql', o.statements) END, o.definition)::text
    END AS definition
FROM (
    SELECT 'pg_am'::regclass::oid AS class, 'access method' AS kind, ARRAY[a.amname]::text[] AS names, a.oid,
        NULL::oid AS owner,
        format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
            CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler) AS statements,
        NULL::json AS definition
    FROM pg_am a
    UNION ALL
    SELECT 'pg_cast'::regclass, 'cast',
        ARRAY[format_type(c.castsource, NULL), format_type(c.casttarget, NULL)]::text[], c.oid, NULL,
        format('CREATE CAST (%s AS %s) ', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))
            || CASE c.castmethod
                WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
                WHEN 'i' THEN 'WITH INOUT'
                ELSE 'WITHOUT FUNCTION'
            END
            || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END, NULL
    FROM pg_cast c
    -- That of a range to its multirange comes with the type.
    WHERE c.oid >= 16384 AND NOT EXISTS (
        SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = c.oid AND i.deptype = 'i')
    UNION ALL
    SELECT 'pg_collation'::regclass, 'collation', ARRAY[n.nspname, c.collname]::text[], c.oid, c.collowner, NULL,
        json_build_object('collation', json_strip_nulls(json_build_object(
            'provider', CASE c.collprovider WHEN 'd' THEN 'default' WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc'
                            WHEN 'i' THEN 'icu' ELSE c.collprovider::text END,
            'locale', CASE WHEN c.collprovider = 'i' THEN c.colliculocale  -- since 15 -- before 17
            'locale', CASE WHEN c.collprovider IN ('i', 'b') THEN c.colllocale  -- since 17
            'locale', CASE WHEN false THEN NULL  -- before 15
                           WHEN c.collcollate = c.collctype THEN c.collcollate END,
            'lc_collate', CASE WHEN c.collcollate <> c.collctype THEN c.collcollate END,
            'lc_ctype', CASE WHEN c.collcollate <> c.collctype THEN c.collctype END,
            'rules', c.collicurules,  -- since 16
            'nondeterministic', nullif(NOT c.collisdeterministic, false))))
    FROM pg_collation c
    JOIN pg_namespace n ON n.oid = c.collnamespace
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_conversion'::regclass, 'conversion', ARRAY[n.nspname, c.conname]::text[], c.oid, c.conowner,
        format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END,
            n.nspname, c.conname, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc), NULL
    FROM pg_conversion c
    JOIN pg_namespace n ON n.oid = c.connamespace
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_event_trigger'::regclass, 'event trigger', ARRAY[t.evtname]::text[], t.oid, t.evtowner, NULL,
        json_build_object('event_trigger', json_strip_nulls(json_build_object(
            'event', t.evtevent,
            'tags', (SELECT json_agg(tag ORDER BY tag COLLATE "C") FROM unnest(t.evttags) AS tag),
            'function', format('%I.%I', fn.nspname, f.proname),
            'enabled', CASE t.evtenabled WHEN 'O' THEN NULL WHEN 'D' THEN 'disabled' WHEN 'A' THEN 'always'
                           WHEN 'R' THEN 'replica' ELSE t.evtenabled::text END)))
    FROM pg_event_trigger t
    JOIN pg_proc f ON f.oid = t.evtfoid
    JOIN pg_namespace fn ON fn.oid = f.pronamespace
    UNION ALL
    SELECT 'pg_foreign_data_wrapper'::regclass, 'foreign-data wrapper', ARRAY[w.fdwname]::text[], w.oid, w.fdwowner, NULL,
        json_build_object('foreign_data_wrapper', json_strip_nulls(json_build_object(
            'handler', quote_ident(hn.nspname) || '.' || quote_ident(h.proname),
            'validator', quote_ident(vn.nspname) || '.' || quote_ident(v.proname),
            'options', (SELECT json_object_agg(option_name, coalesce(option_value, ''))
                        FROM pg_options_to_table(w.fdwoptions)))))
    FROM pg_foreign_data_wrapper w
    LEFT JOIN pg_proc h ON h.oid = w.fdwhandler
    LEFT JOIN pg_namespace hn ON hn.oid = h.pronamespace
    LEFT JOIN pg_proc v ON v.oid = w.fdwvalidator
    LEFT JOIN pg_namespace vn ON vn.oid = v.pronamespace
    UNION ALL
    SELECT 'pg_foreign_server'::regclass, 'server', ARRAY[s.srvname]::text[], s.oid, s.srvowner, NULL,
        json_build_object('server', json_strip_nulls(json_build_object(
            'wrapper', w.fdwname,
            'type', s.srvtype,
            'version', s.srvversion,
            'options', (SELECT json_object_agg(option_name, coalesce(option_value, ''))
                        FROM pg_options_to_table(s.srvoptions)))))
    FROM pg_foreign_server s
    JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'pg_user_mapping'::regclass, 'user mapping',
        ARRAY[CASE WHEN m.umuser <> 0 THEN m.usename END, m.srvname]::text[], m.umid, NULL, NULL,
        '{"user_mapping": {}}'::json
    FROM pg_user_mappings m
    UNION ALL
    SELECT 'pg_language'::regclass, 'language', ARRAY[l.lanname]::text[], l.oid, l.lanowner,
        format('CREATE %sLANGUAGE %I HANDLER %s', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END, l.lanname,
            nullif(l.lanplcallfoid, 0)::regproc)
            || coalesce(' INLINE ' || nullif(l.laninline, 0)::regproc, '')
            || coalesce(' VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc, ''), NULL
    FROM pg_language l
    UNION ALL
    SELECT 'pg_opclass'::regclass, 'operator class', ARRAY[n.nspname, c.opcname, a.amname]::text[], c.oid, c.opcowner,
        format('CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I FAMILY %I.%I AS %s', n.nspname, c.opcname,
            CASE WHEN c.opcdefault THEN 'DEFAULT ' ELSE '' END, format_type(c.opcintype, NULL), a.amname, fn.nspname,
            f.opfname,
            -- It needs an item, if only to say that it stores what it indexes.
            concat_ws(', ', CASE WHEN c.opckeytype <> 0 OR t.text IS NULL
                                 THEN 'STORAGE ' || format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), NULL) END,
                      t.text)), NULL
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
                        || t.text, ''), NULL
    FROM pg_opfamily f
    JOIN pg_namespace n ON n.oid = f.opfnamespace
    JOIN pg_am a ON a.oid = f.opfmethod
    LEFT JOIN items t ON t.class = 'pg_opfamily'::regclass AND t.oid = f.oid
    WHERE f.oid >= 16384
    UNION ALL
    SELECT 'pg_operator'::regclass, 'operator',
        ARRAY[n.nspname, o.oprname, format_type(nullif(o.oprleft, 0), NULL),
              format_type(nullif(o.oprright, 0), NULL)]::text[], o.oid, o.oprowner,
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
        END, NULL
    FROM pg_operator o
    JOIN pg_namespace n ON n.oid = o.oprnamespace
    WHERE o.oid >= 16384
    UNION ALL
    SELECT 'pg_publication'::regclass, 'publication', ARRAY[p.pubname]::text[], p.oid, p.pubowner, NULL,
        json_build_object('publication', json_strip_nulls(json_build_object(
            'all_tables', nullif(p.puballtables, false),
            'tables', (
                SELECT json_agg(json_build_object(
                    'name', format('%I.%I', n.nspname, c.relname),
                    'columns', (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a  -- since 15
                                WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs::int2[])),  -- since 15
                    'condition', pg_get_expr(r.prqual, c.oid)  -- since 15
                ) ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C")  -- since 15
                    'condition', NULL) ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C")  -- before 15
                FROM pg_publication_rel r
                JOIN pg_class c ON c.oid = r.prrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE r.prpubid = p.oid),
            'schemas', (SELECT json_agg(n.nspname ORDER BY n.nspname COLLATE "C") FROM pg_publication_namespace s  -- since 15
                        JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid),  -- since 15
            'via_root', nullif(p.pubviaroot, false),  -- since 13
            'generated_columns', CASE p.pubgencols WHEN 's' THEN true WHEN 'n' THEN NULL END,  -- since 18
            'publish', to_json(array_remove(ARRAY[
                CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL)))))
    FROM pg_publication p
    UNION ALL
    -- Everybody may read of a subscription all but how it connects.
    SELECT 'pg_subscription'::regclass, 'subscription', ARRAY[s.subname]::text[], s.oid, s.subowner, NULL,
        json_build_object('subscription', json_strip_nulls(json_build_object(
            'publications', (SELECT json_agg(p ORDER BY p COLLATE "C") FROM unnest(s.subpublications) AS p),
            'enabled', s.subenabled,
            'slot', s.subslotname)))
    FROM pg_subscription s
    WHERE s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
    UNION ALL
    SELECT 'pg_statistic_ext'::regclass, 'statistics', ARRAY[n.nspname, s.stxname]::text[], s.oid, s.stxowner, NULL,
        json_build_object('statistics', json_strip_nulls(json_build_object(
            'relation', format('%I.%I', cn.nspname, c.relname),
            -- Those of a single expression have no kinds to choose from.
            'kinds', CASE WHEN s.stxkind <> '{e}' THEN (
                SELECT json_agg(CASE k.kind WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' WHEN 'm' THEN 'mcv'
                                    ELSE k.kind::text END ORDER BY k.kind)
                FROM unnest(s.stxkind) AS k (kind) WHERE k.kind <> 'e') END,
            'columns', (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
                        WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys::int2[])),
            'expressions', to_json(pg_get_statisticsobjdef_expressions(s.oid)),  -- since 14
            'target', CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END)))  -- since 13
            'target', NULL)))  -- before 13
    FROM pg_statistic_ext s
    JOIN pg_namespace n ON n.oid = s.stxnamespace
    JOIN pg_class c ON c.oid = s.stxrelid
    JOIN pg_namespace cn ON cn.oid = c.relnamespace
    UNION ALL
    SELECT 'pg_transform'::regclass, 'transform', ARRAY[format_type(t.trftype, NULL), l.lanname]::text[], t.oid, NULL,
        format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname,
            concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql::oid, 0)::regprocedure,
                      'TO SQL WITH FUNCTION ' || nullif(t.trftosql::oid, 0)::regprocedure)), NULL
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
                         JOIN ts_token_type(p.oid) AS token ON token.tokid = map.type), ''), NULL
    FROM pg_ts_config c
    JOIN pg_namespace n ON n.oid = c.cfgnamespace
    JOIN pg_ts_parser p ON p.oid = c.cfgparser
    JOIN pg_namespace pn ON pn.oid = p.prsnamespace
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_ts_dict'::regclass, 'text search dictionary', ARRAY[n.nspname, d.dictname]::text[], d.oid, d.dictowner,
        format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I', n.nspname, d.dictname, tn.nspname, t.tmplname)
            || coalesce(', ' || nullif(d.dictinitoption, ''), '') || ')', NULL
    FROM pg_ts_dict d
    JOIN pg_namespace n ON n.oid = d.dictnamespace
    JOIN pg_ts_template t ON t.oid = d.dicttemplate
    JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
    UNION ALL
    SELECT 'pg_ts_parser'::regclass, 'text search parser', ARRAY[n.nspname, p.prsname]::text[], p.oid, NULL,
        format('CREATE TEXT SEARCH PARSER %I.%I (%s)', n.nspname, p.prsname, concat_ws(', ',
            format('START = %s, GETTOKEN = %s, END = %s', p.prsstart, p.prstoken, p.prsend),
            'HEADLINE = ' || nullif(p.prsheadline::oid, 0)::regproc, format('LEXTYPES = %s', p.prslextype))), NULL
    FROM pg_ts_parser p
    JOIN pg_namespace n ON n.oid = p.prsnamespace
    UNION ALL
    SELECT 'pg_ts_template'::regclass, 'text search template', ARRAY[n.nspname, t.tmplname]::text[], t.oid, NULL,
        format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)', n.nspname, t.tmplname, concat_ws(', ',
            'INIT = ' || nullif(t.tmplinit::oid, 0)::regproc, format('LEXIZE = %s', t.tmpllexize))), NULL
    FROM pg_ts_template t
    JOIN pg_namespace n ON n.oid = t.tmplnamespace
) o
WHERE o.oid >= 16384
