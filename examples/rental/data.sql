-- A small stock for the film rental shop. All of it is invented.

insert into language (language_id, name) values
    (1, 'English'), (2, 'French'), (3, 'Japanese'), (4, 'Italian');
select setval('language_language_id_seq', 4);

insert into film (film_id, title, description, release_year, language_id, original_language_id, length, rating, rental_rate, special_features, details) values
    (1, 'The Lighthouse Clerk', 'A clerk counts ships that never arrive.', 1998, 1, null, 104, 'PG', 2.50, '{Trailers}', '{"studio": "Harbour", "awards": 2}'),
    (2, 'Seven Umbrellas', 'Seven strangers, one storm.', 2004, 1, 2, 131, 'PG-13', 3.50, '{Trailers,Commentaries}', '{"studio": "Rivet", "formats": ["DVD", "Blu-ray"]}'),
    (3, 'Le Dernier Tramway', 'The last tram of Lyon does not stop.', 1987, 2, null, 92, 'PG', 2.00, '{}', '{"studio": "Nuage"}'),
    (4, 'Paper Tigers of Osaka', 'An origami heist.', 2015, 1, 3, 142, 'PG-13', 4.50, '{Trailers,"Deleted Scenes"}', '{"studio": "Rivet", "awards": 5}'),
    (5, 'The Quiet Orchard', 'Apples, and what lies beneath.', 2011, 1, null, 118, 'R', 3.50, '{Commentaries}', '{"studio": "Harbour"}'),
    (6, 'Midnight Bakery', 'Bread rises; so do the dead.', 2019, 1, null, 97, 'R', 3.50, '{Trailers}', '{"studio": "Oven", "awards": 1}'),
    (7, 'Gran Turismo Blues', 'A race across the Apennines.', 1972, 4, null, 126, 'PG-13', 2.00, '{}', '{}'),
    (8, 'Cartographers', 'They map a country that moves.', 2021, 1, null, 155, 'PG-13', 4.50, '{Trailers,Commentaries,"Behind the Scenes"}', '{"studio": "Harbour", "awards": 7}'),
    (9, 'Kites', null, 1994, 3, null, 88, 'G', 2.00, '{}', '{"studio": "Kaze"}'),
    (10, 'The Bureau of Small Storms', 'Weather, by appointment.', 2008, 1, null, 121, 'PG', 3.50, '{Trailers}', '{"studio": "Rivet"}'),
    (11, 'Untitled Work Print', null, null, 1, null, null, null, 1.00, '{}', '{}'),
    (12, 'Snow on the Antenna', 'A village receives one channel.', 2001, 1, 4, 109, 'NC-17', 3.50, '{"Deleted Scenes"}', '{"studio": "Oven"}');
select setval('film_film_id_seq', 12);

insert into actor (actor_id, first_name, last_name) values
    (1, 'Ada', 'Moreau'), (2, 'Kenji', 'Arai'), (3, 'Lucia', 'Ferro'), (4, 'Tom', 'Hale'),
    (5, 'Ines', 'Duval'), (6, 'Omar', 'Said'), (7, 'Greta', 'Lind'), (8, 'Paul', 'Hale');
select setval('actor_actor_id_seq', 8);

insert into film_actor (film_id, actor_id, role) values
    (1, 4, 'The clerk'), (1, 7, null), (2, 1, 'Odile'), (2, 4, 'Mr Finch'), (2, 6, 'The driver'),
    (3, 1, 'Odile'), (3, 5, 'The conductor'), (4, 2, 'Arai'), (4, 6, null), (5, 7, 'Sister'), (5, 8, 'Brother'),
    (6, 4, 'The baker'), (7, 3, 'Number 44'), (8, 1, 'The surveyor'), (8, 2, 'The poet'), (8, 3, null), (8, 7, 'The minister'),
    (9, 2, null), (10, 4, 'Clerk of winds'), (10, 5, null), (12, 3, 'The aunt'), (12, 8, 'The engineer');

insert into category (category_id, parent_id, name) values
    (1, null, 'Drama'), (2, null, 'Comedy'), (3, null, 'Thriller'), (4, 3, 'Heist'), (5, 1, 'Family'), (6, 3, 'Horror');
select setval('category_category_id_seq', 6);

insert into film_category (film_id, category_id) values
    (1, 1), (2, 1), (2, 2), (3, 3), (4, 4), (4, 2), (5, 6), (6, 6), (6, 2), (7, 1), (8, 1), (9, 5), (10, 2), (12, 1);

insert into store (store_id, name, opened_on) values
    (1, 'Harbour Street', '1996-04-01'), (2, 'Station Arcade', '2003-09-15');
select setval('store_store_id_seq', 2);

insert into shelf (store_id, code, floor) values
    (1, 'A1', 0), (1, 'A2', 0), (1, 'B1', 1), (2, 'A1', 0);

insert into inventory (inventory_id, film_id, store_id, shelf_code) values
    (1, 1, 1, 'A1'), (2, 1, 2, 'A1'), (3, 2, 1, 'A1'), (4, 2, 1, 'A2'), (5, 3, 1, 'B1'), (6, 4, 1, 'A2'), (7, 4, 2, 'A1'),
    (8, 5, 1, 'B1'), (9, 6, 2, null), (10, 7, 1, 'A1'), (11, 8, 1, 'A1'), (12, 8, 2, 'A1'), (13, 10, 2, null), (14, 12, 1, 'B1');
select setval('inventory_inventory_id_seq', 14);

insert into customer (customer_id, store_id, referred_by, first_name, last_name, email, active) values
    ('0a000000-0000-4000-8000-000000000001', 1, null, 'Nora', 'Quist', 'nora@example.com', true),
    ('0a000000-0000-4000-8000-000000000002', 1, '0a000000-0000-4000-8000-000000000001', 'Ben', 'Okafor', 'ben@example.com', true),
    ('0a000000-0000-4000-8000-000000000003', 2, '0a000000-0000-4000-8000-000000000001', 'Yuki', 'Mori', 'yuki@example.com', true),
    ('0a000000-0000-4000-8000-000000000004', 2, null, 'Carl', 'Voss', 'carl@example.com', false);

insert into membership (customer_id, level, since) values
    ('0a000000-0000-4000-8000-000000000001', 'gold', '2019-01-01'),
    ('0a000000-0000-4000-8000-000000000003', 'silver', '2022-06-01');

insert into rental (inventory_id, customer_id, rented_at, returned_at) values
    (1, '0a000000-0000-4000-8000-000000000001', '2024-03-01 18:00+00', '2024-03-03 10:00+00'),
    (3, '0a000000-0000-4000-8000-000000000001', '2024-03-05 17:30+00', '2024-03-07 09:00+00'),
    (6, '0a000000-0000-4000-8000-000000000002', '2024-03-06 19:10+00', '2024-03-08 12:00+00'),
    (11, '0a000000-0000-4000-8000-000000000002', '2024-03-09 20:00+00', null),
    (7, '0a000000-0000-4000-8000-000000000003', '2024-03-10 11:00+00', '2024-03-12 11:00+00'),
    (12, '0a000000-0000-4000-8000-000000000003', '2024-03-12 11:05+00', null),
    (9, '0a000000-0000-4000-8000-000000000004', '2024-03-13 16:45+00', '2024-03-20 16:00+00');

insert into payment (rental_id, amount, paid_at)
    select r.rental_id, f.rental_rate * greatest(1, extract(day from coalesce(r.returned_at, r.rented_at) - r.rented_at))::integer, r.rented_at
    from rental r
    join inventory using (inventory_id)
    join film f using (film_id)
    order by r.rental_id;
