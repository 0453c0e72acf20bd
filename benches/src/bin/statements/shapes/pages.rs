//! Deep pages, by key.

use relvar::sql;

use super::models::prelude::*;
use super::models::public::*;
use crate::database::Sample;
use crate::shape::{Shape, found};

pub(super) fn shapes() -> Vec<Shape> {
    vec![ascending(), descending(), mixed(), nullable()]
}

/// The last row of the page before.
fn middle(sample: &Sample) -> Rental {
    let (rental_id, inventory_id, customer_id, rented_at, returned_at) = sample.middle;
    Rental { rental_id, inventory_id, customer_id, rented_at, returned_at }
}

fn ascending() -> Shape {
    Shape::new("page: ascending", "twenty rentals by time, from the middle of all")
        .relvar(|sample, tx| {
            let order = (Rental::RENTED_AT.asc(), Rental::RENTAL_ID.asc());
            found(Rental::query().order_by(order).after(&middle(sample)).limit(20).all(tx))
        })
        .hand("row", |sample, tx| {
            found(
                sql("select rental_id, inventory_id, customer_id, rented_at, returned_at from rental
                     where (rented_at, rental_id) > ($1, $2) order by rented_at, rental_id limit 20")
                .bind(sample.middle.3)
                .bind(sample.middle.0)
                .fetch_as::<Rental>(tx),
            )
        })
}

fn descending() -> Shape {
    Shape::new("page: descending", "the twenty before")
        .relvar(|sample, tx| {
            let order = (Rental::RENTED_AT.desc(), Rental::RENTAL_ID.desc());
            found(Rental::query().order_by(order).after(&middle(sample)).limit(20).all(tx))
        })
        .hand("row", |sample, tx| {
            found(
                sql("select rental_id, inventory_id, customer_id, rented_at, returned_at from rental
                     where (rented_at, rental_id) < ($1, $2) order by rented_at desc, rental_id desc limit 20")
                .bind(sample.middle.3)
                .bind(sample.middle.0)
                .fetch_as::<Rental>(tx),
            )
        })
}

fn mixed() -> Shape {
    Shape::new("page: mixed", "the twenty before, those of one time by key upwards")
        .relvar(|sample, tx| {
            let order = (Rental::RENTED_AT.desc(), Rental::RENTAL_ID.asc());
            found(Rental::query().order_by(order).after(&middle(sample)).limit(20).all(tx))
        })
        // A range for the index, and the rest of the condition for its few rows.
        .hand("range", |sample, tx| {
            found(
                sql("select rental_id, inventory_id, customer_id, rented_at, returned_at from rental
                     where rented_at <= $1 and (rented_at < $1 or rental_id > $2)
                     order by rented_at desc, rental_id limit 20")
                .bind(sample.middle.3)
                .bind(sample.middle.0)
                .fetch_as::<Rental>(tx),
            )
        })
}

fn nullable() -> Shape {
    Shape::new("page: nullable", "twenty rentals by the time they came back, those that are out at the end")
        .relvar(|sample, tx| {
            let order = (Rental::RETURNED_AT.asc().nulls_last(), Rental::RENTAL_ID.asc());
            found(Rental::query().order_by(order).after(&middle(sample)).limit(20).all(tx))
        })
        // Two ranges of the index. The second is ordered by the key that is NULL as well: PostgreSQL does not know that this
        // changes nothing, and would sort all of its rows by the other key alone.
        .hand("two ranges", |sample, tx| {
            found(
                sql("select * from (
                         (select rental_id, inventory_id, customer_id, rented_at, returned_at from rental
                          where (returned_at, rental_id) > ($1, $2) order by returned_at, rental_id limit 20)
                         union all
                         (select rental_id, inventory_id, customer_id, rented_at, returned_at from rental
                          where returned_at is null order by returned_at, rental_id limit 20)) r
                     order by returned_at, rental_id limit 20")
                .bind(sample.middle.4)
                .bind(sample.middle.0)
                .fetch_as::<Rental>(tx),
            )
        })
}
