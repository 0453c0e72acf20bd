-- Catalog rows that stand for another object where dependencies are concerned: the rewrite rule of a view, column
-- defaults, row types and array types, the operators and functions of operator classes and families, the tables of
-- publications. Rules that have a name of their own are objects on a relation.
SELECT 'pg_rewrite'::regclass::oid AS class, r.oid AS object, 'pg_class'::regclass::oid AS of_class,
    r.ev_class AS of_object, 0 AS of_part, CASE WHEN r.rulename <> '_RETURN' THEN r.rulename::text END AS rule
FROM pg_rewrite r WHERE r.oid >= 16384
UNION ALL
SELECT 'pg_attrdef'::regclass, d.oid, 'pg_class'::regclass, d.adrelid, d.adnum, NULL
FROM pg_attrdef d WHERE d.oid >= 16384
UNION ALL
SELECT 'pg_type'::regclass, t.oid, 'pg_class'::regclass, t.typrelid, 0, NULL
FROM pg_type t WHERE t.oid >= 16384 AND t.typrelid <> 0
UNION ALL
SELECT 'pg_type'::regclass, t.typarray, 'pg_type'::regclass, t.oid, 0, NULL
FROM pg_type t WHERE t.oid >= 16384 AND t.typarray <> 0
UNION ALL
SELECT d.classid, d.objid, d.refclassid, d.refobjid, 0, NULL
FROM pg_depend d
WHERE d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass)
  AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass) AND d.objid >= 16384
-- begin if pg_publication
UNION ALL
SELECT 'pg_publication_rel'::regclass, r.oid, 'pg_publication'::regclass, r.prpubid, 0, NULL
FROM pg_publication_rel r
-- end
UNION ALL  -- if pg_publication -- since 15
SELECT 'pg_publication_namespace'::regclass, s.oid, 'pg_publication'::regclass, s.pnpubid, 0, NULL  -- if pg_publication -- since 15
FROM pg_publication_namespace s  -- if pg_publication -- since 15
