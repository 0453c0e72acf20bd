-- Objects of the kinds that have a definition and no model: each is made again from it by a test.

CREATE SCHEMA far;
CREATE TABLE far.track (id integer PRIMARY KEY, title text, length integer, at tsvector);
CREATE TABLE far.album (id integer PRIMARY KEY, title text);
CREATE TYPE far.mood AS ENUM ('low', 'high');
CREATE FUNCTION far.mood_number(far.mood) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION far.like_it(far.mood, far.mood) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 = $2';
CREATE FUNCTION far.unlike_it(far.mood, far.mood) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 <> $2';
CREATE FUNCTION far.backwards(integer, integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $2 - $1';
CREATE FUNCTION far.stamp() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;

CREATE TYPE far.meters;
CREATE FUNCTION far.meters_in(cstring) RETURNS far.meters IMMUTABLE STRICT LANGUAGE internal AS 'int4in';
CREATE FUNCTION far.meters_out(far.meters) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';
CREATE TYPE far.meters (
    INPUT = far.meters_in, OUTPUT = far.meters_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, DEFAULT = '42'
);

-- Parts of indexes that have parameters, and moving aggregates.
CREATE INDEX track_at ON far.track USING gist (at tsvector_ops(siglen=100), (to_tsvector('simple', title)));
ALTER INDEX far.track_at ALTER COLUMN 2 SET STATISTICS 700;
CREATE AGGREGATE far.moving(integer) (
    SFUNC = int4pl, STYPE = integer, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MFINALFUNC_MODIFY = READ_WRITE
);

-- What is made again.
CREATE ACCESS METHOD heap_again TYPE TABLE HANDLER heap_tableam_handler;
CREATE CAST (far.mood AS integer) WITH FUNCTION far.mood_number(far.mood) AS ASSIGNMENT;
CREATE CAST (far.mood AS xml) WITH INOUT AS IMPLICIT;
CREATE CAST (integer AS far.meters) WITHOUT FUNCTION;
CREATE COLLATION far.german FROM "C";
CREATE COLLATION far.mixed (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
CREATE EVENT TRIGGER heard ON ddl_command_end WHEN TAG IN ('CREATE VIEW', 'ALTER VIEW') EXECUTE FUNCTION far.stamp();
CREATE EVENT TRIGGER unheard ON sql_drop EXECUTE FUNCTION far.stamp();
ALTER EVENT TRIGGER unheard DISABLE;
CREATE FOREIGN DATA WRAPPER checked VALIDATOR postgresql_fdw_validator;
CREATE FOREIGN DATA WRAPPER abroad OPTIONS (dbname 'it''s', "user" 'nobody');
GRANT USAGE ON FOREIGN DATA WRAPPER abroad TO pg_monitor;
CREATE SERVER depot TYPE 'big' VERSION '2' FOREIGN DATA WRAPPER abroad OPTIONS (host 'w1', port '5433');
COMMENT ON SERVER depot IS 'Out of town';
ALTER SERVER depot OWNER TO pg_monitor;
CREATE SERVER "Plain One" FOREIGN DATA WRAPPER abroad;
CREATE USER MAPPING FOR pg_monitor SERVER depot OPTIONS ("user" 'clerk', password 'secret');
CREATE USER MAPPING FOR PUBLIC SERVER "Plain One";
CREATE FOREIGN TABLE far.stock (id integer OPTIONS (column_name 'no')) SERVER "Plain One" OPTIONS (table_name 'stock');
ALTER FOREIGN TABLE far.stock ALTER COLUMN id SET (n_distinct=7);
CREATE TRUSTED LANGUAGE plagain HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
REVOKE ALL ON LANGUAGE plagain FROM PUBLIC;
CREATE OPERATOR far.### (FUNCTION = far.like_it, LEFTARG = far.mood, RIGHTARG = far.mood, COMMUTATOR = OPERATOR(far.###),
    NEGATOR = OPERATOR(far.!##), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR far.!## (FUNCTION = far.unlike_it, LEFTARG = far.mood, RIGHTARG = far.mood, NEGATOR = OPERATOR(far.###));
CREATE OPERATOR far.@@@ (FUNCTION = far.mood_number, RIGHTARG = far.mood);
CREATE OPERATOR CLASS far.backwards FOR TYPE integer USING btree AS
    OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 far.backwards(integer, integer);
CREATE OPERATOR FAMILY far.together USING btree;
ALTER OPERATOR FAMILY far.together USING btree ADD OPERATOR 1 < (integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
CREATE OPERATOR FAMILY far.together_by_hash USING hash;
CREATE OPERATOR CLASS far.moods FOR TYPE far.mood USING hash FAMILY far.together_by_hash AS OPERATOR 1 far.### (far.mood, far.mood);
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION two FOR TABLE ONLY far.track, far.album WITH (publish = 'insert, delete', publish_via_partition_root = true);
CREATE PUBLICATION none_yet;
CREATE STATISTICS far.track_title (mcv, dependencies) ON title, length FROM far.track;
ALTER STATISTICS far.track_title SET STATISTICS 250;
CREATE TEXT SEARCH PARSER far.words (
    START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline
);
CREATE TEXT SEARCH TEMPLATE far.plain (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY far.short (TEMPLATE = far.plain, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION far.search (PARSER = far.words);
ALTER TEXT SEARCH CONFIGURATION far.search ADD MAPPING FOR asciiword, word WITH far.short, simple;
ALTER TEXT SEARCH CONFIGURATION far.search ADD MAPPING FOR email WITH simple;
CREATE TRANSFORM FOR integer LANGUAGE plagain (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));

-- What uses them.
CREATE SEQUENCE far.numbers;
CREATE DOMAIN far.numbered AS bigint DEFAULT nextval('far.numbers'::regclass);
CREATE TABLE far.felt (mood far.mood, note text, CHECK (mood OPERATOR(far.!##) 'low'));
CREATE INDEX felt_same ON far.felt ((mood OPERATOR(far.###) 'high'));
CREATE INDEX felt_note ON far.felt USING gin (to_tsvector('far.search'::regconfig, note));
