insert into author (name) values ('Jansson'), ('Lem');
insert into book (author_id, title, year) values (1, 'The Summer Book', 1972), (2, 'Solaris', 1961), (2, 'The Cyberiad', 1965);
insert into reader (email) values ('ida@example.com'), ('joos@example.com');
insert into loan (book_id, reader_id, lent_on, returned_on) values
    (1, 1, '2026-05-02', '2026-05-20'), (2, 2, '2026-06-01', null), (3, 1, '2026-06-03', null);
