-- Foreign-data wrappers.
-- only if pg_foreign_data_wrapper
SELECT 'pg_foreign_data_wrapper'::regclass, 'foreign-data wrapper', ARRAY[w.fdwname]::text[], w.oid, w.fdwowner, NULL,
    json_build_object('foreign_data_wrapper', json_strip_nulls(json_build_object(
        'handler', (SELECT format('%I.%I', n.nspname, p.proname)
                    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = w.fdwhandler),
        'validator', (SELECT format('%I.%I', n.nspname, p.proname)
                      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = w.fdwvalidator),
        'options', (SELECT json_object_agg(option_name, coalesce(option_value, ''))
                    FROM pg_options_to_table(w.fdwoptions)))))
FROM pg_foreign_data_wrapper w
