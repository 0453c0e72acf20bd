//! Values across keys that lead to one row: in what is selected, filtered and ordered.

use chrono::{DateTime, Utc};
use relvar::sql;

use super::models::prelude::*;
use super::models::public::*;
use crate::shape::{Shape, found};

pub(super) fn shapes() -> Vec<Shape> {
    vec![search(), to_one_everywhere()]
}

/// What a form with ten fields asks for.
#[derive(Default)]
struct Form {
    rating: Option<MpaaRating>,
    longer_than: Option<i16>,
    title: Option<&'static str>,
    language: Option<&'static str>,
    store: Option<i32>,
    last_name: Option<&'static str>,
    active: Option<bool>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    out: Option<bool>,
}

fn search() -> Shape {
    Shape::new("search", "the latest fifty of rentals, by ten filters, of which four are given")
        .relvar(|sample, tx| {
            let form = Form {
                rating: Some(MpaaRating::Pg13),
                longer_than: Some(120),
                last_name: Some("Name 4"),
                from: Some(sample.recent),
                ..Form::default()
            };
            let film = Rental::INVENTORY.get(Inventory::FILM.get(Film::RATING));
            let length = Rental::INVENTORY.get(Inventory::FILM.get(Film::LENGTH));
            let title = Rental::INVENTORY.get(Inventory::FILM.get(Film::TITLE));
            let language = Rental::INVENTORY.get(Inventory::FILM.get(Film::LANGUAGE.get(Language::NAME)));
            let last_name = Rental::CUSTOMER.get(Customer::LAST_NAME);
            let found_rentals = Rental::query()
                .filter_opt(form.rating.map(|rating| film.eq(rating)))
                .filter_opt(form.longer_than.map(|minutes| length.gt(minutes)))
                .filter_opt(form.title.map(|prefix| title.clone().starts_with(prefix)))
                .filter_opt(form.language.map(|name| language.eq(name)))
                .filter_opt(form.store.map(|store| Rental::INVENTORY.get(Inventory::STORE_ID).eq(store)))
                .filter_opt(form.last_name.map(|name| last_name.clone().eq(name)))
                .filter_opt(form.active.map(|active| Rental::CUSTOMER.get(Customer::ACTIVE).eq(active)))
                .filter_opt(form.from.map(|from| Rental::RENTED_AT.ge(from)))
                .filter_opt(form.to.map(|to| Rental::RENTED_AT.lt(to)))
                .filter_opt(form.out.map(|out| Rental::RETURNED_AT.is_null().eq(out)));
            let rows = found_rentals
                .select((Rental::RENTAL_ID, title, last_name, Rental::RENTED_AT))
                .order_by((Rental::RENTED_AT.desc(), Rental::RENTAL_ID.desc()))
                .limit(50);
            found(rows.all(tx))
        })
        .hand("joined", |sample, tx| {
            found(
                sql("select r.rental_id, f.title, c.last_name, r.rented_at from rental r
                     join inventory i using (inventory_id) join film f using (film_id) join customer c using (customer_id)
                     where f.rating = $1 and f.length > $2 and c.last_name = $3 and r.rented_at >= $4
                     order by r.rented_at desc, r.rental_id desc limit 50")
                .bind(MpaaRating::Pg13)
                .bind(120_i16)
                .bind("Name 4")
                .bind(sample.recent)
                .fetch_as::<(i64, String, String, DateTime<Utc>)>(tx),
            )
        })
}

fn to_one_everywhere() -> Shape {
    Shape::new("to-one in all clauses", "rentals by the title of their film: values two keys away, in every clause")
        .relvar(|_, tx| {
            let title = Rental::INVENTORY.get(Inventory::FILM.get(Film::TITLE));
            let length = Rental::INVENTORY.get(Inventory::FILM.get(Film::LENGTH));
            let rows = Rental::filter(length.clone().gt(170) & title.clone().starts_with("Seven"))
                .select((Rental::RENTAL_ID, title.clone(), length))
                .order_by((title.asc(), Rental::RENTAL_ID.asc()));
            found(rows.all(tx))
        })
        .hand("joined", |_, tx| {
            found(
                sql("select r.rental_id, f.title, f.length from rental r
                     join inventory i using (inventory_id) join film f using (film_id)
                     where f.length > $1 and f.title like $2 order by f.title, r.rental_id")
                .bind(170_i16)
                .bind("Seven%")
                .fetch_as::<(i64, String, Option<i16>)>(tx),
            )
        })
}
