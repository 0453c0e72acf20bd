-- Transforms.
-- only if pg_transform
SELECT 'pg_transform'::regclass, 'transform', ARRAY[format_type(t.trftype, NULL), l.lanname]::text[], t.oid, NULL,
    format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname,
        concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql::oid, 0)::regprocedure,
                  'TO SQL WITH FUNCTION ' || nullif(t.trftosql::oid, 0)::regprocedure)), NULL
FROM pg_transform t
JOIN pg_language l ON l.oid = t.trflang
