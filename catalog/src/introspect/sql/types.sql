-- Types of every kind but row types of relations and true arrays, which are what some type's typarray names.
SELECT
    t.oid,
    n.nspname::text AS schema,
    t.typname::text AS name,
    t.typtype AS kind,
    pg_get_userbyid(t.typowner)::text AS owner,
    t.typcategory AS category,
    CASE WHEN t.typtype = 'b'
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')  -- if pg_extension
    THEN format('CREATE TYPE %I.%I (', n.nspname, t.typname) || concat_ws(', ',
        format('INPUT = %s, OUTPUT = %s', t.typinput, t.typoutput),
        'RECEIVE = ' || nullif(t.typreceive::oid, 0)::regproc,
        'SEND = ' || nullif(t.typsend::oid, 0)::regproc,
        'TYPMOD_IN = ' || nullif(t.typmodin::oid, 0)::regproc,
        'TYPMOD_OUT = ' || nullif(t.typmodout::oid, 0)::regproc,
        'ANALYZE = ' || nullif(t.typanalyze::oid, 0)::regproc,
        'SUBSCRIPT = ' || nullif(t.typsubscript::oid, 0)::regproc,  -- since 14
        'INTERNALLENGTH = ' || CASE WHEN t.typlen < 0 THEN 'VARIABLE' ELSE t.typlen::text END,
        CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
        'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double' ELSE 'int4' END,
        'STORAGE = ' || CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main'
                            ELSE 'plain' END,
        'CATEGORY = ' || quote_literal(t.typcategory::text),
        CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,
        'DEFAULT = ' || quote_literal(t.typdefault),
        'ELEMENT = ' || format_type(nullif(t.typelem, 0), NULL),
        'DELIMITER = ' || quote_literal(nullif(t.typdelim, ',')::text),
        CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END) || ')'
    END AS definition,
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
