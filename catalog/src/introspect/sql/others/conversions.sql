-- Conversions.
-- only if pg_conversion
SELECT 'pg_conversion'::regclass, 'conversion', ARRAY[n.nspname, c.conname]::text[], c.oid, c.conowner,
    format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END,
        n.nspname, c.conname, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc), NULL
FROM pg_conversion c
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE c.oid >= 16384
