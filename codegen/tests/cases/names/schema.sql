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
