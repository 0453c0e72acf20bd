-- Tags in comments: keys, foreign keys and names that the database does not declare.

create schema people;
comment on schema people is E'Whoever there is.\n@relvar rename folk';
create table people.author (author_id integer primary key, name text not null);
comment on table people.author is E'@relvar rename Writer';
create table book (book_id integer primary key, author_id integer not null, title text not null, "Odd name" text);
comment on table book is E'A book.\n\n@relvar unique(title, "Odd name")\nIt has an author.';
comment on column book.author_id is E'Who wrote it.\n@relvar references people.author';
comment on column book."Odd name" is '@relvar rename epithet';

create view book_list as
    select b.book_id, b.title, b.author_id, a.name as author, 1 as one
    from book b left join people.author a using (author_id);
comment on view book_list is E'Books with their authors.\n@relvar key(book_id)\n@relvar not_null(BOOK_ID, title)\r\n@relvar references(author_id) people.author(author_id)\n@relvar references(book_id) book';
comment on column book_list.one is '@relvar not_null';

create table review (review_id integer primary key, book_id integer not null references book, again integer);
comment on constraint review_book_id_fkey on review is E'What is reviewed.\n@relvar forward subject\n@relvar reverse opinions';

create table scratch (id integer);
comment on table scratch is '@relvar skip';
create function scratched() returns integer language sql as 'select 1';
comment on function scratched() is '@relvar skip';
create function f(x integer) returns integer language sql as 'select 1';
comment on function f(integer) is E'@relvar rename the_function';
create type mood as enum ('sad', 'ok');
comment on type mood is E'@relvar rename Feeling\n@relvar skip';

-- what cannot be followed is said
create table wrong (id integer, mood mood);
comment on table wrong is E'Not @relvar skip.\n@relvar kee(id)\n@relvar key\n@relvar key(nothing)\n@relvar references(id) nowhere\n@relvar references(id) book(nothing)\n@relvar references(id) book(book_id, title)\n@relvar references book\n@relvar not_null\n@relvar rename two words\n@relvar forward x';
comment on column wrong.id is '@relvar key(id)';
-- and the configuration has the last word
comment on column review.again is E'@relvar rename more\n@relvar not_null';
