-- Everything called like something Rust, the runtime or the generated code has.

create schema mod;
create schema prelude;
create schema types;
create schema functions;
create schema lib;
create schema rt;
create schema core;
create schema super;
create schema "Foo";
create schema foo;
create schema "foo bar";
create schema foo_bar;
create schema "Self";
create schema main;
create schema tests;
create schema alloc;

create table "result" (id integer primary key, "ok" text, "err" text);
create table "results" (id integer primary key references "result");
create table option (id integer primary key, "some" text, "none" text);
create table vec (id integer primary key, "box" text);
create table box (id integer primary key references vec, "vec" text);
create table "some" (id integer primary key);
create table none (id integer primary key references "some");
create table ok (id integer primary key);
create table err (id integer primary key references ok);
create table self (self integer primary key, "self_" integer references self, "Self" integer references self);
create table crate (crate integer primary key references self);
create table super (super integer primary key references crate, "super_" integer);
create table str (str text primary key);
create table i32 (i32 integer primary key);
create table u8 (u8 bytea, "bool" boolean);
create table bool (bool boolean primary key);
create table char (char "char" primary key);
create table rt (rt integer primary key, rt_id integer references rt);
create table std (std integer primary key references rt);
create table core (core integer primary key, std integer references std);
create table relvar (relvar integer primary key, core integer references core);
create table db (id integer primary key);
create table error (id integer primary key);
create table query (id integer primary key, query_id integer references query);
create table column_ (id integer primary key);
create table relation (id integer primary key);
create table relations (id integer primary key);
create table "table" (id integer primary key, relation_id integer references relation);
create table "tables" (id integer primary key, table_id integer references "table");
create table key (id integer primary key);
create table row (id integer primary key, row_id integer references row);
create table set (id integer primary key);
create table debug (id integer primary key);
create table clone (id integer primary key, debug integer references debug);
create table "default" (id integer primary key, clone_id integer references clone);
create table copy (id integer primary key);
create table send (id integer primary key);
create table iterator (id integer primary key);
create table "drop" (id integer primary key);
create table fn (id integer primary key);
create table trait (id integer primary key);
create table async (id integer primary key, await text, dyn text, "try" text, gen text, yield text, macro_rules text, "union" text, raw text, safe text, auto text);
create table types (id integer primary key, types integer references types);
create table functions (id integer primary key);
create table prelude (id integer primary key);
create table mod (id integer primary key);
create table public (id integer primary key);
create table meta (meta integer primary key);

-- helpers of each other
create table film (id integer primary key);
create table films (id integer primary key);
create table new_film (id integer primary key, optional text);
create table new_films (id integer primary key);
create table film_optional (id integer primary key);
create table new_film_optional (id integer primary key);
create table new_new_film (id integer primary key);
create table film_relation (id integer primary key);
create table film_relations (id integer primary key);
create table film_constraint (id integer primary key);
create table film_constraints (id integer primary key);
create table new (id integer primary key);
create table "New" (id integer primary key);

