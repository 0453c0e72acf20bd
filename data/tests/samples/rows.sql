-- Three rows in each table that takes rows of simple values: what refers to another row refers to the one of its own number.
SET session_replication_role = replica;
DO $$
DECLARE own record; part record; n integer; is_short boolean; names text; rows text;
BEGIN
    FOR own IN SELECT c.oid, c.oid::regclass AS name FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND s.nspname NOT IN ('pg_catalog', 'information_schema')
    LOOP
        FOR n IN 1..3 LOOP
            FOREACH is_short IN ARRAY '{f,t}'::boolean[] LOOP
                SELECT string_agg(quote_ident(a.attname), ', '), string_agg(format('%L::%s', CASE
                    WHEN t.typelem <> 0 AND t.typlen = -1 THEN '{}'
                    WHEN e.first IS NOT NULL THEN e.first
                    WHEN t.typname IN ('int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'oid') THEN n::text
                    WHEN t.typname = 'bool' THEN 'true'
                    WHEN t.typname IN ('date', 'timestamp', 'timestamptz', 'time', 'timetz') THEN '2024-05-0' || n || ' 10:00:00'
                    WHEN t.typname IN ('json', 'jsonb') THEN '{}'
                    WHEN t.typname = 'uuid' THEN md5(n::text)::uuid::text
                    WHEN t.typname = 'bytea' THEN '\x0' || n
                    WHEN t.typname IN ('inet', 'cidr') THEN '10.0.0.' || n
                    WHEN t.typname = 'interval' THEN n || ' days'
                    WHEN t.typname IN ('text', 'varchar', 'bpchar', 'citext', 'name') THEN 'x' || n
                    END, format_type(a.atttypid, a.atttypmod)), ', ')
                INTO names, rows FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                LEFT JOIN (SELECT enumtypid, min(enumlabel) AS first FROM pg_enum GROUP BY 1) e ON e.enumtypid = t.oid
                WHERE a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                AND (NOT is_short OR a.attnotnull OR a.attname = 'id');
                CONTINUE WHEN names IS NULL;
                BEGIN
                    EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)', own.name, names, rows);
                    EXIT;
                EXCEPTION WHEN others THEN
                    -- A check, or a partition that is not there.
                END;
            END LOOP;
        END LOOP;
    END LOOP;
END $$;
-- What refers to a row that could not be made goes.
DO $$
DECLARE own record; gone bigint; all_gone bigint := 1;
BEGIN
    WHILE all_gone > 0 LOOP
        all_gone := 0;
        FOR own IN SELECT k.conrelid::regclass AS child, k.confrelid::regclass AS parent,
            string_agg(format('parent.%I = child.%I', p.attname, c.attname), ' AND ') AS joined,
            string_agg(format('child.%I IS NOT NULL', c.attname), ' AND ') AS given
            FROM pg_constraint k, unnest(k.conkey, k.confkey) AS pair (c, p)
            JOIN pg_attribute c ON true JOIN pg_attribute p ON true
            WHERE k.contype = 'f' AND k.conparentid = 0 AND c.attrelid = k.conrelid AND c.attnum = pair.c
            AND p.attrelid = k.confrelid AND p.attnum = pair.p GROUP BY k.oid
        LOOP
            EXECUTE format('DELETE FROM %s child WHERE %s AND NOT EXISTS (SELECT FROM %s parent WHERE %s)',
                own.child, own.given, own.parent, own.joined);
            GET DIAGNOSTICS gone = ROW_COUNT;
            all_gone := all_gone + gone;
        END LOOP;
    END LOOP;
END $$;
SELECT setval(c.oid::regclass, 1000) FROM pg_class c JOIN pg_sequence q ON q.seqrelid = c.oid WHERE q.seqmax > 1000;
SET session_replication_role = DEFAULT;
