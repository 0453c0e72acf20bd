-- Keys and types across schemas, with the same names in more than one.

create schema people;
create schema shop;
comment on schema people is 'Who is who.';

create type people.rank as enum ('low', 'high');
create type shop.rank as enum ('first', 'second');

create table people.person (person_id integer primary key, rank people.rank not null);
create table people.orders (
    order_id integer primary key,
    person_id integer not null references people.person
);

create table shop.person (
    person_id integer primary key references people.person,
    rank shop.rank,
    other_rank people.rank
);
create table shop.orders (
    order_id integer primary key,
    person_id integer not null references people.person,
    replaces_id integer references people.orders
);
create domain shop.ranks as people.rank[];
