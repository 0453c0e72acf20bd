//! Writes of many rows, and of rows that are found along keys.

use chrono::{DateTime, Utc};
use relvar::{Numeric, sql};

use super::models::prelude::*;
use super::models::public::*;
use crate::database::Sample;
use crate::shape::{Shape, found};

pub(super) fn shapes() -> Vec<Shape> {
    vec![batch_update(), claim(), upsert(), update_through_key(), delete_through_key()]
}

/// Up to 500 films and their new rates.
fn rates(sample: &Sample) -> impl Iterator<Item = (i32, Numeric)> + Send + use<> {
    (1..=sample.films.min(500)).map(|film_id| (film_id, Numeric::from(1 + film_id % 9)))
}

fn batch_update() -> Shape {
    Shape::new("batch update", "500 films, each with a rate of its own")
        .writes()
        .relvar(|sample, tx| {
            let rates: Vec<_> = rates(sample).collect();
            found(async move {
                let update = Film::query().update_each(&rates).by(Film::FILM_ID, |(film_id, _)| *film_id);
                update.set(Film::RENTAL_RATE, |(_, rate)| rate).execute(tx).await
            })
        })
        .hand("unnest", |sample, tx| {
            let (films, rates): (Vec<i32>, Vec<Numeric>) = rates(sample).unzip();
            found(
                sql("update film f set rental_rate = n.rate from unnest($1::int[], $2::numeric[]) as n (film_id, rate)
                     where f.film_id = n.film_id")
                .bind(films)
                .bind(rates)
                .execute(tx),
            )
        })
}

fn claim() -> Shape {
    Shape::new("claim from a queue", "the ten oldest rentals that are out and that nobody else has, marked as back")
        .unordered()
        .writes()
        .relvar(|sample, tx| {
            let out = Rental::filter(Rental::RETURNED_AT.is_null())
                .order_by(Rental::RENTAL_ID)
                .limit(10)
                .for_update()
                .skip_locked();
            let claim = out.update().set(Rental::RETURNED_AT, sample.recent + chrono::Duration::days(9999));
            found(claim.select((Rental::RENTAL_ID, Rental::RENTED_AT)).returning(tx))
        })
        .hand("in", |sample, tx| {
            found(
                sql("update rental set returned_at = $1 where rental_id in (
                         select rental_id from rental where returned_at is null
                         order by rental_id limit 10 for update skip locked)
                     returning rental_id, rented_at")
                .bind(sample.recent + chrono::Duration::days(9999))
                .fetch_as::<(i64, DateTime<Utc>)>(tx),
            )
        })
        .hand("any", |sample, tx| {
            found(
                sql("update rental set returned_at = $1 where rental_id = any (array(
                         select rental_id from rental where returned_at is null
                         order by rental_id limit 10 for update skip locked))
                     returning rental_id, rented_at")
                .bind(sample.recent + chrono::Duration::days(9999))
                .fetch_as::<(i64, DateTime<Utc>)>(tx),
            )
        })
}

fn upsert() -> Shape {
    Shape::new("upsert", "500 shelves, half of which are there")
        .writes()
        .relvar(|_, tx| {
            let shelves = (1..=500).map(|n| NewShelf {
                store_id: 1,
                code: format!("S{n}"),
                optional: NewShelfOptional { floor: Some(7) },
            });
            let upsert = Shelf::insert_many(shelves).on_conflict(Shelf::SHELF_PKEY).do_update([Shelf::FLOOR]);
            found(upsert.execute(tx))
        })
        .hand("unnest", |_, tx| {
            let (stores, codes): (Vec<i32>, Vec<String>) = (1..=500).map(|n| (1, format!("S{n}"))).unzip();
            found(
                sql("insert into shelf (store_id, code, floor) select * from unnest($1::int[], $2::text[], $3::int2[])
                     on conflict (store_id, code) do update set floor = excluded.floor")
                .bind(stores)
                .bind(codes)
                .bind(vec![7_i16; 500])
                .execute(tx),
            )
        })
}

fn update_through_key() -> Shape {
    Shape::new("update through a key", "rentals of one customer in a hundred, marked as back")
        .writes()
        .relvar(|sample, tx| {
            let customers = Customer::filter(Customer::STORE_ID.eq(3) & Customer::LAST_NAME.eq("Name 4"));
            let out = customers.rental().filter(Rental::RETURNED_AT.is_null());
            let update = out.update().set(Rental::RETURNED_AT, sample.recent + chrono::Duration::days(9999));
            found(update.execute(tx))
        })
        .hand("from", |sample, tx| {
            found(
                sql("update rental r set returned_at = $3 from customer c
                     where c.customer_id = r.customer_id and c.store_id = $1 and c.last_name = $2
                         and r.returned_at is null")
                .bind(3)
                .bind("Name 4")
                .bind(sample.recent + chrono::Duration::days(9999))
                .execute(tx),
            )
        })
}

fn delete_through_key() -> Shape {
    Shape::new("delete through a key", "the casts of the longest films")
        .writes()
        .relvar(|_, tx| found(Film::filter(Film::LENGTH.gt(175)).film_actor().delete(tx)))
        .hand("using", |_, tx| {
            found(
                sql("delete from film_actor fa using film f where f.film_id = fa.film_id and f.length > $1")
                    .bind(175_i16)
                    .execute(tx),
            )
        })
}