-- columns and keys called like methods
create table m (
    id integer primary key,
    query integer references m, filter integer references m, find integer references m, insert integer references m,
    insert_many integer references m, copy_in integer references m, "update" integer references m,
    delete integer references m, "all" integer references m, count integer references m, columns integer references m,
    new integer references m, optional integer references m, value integer references m, meta integer references m,
    "META" integer references m, "one" integer references m, first integer references m, exists integer references m,
    "limit" integer references m, "offset" integer references m, "order_by" integer references m,
    "select" integer references m, "with" integer references m, via integer references m, "of" integer references m,
    "returning" integer references m, "execute" integer references m, "stream" integer references m,
    "set" integer references m, "into_query" integer references m, "clone" integer references m, "eq" integer references m,
    "cmp" integer references m, "hash" integer references m, "fmt" integer references m, "default" integer references m,
    "from" integer references m, "into" integer references m, "try_into" integer references m, "drop" integer references m,
    "type_id" integer references m, "borrow" integer references m, "to_owned" integer references m, "as_ref" integer references m,
    "iter" integer references m, "len" integer references m, "is_empty" integer references m, "map" integer references m,
    "not" integer references m, "and" integer references m, "or" integer references m, "any" integer references m,
    "self" integer references m, "m" integer references m, "column" integer references m, "row" integer references m,
    "raw" integer references m, "out" integer references m, "f" integer references m, "from_row" integer references m,
    "upsert" integer references m, "on_conflict" integer references m, "save" integer references m, "reload" integer references m,
    "load" integer references m, "fetch" integer references m, "include" integer references m, "tree" integer references m,
    "lock" integer references m, "distinct" integer references m, "union" integer references m, "except" integer references m,
    "intersect" integer references m, "explain" integer references m, "to_sql" integer references m, "sum" integer references m,
    "max" integer references m, "min" integer references m, "avg" integer references m, "nullable" integer references m,
    "keys" integer references m, "primary_key" integer references m, "schema" integer references m, "name" integer references m
);
-- the same, as keys with names of their own, and finders
create table finders (
    id integer primary key, find text unique, "find_by_find" text unique, by_id integer unique, "id_key" integer unique,
    "FIND" text unique, "self" text unique, "type" text unique, "crate" text unique, "fn" text unique,
    "constraint" integer unique, "PKEY" integer unique
);

-- enums whose labels clash, and clash with the enum's own
create type result_kind as enum ('ok', 'Ok', 'OK', 'o k', 'o-k', 'Err', 'err', 'Self', 'self', 'crate', 'Some', 'None', 'LABELS', 'TYPE', 'OtherLabel', 'other_label', '1', '_1', '1_', 'a1', 'a_1', '', ' ', '  ', '_', '__', E'\n', E'\t', E'a\\b', '日', '日本', 'İ', 'ı', 'ß', 'SS', '𝒳', '👩‍👩‍👧', 'é', E'e\u0301');
create type option_ as enum ('some', 'none');
create type "Option" as enum ('some', 'none');
create type "string" as (a text);
create domain "Film" as integer;
create type "New_Film" as (id integer);
create type "FILM" as enum ('x');
create domain i64 as bigint check (value > 0);
create type u16 as enum ('u8');
create type "Vec" as (vec integer, "Vec" integer);
create type mood as enum ('sad', 'ok');
create type moods as enum ('sad', 'ok');
create domain "Mood" as mood;
create type "MOOD" as (mood mood, "Mood" "Mood", moods moods[]);
create table uses (
    id integer primary key, a result_kind, b option_, c "Option", d public."string", e "Film", f "New_Film", g "FILM", h i64, i u16,
    j public."Vec", k mood, l moods, m "Mood", n "MOOD", o "MOOD"[], p mood[] not null default '{}', q "Mood"[]
);
insert into uses (id, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, q)
select row_number() over (), l, 'some', 'none', row('x')::"string", 1, row(2)::"New_Film", 'x', 3, 'u8', row(1, 2)::"Vec", 'sad', 'ok', 'ok',
    row('sad', 'ok', '{sad,ok}')::"MOOD", array[row('sad', 'ok', '{}')::"MOOD"], '{ok,sad}'
from unnest(enum_range(null::result_kind)) l;

