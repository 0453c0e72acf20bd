WITH RECURSIVE
-- What the code says.
relation AS (
    SELECT e.at, e.schema, e.name, c.oid, c.relkind
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS e(schema, name, at)
    LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = e.schema::name
    LEFT JOIN pg_catalog.pg_class c
        ON c.relnamespace = n.oid AND c.relname = e.name::name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
),
key AS (
    SELECT r.schema, r.name, r.oid, e.key, array_agg(e.col ORDER BY e.col) AS columns
    FROM unnest($7::int4[], $8::text[], $9::text[]) AS e(relation, key, col)
    JOIN relation r ON r.at = e.relation AND r.oid IS NOT NULL
    GROUP BY r.schema, r.name, r.oid, e.key
),
enum AS (
    SELECT e.at, names[1] AS schema, names[2] AS name, pg_catalog.to_regtype(e.type)::oid AS oid
    FROM unnest($10::text[]) WITH ORDINALITY AS e(type, at), pg_catalog.parse_ident(e.type) AS names
),
label AS (SELECT e.enum, e.label FROM unnest($11::int4[], $12::text[]) AS e(enum, label)),
-- What the database says. Domains that are NOT NULL, and domains over them:
refusing(type) AS (
    SELECT t.oid FROM pg_catalog.pg_type t WHERE t.typtype = 'd' AND t.typnotnull
    UNION
    SELECT t.oid FROM pg_catalog.pg_type t JOIN refusing ON t.typbasetype = refusing.type WHERE t.typtype = 'd'
),
col AS (
    SELECT r.schema, r.name, e.name AS col, e.type, e.nullable, a.atttypid, a.attname IS NULL AS missing,
        a.attnotnull OR r.relkind NOT IN ('v', 'm') AND a.atttypid IN (SELECT type FROM refusing) AS not_null
    FROM unnest($3::int4[], $4::text[], $5::text[], $6::bool[]) AS e(relation, name, type, nullable)
    JOIN relation r ON r.at = e.relation AND r.oid IS NOT NULL
    LEFT JOIN pg_catalog.pg_attribute a
        ON a.attrelid = r.oid AND a.attname = e.name::name AND a.attnum > 0 AND NOT a.attisdropped
),
required AS (
    SELECT r.schema, r.name, a.attname::text AS col
    FROM relation r
    JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    WHERE r.relkind IN ('r', 'p', 'f') AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL
    AND (a.attnotnull OR a.atttypid IN (SELECT type FROM refusing))
    AND NOT EXISTS (SELECT FROM col WHERE col.schema = r.schema AND col.name = r.name AND col.col = a.attname)
),
found_key AS (
    SELECT key.*, (
        SELECT array_agg(a.attname::text ORDER BY a.attname::text)
        FROM unnest(COALESCE(
            (SELECT k.conkey FROM pg_catalog.pg_constraint k
             WHERE k.conrelid = key.oid AND k.conname = key.key::name AND k.contype IN ('p', 'u', 'f')),
            (SELECT (string_to_array(i.indkey::text, ' ')::int2[])[1:i.indnkeyatts]
             FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = key.oid AND c.relname = key.key::name AND i.indisunique AND i.indpred IS NULL)
        )) AS found(num)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = key.oid AND a.attnum = found.num
    ) AS found
    FROM key
)
SELECT 'relation', schema, name, NULL, NULL, NULL FROM relation WHERE oid IS NULL
UNION ALL
SELECT 'column', schema, name, col, NULL, NULL FROM col WHERE missing
UNION ALL
SELECT 'type', schema, name, col,
    COALESCE(pg_catalog.format_type(pg_catalog.to_regtype(type), NULL), type), pg_catalog.format_type(atttypid, NULL)
FROM col WHERE NOT missing AND atttypid IS DISTINCT FROM pg_catalog.to_regtype(type)::oid
UNION ALL
SELECT CASE WHEN not_null THEN 'not null' ELSE 'null' END, schema, name, col, NULL, NULL
FROM col WHERE NOT missing AND not_null = nullable
UNION ALL
SELECT 'required', schema, name, col, NULL, NULL FROM required
UNION ALL
SELECT 'key', schema, name, key, array_to_string(columns, ', '), array_to_string(found, ', ')
FROM found_key WHERE found IS DISTINCT FROM columns
UNION ALL
SELECT 'enum', schema, name, NULL, NULL, NULL FROM enum WHERE oid IS NULL
UNION ALL
SELECT 'label', schema, name, label, NULL, NULL
FROM label JOIN enum ON enum.at = label.enum
WHERE enum.oid IS NOT NULL
AND NOT EXISTS (SELECT FROM pg_catalog.pg_enum g WHERE g.enumtypid = enum.oid AND g.enumlabel = label.label)
UNION ALL
SELECT 'new label', schema, name, g.enumlabel::text, NULL, NULL
FROM enum JOIN pg_catalog.pg_enum g ON g.enumtypid = enum.oid
WHERE NOT EXISTS (SELECT FROM label WHERE label.enum = enum.at AND label.label = g.enumlabel)
ORDER BY 2, 3, 4, 1
