-- What deep pages are read by, whatever the foreign keys have.

create index on rental (rented_at, rental_id);
create index on rental (returned_at, rental_id);