-- routines called like types, tables, methods and each other
create function film() returns film language sql return null::film;
create function films() returns setof film language sql begin atomic select * from film; end;
create function mood() returns mood language sql return 'sad'::mood;
create function mood(mood mood) returns "Mood" language sql return mood;
create function new() returns integer language sql return 1;
create function self(self integer, "Self" integer, crate integer) returns integer language sql return $1;
create function super() returns integer language sql return 1;
create function "type"("fn" text, "call" text default 'a', "db" text default 'b') returns text language sql return $1;
create function types() returns types language sql return null::types;
create function rt(rt integer, relvar integer) returns integer language sql return $1 + $2;
create function bind(bind integer) returns integer language sql return $1;
create function result(out ok integer, out err integer, out "Ok" integer) language sql return row(1, 2, 3);
create function result(x integer, out ok integer, out err text) language sql return row(1, 'x');
create function "result "() returns integer language sql return 1;
create function optional(optional integer default 1, "with" integer default 2) returns integer language sql return 1;
create function optional_with() returns integer language sql return 1;
create function "a b"() returns integer language sql return 1;
create function a_b() returns integer language sql return 2;
create function "aB"() returns integer language sql return 3;
create function "A_B"() returns table ("a b" integer, a_b integer, "aB" integer) language sql begin atomic select 1, 2, 3; end;

-- things in schemas that are named like modules
create table mod.mod (id integer primary key, mod integer references mod);
create table prelude.prelude (id integer primary key references mod.mod);
create table types.types (id integer primary key references public.types, functions_id integer references public.functions);
create table functions.functions (id integer primary key references types.types, functions_id integer references public.functions);
create type types.functions as enum ('types');
create function functions.functions(x types.functions) returns types.functions language sql return x;
create table lib.lib (id integer primary key references functions.functions);
create table rt.rt (id integer primary key references public.rt, rt types.functions);
create table core.option (id integer primary key, option option_, kind "Option");
create table super.self (id integer primary key references core.option);
create table "Foo".foo (id integer primary key);
create table foo."Foo" (id integer primary key references "Foo".foo);
create table foo.foo (id integer primary key references "Foo".foo, foo_id integer references foo."Foo");
create table "foo bar".foo (id integer primary key references foo.foo);
create table foo_bar.foo (id integer primary key references "foo bar".foo, foo integer references foo.foo);
create table "Self"."Self" (id integer primary key references super.self);
create table main.main (main integer primary key);
create table tests.tests (tests integer primary key);
create table alloc.alloc (vec integer primary key);
create type foo.film as enum ('foo');
create table foo.films (id integer primary key references public.film, film foo.film, films public.film, ids public.films[]);

-- names with everything in them
create schema "a.b";
create table "a.b"."c.d" (id integer primary key, "e.f" text unique, "%s" text, "$1" text, ":x" text, "?" text, "{0}" text, "--" text, "/*" text, "''" text, "\" text, """" text, "r#""" text, "'a" text, "#[x]" text, "!" text, "::" text, "super::x" text);
create table a (b integer primary key);
create table "a.b" ("c.d" integer primary key references a, "e" integer references a);
create table "A" ("B" integer primary key references a, b integer, "b " integer, " b" integer);
create table "a " (id integer primary key);
create table " " (" " integer primary key, "  " integer references " ", E integer);
create table "_" ("_" integer primary key, "__" integer, "___" integer references "_");
create table "__" (_ integer primary key);
create table "1" ("1" integer primary key, "1a" integer, "01" integer);
create table "1e5" (id integer primary key);
create table "con" (id integer primary key);
create table "aux" (id integer primary key);
create table "NUL" (id integer primary key);
create table "com1" (id integer primary key);
create table "../../etc/passwd" (id integer primary key);
create table "/" (id integer primary key);
create table "." (id integer primary key);
create table ".." (id integer primary key references ".");
create table "😀" ("😀" integer primary key, "👩‍👩‍👧" integer references "😀");
create table "日本語" ("漢字" integer primary key, "かな" integer, "カナ" integer, "ｆｕｌｌ" integer);
create table "ñandú" (id integer primary key, "ﬁ" text, "K" text, "Å" text, "ſ" text, "ǆ" text);
create table "عربي" ("עברית" integer primary key, "देवनागरी" text, "ไทย" text);
insert into "😀" values (1, 1);
insert into m (id, query) values (1, 1), (2, 1);
insert into self values (1, 1, 1);
insert into rt values (1, 1);
insert into "a.b"."c.d" (id, "e.f", "'a") values (1, 'x', 'y');
