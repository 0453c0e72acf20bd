-- Types of every kind but row types of relations and true arrays, which are what some type's typarray names.
SELECT
    t.oid,
    n.nspname::text AS schema,
    t.typname::text AS name,
    t.typtype AS kind,
    pg_get_userbyid(t.typowner)::text AS owner,
    t.typcategory AS category,
    t.typrelid AS relation,
    CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
    t.typnotnull AS not_null,
    CASE WHEN t.typtype = 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) END AS default,
    CASE WHEN t.typcollation <> base.typcollation THEN t.typcollation END AS collation
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid
LEFT JOIN pg_type base ON base.oid = t.typbasetype
WHERE (t.typrelid = 0 OR c.relkind = 'c')
  AND NOT EXISTS (SELECT FROM pg_type element WHERE element.typarray = t.oid)
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
