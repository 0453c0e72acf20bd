-- What belongs to an extension.
SELECT d.classid AS class, d.objid AS object, d.refobjid AS extension
FROM pg_depend d
WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
