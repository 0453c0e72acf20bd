-- Foreign-data wrappers.
-- only if pg_foreign_data_wrapper
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
