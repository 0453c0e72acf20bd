//! Existence and absence, in several spellings.

use relvar::sql;
use uuid::Uuid;

use super::models::prelude::*;
use super::models::public::*;
use crate::shape::{Shape, found};

pub(super) fn shapes() -> Vec<Shape> {
    vec![
        never_rented(),
        exists_through_association(),
        exists_as_count(),
        exists_as_sets(),
        absent_as_count(),
        absent_as_difference(),
    ]
}

fn never_rented() -> Shape {
    Shape::new("never rented", "films of which no copy was ever rented: `none`")
        .relvar(|_, tx| {
            let films = Film::filter(Film::INVENTORY.none(Inventory::RENTAL.exists()));
            found(films.select((Film::FILM_ID, Film::TITLE)).order_by(Film::FILM_ID).all(tx))
        })
        .hand("not exists", |_, tx| {
            found(
                sql("select f.film_id, f.title from film f where not exists (
                         select from inventory i join rental r using (inventory_id) where i.film_id = f.film_id)
                     order by 1")
                .fetch_as::<(i32, String)>(tx),
            )
        })
        // Copies that were rented are found first, each once.
        .hand("nested", |_, tx| {
            found(
                sql("select f.film_id, f.title from film f where not exists (
                         select from inventory i where i.film_id = f.film_id and exists (
                             select from rental r where r.inventory_id = i.inventory_id))
                     order by 1")
                .fetch_as::<(i32, String)>(tx),
            )
        })
        .hand("distinct", |_, tx| {
            found(
                sql("select f.film_id, f.title from film f where f.film_id not in (
                         select i.film_id from inventory i where i.inventory_id in (select inventory_id from rental))
                     order by 1")
                .fetch_as::<(i32, String)>(tx),
            )
        })
}

fn exists_through_association() -> Shape {
    Shape::new("exists: association", "films in which somebody of that name plays: `any`")
        .relvar(|_, tx| {
            let films = Film::filter(Film::ACTOR.any(Actor::LAST_NAME.eq("Last 7")));
            found(films.select((Film::FILM_ID, Film::TITLE)).order_by(Film::FILM_ID).all(tx))
        })
        .hand("in", |_, tx| {
            found(
                sql("select f.film_id, f.title from film f where f.film_id in (
                         select fa.film_id from film_actor fa join actor a using (actor_id) where a.last_name = $1)
                     order by 1")
                .bind("Last 7")
                .fetch_as::<(i32, String)>(tx),
            )
        })
}

fn exists_as_count() -> Shape {
    Shape::new("exists: count > 0", "the number of films with a copy: `count().gt(0)`")
        .relvar(|_, tx| found(Film::filter(Film::INVENTORY.count().gt(0)).count(tx)))
        .hand("exists", |_, tx| {
            found(
                sql("select count(*) from film f where exists (select from inventory i where i.film_id = f.film_id)")
                    .fetch_scalar::<i64>(tx),
            )
        })
        // A validated key: each film that a copy is of is there.
        .hand("distinct", |_, tx| {
            found(sql("select count(*) from (select distinct film_id from inventory) i").fetch_scalar::<i64>(tx))
        })
}

fn exists_as_sets() -> Shape {
    Shape::new("exists: sets", "films that customers of one store rented lately: sets followed along keys")
        .relvar(|sample, tx| {
            let customers = Customer::filter(Customer::STORE_ID.eq(3));
            let rentals = customers.rental().filter(Rental::RENTED_AT.ge(sample.recent));
            found(rentals.inventory().film().select(Film::FILM_ID).order_by(Film::FILM_ID).all(tx))
        })
        .hand("in", |sample, tx| {
            found(
                sql("select f.film_id from film f where f.film_id in (
                         select i.film_id from customer c
                         join rental r using (customer_id) join inventory i using (inventory_id)
                         where c.store_id = $1 and r.rented_at >= $2)
                     order by 1")
                .bind(3)
                .bind(sample.recent)
                .fetch_scalars::<i32>(tx),
            )
        })
        // A validated key: the film need not be looked at.
        .hand("distinct", |sample, tx| {
            found(
                sql("select distinct i.film_id from customer c
                     join rental r using (customer_id) join inventory i using (inventory_id)
                     where c.store_id = $1 and r.rented_at >= $2 order by 1")
                .bind(3)
                .bind(sample.recent)
                .fetch_scalars::<i32>(tx),
            )
        })
}

fn absent_as_count() -> Shape {
    Shape::new("absent: count = 0", "films in which nobody plays: `count().eq(0)`")
        .relvar(|_, tx| {
            let films = Film::filter(Film::ACTOR.count().eq(0));
            found(films.select(Film::FILM_ID).order_by(Film::FILM_ID).all(tx))
        })
        .hand("not exists", |_, tx| {
            found(
                sql("select f.film_id from film f where not exists (
                         select from film_actor fa where fa.film_id = f.film_id)
                     order by 1")
                .fetch_scalars::<i32>(tx),
            )
        })
}

fn absent_as_difference() -> Shape {
    Shape::new("absent: difference", "customers who have not rented lately: a set less another")
        .relvar(|sample, tx| {
            let lately = Rental::filter(Rental::RENTED_AT.ge(sample.recent)).customer();
            let others = Customer::query() - lately;
            found(others.select(Customer::CUSTOMER_ID).order_by(Customer::CUSTOMER_ID).all(tx))
        })
        .hand("not exists", |sample, tx| {
            found(
                sql("select c.customer_id from customer c where not exists (
                         select from rental r where r.customer_id = c.customer_id and r.rented_at >= $1)
                     order by 1")
                .bind(sample.recent)
                .fetch_scalars::<Uuid>(tx),
            )
        })
        .hand("hashed", |sample, tx| {
            found(
                sql("select c.customer_id from customer c
                     left join (select distinct customer_id, true as found from rental where rented_at >= $1) r
                         using (customer_id)
                     where r.found is null order by 1")
                .bind(sample.recent)
                .fetch_scalars::<Uuid>(tx),
            )
        })
}
