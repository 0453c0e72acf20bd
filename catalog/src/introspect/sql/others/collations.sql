-- Collations.
-- only if pg_collation
SELECT 'pg_collation'::regclass, 'collation', ARRAY[n.nspname, c.collname]::text[], c.oid, c.collowner, NULL,
    json_build_object('collation', json_strip_nulls(json_build_object(
        'provider', CASE c.collprovider WHEN 'd' THEN 'default' WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc'
                        WHEN 'i' THEN 'icu' ELSE c.collprovider::text END,
        'locale', CASE WHEN c.collprovider = 'i' THEN c.colliculocale  -- since 15 -- before 17
        'locale', CASE WHEN c.collprovider IN ('i', 'b') THEN c.colllocale  -- since 17
        'locale', CASE WHEN false THEN NULL  -- before 15
                       WHEN c.collcollate = c.collctype THEN c.collcollate END,
        'lc_collate', CASE WHEN c.collcollate <> c.collctype THEN c.collcollate END,
        'lc_ctype', CASE WHEN c.collcollate <> c.collctype THEN c.collctype END,
        'rules', c.collicurules,  -- since 16
        'nondeterministic', nullif(NOT c.collisdeterministic, false))))
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid >= 16384
