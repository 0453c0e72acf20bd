-- Views, with keys that only the configuration knows.

create table author (author_id integer primary key, name text not null);
create table book (book_id integer primary key, author_id integer not null references author, title text not null);

create view book_list as select b.book_id, b.title, b.author_id, a.name from book b join author a using (author_id);
create materialized view author_count as select author_id, count(*) as books from book group by author_id;
-- PostgreSQL can write through this one, but for what it computes
create view title as select book_id, title, upper(title) as heading from book;
