-- Rewrite rules, but those that make a view a view.
SELECT
    r.oid,
    r.ev_class AS relation,
    r.rulename::text AS name,
    r.ev_type AS event,
    r.is_instead AS instead,
    pg_get_ruledef(r.oid) AS definition,
    r.ev_enabled AS enabled
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
WHERE r.rulename <> '_RETURN'
  AND c.relnamespace NOT IN (system_schemas)
