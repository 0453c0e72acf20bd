-- Relations that are no plain tables: views and what they show, inheritance, foreign tables, tables without keys or columns.

create domain label as text not null;
create table author (
    author_id integer generated always as identity primary key,
    name text not null,
    tag label,
    born date
);
create table book (
    book_id integer primary key,
    author_id integer not null references author,
    title text not null,
    isbn text,
    price numeric not null default 10,
    heading text not null generated always as (upper(title)) stored
);

-- inner joins: what is never null beneath is never null here
create view book_list as
    select b.book_id as id, b.title, b.isbn, a.name, a.tag, a.born, b.price * 2 as twice
    from book b join author a using (author_id);
-- and in a view of a view, grouped or not
create view title_count as select title, count(*) as books from book_list group by title;
-- outer joins, grouping sets, unions and subqueries promise nothing
create view shelf as select a.name, b.title from author a left join book b using (author_id);
create view cube as select title, isbn from book group by cube (title, isbn);
create view either as select title from book union all select name from author;
create view nested as select s.title from (select title from book) s;
create materialized view names as select author_id, name from author;

-- PostgreSQL writes through this one, into the table beneath, with its defaults
create view cheap as
    select book_id as number, author_id, title as called, isbn, price, heading, length(title) from book where price < 20;
alter view cheap alter column isbn set default 'none';
alter view cheap rename column called to name;
-- a trigger writes this one, a rule that one
create view entry as select name, born from author;
create function enter() returns trigger language plpgsql as
    'begin insert into author (name, tag, born) values (coalesce(new.name, ''?''), ''x'', new.born); return new; end';
create trigger entering instead of insert or update or delete on entry for each row execute function enter();
create view log as select title from book;
create rule logging as on insert to log do instead nothing;

-- rows of `square` are rows of `shape`, but their keys are their own
create table shape (shape_id integer primary key, name text not null);
create table square (side integer not null) inherits (shape);
create table side (side_id integer primary key, shape_id integer not null references shape);

create foreign data wrapper elsewhere;
create server other foreign data wrapper elsewhere;
create foreign table remote (id integer not null, note text) server other;

create table keyless (id integer, note text);
create table nothing ();
