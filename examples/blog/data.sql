insert into person (person_id, handle, name) values
    (1, 'ines', 'Ines Castro'), (2, 'jonas', 'Jonas Berg'), (3, 'mei', 'Mei Tanaka'), (4, 'omar', 'Omar Haddad');
alter table person alter column person_id restart with 5;

insert into post (post_id, author_id, editor_id, title, body, status, published_at) values
    (1, 1, 2, 'A garden on the roof', 'Forty pots and one hose.', 'published', '2025-03-02 08:00+00'),
    (2, 1, null, 'What the pigeons did', 'They came for the peas.', 'published', '2025-03-20 08:00+00'),
    (3, 2, 1, 'Bread without a scale', 'Cups, spoons and luck.', 'published', '2025-04-01 08:00+00'),
    (4, 2, null, 'Bread, again', 'The second loaf.', 'draft', null),
    (5, 3, 2, 'Letters from Kyoto', 'The rain starts in June.', 'withdrawn', '2025-04-11 08:00+00');
alter table post alter column post_id restart with 6;

insert into comment (comment_id, post_id, author_id, parent_id, body, written_at) values
    (1, 1, 3, null, 'How heavy are forty pots?', '2025-03-02 09:10+00'),
    (2, 1, 1, 1, 'Heavier than the landlord thinks.', '2025-03-02 10:00+00'),
    (3, 1, 4, null, 'I have a spare hose.', '2025-03-03 18:30+00'),
    (4, 2, 2, null, 'Try netting.', '2025-03-21 07:45+00'),
    (5, 3, 1, null, 'Luck is not an ingredient.', '2025-04-01 12:00+00'),
    (6, 3, 2, 5, 'It is the main one.', '2025-04-01 12:05+00');
alter table comment alter column comment_id restart with 7;

insert into tag (tag_id, name) values (1, 'garden'), (2, 'birds'), (3, 'kitchen'), (4, 'travel');
alter table tag alter column tag_id restart with 5;
insert into post_tag (post_id, tag_id) values (1, 1), (2, 1), (2, 2), (3, 3), (4, 3), (5, 4);
