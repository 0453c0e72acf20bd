-- User mappings. Their options are not read, for they hold passwords.
-- only if pg_foreign_data_wrapper
SELECT 'pg_user_mapping'::regclass, 'user mapping',
    ARRAY[CASE WHEN m.umuser <> 0 THEN m.usename END, m.srvname]::text[], m.umid, NULL, NULL,
    '{"user_mapping": {}}'::json
FROM pg_user_mappings m
