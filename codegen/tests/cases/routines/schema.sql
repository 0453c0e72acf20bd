-- Functions and procedures of every shape.
create type mood as enum ('sad', 'ok', 'happy');
create domain percentage as integer check (value between 0 and 100);
create type span as (first date, last date);
create table film (film_id integer primary key, title text not null, mood mood, length smallint);
create table log (line text, at timestamp with time zone);
create view film_titles as select title from film;

create function films_in_stock(store integer) returns setof film language sql stable as 'select * from film';
comment on function films_in_stock is 'Films that the store has.';
create function first_film() returns film language sql as 'select * from film limit 1';
create function lines(since timestamp with time zone default '-infinity') returns setof log language sql as 'select * from log where at >= $1';
create function rental_income(since timestamp with time zone default '-infinity') returns numeric language sql stable as 'select 1.5';
create function score(film_id integer, mood mood, weight percentage default 50, note text default null) returns percentage language sql as 'select $3';
create function moods() returns setof mood language sql as 'select unnest(enum_range(null::mood))';
create function title_lengths(at_least integer) returns table (title text, length integer) language sql as 'select title, length(title) from film where length(title) >= $1';
create function extremes(out shortest smallint, out mood mood, out integer) language sql as 'select min(length), max(mood), 7 from film';
create function seen_in() returns span language sql as 'select row(current_date, null)::span';
create function spans(span) returns setof span language sql as 'select $1';
create function titles(variadic ids integer[]) returns setof text language sql as 'select title from film where film_id = any(ids)';
create function joined(separator text, variadic words text[] default '{}') returns text language sql as 'select array_to_string($2, $1)';
create function piled(separator text default ', ', variadic words text[] default '{}') returns text language sql as 'select array_to_string($2, $1)';
create function longest(film_titles) returns integer language sql as 'select length($1.title)';
create function "Odd Name"("type" text, "Self" integer, "optional" integer) returns text language sql as 'select $1';
create function unnamed(integer, text default 'x') returns text language sql as 'select $2';
create function forget() returns void language sql as 'select';

-- Overloads.
create function film_count() returns bigint language sql as 'select count(*) from film';
create function film_count(mood mood) returns bigint language sql as 'select count(*) from film where film.mood = $1';
create function film_count(title text) returns bigint language sql as 'select count(*) from film where film.title = $1';
create function film_count(titles text[]) returns bigint language sql as 'select count(*) from film where film.title = any($1)';

-- Procedures.
create procedure rename(film_id integer, title text default 'untitled') language sql as 'update film set title = $2 where film.film_id = $1';
create procedure halve(inout amount integer, out mood mood, out remainder integer) language plpgsql
    as 'begin remainder := amount % 2; amount := amount / 2; mood := ''ok''; end';

-- What is left out, with a word or without.
create function noted() returns trigger language plpgsql as 'begin return new; end';
create function pick(anyelement) returns anyelement language sql as 'select $1';
create function loose() returns setof record language sql as 'select 1, 2';
create aggregate product(integer) (sfunc = int4mul, stype = integer);
