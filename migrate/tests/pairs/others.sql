=== publications
CREATE SCHEMA s;
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE u (id int PRIMARY KEY, v text);
CREATE TABLE s.w (id int PRIMARY KEY);
--- old
CREATE PUBLICATION p FOR TABLE t (id, v), u WHERE (id > 0);
CREATE PUBLICATION q FOR ALL TABLES;
CREATE PUBLICATION z FOR TABLE u;
--- new
CREATE PUBLICATION p FOR TABLE t WHERE (id > 5), TABLES IN SCHEMA s WITH (publish = 'insert, update');
CREATE PUBLICATION q FOR TABLE u WITH (publish_via_partition_root);
COMMENT ON PUBLICATION q IS 'q';
ALTER TABLE u ALTER id TYPE bigint;

=== publication-column-type
--- old
CREATE TABLE t (id int PRIMARY KEY, v text, w int);
CREATE PUBLICATION p FOR TABLE t (id, v) WHERE (id > 3);
--- new
CREATE TABLE t (id bigint PRIMARY KEY, v varchar(10));
CREATE PUBLICATION p FOR TABLE t (id, v) WHERE (id > 3);

=== statistics
CREATE TABLE t (a int, b int, c text);
--- old
CREATE STATISTICS st (ndistinct) ON a, b FROM t;
CREATE STATISTICS st2 ON (a + b), c FROM t;
CREATE STATISTICS st3 ON a, c FROM t;
--- new
CREATE STATISTICS st (ndistinct, mcv) ON a, b FROM t;
CREATE STATISTICS st2 ON (a * b), c FROM t;
ALTER STATISTICS st SET STATISTICS 100;
COMMENT ON STATISTICS st IS 'st';
CREATE STATISTICS st3 ON a, c FROM t;
ALTER TABLE t ALTER a TYPE bigint;

=== default-privs
CREATE SCHEMA s;
--- old
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE TABLE s.t (id int);
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
--- new
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT INSERT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO pg_monitor;
CREATE TABLE s.t (id int);
CREATE TABLE s.t2 (id serial);
CREATE FUNCTION s.g() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON s.t2 FROM PUBLIC;
CREATE TYPE s.ty AS ENUM ('a');

=== grants-columns
CREATE TABLE t (a int, b int, c int);
--- old
GRANT SELECT (a, b), UPDATE (a) ON t TO PUBLIC;
GRANT ALL ON t TO pg_monitor WITH GRANT OPTION;
--- new
GRANT SELECT (b, c), INSERT (a) ON t TO pg_monitor WITH GRANT OPTION;
GRANT SELECT ON t TO PUBLIC;
REVOKE DELETE ON t FROM CURRENT_USER;

=== comments
CREATE SCHEMA s;
CREATE TABLE s.t (id int PRIMARY KEY, v text, CONSTRAINT k CHECK (id > 0));
CREATE INDEX i ON s.t (v);
CREATE SEQUENCE s.q;
CREATE VIEW s.v AS SELECT 1 AS one;
CREATE FUNCTION s.f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
--- old
--- new
COMMENT ON SCHEMA s IS 's''s';
COMMENT ON TABLE s.t IS E't\n-- Name: x; Type: y';
COMMENT ON COLUMN s.t.v IS E'back\\slash';
COMMENT ON CONSTRAINT k ON s.t IS 'k';
COMMENT ON CONSTRAINT t_pkey ON s.t IS 'pk';
COMMENT ON INDEX s.i IS 'i';
COMMENT ON INDEX s.t_pkey IS 'pki';
COMMENT ON SEQUENCE s.q IS 'q';
COMMENT ON VIEW s.v IS 'v';
COMMENT ON COLUMN s.v.one IS 'one';
COMMENT ON FUNCTION s.f(int) IS 'f';

=== storage-options
--- old
CREATE TABLE t (a text, b text, c int) WITH (fillfactor = 70, autovacuum_enabled = false);
CREATE INDEX i ON t (c) WITH (fillfactor = 60);
CREATE UNLOGGED TABLE u (a int);
--- new
CREATE TABLE t (a text, b text COMPRESSION pglz, c int) WITH (fillfactor = 80, toast.autovacuum_enabled = false);
ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER c SET (n_distinct = 5), ALTER a SET STATISTICS 0;
CREATE INDEX i ON t (c) WITH (deduplicate_items = off);
CREATE TABLE u (a int);
ALTER TABLE u REPLICA IDENTITY FULL;

