-- Extended statistics.
-- only if pg_statistic_ext
SELECT 'pg_statistic_ext'::regclass, 'statistics', ARRAY[n.nspname, s.stxname]::text[], s.oid, s.stxowner, NULL,
    json_build_object('statistics', json_strip_nulls(json_build_object(
        'relation', format('%I.%I', cn.nspname, c.relname),
        -- Those of a single expression have no kinds to choose from.
        'kinds', CASE WHEN s.stxkind <> '{e}' THEN (
            SELECT json_agg(CASE k.kind WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' WHEN 'm' THEN 'mcv'
                                ELSE k.kind::text END ORDER BY k.kind)
            FROM unnest(s.stxkind) AS k (kind) WHERE k.kind <> 'e') END,
        'columns', (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
                    WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys::int2[])),
        'expressions', to_json(pg_get_statisticsobjdef_expressions(s.oid)),  -- since 14
        'target', CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END)))  -- since 13
        'target', NULL)))  -- before 13
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
JOIN pg_class c ON c.oid = s.stxrelid
JOIN pg_namespace cn ON cn.oid = c.relnamespace
