-- What depends on what among objects of users. Left out are schemas, which names show; members of extensions, which are
-- read by themselves; and what PostgreSQL keeps for itself: triggers that enforce constraints, row types and array types.
SELECT
    d.classid AS class,
    d.objid AS object,
    d.objsubid AS part,
    d.refclassid AS on_class,
    d.refobjid AS on_object,
    d.refobjsubid AS on_part,
    d.deptype AS kind
FROM pg_depend d
WHERE d.objid >= 16384 AND d.refobjid >= 16384
  AND d.deptype <> 'e'
  AND d.refclassid <> 'pg_namespace'::regclass
  AND NOT (d.classid = 'pg_trigger'::regclass AND d.deptype = 'i')
  AND NOT (d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i')
