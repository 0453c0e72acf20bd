-- Parents of tables, partitions and indexes.
SELECT i.inhrelid AS child, i.inhparent AS parent, i.inhseqno AS position
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
