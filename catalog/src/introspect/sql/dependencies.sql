-- What depends on what, where the objects do not show it: what views, rules, defaults, policies, expressions and
-- function bodies use. Left out is what a declaration already names: schemas, the types and collations of columns and
-- arguments, operator classes, parents, referenced tables, trigger functions.
SELECT
    d.classid AS class,
    d.objid AS object,
    d.objsubid AS part,
    d.refclassid AS on_class,
    d.refobjid AS on_object,
    d.refobjsubid AS on_part
FROM pg_depend d
LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid AND p.prosqlbody IS NOT NULL  -- since 14
-- What a generated column uses is `n` since 15 and `a` before; a default's own column, `a` as well, is no news.
WHERE (d.deptype IN ('n', 'x') OR d.deptype = 'a' AND d.classid = 'pg_attrdef'::regclass AND d.refobjsubid > 0
       OR d.deptype = 'a' AND d.refclassid IN ('pg_class'::regclass, 'pg_opfamily'::regclass)
          AND d.classid IN ('pg_publication_rel'::regclass, 'pg_opclass'::regclass))
  AND d.objid >= 16384 AND d.refobjid >= 16384
  AND d.refclassid <> 'pg_namespace'::regclass
  AND d.classid <> 'pg_trigger'::regclass
  AND NOT (d.classid = 'pg_constraint'::regclass AND d.refclassid = 'pg_class'::regclass)
  AND NOT (d.classid = 'pg_class'::regclass AND d.refclassid NOT IN (
      'pg_proc'::regclass, 'pg_operator'::regclass, 'pg_ts_config'::regclass, 'pg_ts_dict'::regclass,
      'pg_extension'::regclass))
  AND NOT (d.classid = 'pg_type'::regclass AND d.refclassid IN (
      'pg_type'::regclass, 'pg_collation'::regclass, 'pg_opclass'::regclass))
  AND NOT (d.classid = 'pg_proc'::regclass AND d.refclassid IN ('pg_type'::regclass, 'pg_language'::regclass)
           AND p.oid IS NULL  -- since 14: a body in standard SQL is parsed when it is defined, and its needs are known
  )
