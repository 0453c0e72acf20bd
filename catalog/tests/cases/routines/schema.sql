-- Functions, procedures, aggregates, window functions.

CREATE TABLE item (item_id integer PRIMARY KEY, label text);

CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql
    AS 'SELECT a + b';
COMMENT ON FUNCTION add(integer, integer) IS 'Sum';
CREATE FUNCTION add(text, text) RETURNS text STABLE LANGUAGE sql AS $$ SELECT $1 || $2 $$;
CREATE FUNCTION items(wanted text = '%') RETURNS SETOF item STABLE ROWS 10 LANGUAGE sql
    AS $$ SELECT * FROM item WHERE label LIKE wanted $$;
CREATE FUNCTION pairs(n integer) RETURNS TABLE (a integer, b text) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY SELECT i, i::text FROM generate_series(1, n) AS i;
END
$$;
CREATE FUNCTION split(INOUT whole text, OUT first text, OUT rest text[]) LANGUAGE sql AS $$ SELECT whole, '', '{}'::text[] $$;
CREATE FUNCTION largest(VARIADIC numbers integer[]) RETURNS integer LANGUAGE sql AS 'SELECT max(n) FROM unnest(numbers) n';
CREATE FUNCTION secret() RETURNS void SECURITY DEFINER LEAKPROOF SET work_mem = '8MB' SET search_path = pg_catalog, public
    LANGUAGE sql AS '';
CREATE PROCEDURE clear(INOUT done boolean DEFAULT false) LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM item;
    done := true;
END
$$;
CREATE FUNCTION polymorphic(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION nameless("Strange Name" integer, "select" item) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION ranked() RETURNS bigint WINDOW LANGUAGE internal AS 'window_rank';

CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE);
CREATE FUNCTION add_labelled(bigint, text, integer) RETURNS bigint LANGUAGE sql AS 'SELECT $1 + $3';
COMMENT ON AGGREGATE total(integer) IS 'All of it';
CREATE AGGREGATE sum_of(label text, n integer) (SFUNC = add_labelled, STYPE = bigint, FINALFUNC = int8abs, FINALFUNC_MODIFY = SHAREABLE);

CREATE FUNCTION stamp() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER stamped ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION stamp();
