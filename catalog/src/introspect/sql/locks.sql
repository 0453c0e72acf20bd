-- Sessions that hold a lock against reading, with the relations, as a sentence each.
SELECT format('session %s%s%s holds a lock on %s',
    l.pid,
    coalesce(' of ' || a.usename, ''),
    coalesce(' (' || nullif(concat_ws(', ', nullif(a.application_name, ''), a.state,
        'transaction open for ' || extract(epoch FROM clock_timestamp() - a.xact_start)::int || ' s'), '') || ')', ''),
    string_agg(DISTINCT format('`%I.%I`', n.nspname, c.relname), ', '))
FROM pg_catalog.pg_locks l
JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.granted AND l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
  AND l.pid <> pg_catalog.pg_backend_pid()
  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
GROUP BY l.pid, a.usename, a.application_name, a.state, a.xact_start
ORDER BY l.pid
