=== enum-everything
--- old
CREATE TYPE e AS ENUM ('a','b','c');
CREATE DOMAIN de AS e DEFAULT 'a' CHECK (VALUE <> 'c');
CREATE TYPE ce AS (x e, y int);
CREATE TABLE t (id int PRIMARY KEY, x e DEFAULT 'a' NOT NULL, xs e[] DEFAULT '{a,b}', d de, CONSTRAINT tc CHECK (x <> 'c'));
CREATE INDEX ti ON t (x) WHERE x = 'a';
CREATE UNIQUE INDEX tu ON t (id, x);
CREATE VIEW v AS SELECT id, x FROM t WHERE x = 'a';
CREATE VIEW vv AS SELECT x, count(*) FROM v GROUP BY x;
CREATE MATERIALIZED VIEW mv AS SELECT x FROM t;
CREATE INDEX mvi ON mv (x);
COMMENT ON MATERIALIZED VIEW mv IS 'm';
GRANT SELECT ON v TO PUBLIC;
CREATE FUNCTION f(e) RETURNS e LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION g(x e DEFAULT 'a') RETURNS SETOF t LANGUAGE sql BEGIN ATOMIC SELECT * FROM t WHERE t.x = g.x; END;
COMMENT ON TYPE e IS 'e';
--- new
CREATE TYPE e AS ENUM ('c','b','d');
CREATE DOMAIN de AS e DEFAULT 'b' CHECK (VALUE <> 'c');
CREATE TYPE ce AS (x e, y int);
CREATE TABLE t (id int PRIMARY KEY, x e DEFAULT 'b' NOT NULL, xs e[] DEFAULT '{b}', d de, CONSTRAINT tc CHECK (x <> 'c'));
CREATE INDEX ti ON t (x) WHERE x = 'b';
CREATE UNIQUE INDEX tu ON t (id, x);
CREATE VIEW v AS SELECT id, x FROM t WHERE x = 'b';
CREATE VIEW vv AS SELECT x, count(*) FROM v GROUP BY x;
CREATE MATERIALIZED VIEW mv AS SELECT x FROM t;
CREATE INDEX mvi ON mv (x);
COMMENT ON MATERIALIZED VIEW mv IS 'm';
GRANT SELECT ON v TO PUBLIC;
CREATE FUNCTION f(e) RETURNS e LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION g(x e DEFAULT 'b') RETURNS SETOF t LANGUAGE sql BEGIN ATOMIC SELECT * FROM t WHERE t.x = g.x; END;
COMMENT ON TYPE e IS 'e';

=== enum-add-used
--- old
CREATE TYPE e AS ENUM ('a','c');
CREATE TABLE t (x e DEFAULT 'a', CHECK (x <> 'c'));
CREATE VIEW v AS SELECT x FROM t;
--- new
CREATE TYPE e AS ENUM ('z','a','b','c','d');
CREATE TABLE t (x e DEFAULT 'b', CHECK (x <> 'd'));
CREATE VIEW v AS SELECT x FROM t WHERE x = 'z';

=== enum-partition-key (forward)
--- old
CREATE TYPE e AS ENUM ('a','b','c');
CREATE TABLE t (id int, x e) PARTITION BY LIST (x);
CREATE TABLE ta PARTITION OF t FOR VALUES IN ('a');
--- new
CREATE TYPE e AS ENUM ('a','b','c','d');
CREATE TABLE t (id int, x e) PARTITION BY LIST (x);
CREATE TABLE ta PARTITION OF t FOR VALUES IN ('a');
CREATE TABLE td PARTITION OF t FOR VALUES IN ('d');

=== type-under-views
CREATE TABLE t (id int PRIMARY KEY, v varchar(10), n numeric(10,2));
CREATE TABLE s (t int REFERENCES t, x int);
--- old
CREATE VIEW v1 AS SELECT id, v FROM t;
CREATE VIEW v2 WITH (security_barrier) AS SELECT id, v || 'x' AS w FROM v1;
CREATE MATERIALIZED VIEW m AS SELECT * FROM v2 WITH NO DATA;
CREATE UNIQUE INDEX m_i ON m (id);
ALTER TABLE t CLUSTER ON t_pkey;
CREATE RULE r AS ON UPDATE TO v1 DO INSTEAD NOTHING;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER trg INSTEAD OF INSERT ON v2 FOR EACH ROW EXECUTE FUNCTION tf();
COMMENT ON COLUMN v2.w IS 'w';
GRANT SELECT (w) ON v2 TO PUBLIC;
ALTER VIEW v1 ALTER COLUMN v SET DEFAULT 'd';
--- new
ALTER TABLE t ALTER id TYPE bigint;
ALTER TABLE t ALTER v TYPE text;
ALTER TABLE s ALTER t TYPE bigint;
CREATE VIEW v1 AS SELECT id, v FROM t;
CREATE VIEW v2 WITH (security_barrier) AS SELECT id, v || 'x' AS w FROM v1;
CREATE MATERIALIZED VIEW m AS SELECT * FROM v2 WITH NO DATA;
CREATE UNIQUE INDEX m_i ON m (id);
ALTER TABLE t CLUSTER ON t_pkey;
CREATE RULE r AS ON UPDATE TO v1 DO INSTEAD NOTHING;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER trg INSTEAD OF INSERT ON v2 FOR EACH ROW EXECUTE FUNCTION tf();
COMMENT ON COLUMN v2.w IS 'w';
GRANT SELECT (w) ON v2 TO PUBLIC;
ALTER VIEW v1 ALTER COLUMN v SET DEFAULT 'd';

