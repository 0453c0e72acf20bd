-- Access methods.
-- only if pg_am
SELECT 'pg_am'::regclass, 'access method', ARRAY[a.amname]::text[], a.oid, NULL,
    format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
        CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler), NULL
FROM pg_am a
