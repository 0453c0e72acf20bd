//! Trees: rows with the rows that belong to each.

use std::collections::HashMap;
use std::hash::Hash;

use futures_util::future::try_join;
use relvar::{Error, Sql, Transaction, sql};
use uuid::Uuid;

use super::models::prelude::*;
use super::models::public::*;
use crate::shape::{Shape, found};

pub(super) fn shapes() -> Vec<Shape> {
    vec![top_five_of_few(), top_five_of_many(), two_levels(), three_levels()]
}

/// Gives each parent its children, by key.
fn stitch<P, C, K: Hash + Eq>(
    parents: Vec<P>,
    children: Vec<C>,
    key: impl Fn(&P) -> K,
    of: impl Fn(&C) -> K,
) -> Vec<(P, Vec<C>)> {
    let mut whole: Vec<(P, Vec<C>)> = parents.into_iter().map(|parent| (parent, Vec::new())).collect();
    let places: HashMap<K, usize> = whole.iter().enumerate().map(|(place, (parent, _))| (key(parent), place)).collect();
    for child in children {
        if let Some(&place) = places.get(&of(&child)) {
            whole[place].1.push(child);
        }
    }
    whole
}

/// Customers and rentals, each by a statement, both sent at once.
async fn customers_with_rentals(
    customers: Sql,
    rentals: Sql,
    tx: &Transaction<'_>,
) -> Result<Vec<(Customer, Vec<Rental>)>, Error> {
    let (customers, rentals) = try_join(customers.fetch_as::<Customer>(tx), rentals.fetch_as::<Rental>(tx)).await?;
    Ok(stitch(customers, rentals, |customer| customer.customer_id, |rental| rental.customer_id))
}

fn top_five_of_few() -> Shape {
    Shape::new("top five of few parents", "some customers, each with the last five rentals: a tree with a limit")
        .relvar(|_, tx| {
            let customers = Customer::filter(Customer::STORE_ID.eq(3) & Customer::LAST_NAME.eq("Name 4"));
            let last = (Rental::RENTED_AT.desc(), Rental::RENTAL_ID.desc());
            let tree = customers.order_by(Customer::EMAIL).with(Customer::RENTAL.order_by(last).limit(5));
            found(tree.all(tx))
        })
        .hand("lateral", |_, tx| {
            let customers = sql("select * from customer where store_id = $1 and last_name = $2 order by email");
            let rentals = sql("select r.* from customer c cross join lateral (
                     select * from rental r where r.customer_id = c.customer_id
                     order by rented_at desc, rental_id desc limit 5) r
                 where c.store_id = $1 and c.last_name = $2");
            found(customers_with_rentals(customers.bind(3).bind("Name 4"), rentals.bind(3).bind("Name 4"), tx))
        })
        .hand("row_number", |_, tx| {
            let customers = sql("select * from customer where store_id = $1 and last_name = $2 order by email");
            let rentals = sql("select * from (
                     select *, row_number() over (partition by customer_id order by rented_at desc, rental_id desc) as n
                     from rental
                     where customer_id in (select customer_id from customer where store_id = $1 and last_name = $2)) r
                 where n <= 5 order by customer_id, n");
            found(customers_with_rentals(customers.bind(3).bind("Name 4"), rentals.bind(3).bind("Name 4"), tx))
        })
}

fn top_five_of_many() -> Shape {
    Shape::new("top five of many parents", "all customers, each with the last five rentals")
        .relvar(|_, tx| {
            let last = (Rental::RENTED_AT.desc(), Rental::RENTAL_ID.desc());
            let customers = Customer::query().order_by(Customer::EMAIL);
            found(customers.with(Customer::RENTAL.order_by(last).limit(5)).all(tx))
        })
        .hand("lateral", |_, tx| {
            let rentals = sql("select r.* from customer c cross join lateral (
                     select * from rental r where r.customer_id = c.customer_id
                     order by rented_at desc, rental_id desc limit 5) r");
            found(customers_with_rentals(sql("select * from customer order by email"), rentals, tx))
        })
        .hand("row_number", |_, tx| {
            let rentals = sql("select * from (
                     select *, row_number() over (partition by customer_id order by rented_at desc, rental_id desc) as n
                     from rental) r
                 where n <= 5 order by customer_id, n");
            found(customers_with_rentals(sql("select * from customer order by email"), rentals, tx))
        })
}

fn two_levels() -> Shape {
    Shape::new("tree: two levels", "long films, each with the actors who play in it")
        .relvar(|_, tx| {
            let films = Film::filter(Film::LENGTH.gt(170)).order_by(Film::FILM_ID);
            let cast = Film::ACTOR.order_by((Actor::LAST_NAME, Actor::ACTOR_ID));
            found(films.with(cast).all(tx))
        })
        .hand("joined", |_, tx| {
            found(async move {
                let (films, cast) = try_join(
                    sql("select * from film where length > $1 order by film_id").bind(170_i16).fetch_as::<Film>(tx),
                    sql("select fa.film_id, a.actor_id, a.first_name, a.last_name
                         from film f join film_actor fa using (film_id) join actor a using (actor_id)
                         where f.length > $1 order by a.last_name, a.actor_id")
                    .bind(170_i16)
                    .fetch_as::<(i32, i32, String, String)>(tx),
                )
                .await?;
                let tree = stitch(films, cast, |film| film.film_id, |(film_id, ..)| *film_id);
                let actor = |(_, actor_id, first_name, last_name)| Actor { actor_id, first_name, last_name };
                let tree = tree.into_iter().map(|(film, cast)| (film, cast.into_iter().map(actor).collect::<Vec<_>>()));
                Ok(tree.collect::<Vec<_>>())
            })
        })
}

fn three_levels() -> Shape {
    Shape::new("tree: three levels", "the customers of a store, each with all rentals, each with all payments")
        .relvar(|_, tx| {
            let customers = Customer::filter(Customer::STORE_ID.eq(3)).order_by(Customer::EMAIL);
            let payments = Rental::PAYMENT.order_by(Payment::PAYMENT_ID);
            found(customers.with(Customer::RENTAL.order_by(Rental::RENTAL_ID).with(payments)).all(tx))
        })
        .hand("joined", |_, tx| {
            found(async move {
                let customers = sql("select * from customer where store_id = $1 order by email").bind(3);
                let rentals = sql("select r.* from customer c join rental r using (customer_id)
                     where c.store_id = $1 order by r.rental_id")
                .bind(3);
                let payments = sql("select p.* from customer c
                     join rental r using (customer_id) join payment p using (rental_id)
                     where c.store_id = $1 order by p.payment_id")
                .bind(3);
                let ((customers, rentals), payments) = try_join(
                    try_join(customers.fetch_as::<Customer>(tx), rentals.fetch_as::<Rental>(tx)),
                    payments.fetch_as::<Payment>(tx),
                )
                .await?;
                let rentals = stitch(rentals, payments, |rental| rental.rental_id, |payment| payment.rental_id);
                let of = |(rental, _): &(Rental, Vec<Payment>)| -> Uuid { rental.customer_id };
                Ok(stitch(customers, rentals, |customer| customer.customer_id, of))
            })
        })
}
