-- Comments. Objects of the system have OIDs below 16384; the schema `public` (2200) and plpgsql are among them.
SELECT d.classoid AS class, d.objoid AS object, d.objsubid AS part, d.description AS text
FROM pg_description d
WHERE d.objoid >= 12000 AND (d.objoid >= 16384 OR d.classoid = 'pg_extension'::regclass)
   OR d.objoid = 2200 AND d.classoid = 'pg_namespace'::regclass
UNION ALL
-- That of the database, but for the one that `postgres` is made with.
SELECT d.classoid, d.objoid, 0, d.description
FROM pg_shdescription d
WHERE d.classoid = 'pg_database'::regclass
  AND d.objoid = (SELECT b.oid FROM pg_database b WHERE b.datname = current_database())
  AND (d.objoid >= 16384 OR d.description <> 'default administrative connection database')
