-- Text search configurations.
-- only if pg_ts_config
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
