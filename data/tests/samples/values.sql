-- Every type at its extremes, and what a backup may lose: NULL beside JSON null, bounds of arrays, backslashes, line breaks.
CREATE TYPE mood AS ENUM ('sad', 'it''s', 'back\slash', '');
CREATE DOMAIN share AS numeric(5, 2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE TYPE place AS (x double precision, "Y" text, tags text[]);
CREATE TYPE span AS RANGE (subtype = double precision);
CREATE TABLE extremes (
    id smallint PRIMARY KEY,
    i2 smallint, i4 integer, i8 bigint,
    f4 real, f8 double precision, n numeric, m money, b boolean,
    t text, c char(5), v varchar(10), "char" "char", nm name, by bytea,
    d date, tm time, tz timetz, ts timestamp, tstz timestamptz, iv interval,
    u uuid, j json, jb jsonb, x xml, bits bit(5), varbits varbit,
    ip inet, net cidr, mac macaddr, mac8 macaddr8,
    pt point, ln line, seg lseg, bx box, pa path, po polygon, ci circle,
    ir int4range, nr numrange, tr tstzrange, mr span,
    q tsquery, vec tsvector, lsn pg_lsn, r regclass, o oid, td tid,
    arr integer[], texts text[][], e mood, es mood[], s share, p place, ps place[]
);
INSERT INTO extremes (id) VALUES (0);
INSERT INTO extremes VALUES (1,
    -32768, -2147483648, -9223372036854775808,
    '-Infinity', 'NaN', 'NaN', '-92233720368547758.08', false,
    E'\\N', 'a', E'\t', 'x', 'name', '\x00ff5c4e',
    '-infinity', '00:00:00', '00:00:00+15:59:59', '-infinity', 'infinity', '-178000000 years -1 mons +3 days -04:05:06.000001',
    '00000000-0000-0000-0000-000000000000', 'null', 'null', '<a>1</a>', B'10101', B'',
    '::1/128', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05',
    '(NaN,-Infinity)', '{1,-1,0}', '[(0,0),(1,1)]', '(1,1),(0,0)', '[(0,0),(1,1)]', '((0,0),(1,1),(1,0))', '<(0,0),1>',
    'empty', '(,)', '[2020-01-01 00:00:00+00,)', '[-Infinity,Infinity]',
    '''a'' & ''b c''', '''a'':1A ''b c'':2', '16/B374D848', 'extremes', 4294967295, '(4294967295,65535)',
    '[-2:0]={1,NULL,3}', '{}', '', '{sad,"",NULL}', 0, '(,"a ""b"" \\ (c)","{NULL,""NULL"",""""}")', '{"(1,,)",NULL}');
INSERT INTO extremes VALUES (2,
    32767, 2147483647, 9223372036854775807,
    3.4028235e38, 5e-324, -12345678901234567890123456789012345678901234567890.123456789012345678901234567890, '92233720368547758.07', true,
    E'one\ntwo\r\nthree\\four\bfive\fsix\vseven\\.', 'abcde', 'äöü€😀', '', '', '',
    '5874897-12-31', '24:00:00', '24:00:00-15:59:59', '294276-12-31 23:59:59.999999', '4713-01-01 00:00:00+00 BC', '0',
    'ffffffff-ffff-ffff-ffff-ffffffffffff', '{"a" : [1, 1.0, 1e400], "a": "\u0000"}', '{"n": 123456789012345678901234567890.5}', 'text', B'00000', B'1',
    '255.255.255.255', '::/0', 'ff:ff:ff:ff:ff:ff', 'ff:ff:ff:ff:ff:ff:ff:ff',
    '(1e300,-1e-300)', '{0,1,0}', '[(1,2),(3,4)]', '(3,4),(1,2)', '((0,0),(1,1))', '((0,0))', '<(1,1),0>',
    '[-2147483648,2147483647)', '[0.1,0.2]', 'empty', 'empty',
    '''a'':*', '', '0/0', 'pg_class', 0, '(0,0)',
    '[5:6][-1:0]={{1,2},{3,4}}', '{{a,"b,c"},{"d\"e",NULL}}', E'back\\slash', '{}', 100, '(NaN,,)', '{}');
UPDATE extremes SET t = E'\\.' WHERE id = 0;

-- What is generated is left out, and made again.
CREATE TABLE boxes (
    id bigint GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5),
    width integer NOT NULL, height integer NOT NULL,
    area integer GENERATED ALWAYS AS (width * height) STORED,
    PRIMARY KEY (id)
);
INSERT INTO boxes (width, height) SELECT n, n + 1 FROM generate_series(1, 50) n;
DELETE FROM boxes WHERE id % 3 = 0;
CREATE TABLE only_generated (twice integer GENERATED ALWAYS AS (2) STORED);
INSERT INTO only_generated DEFAULT VALUES;
CREATE TABLE nothing ();
INSERT INTO nothing DEFAULT VALUES;
INSERT INTO nothing DEFAULT VALUES;
CREATE UNLOGGED TABLE unlogged (a integer);
INSERT INTO unlogged VALUES (1), (NULL);
CREATE TABLE empty (a integer);

-- A column that was dropped, and names that need quotes.
CREATE SCHEMA "Odd ""Schema""";
CREATE TABLE "Odd ""Schema"""."Täble" (gone integer, "select" text, "a	b" text DEFAULT 'x');
ALTER TABLE "Odd ""Schema"""."Täble" DROP COLUMN gone;
INSERT INTO "Odd ""Schema"""."Täble" VALUES ('1'), ('2');

-- Large objects, whose numbers are values of rows.
SELECT lo_from_bytea(4711, '\x000102ff'), lo_from_bytea(4712, ''), lo_from_bytea(4713, decode(repeat('ab', 600000), 'hex'));
COMMENT ON LARGE OBJECT 4711 IS 'it''s large';
GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC;
