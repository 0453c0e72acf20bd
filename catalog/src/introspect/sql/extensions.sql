-- Installed extensions, with their configuration tables and sequences.
SELECT
    e.oid,
    e.extname::text AS name,
    n.nspname::text AS schema,
    e.extversion AS version,
-- begin if extconfig
    configuration.schemas AS configuration_schemas,
    configuration.names AS configuration_names,
    configuration.conditions AS configuration_conditions
-- end
    NULL::text[] AS configuration_schemas, NULL::text[] AS configuration_names, NULL::text[] AS configuration_conditions  -- unless extconfig
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
-- begin if extconfig
LEFT JOIN LATERAL (
    SELECT array_agg(cn.nspname::text) AS schemas, array_agg(c.relname::text) AS names,
        array_agg(t.condition) AS conditions
    FROM unnest(e.extconfig, e.extcondition) AS t (relation, condition)
    JOIN pg_class c ON c.oid = t.relation
    JOIN pg_namespace cn ON cn.oid = c.relnamespace
) AS configuration ON true
-- end
