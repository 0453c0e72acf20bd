-- Text search parsers.
-- only if pg_ts_parser
SELECT 'pg_ts_parser'::regclass, 'text search parser', ARRAY[n.nspname, p.prsname]::text[], p.oid, NULL,
    format('CREATE TEXT SEARCH PARSER %I.%I (%s)', n.nspname, p.prsname, concat_ws(', ',
        format('START = %s, GETTOKEN = %s, END = %s', p.prsstart, p.prstoken, p.prsend),
        'HEADLINE = ' || nullif(p.prsheadline::oid, 0)::regproc, format('LEXTYPES = %s', p.prslextype))), NULL
FROM pg_ts_parser p
JOIN pg_namespace n ON n.oid = p.prsnamespace
