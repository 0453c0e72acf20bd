-- With indexes on foreign keys: those that the rental sample lacks.

create index on film (original_language_id);
create index on film_category (category_id);
create index on category (parent_id);
create index on inventory (store_id, shelf_code);
create index on customer (store_id);
create index on customer (referred_by);
