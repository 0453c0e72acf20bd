-- Languages.
-- only if pg_language
SELECT 'pg_language'::regclass, 'language', ARRAY[l.lanname]::text[], l.oid, l.lanowner,
    format('CREATE %sLANGUAGE %I HANDLER %s', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END, l.lanname,
        nullif(l.lanplcallfoid, 0)::regproc)
        || coalesce(' INLINE ' || nullif(l.laninline, 0)::regproc, '')
        || coalesce(' VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc, ''), NULL
FROM pg_language l