=== fdw
--- old
CREATE FOREIGN DATA WRAPPER w OPTIONS (a '1');
CREATE SERVER s TYPE 'x' VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'a', port '1');
CREATE FOREIGN TABLE ft (id int, v text OPTIONS (name 'V')) SERVER s OPTIONS (t 'x');
--- new
CREATE FOREIGN DATA WRAPPER w OPTIONS (a '2');
CREATE SERVER s TYPE 'x' VERSION '2' FOREIGN DATA WRAPPER w OPTIONS (host 'b');
CREATE FOREIGN TABLE ft (id bigint NOT NULL, v text OPTIONS (name 'W'), n date) SERVER s OPTIONS (u 'x');
COMMENT ON SERVER s IS 's';
GRANT USAGE ON FOREIGN SERVER s TO PUBLIC;

=== text-search
--- old
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION c (COPY = english);
CREATE TABLE t (v text, ts tsvector GENERATED ALWAYS AS (to_tsvector('public.c', v)) STORED);
--- new
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION c (COPY = english);
ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING FOR asciiword WITH d, english_stem;
CREATE TABLE t (v text, ts tsvector GENERATED ALWAYS AS (to_tsvector('public.c', v)) STORED);
COMMENT ON TEXT SEARCH CONFIGURATION c IS 'c';

