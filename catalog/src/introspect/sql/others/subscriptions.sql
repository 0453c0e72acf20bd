-- Subscriptions. Everybody may read all of them but how they connect, which holds a password.
-- only if pg_subscription
SELECT 'pg_subscription'::regclass, 'subscription', ARRAY[s.subname]::text[], s.oid, s.subowner, NULL,
    json_build_object('subscription', json_strip_nulls(json_build_object(
        'publications', (SELECT json_agg(p ORDER BY p COLLATE "C") FROM unnest(s.subpublications) AS p),
        'enabled', s.subenabled,
        'slot', s.subslotname)))
FROM pg_subscription s
WHERE s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
