-- A film rental shop of $rows payments. The same rows each time: what looks like chance is a hash of the row's number.

set session_replication_role = replica;   -- the keys are right by construction
create function pg_temp.chance(text, bigint) returns float8 language sql immutable
    return ((hashtextextended($1, $2) >> 11) & 9007199254740991) / 9007199254740992.0;

insert into language (language_id, name)
    select n, (array['English', 'French', 'Japanese', 'Italian', 'German', 'Spanish'])[n] from generate_series(1, 6) n;

insert into category (category_id, parent_id, name)
    select n, case when n > 8 then 1 + n % 8 end, 'Category ' || n from generate_series(1, 40) n;

-- Ratings and lengths of some are not known; 1 in 20 is in no shop.
insert into film (film_id, title, description, release_year, language_id, original_language_id, length, rating,
                  rental_rate, special_features, details)
    select n, (array['The', 'A', 'Last', 'Seven', 'Midnight'])[1 + n % 5] || ' ' || substr(md5(n::text), 1, 8),
           'Film number ' || n || ', of which there is not much to say.', 1950 + n % 74, 1 + n % 6,
           case when n % 7 = 0 then 1 + n % 5 end, case when n % 50 > 0 then 60 + (pg_temp.chance('length', n) * 120)::int end,
           case when n % 100 > 0 then ((array['G', 'PG', 'PG-13', 'R', 'NC-17'])[1 + n * 7 % 5])::mpaa_rating end,
           1 + n % 8 * 0.5, array['Trailers'], jsonb_build_object('studio', 'Studio ' || n % 30)
    from generate_series(1, $films) n;

insert into film_category (film_id, category_id)
    select n, 1 + n % 40 from generate_series(1, $films) n
    union all
    select n, 1 + (n + 1 + n % 13) % 40 from generate_series(1, $films, 2) n;

insert into actor (actor_id, first_name, last_name)
    select n, 'First ' || n % 100, 'Last ' || n / 2 from generate_series(1, $actors) n;

-- Five in each film, but for 1 in 25, in which nobody plays.
insert into film_actor (film_id, actor_id)
    select n, 1 + (n * 31 + k * 977) % $actors from generate_series(1, $films) n, generate_series(0, 4) k where n % 25 > 0;

insert into store (store_id, name, opened_on)
    select n, 'Store ' || n, date '2000-01-01' + 100 * n from generate_series(1, 10) n;

insert into shelf (store_id, code, floor)
    select store_id, 'S' || n, n % 4 from store, generate_series(1, 250) n;

insert into inventory (film_id, store_id, shelf_code)
    select n, 1 + (n + k) % 10, case when k > 1 then 'S' || 1 + n % 250 end
    from generate_series(1, $films) n, generate_series(1, 1 + (pg_temp.chance('copies', n) * 7)::int) k where n % 20 > 0;

insert into customer (customer_id, store_id, referred_by, first_name, last_name, email, active, created_at)
    select md5('customer ' || n)::uuid, 1 + n % 10, case when n % 3 = 0 then md5('customer ' || n / 3)::uuid end,
           'First ' || n % 100, 'Name ' || n / 10 % 10, 'customer' || n || '@example.com', n % 8 > 0,
           timestamptz '2020-01-01' + n * interval '1 hour'
    from generate_series(1, $customers) n;

insert into membership (customer_id, level, since)
    select customer_id, case when email like '%0@%' then 'gold' else 'silver' end, created_at::date
    from customer where active;

-- Some customers and some copies are out far more often than others; the last films were never rented. 1 in 25 is out.
insert into rental (inventory_id, customer_id, rented_at, returned_at)
    select 1 + floor(pg_temp.chance('copy', n) ^ 2 * 0.95 * copies)::int,
           md5('customer ' || 1 + floor(pg_temp.chance('customer', n) ^ 1.5 * 0.98 * $customers)::int)::uuid,
           rented_at, case when n % 25 > 0 then rented_at + (1 + n % 9) * interval '1 day' end
    from (select n, copies, timestamptz '2023-01-01' + n * (interval '1000 days' / $rentals)
                 + pg_temp.chance('time', n) * interval '3 days' as rented_at
          from generate_series(1, $rentals) n, (select count(*) as copies from inventory) i) r
    order by n;

-- None to four for each.
insert into payment (rental_id, amount, paid_at)
    select rental_id, 1 + (pg_temp.chance('amount', rental_id * 4 + n) * 900)::int / 100.0, rented_at + n * interval '1 hour'
    from rental, generate_series(1, rental_id % 5) n;

set session_replication_role = origin;
select setval('film_film_id_seq', $films), setval('actor_actor_id_seq', $actors);
