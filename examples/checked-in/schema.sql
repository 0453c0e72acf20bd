-- A lending library.

create table author (
    author_id integer generated always as identity primary key,
    name text not null unique
);

create table book (
    book_id integer generated always as identity primary key,
    author_id integer not null references author,
    title text not null,
    year integer check (year > 1400),
    unique (author_id, title)
);

create table reader (
    reader_id integer generated always as identity primary key,
    email text not null unique
);

create table loan (
    book_id integer not null references book,
    reader_id integer not null references reader,
    lent_on date not null default current_date,
    returned_on date check (returned_on >= lent_on),
    primary key (book_id, lent_on)
);
