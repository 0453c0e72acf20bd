-- Publications.
-- only if pg_publication
SELECT 'pg_publication'::regclass, 'publication', ARRAY[p.pubname]::text[], p.oid, p.pubowner, NULL,
    json_build_object('publication', json_strip_nulls(json_build_object(
        'all_tables', nullif(p.puballtables, false),
        'tables', (
            SELECT json_agg(json_build_object(
                'name', format('%I.%I', n.nspname, c.relname),
                'columns', (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a  -- since 15
                            WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs::int2[])),  -- since 15
                'condition', pg_get_expr(r.prqual, c.oid)  -- since 15
            ) ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C")  -- since 15
                'condition', NULL) ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C")  -- before 15
            FROM pg_publication_rel r
            JOIN pg_class c ON c.oid = r.prrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE r.prpubid = p.oid),
        'schemas', (SELECT json_agg(n.nspname ORDER BY n.nspname COLLATE "C") FROM pg_publication_namespace s  -- since 15
                    JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid),  -- since 15
        'via_root', nullif(p.pubviaroot, false),  -- since 13
        'generated_columns', CASE p.pubgencols WHEN 's' THEN true WHEN 'n' THEN NULL END,  -- since 18
        'publish', to_json(array_remove(ARRAY[
            CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
            CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL)))))
FROM pg_publication p
