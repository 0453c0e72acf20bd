-- Views, with keys that only the configuration knows.

create table author (author_id integer primary key, name text not null);
create table book (book_id integer primary key, author_id integer not null references author, title text not null);

create view book_list as select b.book_id, b.title, b.author_id, a.name from book b join author a using (author_id);
create materialized view author_count as select author_id, count(*) as books from book group by author_id;
-- PostgreSQL can write through this one, but for what it computes
create view title as select book_id, title, upper(title) as heading from book;
-- an outer join gives nulls even of a type that takes none
create domain score as integer not null default 3;
create table review (review_id integer primary key, score score);
create view scored as select b.book_id, r.score from book b left join review r on r.review_id = b.book_id;
create view scores as select review_id, score from review;
