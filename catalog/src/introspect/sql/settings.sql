-- Settings that sessions of the database begin with, for every role or for one.
-- only if pg_db_role_setting
SELECT
    CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole)::text END AS role,
    s.setconfig AS settings
FROM pg_db_role_setting s
WHERE s.setdatabase = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
