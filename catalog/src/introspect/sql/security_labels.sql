-- Security labels.
-- only if pg_seclabel
SELECT l.classoid AS class, l.objoid AS object, l.objsubid AS part, l.provider, l.label
FROM pg_seclabel l
-- The schema public is of the server's own, and yet a user's.
WHERE l.objoid >= 16384 OR l.classoid = 'pg_namespace'::regclass AND l.objoid = 2200
