-- Parents of tables, partitions and indexes.
-- only if pg_inherits
SELECT
    i.inhrelid AS child,
    i.inhparent AS parent,
    i.inhseqno AS position,
    false AS detach_pending  -- before 14
    i.inhdetachpending AS detach_pending  -- since 14
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
