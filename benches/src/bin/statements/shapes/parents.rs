//! The same three aggregates for one row, for a few, for many, for all.

use chrono::{DateTime, Utc};
use relvar::{Numeric, Transaction, sql};
use uuid::Uuid;

use super::models::prelude::*;
use super::models::public::*;
use crate::shape::{Running, Shape, found};

pub(super) fn shapes() -> Vec<Shape> {
    vec![one(), unique(), limit(), hundredth(), tenth(), all(), latest_child()]
}

type Totals = (Uuid, i64, Option<Numeric>, Option<DateTime<Utc>>);

/// Rentals, revenue and last rental of each customer.
fn totals<'t>(customers: Query<Customer>, tx: &'t Transaction<'_>) -> Running<'t> {
    let revenue = Customer::RENTAL.sum(Rental::PAYMENT.sum(Payment::AMOUNT));
    let last = Customer::RENTAL.max(Rental::RENTED_AT);
    found(customers.select((Customer::CUSTOMER_ID, Customer::RENTAL.count(), revenue, last)).all(tx))
}

/// For each customer by itself: with an index on the key the best for a few.
macro_rules! lateral {
    ($customers:literal) => {
        concat!(
            "select c.customer_id, r.rentals, r.revenue, r.last from customer c
             cross join lateral (
                 select count(*) as rentals, sum(p.amount) as revenue, max(r.rented_at) as last from rental r
                 left join lateral (select sum(amount) as amount from payment p where p.rental_id = r.rental_id) p on true
                 where r.customer_id = c.customer_id) r ",
            $customers
        )
    };
}