=== hostile-names
--- old
CREATE SCHEMA "we ird.""q""";
CREATE TYPE "we ird.""q"""."e'n" AS ENUM ('a''', 'b"', '');
CREATE TABLE "we ird.""q"""."select" ("from" "we ird.""q"""."e'n" DEFAULT 'a''', "order by" int, "Ünïcode ☃" text, CONSTRAINT "c--k" CHECK ("order by" > 0));
CREATE INDEX "in;dex" ON "we ird.""q"""."select" ("order by");
CREATE VIEW "we ird.""q"""."v$1" AS SELECT "from" FROM "we ird.""q"""."select";
--- new
CREATE SCHEMA "we ird.""q""";
CREATE TYPE "we ird.""q"""."e'n" AS ENUM ('b"', 'a''', 'c\');
CREATE TABLE "we ird.""q"""."select" ("from" "we ird.""q"""."e'n" DEFAULT 'b"', "order by" bigint, "Ünïcode ☃" varchar(3), CONSTRAINT "c--k" CHECK ("order by" > 1), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" int UNIQUE);
CREATE INDEX "in;dex" ON "we ird.""q"""."select" ("order by" DESC NULLS LAST);
CREATE VIEW "we ird.""q"""."v$1" AS SELECT "from" FROM "we ird.""q"""."select";
COMMENT ON TABLE "we ird.""q"""."select" IS $$it's "x"$$;

=== schema-move
--- old
CREATE SCHEMA a;
CREATE TABLE a.t (id serial PRIMARY KEY);
CREATE VIEW a.v AS SELECT * FROM a.t;
--- new
CREATE SCHEMA b;
CREATE TABLE b.t (id serial PRIMARY KEY);
CREATE VIEW b.v AS SELECT * FROM b.t;

=== extension-objects
--- old
CREATE EXTENSION pg_trgm;
CREATE TABLE t (v text);
CREATE INDEX i ON t USING gin (v gin_trgm_ops);
--- new
CREATE SCHEMA x;
CREATE EXTENSION pg_trgm SCHEMA x;
CREATE EXTENSION hstore;
CREATE TABLE t (v text, h hstore);
CREATE INDEX i ON t USING gin (v x.gin_trgm_ops);

=== user-mapping
CREATE FOREIGN DATA WRAPPER w;
--- old
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE f1 (id int) SERVER s;
CREATE VIEW fv AS SELECT * FROM f1;
--- new
CREATE SERVER s2 FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE f1 (id int) SERVER s2;
CREATE VIEW fv AS SELECT * FROM f1;

=== name-clash-kinds
--- old
CREATE TABLE a (id int);
CREATE INDEX b ON a (id);
CREATE SEQUENCE c;
CREATE TYPE d AS (x int);
--- new
CREATE TABLE b (id int);
CREATE INDEX a ON b (id);
CREATE TYPE c AS ENUM ('x');
CREATE SEQUENCE d;

=== toast-access
--- old
CREATE TABLE t (v text) WITH (toast.autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.1);
CREATE UNLOGGED TABLE u (id serial PRIMARY KEY, t text);
--- new
CREATE TABLE t (v text) WITH (toast_tuple_target = 256);
CREATE TABLE u (id serial PRIMARY KEY, t text) WITH (parallel_workers = 3);

=== unlogged-fk
--- old
CREATE UNLOGGED TABLE a (id int PRIMARY KEY);
CREATE UNLOGGED TABLE b (a int REFERENCES a);
--- new
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (a int REFERENCES a);

=== schema-privileges
--- old
CREATE SCHEMA s;
GRANT USAGE ON SCHEMA s TO PUBLIC;
CREATE TYPE s.t AS ENUM ('a');
REVOKE USAGE ON TYPE s.t FROM PUBLIC;
CREATE SEQUENCE s.q;
GRANT ALL ON SEQUENCE s.q TO pg_monitor;
COMMENT ON SCHEMA public IS 'mine';
--- new
CREATE SCHEMA s;
GRANT CREATE ON SCHEMA s TO pg_monitor WITH GRANT OPTION;
CREATE TYPE s.t AS ENUM ('a');
GRANT USAGE ON TYPE s.t TO pg_monitor;
CREATE SEQUENCE s.q START 5;
GRANT USAGE ON SEQUENCE s.q TO pg_monitor WITH GRANT OPTION;
GRANT ALL ON SCHEMA public TO PUBLIC;

=== event-trigger-tags
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
--- old
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION f();
--- new
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE', 'CREATE INDEX') EXECUTE FUNCTION f();
ALTER EVENT TRIGGER e DISABLE;

=== event-trigger-tags-order
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
--- old
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION f();
--- new
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE') EXECUTE FUNCTION f();

=== options-order
--- old
CREATE TABLE t (v text) WITH (fillfactor = 70, autovacuum_enabled = false);
CREATE INDEX i ON t (v) WITH (fillfactor = 70);
--- new
CREATE TABLE t (v text) WITH (fillfactor = 70, autovacuum_enabled = false, parallel_workers = 2);
CREATE INDEX i ON t (v) WITH (fillfactor = 80, deduplicate_items = off);

=== foreign-options-order
CREATE FOREIGN DATA WRAPPER w;
--- old
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (z '1', b '2', c '3');
CREATE FOREIGN TABLE f (a int OPTIONS (y '1', x '2')) SERVER s OPTIONS (q '1', p '2');
ALTER FOREIGN TABLE f ALTER a SET (n_distinct_inherited = 1, n_distinct = -0.7);
--- new
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (z '1', d '4', b '5');
CREATE FOREIGN TABLE f (a int OPTIONS (x '3', y '1')) SERVER s OPTIONS (q '2', p '2', a '7');
ALTER FOREIGN TABLE f ALTER a SET (n_distinct = -0.7, n_distinct_inherited = 0.5);

=== default-privileges-kinds
CREATE SCHEMA s;
--- old
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO pg_monitor WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT EXECUTE ON ROUTINES TO pg_monitor;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
CREATE TYPE s.a AS ENUM ('x');
--- new
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO pg_monitor;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT USAGE ON SEQUENCES TO PUBLIC;
CREATE SCHEMA z;
CREATE TYPE s.b AS ENUM ('x');
CREATE TABLE s.t (id serial);

=== text-search-used
--- old
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = p);
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word, asciiword WITH d, simple;
CREATE TABLE t (v text);
CREATE INDEX i ON t USING gin (to_tsvector('c', v));
--- new
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, ACCEPT = true);
CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = p);
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d;
CREATE TABLE t (v text);
CREATE INDEX i ON t USING gin (to_tsvector('c', v));
