-- Types of every kind.

CREATE TYPE mood AS ENUM ('sad', '', 'PG-13', 'it''s', 'happy');
ALTER TYPE mood ADD VALUE 'so so' BEFORE 'happy';
COMMENT ON TYPE mood IS 'How it feels';

CREATE DOMAIN year AS integer DEFAULT 2000 NOT NULL CONSTRAINT year_check CHECK (VALUE > 1900);
ALTER DOMAIN year ADD CONSTRAINT modern CHECK (VALUE < 3000) NOT VALID;
COMMENT ON DOMAIN year IS 'Of our Lord';
COMMENT ON CONSTRAINT year_check ON DOMAIN year IS 'No antiques';
CREATE DOMAIN leap AS year CHECK (VALUE % 4 = 0);
CREATE DOMAIN code AS text COLLATE "C";

CREATE TYPE address AS (street text COLLATE "C", zip character(5), moods mood[], year year);
COMMENT ON TYPE address IS 'Where';
COMMENT ON COLUMN address.zip IS 'Five digits';
CREATE TYPE person AS (name text, home address);

CREATE FUNCTION time_diff(time, time) RETURNS double precision IMMUTABLE STRICT LANGUAGE sql AS
    'SELECT extract(epoch FROM ($1 - $2))::double precision';
CREATE TYPE time_range AS RANGE (subtype = time, subtype_diff = time_diff);
CREATE TYPE text_range AS RANGE (subtype = text, collation = "C");

CREATE TYPE shell;

-- An array type of another name than `_bit`, and a type that is called like a built-in one.
CREATE TABLE _bit (id integer);
CREATE TYPE bit AS ENUM ('0', '1');
CREATE TABLE typed (
    moods mood[],
    year year,
    years year[],
    home address,
    span time_range,
    bits bit(3)[],
    bit public.bit,
    bit_array public.bit[],
    names name[],
    rows public._bit[],
    cardinal information_schema.cardinal_number
);

CREATE EXTENSION unaccent;
CREATE COLLATION german FROM "C";
CREATE TABLE sorted (word text COLLATE german);
CREATE INDEX sorted_word ON sorted (word, (word || 'x') COLLATE german);
CREATE FUNCTION mood_number(mood) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE CAST (mood AS integer) WITH FUNCTION mood_number(mood);
CREATE FUNCTION much_the_same(mood, mood) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR ### (LEFTARG = mood, RIGHTARG = mood, FUNCTION = much_the_same);
COMMENT ON OPERATOR ### (mood, mood) IS 'Much the same';
CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
