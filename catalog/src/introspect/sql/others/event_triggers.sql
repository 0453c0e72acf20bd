-- Event triggers.
-- only if pg_event_trigger
SELECT 'pg_event_trigger'::regclass, 'event trigger', ARRAY[t.evtname]::text[], t.oid, t.evtowner, NULL,
    json_build_object('event_trigger', json_strip_nulls(json_build_object(
        'event', t.evtevent,
        'tags', to_json(t.evttags),
        'function', format('%I.%I', fn.nspname, f.proname),
        'enabled', CASE t.evtenabled WHEN 'O' THEN NULL WHEN 'D' THEN 'disabled' WHEN 'A' THEN 'always'
                       WHEN 'R' THEN 'replica' ELSE t.evtenabled::text END)))
FROM pg_event_trigger t
JOIN pg_proc f ON f.oid = t.evtfoid
JOIN pg_namespace fn ON fn.oid = f.pronamespace
