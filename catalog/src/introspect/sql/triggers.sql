-- Triggers, but those that enforce constraints.
SELECT
    t.oid,
    t.tgrelid AS relation,
    t.tgname::text AS name,
    t.tgtype AS type,
    t.tgattr::int2[] AS columns,
    t.tgoldtable::text AS old_table,
    t.tgnewtable::text AS new_table,
    -- PostgreSQL writes a condition, which has the old row and the new one, as part of the definition only.
    CASE WHEN t.tgqual IS NOT NULL THEN pg_get_triggerdef(t.oid) END AS definition,
    fn.nspname::text AS function_schema,
    f.proname::text AS function_name,
    t.tgnargs AS argument_count,
    t.tgargs AS arguments,
    t.tgconstraint <> 0 AS is_constraint,
    t.tgdeferrable AS deferrable,
    t.tginitdeferred AS deferred,
    t.tgconstrrelid AS referenced,
    t.tgenabled AS enabled,
    false AS inherited  -- before 13: clones of a partitioned table's triggers are internal
    t.tgparentid <> 0 AS inherited  -- since 13
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc f ON f.oid = t.tgfoid
JOIN pg_namespace fn ON fn.oid = f.pronamespace
WHERE NOT t.tgisinternal
  AND c.relnamespace NOT IN (system_schemas)
