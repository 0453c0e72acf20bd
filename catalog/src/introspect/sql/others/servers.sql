-- Foreign servers.
-- only if pg_foreign_data_wrapper
SELECT 'pg_foreign_server'::regclass, 'server', ARRAY[s.srvname]::text[], s.oid, s.srvowner, NULL,
    json_build_object('server', json_strip_nulls(json_build_object(
        'wrapper', w.fdwname,
        'type', s.srvtype,
        'version', s.srvversion,
        'options', (SELECT json_object_agg(option_name, coalesce(option_value, ''))
                    FROM pg_options_to_table(s.srvoptions)))))
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