/// Grouped, of those customers alone.
macro_rules! grouped {
    ($customers:literal, $rows:literal) => {
        concat!(
            "select c.customer_id, coalesce(r.rentals, 0), r.revenue, r.last from customer c
             left join (
                 select r.customer_id, count(*) as rentals, sum(p.amount) as revenue, max(r.rented_at) as last
                 from rental r
                 left join (
                     select p.rental_id, sum(p.amount) as amount from payment p join rental r using (rental_id)
                     where r.customer_id in (select c.customer_id from customer c ",
            $customers,
            ") group by 1) p using (rental_id)
                 where r.customer_id in (select c.customer_id from customer c ",
            $customers,
            ") group by 1) r using (customer_id) ",
            $rows
        )
    };
}

/// Grouped in one pass: a rental's payments are counted off by its key.
macro_rules! joined {
    ($customers:literal, $rows:literal) => {
        concat!(
            "select c.customer_id, coalesce(r.rentals, 0), r.revenue, r.last from customer c
             left join (
                 select r.customer_id, count(*) as rentals, sum(r.amount) as revenue, max(r.rented_at) as last
                 from (
                     select r.customer_id, r.rented_at, sum(p.amount) as amount
                     from rental r left join payment p using (rental_id)
                     where r.customer_id in (select c.customer_id from customer c ",
            $customers,
            ") group by r.rental_id) r group by 1) r using (customer_id) ",
            $rows
        )
    };
}

fn one() -> Shape {
    Shape::new("parents: one", "rentals, revenue and last rental of one customer, by its key")
        .relvar(|sample, tx| totals(Customer::find(sample.customer), tx))
        .hand("lateral", |sample, tx| {
            found(sql(lateral!("where c.customer_id = $1")).bind(sample.customer).fetch_as::<Totals>(tx))
        })
        // Payments of the customer's rentals in one join.
        .hand("grouped", |sample, tx| {
            let text = grouped!("where c.customer_id = $1", "where c.customer_id = $1");
            found(sql(text).bind(sample.customer).fetch_as::<Totals>(tx))
        })
        .hand("joined", |sample, tx| {
            let text = joined!("where c.customer_id = $1", "where c.customer_id = $1");
            found(sql(text).bind(sample.customer).fetch_as::<Totals>(tx))
        })
}

fn unique() -> Shape {
    Shape::new("parents: unique key", "the same, by e-mail address")
        .relvar(|sample, tx| totals(Customer::find_by_email(&sample.email), tx))
        .hand("lateral", |sample, tx| {
            found(sql(lateral!("where c.email = $1")).bind(&sample.email).fetch_as::<Totals>(tx))
        })
        .hand("grouped", |sample, tx| {
            let text = grouped!("where c.email = $1", "where c.email = $1");
            found(sql(text).bind(&sample.email).fetch_as::<Totals>(tx))
        })
        .hand("joined", |sample, tx| {
            let text = joined!("where c.email = $1", "where c.email = $1");
            found(sql(text).bind(&sample.email).fetch_as::<Totals>(tx))
        })
}

fn limit() -> Shape {
    Shape::new("parents: limit", "the same of the first ten customers by e-mail address")
        .relvar(|_, tx| totals(Customer::query().order_by(Customer::EMAIL).limit(10), tx))
        .hand("lateral", |_, tx| found(sql(lateral!("order by c.email limit 10")).fetch_as::<Totals>(tx)))
        .hand("grouped", |_, tx| {
            found(sql(grouped!("order by c.email limit 10", "order by c.email limit 10")).fetch_as::<Totals>(tx))
        })
        .hand("joined", |_, tx| {
            found(sql(joined!("order by c.email limit 10", "order by c.email limit 10")).fetch_as::<Totals>(tx))
        })
}

/// 200 of 20,000 customers, 2 of 200.
fn hundredth() -> Shape {
    Shape::new("parents: 1 %", "the same of one customer in a hundred, found without an index")
        .unordered()
        .relvar(|_, tx| totals(Customer::filter(Customer::STORE_ID.eq(3) & Customer::LAST_NAME.eq("Name 4")), tx))
        .hand("lateral", |_, tx| {
            found(
                sql(lateral!("where c.store_id = $1 and c.last_name = $2"))
                    .bind(3)
                    .bind("Name 4")
                    .fetch_as::<Totals>(tx),
            )
        })
        .hand("grouped", |_, tx| {
            let text =
                grouped!("where c.store_id = $1 and c.last_name = $2", "where c.store_id = $1 and c.last_name = $2");
            found(sql(text).bind(3).bind("Name 4").fetch_as::<Totals>(tx))
        })
        .hand("joined", |_, tx| {
            let text =
                joined!("where c.store_id = $1 and c.last_name = $2", "where c.store_id = $1 and c.last_name = $2");
            found(sql(text).bind(3).bind("Name 4").fetch_as::<Totals>(tx))
        })
}

/// 2,000 of 20,000 customers, 20 of 200.
fn tenth() -> Shape {
    Shape::new("parents: 10 %", "the same of the customers of one store in ten")
        .unordered()
        .relvar(|_, tx| totals(Customer::filter(Customer::STORE_ID.eq(3)), tx))
        .hand("lateral", |_, tx| found(sql(lateral!("where c.store_id = $1")).bind(3).fetch_as::<Totals>(tx)))
        .hand("grouped", |_, tx| {
            found(sql(grouped!("where c.store_id = $1", "where c.store_id = $1")).bind(3).fetch_as::<Totals>(tx))
        })
        .hand("joined", |_, tx| {
            found(sql(joined!("where c.store_id = $1", "where c.store_id = $1")).bind(3).fetch_as::<Totals>(tx))
        })
}

fn all() -> Shape {
    Shape::new("parents: all", "the same of all customers")
        .unordered()
        .relvar(|_, tx| totals(Customer::query(), tx))
        .hand("summed first", |_, tx| {
            found(
                sql("select c.customer_id, coalesce(r.rentals, 0), r.revenue, r.last from customer c
                     left join (
                         select r.customer_id, count(*) as rentals, sum(p.amount) as revenue, max(r.rented_at) as last
                         from rental r
                         left join (select rental_id, sum(amount) as amount from payment group by 1) p using (rental_id)
                         group by 1) r using (customer_id)")
                .fetch_as::<Totals>(tx),
            )
        })
        // Two passes over rentals, no group for each rental.
        .hand("apart", |_, tx| {
            found(
                sql("select c.customer_id, coalesce(r.rentals, 0), p.revenue, r.last from customer c
                     left join (
                         select customer_id, count(*) as rentals, max(rented_at) as last
                         from rental group by 1) r using (customer_id)
                     left join (
                         select r.customer_id, sum(p.amount) as revenue
                         from rental r join payment p using (rental_id) group by 1) p using (customer_id)")
                .fetch_as::<Totals>(tx),
            )
        })
}

fn latest_child() -> Shape {
    Shape::new("latest child", "the last rental of each customer")
        .relvar(|_, tx| {
            let latest = Rental::query().distinct_on(Rental::CUSTOMER_ID).order_by((
                Rental::CUSTOMER_ID.asc(),
                Rental::RENTED_AT.desc(),
                Rental::RENTAL_ID.desc(),
            ));
            found(latest.all(tx))
        })
        // Sorting the keys alone, or walking an index, can be less than sorting all rentals.
        .hand("lateral", |_, tx| {
            found(
                sql("select r.rental_id, r.inventory_id, r.customer_id, r.rented_at, r.returned_at from customer c
                     cross join lateral (
                         select * from rental r where r.customer_id = c.customer_id
                         order by rented_at desc, rental_id desc limit 1) r
                     order by c.customer_id")
                .fetch_as::<Rental>(tx),
            )
        })
        .hand("row_number", |_, tx| {
            found(
                sql("select rental_id, inventory_id, customer_id, rented_at, returned_at from (
                         select *, row_number() over (
                             partition by customer_id order by rented_at desc, rental_id desc) as n from rental) r
                     where n = 1 order by customer_id")
                .fetch_as::<Rental>(tx),
            )
        })
        .hand("distinct on", |_, tx| {
            found(
                sql("select distinct on (customer_id) rental_id, inventory_id, customer_id, rented_at, returned_at
                     from rental order by customer_id, rented_at desc, rental_id desc")
                .fetch_as::<Rental>(tx),
            )
        })
}