=== domains
--- old
CREATE DOMAIN d1 AS int CHECK (VALUE > 0);
CREATE DOMAIN d2 AS text NOT NULL DEFAULT 'x' CONSTRAINT named CHECK (VALUE <> '');
CREATE DOMAIN d3 AS d1;
CREATE TABLE t (a d1, b d2, c d3[], PRIMARY KEY (a));
CREATE VIEW v AS SELECT a, b FROM t;
CREATE FUNCTION f(d1) RETURNS d2 LANGUAGE sql AS $$ SELECT 'x'::d2 $$;
--- new
CREATE DOMAIN d1 AS bigint CHECK (VALUE > 1);
CREATE DOMAIN d2 AS text DEFAULT 'y' CONSTRAINT named CHECK (VALUE <> 'q') CONSTRAINT other CHECK (length(VALUE) < 5);
CREATE DOMAIN d3 AS d1 NOT NULL;
CREATE TABLE t (a d1, b d2, c d3[], PRIMARY KEY (a));
CREATE VIEW v AS SELECT a, b FROM t;
CREATE FUNCTION f(d1) RETURNS d2 LANGUAGE sql AS $$ SELECT 'x'::d2 $$;
COMMENT ON CONSTRAINT named ON DOMAIN d2 IS 'n';
ALTER DOMAIN d2 ADD CONSTRAINT nv CHECK (VALUE <> 'nv') NOT VALID;

=== composite
--- old
CREATE TYPE c AS (a int, b text);
CREATE TYPE cc AS (x c, y c[]);
CREATE FUNCTION f(c) RETURNS cc LANGUAGE sql AS 'SELECT NULL::cc';
CREATE VIEW v AS SELECT (ROW(1,'x')::c).b;
CREATE TABLE tt OF c;
--- new
CREATE TYPE c AS (a bigint, b text COLLATE "C", d date);
CREATE TYPE cc AS (x c, y c[], z int);
CREATE FUNCTION f(c) RETURNS cc LANGUAGE sql AS 'SELECT NULL::cc';
CREATE VIEW v AS SELECT (ROW(1,'x',now())::c).b;
CREATE TABLE tt OF c;
COMMENT ON COLUMN c.a IS 'a';

=== composite-in-table-add
--- old
CREATE TYPE c AS (a int, b text);
CREATE TABLE t (x c, y c[]);
--- new
CREATE TYPE c AS (a int, d date);
CREATE TABLE t (x c, y c[]);

=== typed-table
CREATE TYPE c AS (a int, b text);
--- old
CREATE TABLE t OF c (PRIMARY KEY (a));
--- new
CREATE TABLE t OF c (a WITH OPTIONS DEFAULT 3, PRIMARY KEY (a));
ALTER TYPE c ADD ATTRIBUTE z int CASCADE;

=== typed-to-plain
CREATE TYPE c AS (a int, b text);
--- old
CREATE TABLE t OF c (PRIMARY KEY (a));
--- new
CREATE TABLE t (a int, b text, PRIMARY KEY (a));

