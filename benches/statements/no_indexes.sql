-- Without indexes on foreign keys.

drop index film_language_id_idx, film_actor_actor_id_idx, inventory_film_id_idx, rental_inventory_id_idx,
    rental_customer_id_idx, payment_rental_id_idx;
