-- Text search dictionaries.
-- only if pg_ts_dict
SELECT 'pg_ts_dict'::regclass, 'text search dictionary', ARRAY[n.nspname, d.dictname]::text[], d.oid, d.dictowner,
    format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I', n.nspname, d.dictname, tn.nspname, t.tmplname)
        || coalesce(', ' || nullif(d.dictinitoption, ''), '') || ')', NULL
FROM pg_ts_dict d
JOIN pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
