-- Names that Rust, the runtime or another name has taken, and names that are none.

create type mood as enum ('', 'ok', '*ok', 'NC-17', '0_BAR', '$', '>=', 'self', 'Self', 'two words', '😀', 'none');

-- singular forms that clash fall back together
create table customer (id integer primary key);
create table customers (id integer primary key);

-- the same name but for its case
create table "Foo" (id integer primary key);
create table foo (id integer primary key);

-- names of the standard prelude, with and without a plural
create table option (id integer primary key, value text);
create table strings (id integer primary key);

-- named like what stands beside `film`
create table film (id integer primary key, "createdAt" date, created_at date, type text, self text, optional text not null);
create table new_film (id integer primary key);
create table film_relations (id integer primary key);
create table film_constraint (id integer primary key);
create table new_film_optional (id integer primary key);

-- columns and keys named like what every row and every relation has
create table method (
    method_id integer primary key,
    new text,
    find text,
    query text,
    "META" text,
    "value" text unique,
    from_row text,
    "row" text,
    self text,
    "Self" text,
    rt text,
    _ text,
    a_and_b text unique,
    a text,
    b text,
    unique (a, b),
    "new_id" integer references method,
    find_id integer references method,
    value_id integer references method,
    "META_id" integer references method,
    "from_row_id" integer references method
);

-- 63 bytes, different in the last one alone, as names of everything
create table a23456789_123456789_123456789_123456789_123456789_123456789_123 (
    b23456789_123456789_123456789_123456789_123456789_123456789_123 integer primary key,
    b23456789_123456789_123456789_123456789_123456789_123456789_124 integer
);
create table a23456789_123456789_123456789_123456789_123456789_123456789_124 (
    b23456789_123456789_123456789_123456789_123456789_123456789_123 integer
        references a23456789_123456789_123456789_123456789_123456789_123456789_123
);

-- letters, and what is none
create table "größe" ("naïve" text, "名前" text, "😀" text, "😀😀" text, "a b" text, "a.b" text, "a-b" text, "a""b" text, "2fa" text);

-- constraints that would be the same variant, routines that would have the same helper
create table rule (id integer, constraint "a b" check (id > 0), constraint a_b check (id > 1), constraint "A b" check (id > 2));
create function f(x integer default 1) returns integer language sql as 'select 1';
create function f_with() returns integer language sql as 'select 1';
create function pair(out a integer, out b integer) language sql as 'select 1, 2';
create function pair_row(out a integer, out b integer) language sql as 'select 1, 2';

-- schemas named like modules, crates and keywords
create schema ref;
create table ref.crate (id integer primary key);
create schema std;
create table std.string (id integer primary key references ref.crate);
create schema relvar;
create table relvar.prelude (id integer primary key, std integer references std.string);
create schema crate;
create table crate.types (id integer primary key);
create schema prelude;
create table prelude.functions (id integer primary key);
create function prelude.types() returns integer language sql as 'select 1';
create schema types;
create type types.types as enum ('a');
create schema functions;
create table functions.mod (id integer primary key, at types.types);

-- keys named like methods, fields and modules
create table types (id integer primary key);
create table mod (
    id integer primary key,
    filter_id integer references types,
    type_id integer references types,
    film integer references film,
    find_by_id text unique,
    mod_pkey text
);

create table "1st" (id integer primary key, "2nd" integer, "ж" text);

create schema self;
create table self.super (crate integer primary key, "_" integer);

-- names that try to get out of where they are written
create schema "s`""; //";
create table "s`""; //"."t\""; drop table x; --
*/ }" (
    "c`""${x}\n" text default $$`"\ */ ${x}$$ primary key,
    "{}" integer references film,
    "é‮" text
);
comment on table "s`""; //"."t\""; drop table x; --
*/ }" is E'*/ }\r\n    fn main() {}\n```\n[link](x) <script> \u202e';

-- what is written alike keeps its name beside what is only read alike
create schema "S_t";
create table "S_t".t (id integer primary key);
create schema "s t";
create table "s t".t (id integer primary key);
create schema s_t;
create table s_t.t (id integer primary key);
create table a__b (id integer primary key);
create table a_b (id integer primary key);
create function g_h() returns integer language sql as 'select 1';
create function "gH"() returns integer language sql as 'select 1';
create function "g h"(x integer) returns integer language sql as 'select 1';
create function g__h() returns integer language sql as 'select 1';