=== aggregates
CREATE FUNCTION sf(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION sf2(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TABLE t (x int);
--- old
CREATE AGGREGATE agg(int) (SFUNC = sf, STYPE = int, INITCOND = '0');
CREATE VIEW v AS SELECT agg(x) FROM t;
COMMENT ON AGGREGATE agg(int) IS 'a';
--- new
CREATE AGGREGATE agg(int) (SFUNC = sf2, STYPE = int, INITCOND = '1');
CREATE VIEW v AS SELECT agg(x) FROM t;
COMMENT ON AGGREGATE agg(int) IS 'b';

=== operators
CREATE TYPE c AS (a int);
CREATE FUNCTION ceq(c, c) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a = ($2).a';
CREATE FUNCTION cne(c, c) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a <> ($2).a';
--- old
CREATE OPERATOR === (LEFTARG = c, RIGHTARG = c, FUNCTION = ceq);
CREATE VIEW v AS SELECT ROW(1)::c === ROW(2)::c AS same;
--- new
CREATE OPERATOR === (LEFTARG = c, RIGHTARG = c, FUNCTION = ceq, COMMUTATOR = ===, NEGATOR = !==, RESTRICT = eqsel, HASHES, MERGES);
CREATE OPERATOR !== (LEFTARG = c, RIGHTARG = c, FUNCTION = cne, COMMUTATOR = !==, NEGATOR = ===);
CREATE VIEW v AS SELECT ROW(1)::c === ROW(2)::c AS same;
COMMENT ON OPERATOR === (c, c) IS 'same';

=== opclass
CREATE FUNCTION mycmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN $1 < $2 THEN 1 WHEN $1 > $2 THEN -1 ELSE 0 END';
CREATE TABLE t (x int);
--- old
CREATE OPERATOR CLASS rev FOR TYPE int USING btree AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 mycmp(int, int);
CREATE INDEX ti ON t (x rev);
--- new
CREATE INDEX ti ON t (x);

=== casts
CREATE TYPE c AS (a int);
CREATE FUNCTION c2i(c) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a';
--- old
CREATE CAST (c AS int) WITH FUNCTION c2i(c);
--- new
CREATE CAST (c AS int) WITH FUNCTION c2i(c) AS ASSIGNMENT;
COMMENT ON CAST (c AS int) IS 'cast';
CREATE VIEW v AS SELECT ROW(1)::c::int AS x;

=== collations
--- old
CREATE COLLATION co (provider = icu, locale = 'de');
CREATE TABLE t (v text COLLATE co, w text);
CREATE INDEX i ON t (w COLLATE co);
CREATE DOMAIN d AS text COLLATE co;
--- new
CREATE COLLATION co (provider = icu, locale = 'sv');
CREATE TABLE t (v text COLLATE co, w text COLLATE "C");
CREATE INDEX i ON t (w COLLATE co);
CREATE DOMAIN d AS text COLLATE co;

=== rowtype-dep
--- old
CREATE TABLE t (id int, v text);
CREATE FUNCTION f(t) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.v';
CREATE TABLE u (x t, y t[]);
CREATE VIEW v AS SELECT f(t) FROM t;
--- new
CREATE TABLE t (id int, w text);
CREATE FUNCTION f(t) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.w';
CREATE TABLE u (x t, y t[]);
CREATE VIEW v AS SELECT f(t) FROM t;

=== type-kind-change
--- old
CREATE TYPE k AS ENUM ('1','2');
CREATE TABLE t (x k);
--- new
CREATE DOMAIN k AS int;
CREATE TABLE t (x k);

=== array-type
--- old
CREATE TABLE t (a int, b int[], c text, d text[], e json, f varchar(3)[], g timestamp, h time, i bool, j uuid, k bytea);
--- new
CREATE TABLE t (a text, b text[], c int, d int[], e jsonb, f text[], g timestamptz, h interval, i int, j text, k text);

=== domain-over-enum-array
--- old
CREATE TYPE e AS ENUM ('a','b');
CREATE DOMAIN d AS e[] DEFAULT '{a}' CONSTRAINT dc CHECK (cardinality(VALUE) > 0);
CREATE DOMAIN dd AS d;
CREATE TABLE t (x d, y dd, z d[]);
CREATE INDEX ti ON t USING gin (x);
--- new
CREATE TYPE e AS ENUM ('b');
CREATE DOMAIN d AS e[] DEFAULT '{b}' CONSTRAINT dc CHECK (cardinality(VALUE) > 1);
CREATE DOMAIN dd AS d;
CREATE TABLE t (x d, y dd, z d[]);
CREATE INDEX ti ON t USING gin (x);

=== domain-checks-function
--- old
CREATE FUNCTION ok(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE DOMAIN d AS int CHECK (ok(VALUE));
CREATE TABLE t (x d);
--- new
CREATE FUNCTION ok(int, int DEFAULT 1) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > $2';
CREATE DOMAIN d AS int CHECK (ok(VALUE));
CREATE TABLE t (x d, y d DEFAULT 7);

=== composite-drop-recreate
--- old
CREATE TYPE c AS (x int);
CREATE FUNCTION f(c) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT ROW(1)::c AS c;
--- new
CREATE TYPE c AS ENUM ('x');
CREATE FUNCTION f(c) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT 'x'::c AS c;

=== table-to-type
--- old
CREATE TABLE c (x int);
CREATE FUNCTION f(c) RETURNS int LANGUAGE sql AS 'SELECT 1';
--- new
CREATE TYPE c AS (x int);
CREATE FUNCTION f(c) RETURNS int LANGUAGE sql AS 'SELECT 1';

=== aggregate-options
CREATE FUNCTION sf(float8[], float8, float8) RETURNS float8[] LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION ff(float8[]) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT $1[1]';
--- old
CREATE AGGREGATE a1(float8, float8) (SFUNC = sf, STYPE = float8[], FINALFUNC = ff);
CREATE AGGREGATE a2(int) (SFUNC = int4pl, STYPE = int, PARALLEL = SAFE);
--- new
CREATE AGGREGATE a1(float8, float8) (SFUNC = sf, STYPE = float8[], FINALFUNC = ff, INITCOND = '{0}');
CREATE AGGREGATE a2(int) (SFUNC = int4mi, STYPE = int, COMBINEFUNC = int4pl, SORTOP = >, PARALLEL = SAFE);
CREATE VIEW v AS SELECT a2(x) OVER () FROM generate_series(1,2) x;

=== operator-used-in-index
CREATE FUNCTION peq(point, point) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 ~= $2';
CREATE TABLE t (p point);
--- old
CREATE OPERATOR @@@ (LEFTARG = point, RIGHTARG = point, FUNCTION = peq);
CREATE INDEX i ON t ((p @@@ '(1,1)'));
ALTER TABLE t ADD CONSTRAINT c CHECK (p @@@ '(0,0)');
--- new
CREATE OPERATOR @@@ (LEFTARG = point, RIGHTARG = point, FUNCTION = peq, COMMUTATOR = @@@);
CREATE INDEX i ON t ((p @@@ '(1,1)'));
ALTER TABLE t ADD CONSTRAINT c CHECK (p @@@ '(0,0)');

=== range-used
--- old
CREATE TYPE r AS RANGE (SUBTYPE = int4);
CREATE TABLE t (id int, v r, w r[], m int4multirange);
CREATE INDEX i ON t USING gist (v);
CREATE VIEW x AS SELECT lower(v) AS l FROM t;
CREATE FUNCTION f(r) RETURNS int LANGUAGE sql AS 'SELECT lower($1)';
--- new
CREATE TYPE r AS RANGE (SUBTYPE = int8);
CREATE TABLE t (id int, v r, w r[], m int4multirange);
CREATE INDEX i ON t USING gist (v);
CREATE VIEW x AS SELECT lower(v) AS l FROM t;
CREATE FUNCTION f(r) RETURNS int LANGUAGE sql AS 'SELECT lower($1)::int';

=== range-multirange-used
--- old
CREATE TYPE r AS RANGE (SUBTYPE = float8);
CREATE TABLE t (id int, v r_multirange, w r);
--- new
CREATE TYPE r AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TABLE t (id int, v r_multirange, w r);

=== range-multirange-name
--- old
CREATE TYPE r AS RANGE (SUBTYPE = float8);
CREATE TABLE t (id int, w r);
--- new
CREATE TYPE r AS RANGE (SUBTYPE = float8, MULTIRANGE_TYPE_NAME = rs);
CREATE TABLE t (id int, w r);

=== domain-in-composite
--- old
CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE TYPE ct AS (x d, y text);
CREATE TABLE t (c ct, cs ct[], a d[]);
--- new
CREATE DOMAIN d AS int CHECK (VALUE > 1) NOT NULL;
CREATE TYPE ct AS (x d, y text);
CREATE TABLE t (c ct, cs ct[], a d[]);

=== domain-check-added-stored
--- old
CREATE DOMAIN d AS int;
CREATE TYPE ct AS (x d, y text);
CREATE TABLE t (c ct);
CREATE DOMAIN dd AS d[];
CREATE TABLE u (c dd);
CREATE VIEW v AS SELECT c FROM t;
--- new
CREATE DOMAIN d AS int CONSTRAINT pos CHECK (VALUE > 1);
CREATE TYPE ct AS (x d, y text);
CREATE TABLE t (c ct);
CREATE DOMAIN dd AS d[];
CREATE TABLE u (c dd);
CREATE VIEW v AS SELECT c FROM t;

=== collation-used
--- old
CREATE COLLATION c (provider = icu, locale = 'en', deterministic = false);
CREATE TABLE t (a text COLLATE c PRIMARY KEY, b text[] COLLATE c);
CREATE TYPE ct AS (x text COLLATE c);
CREATE TYPE r AS RANGE (SUBTYPE = text, COLLATION = c);
CREATE TABLE u (a text COLLATE c REFERENCES t, v ct, w r);
CREATE VIEW v AS SELECT a FROM t ORDER BY a COLLATE c;
--- new
CREATE COLLATION c (provider = icu, locale = 'de', deterministic = false);
CREATE TABLE t (a text COLLATE c PRIMARY KEY, b text[] COLLATE c);
CREATE TYPE ct AS (x text COLLATE c);
CREATE TYPE r AS RANGE (SUBTYPE = text, COLLATION = c);
CREATE TABLE u (a text COLLATE c REFERENCES t, v ct, w r);
CREATE VIEW v AS SELECT a FROM t ORDER BY a COLLATE c;
