-- Triggers, but those that enforce constraints.
SELECT
    t.oid,
    t.tgrelid AS relation,
    t.tgname::text AS name,
    pg_get_triggerdef(t.oid) AS definition,
    fn.nspname::text AS function_schema,
    f.proname::text AS function_name,
    t.tgenabled AS enabled,
    false AS inherited  -- before 13: clones of a partitioned table's triggers are internal
    t.tgparentid <> 0 AS inherited  -- since 13
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc f ON f.oid = t.tgfoid
JOIN pg_namespace fn ON fn.oid = f.pronamespace
WHERE NOT t.tgisinternal
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
