//! Aggregates over what keys lead to, for every row of a relation.

use chrono::{DateTime, Utc};
use relvar::{Numeric, sql};
use uuid::Uuid;

use super::models::prelude::*;
use super::models::public::*;
use crate::shape::{Shape, found};

pub(super) fn shapes() -> Vec<Shape> {
    vec![
        top_customers(),
        category_revenue(),
        store_revenue(),
        association_count(),
        aggregate_everywhere(),
        above_average(),
        string_agg(),
    ]
}

type Customers = (Uuid, String, Option<Numeric>, Option<DateTime<Utc>>);

fn top_customers() -> Shape {
    Shape::new("top customers", "the ten customers with the highest revenue, each with their last order")
        .relvar(|_, tx| {
            let revenue = Customer::RENTAL.sum(Rental::PAYMENT.sum(Payment::AMOUNT));
            let last = Customer::RENTAL.max(Rental::RENTED_AT);
            let top = Customer::query()
                .select((Customer::CUSTOMER_ID, Customer::LAST_NAME, revenue.clone(), last))
                .order_by((revenue.desc().nulls_last(), Customer::CUSTOMER_ID.asc()));
            found(top.limit(10).all(tx))
        })
        // One pass: payments do not change a maximum over rentals.
        .hand("joined", |_, tx| {
            found(
                sql("select c.customer_id, c.last_name, r.revenue, r.last from customer c
                     left join (
                         select r.customer_id, sum(p.amount) as revenue, max(r.rented_at) as last
                         from rental r left join payment p using (rental_id) group by 1) r using (customer_id)
                     order by r.revenue desc nulls last, c.customer_id limit 10")
                .fetch_as::<Customers>(tx),
            )
        })
        // Payments are summed before they meet rentals: fewer rows to join, more groups.
        .hand("summed first", |_, tx| {
            found(
                sql("select c.customer_id, c.last_name, r.revenue, r.last from customer c
                     left join (
                         select r.customer_id, sum(p.amount) as revenue, max(r.rented_at) as last from rental r
                         left join (select rental_id, sum(amount) as amount from payment group by 1) p using (rental_id)
                         group by 1) r using (customer_id)
                     order by r.revenue desc nulls last, c.customer_id limit 10")
                .fetch_as::<Customers>(tx),
            )
        })
}

fn category_revenue() -> Shape {
    Shape::new("category revenue", "the revenue of each category, across four keys")
        .relvar(|_, tx| {
            let of_copy = Inventory::RENTAL.sum(Rental::PAYMENT.sum(Payment::AMOUNT));
            let revenue = Category::FILM.sum(Film::INVENTORY.sum(of_copy));
            found(Category::query().select((Category::NAME, revenue)).order_by(Category::NAME).all(tx))
        })
        .hand("joined", |_, tx| {
            found(
                sql("select c.name, r.revenue from category c
                     left join (
                         select fc.category_id, sum(p.amount) as revenue
                         from film_category fc join inventory i using (film_id)
                         join rental r using (inventory_id) join payment p using (rental_id)
                         group by 1) r using (category_id)
                     order by c.name")
                .fetch_as::<(String, Option<Numeric>)>(tx),
            )
        })
        // A film is in more than one category: its payments are summed once.
        .hand("summed by film first", |_, tx| {
            found(
                sql("select c.name, r.revenue from category c
                     left join (
                         select fc.category_id, sum(f.revenue) as revenue from film_category fc
                         join (
                             select i.film_id, sum(p.amount) as revenue
                             from inventory i join rental r using (inventory_id) join payment p using (rental_id)
                             group by 1) f using (film_id)
                         group by 1) r using (category_id)
                     order by c.name")
                .fetch_as::<(String, Option<Numeric>)>(tx),
            )
        })
}

fn store_revenue() -> Shape {
    Shape::new("store revenue", "a sum of sums of sums: the revenue of each store's copies")
        .relvar(|_, tx| {
            let revenue = Store::INVENTORY.sum(Inventory::RENTAL.sum(Rental::PAYMENT.sum(Payment::AMOUNT)));
            found(Store::query().select((Store::NAME, revenue)).order_by(Store::NAME).all(tx))
        })
        .hand("joined", |_, tx| {
            found(
                sql("select s.name, r.revenue from store s
                     left join (
                         select i.store_id, sum(p.amount) as revenue
                         from inventory i join rental r using (inventory_id) join payment p using (rental_id)
                         group by 1) r using (store_id)
                     order by s.name")
                .fetch_as::<(String, Option<Numeric>)>(tx),
            )
        })
}

fn association_count() -> Shape {
    Shape::new("association count", "the twenty actors in most films")
        .relvar(|_, tx| {
            let films = Actor::FILM.count();
            let busiest = Actor::query()
                .select((Actor::ACTOR_ID, Actor::LAST_NAME, films.clone()))
                .order_by((films.desc(), Actor::ACTOR_ID.asc()));
            found(busiest.limit(20).all(tx))
        })
        .hand("grouped", |_, tx| {
            found(
                sql("select a.actor_id, a.last_name, coalesce(f.films, 0) from actor a
                     left join (select actor_id, count(*) as films from film_actor group by 1) f using (actor_id)
                     order by 3 desc, 1 limit 20")
                .fetch_as::<(i32, String, i64)>(tx),
            )
        })
}

fn aggregate_everywhere() -> Shape {
    Shape::new("aggregate in all clauses", "customers with 40 rentals or more, by number: selected, filtered, ordered")
        .relvar(|_, tx| {
            let rentals = Customer::RENTAL.count();
            let many = Customer::filter(rentals.clone().ge(40))
                .select((Customer::CUSTOMER_ID, rentals.clone()))
                .order_by((rentals.desc(), Customer::CUSTOMER_ID.asc()));
            found(many.all(tx))
        })
        // The condition is true for no customer without rentals.
        .hand("grouped", |_, tx| {
            found(
                sql("select customer_id, count(*) from rental group by 1 having count(*) >= $1 order by 2 desc, 1")
                    .bind(40_i64)
                    .fetch_as::<(Uuid, i64)>(tx),
            )
        })
}

fn above_average() -> Shape {
    Shape::new("above average", "films that are longer than the average of their category, in each category")
        .relvar(|_, tx| {
            let average = FilmCategory::CATEGORY.get(Category::FILM.avg(Film::LENGTH));
            let long = FilmCategory::filter(FilmCategory::FILM.get(Film::LENGTH).cast::<Numeric>().gt(average));
            let titles = long
                .select((FilmCategory::FILM.get(Film::TITLE), FilmCategory::CATEGORY.get(Category::NAME)))
                .order_by((FilmCategory::FILM_ID.asc(), FilmCategory::CATEGORY_ID.asc()));
            found(titles.all(tx))
        })
        .hand("grouped", |_, tx| {
            found(
                sql("select f.title, c.name from film_category fc
                     join film f using (film_id) join category c using (category_id)
                     join (
                         select fc.category_id, avg(f.length) as length
                         from film_category fc join film f using (film_id) group by 1) a using (category_id)
                     where f.length > a.length order by fc.film_id, fc.category_id")
                .fetch_as::<(String, String)>(tx),
            )
        })
        .hand("window", |_, tx| {
            found(
                sql("select title, name from (
                         select f.title, c.name, f.length, fc.film_id, fc.category_id,
                             avg(f.length) over (partition by fc.category_id) as average
                         from film_category fc join film f using (film_id) join category c using (category_id)) f
                     where length > average order by film_id, category_id")
                .fetch_as::<(String, String)>(tx),
            )
        })
}

fn string_agg() -> Shape {
    Shape::new("string_agg", "the films rated NC-17, each with the names of those who play in it")
        .relvar(|_, tx| {
            let names = Actor::LAST_NAME.string_agg(", ").order_by(Actor::ACTOR_ID);
            let films = Film::filter(Film::RATING.eq(MpaaRating::Nc17))
                .select((Film::FILM_ID, Film::ACTOR.aggregate(names)))
                .order_by(Film::FILM_ID);
            found(films.all(tx))
        })
        .hand("grouped", |_, tx| {
            found(
                sql("select f.film_id, string_agg(a.last_name, ', ' order by a.actor_id) from film f
                     left join film_actor fa using (film_id) left join actor a using (actor_id)
                     where f.rating = $1 group by 1 order by 1")
                .bind(MpaaRating::Nc17)
                .fetch_as::<(i32, Option<String>)>(tx),
            )
        })
        .hand("joined afterwards", |_, tx| {
            found(
                sql("select f.film_id, a.names from film f
                     left join (
                         select fa.film_id, string_agg(a.last_name, ', ' order by a.actor_id) as names
                         from film f join film_actor fa using (film_id) join actor a using (actor_id)
                         where f.rating = $1 group by 1) a using (film_id)
                     where f.rating = $1 order by 1")
                .bind(MpaaRating::Nc17)
                .fetch_as::<(i32, Option<String>)>(tx),
            )
        })
}
