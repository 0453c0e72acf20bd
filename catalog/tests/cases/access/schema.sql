-- Privileges, default privileges, row security.

CREATE SCHEMA vault;
GRANT USAGE ON SCHEMA vault TO pg_monitor;
CREATE TABLE vault.gold (bars integer, owner_name name, note text);
GRANT SELECT, INSERT ON vault.gold TO pg_monitor WITH GRANT OPTION;
GRANT SELECT (bars), UPDATE (note) ON vault.gold TO PUBLIC;
CREATE SEQUENCE vault.numbers;
GRANT USAGE ON SEQUENCE vault.numbers TO PUBLIC;
CREATE TYPE vault.kind AS ENUM ('coin', 'bar');
REVOKE ALL ON TYPE vault.kind FROM PUBLIC;
CREATE FUNCTION vault.open() RETURNS void LANGUAGE sql AS '';
REVOKE ALL ON FUNCTION vault.open() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.open() TO pg_monitor;
ALTER DEFAULT PRIVILEGES IN SCHEMA vault GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

ALTER TABLE vault.gold ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.gold FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON vault.gold USING (owner_name = CURRENT_USER) WITH CHECK (bars >= 0);
CREATE POLICY watch ON vault.gold AS RESTRICTIVE FOR SELECT TO pg_monitor, pg_read_all_stats USING (bars > 1);
COMMENT ON POLICY own ON vault.gold IS 'Yours is yours';
