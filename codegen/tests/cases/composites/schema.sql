-- Composite types, ranges of the user's own, and rows as values: as columns, attributes, elements and arguments.

create extension hstore;

create type weekday as enum ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');
create domain postcode as text not null check (value <> '');
create type weekday_range as range (subtype = weekday);
create type length_range as range (subtype = double precision);

create type place as (street text, postcode postcode, height double precision);
comment on type place is 'Where something is.';
comment on column place.street is 'With the number of the house.';
create domain real_place as place check (value is null or (value).street <> '');
create type hours as (days weekday_range, open int4range, "type" text, notes text[]);
create type facts as (
    place place, hours hours[], labels hstore, sizes numeric[], boxes box[], at point, seen timestamptz, document jsonb,
    secret bytea, odd_name text, "oddName" text
);
create type nothing as ();
create type named as (id integer, class regclass);

create table depot (
    depot_id integer primary key,
    place place not null,
    other real_place,
    facts facts,
    hours hours[] not null default '{}',
    closed weekday_range,
    lengths length_multirange,
    spans weekday_range[],
    labels hstore,
    named named
);

create table parcel (
    parcel_id integer primary key,
    depot_id integer not null references depot,
    weight numeric(8, 2) not null,
    label text
);

create table handover (handover_id integer primary key, parcel parcel not null, earlier parcel[], nothing nothing);

create function heavier(a parcel, b parcel) returns boolean language sql as 'select a.weight > b.weight';
create function total(parcels parcel[]) returns numeric language sql as 'select sum(weight) from unnest(parcels)';
create function same(a place, b place) returns boolean language sql as 'select a = b';
create function nearest(place place) returns setof depot language sql as 'select * from depot d where d.place = $1';
create function place_of(depot_id integer) returns place language sql
    as 'select place from depot d where d.depot_id = $1';
create function streets(places place[], out street text, out place place) returns setof record language sql
    as 'select p.street, p from unnest(places) p';
create function overlap(a weekday_range, b weekday_range) returns weekday_range language sql as 'select a * b';
create procedure move(inout place place) language sql as 'select place';
