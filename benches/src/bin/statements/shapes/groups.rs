//! Groups of rows, by values of the row and across keys.

use chrono::{DateTime, Utc};
use relvar::{Numeric, sql};

use super::models::prelude::*;
use super::models::public::*;
use crate::shape::{Shape, found};

pub(super) fn shapes() -> Vec<Shape> {
    vec![month_rating(), month_category(), having(), distinct_count(), semi_join(), share()]
}

type Months = ((DateTime<Utc>, Option<MpaaRating>), Option<Numeric>);

fn month_rating() -> Shape {
    Shape::new("month and rating", "the revenue of each month and rating")
        .relvar(|_, tx| {
            let rating = Payment::RENTAL.get(Rental::INVENTORY.get(Inventory::FILM.get(Film::RATING)));
            let groups = Payment::query().group_by((Payment::PAID_AT.trunc_month(), rating));
            found(groups.aggregate(Payment::AMOUNT.sum()).order_by_keys().all(tx))
        })
        .hand("joined", |_, tx| {
            found(async {
                let rows = sql("select date_trunc('month', p.paid_at), f.rating, sum(p.amount) from payment p
                     join rental r using (rental_id) join inventory i using (inventory_id) join film f using (film_id)
                     group by 1, 2 order by 1, 2")
                .fetch_as::<(DateTime<Utc>, Option<MpaaRating>, Option<Numeric>)>(tx)
                .await?;
                Ok(rows.into_iter().map(|(month, rating, sum)| ((month, rating), sum)).collect::<Vec<Months>>())
            })
        })
}

/// Groups whose keys come from both sides of a to-many.
fn month_category() -> Shape {
    Shape::new("month and category", "the revenue of each month and category, a film being in several")
        .relvar(|_, tx| {
            let join = Category::query();
            let join = join.join(Category::FILM).join(Film::INVENTORY).join(Inventory::RENTAL).join(Rental::PAYMENT);
            let (category, _, _, _, payment) = join.sides();
            let month = payment.get(Payment::PAID_AT.trunc_month());
            let groups = join
                .group_by((month, category.get(Category::NAME)))
                .aggregate(payment.get(Payment::AMOUNT).sum())
                .order_by_keys();
            found(async move {
                let groups = groups.all(tx).await?.into_iter();
                Ok(groups.map(|((month, name), revenue)| (month, name, revenue)).collect::<Vec<_>>())
            })
        })
        .hand("joined", |_, tx| {
            found(
                sql("select date_trunc('month', p.paid_at), c.name, sum(p.amount) from payment p
                     join rental r using (rental_id) join inventory i using (inventory_id)
                     join film_category fc using (film_id) join category c using (category_id)
                     group by 1, 2 order by 1, 2")
                .fetch_as::<(DateTime<Utc>, String, Option<Numeric>)>(tx),
            )
        })
        // Names are looked up for groups, not for rows.
        .hand("named afterwards", |_, tx| {
            found(
                sql("select g.month, c.name, g.revenue from (
                         select date_trunc('month', p.paid_at) as month, fc.category_id, sum(p.amount) as revenue
                         from payment p join rental r using (rental_id) join inventory i using (inventory_id)
                         join film_category fc using (film_id) group by 1, 2) g
                     join category c using (category_id) order by 1, 2")
                .fetch_as::<(DateTime<Utc>, String, Option<Numeric>)>(tx),
            )
        })
        // Films are summed by month before they meet their categories.
        .hand("summed by film first", |_, tx| {
            found(
                sql("select f.month, c.name, sum(f.revenue) from (
                         select date_trunc('month', p.paid_at) as month, i.film_id, sum(p.amount) as revenue
                         from payment p join rental r using (rental_id) join inventory i using (inventory_id)
                         group by 1, 2) f
                     join film_category fc using (film_id) join category c using (category_id)
                     group by 1, 2 order by 1, 2")
                .fetch_as::<(DateTime<Utc>, String, Option<Numeric>)>(tx),
            )
        })
}

fn having() -> Shape {
    Shape::new("grouped sum, having", "stores by the number of their customers' rentals: selected, filtered, ordered")
        .relvar(|_, tx| {
            let rentals = Customer::RENTAL.count().sum();
            let stores = Customer::query()
                .group_by(Customer::STORE_ID)
                .aggregate((count(), rentals.clone()))
                .having(rentals.clone().gt(100));
            found(stores.order_by(rentals.desc()).all(tx))
        })
        .hand("grouped", |_, tx| {
            found(async {
                let rows = sql("select c.store_id, count(*), sum(coalesce(r.rentals, 0)) from customer c
                     left join (select customer_id, count(*) as rentals from rental group by 1) r using (customer_id)
                     group by 1 having sum(coalesce(r.rentals, 0)) > $1 order by 3 desc")
                .bind(Numeric::from(100))
                .fetch_as::<(i32, i64, Option<Numeric>)>(tx)
                .await?;
                Ok(rows
                    .into_iter()
                    .map(|(store, customers, rentals)| (store, (customers, rentals)))
                    .collect::<Vec<_>>())
            })
        })
}

fn distinct_count() -> Shape {
    Shape::new("distinct count", "the twenty films that the most different customers rented")
        .relvar(|_, tx| {
            let customers = Rental::CUSTOMER_ID.count_distinct();
            let groups = Rental::query().group_by(Rental::INVENTORY.get(Inventory::FILM_ID));
            let films = groups.aggregate(customers.clone()).order_by(customers.desc()).order_by_keys().limit(20);
            found(films.all(tx))
        })
        .hand("distinct", |_, tx| {
            found(
                sql("select i.film_id, count(distinct r.customer_id) from rental r join inventory i using (inventory_id)
                     group by 1 order by 2 desc, 1 limit 20")
                .fetch_as::<(i32, i64)>(tx),
            )
        })
        // Grouped twice: hashes instead of a sort.
        .hand("grouped twice", |_, tx| {
            found(
                sql("select film_id, count(*) from (
                         select distinct i.film_id, r.customer_id from rental r join inventory i using (inventory_id)) d
                     group by 1 order by 2 desc, 1 limit 20")
                .fetch_as::<(i32, i64)>(tx),
            )
        })
}

fn semi_join() -> Shape {
    Shape::new("semi-join", "what was paid for films rated R that are longer than 150 minutes")
        .relvar(|_, tx| {
            let films = Film::filter(Film::RATING.eq(MpaaRating::R) & Film::LENGTH.gt(150));
            let paid = films.inventory().rental().payment().aggregate((count(), Payment::AMOUNT.sum()));
            found(async move { Ok(vec![paid.one(tx).await?]) })
        })
        .hand("joined", |_, tx| {
            found(
                sql("select count(*), sum(p.amount) from film f
                     join inventory i using (film_id) join rental r using (inventory_id) join payment p using (rental_id)
                     where f.rating = $1 and f.length > $2")
                .bind(MpaaRating::R)
                .bind(150_i16)
                .fetch_as::<(i64, Option<Numeric>)>(tx),
            )
        })
}

fn share() -> Shape {
    Shape::new("share never rented", "how many films there are, and how many of them were never rented")
        .relvar(|_, tx| {
            let never = count().filter(Film::INVENTORY.none(Inventory::RENTAL.exists()));
            let share = Film::query().aggregate((count(), never));
            found(async move { Ok(vec![share.one(tx).await?]) })
        })
        .hand("distinct", |_, tx| {
            found(
                sql("select count(*), count(*) filter (where r.film_id is null) from film f
                     left join (
                         select distinct i.film_id from inventory i
                         where exists (select from rental r where r.inventory_id = i.inventory_id)) r using (film_id)")
                .fetch_as::<(i64, i64)>(tx),
            )
        })
        .hand("nested", |_, tx| {
            found(
                sql("select count(*), count(*) filter (where not exists (
                         select from inventory i where i.film_id = f.film_id and exists (
                             select from rental r where r.inventory_id = i.inventory_id)))
                     from film f")
                .fetch_as::<(i64, i64)>(tx),
            )
        })
        // With an index on copies of rentals, one look is enough for most films.
        .hand("exists", |_, tx| {
            found(
                sql("select count(*), count(*) filter (where not exists (
                         select from inventory i join rental r using (inventory_id) where i.film_id = f.film_id))
                     from film f")
                .fetch_as::<(i64, i64)>(tx),
            )
        })
        .hand("difference", |_, tx| {
            found(
                sql("select f.n, f.n - r.n from (select count(*) as n from film) f, (
                         select count(distinct i.film_id) as n from inventory i
                         where exists (select from rental r where r.inventory_id = i.inventory_id)) r")
                .fetch_as::<(i64, i64)>(tx),
            )
        })
}
