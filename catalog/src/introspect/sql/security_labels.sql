-- Security labels.
SELECT l.classoid AS class, l.objoid AS object, l.objsubid AS part, l.provider, l.label
FROM pg_seclabel l
WHERE l.objoid >= 16384
