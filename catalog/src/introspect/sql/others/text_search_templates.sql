-- Text search templates.
-- only if pg_ts_template
SELECT 'pg_ts_template'::regclass, 'text search template', ARRAY[n.nspname, t.tmplname]::text[], t.oid, NULL,
    format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)', n.nspname, t.tmplname, concat_ws(', ',
        'INIT = ' || nullif(t.tmplinit::oid, 0)::regproc, format('LEXIZE = %s', t.tmpllexize))), NULL
FROM pg_ts_template t
JOIN pg_namespace n ON n.oid = t.tmplnamespace
