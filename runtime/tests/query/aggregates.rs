//! Expressions over aggregates: across a key, over groups, with filters, where there is no row.

use relvar::{Error, Expr, Numeric, ToMany, sql};

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{Actor, Category, Customer, Film, Inventory, Language, MpaaRating, Payment, Rental};

/// Languages 1 to 4 have films, language 5 has none.
async fn with_a_language_without_films() -> Option<relvar::Db> {
    let db = crate::open().await?;
    let sql = "insert into language (language_id, name) values (5, 'Esperanto')";
    relvar::sql(sql).execute(&db).await.expect("inserts");
    Some(db)
}

#[tokio::test]
async fn what_is_computed_of_aggregates_is_of_the_far_side_of_the_key() -> Result<(), Error> {
    let Some(db) = with_a_language_without_films().await else { return Ok(()) };
    let films = Language::FILM;
    let all = Language::query().order_by(Language::LANGUAGE_ID);

    let ids: Vec<i64> = all.select(films.aggregate(Film::FILM_ID.sum().coalesce(0))).all(&db).await?;
    assert_eq!(ids, [1 + 2 + 4 + 5 + 6 + 8 + 10 + 11 + 12, 3, 9, 7, 0]);
    let rows: Vec<(i64, i64, bool, bool)> = all
        .select((
            films.count(),
            films.aggregate(Film::LENGTH.sum().coalesce(0).filter(Film::RATING.eq(MpaaRating::Pg13))),
            films.aggregate(Film::LENGTH.max().gt(100)),
            films.aggregate(!Film::LENGTH.max().gt(100) | count().eq(0)),
        ))
        .all(&db)
        .await?;
    assert_eq!(
        rows,
        [
            (9, 131 + 142 + 155, true, false),
            (1, 0, false, true),
            (1, 0, false, true),
            (1, 126, true, false),
            (0, 0, false, true),
        ]
    );
    let long = |predicate| Language::filter(predicate).select(Language::LANGUAGE_ID).order_by(Language::LANGUAGE_ID);
    assert_eq!(long(films.aggregate(Film::LENGTH.max().gt(100))).all(&db).await?, [1, 4]);
    assert_eq!(long(!films.aggregate(Film::LENGTH.max().gt(100))).all(&db).await?, [2, 3, 5]);
    assert_eq!(long(films.aggregate(Film::LENGTH.sum().coalesce(0).lt(100))).all(&db).await?, [2, 3, 5]);
    assert_eq!(long(films.aggregate(Film::LENGTH.max().is_null())).all(&db).await?, [5]);
    assert_eq!(long(films.aggregate(Film::LENGTH.max().gt(Film::LENGTH.min()))).all(&db).await?, [1]);

    let computed: Vec<(Option<i64>, Option<i64>, i64)> = all
        .select((
            films.aggregate(Film::LENGTH.sum() / Film::LENGTH.count()),
            films.aggregate(-(Film::LENGTH.sum() - Film::FILM_ID.sum())),
            films.aggregate((count() + Film::LENGTH.count()) * 10).coalesce(7) + 1,
        ))
        .all(&db)
        .await?;
    assert_eq!(
        computed,
        [
            (Some(977 / 8), Some(59 - 977), 171),
            (Some(92), Some(3 - 92), 21),
            (Some(88), Some(9 - 88), 21),
            (Some(126), Some(7 - 126), 21),
            (None, None, 1),
        ]
    );
    Ok(())
}

#[tokio::test]
async fn an_aggregate_of_aggregates_across_two_keys() -> Result<(), Error> {
    let Some(db) = with_a_language_without_films().await else { return Ok(()) };
    // The number of actors of its films, each film's counted by itself.
    let cast = Language::FILM.aggregate(Film::ACTOR.count().sum().coalesce(0));
    let found: Vec<Numeric> = Language::query().select(cast.clone()).order_by(Language::LANGUAGE_ID).all(&db).await?;
    assert_eq!(found, [18, 2, 1, 1, 0].map(Numeric::from));
    let most: Vec<i16> = Language::query()
        .order_by((cast.desc(), Language::LANGUAGE_ID.asc()))
        .select(Language::LANGUAGE_ID)
        .all(&db)
        .await?;
    assert_eq!(most, [1, 2, 3, 4, 5]);
    let largest = Language::FILM.aggregate(Film::ACTOR.count().max().coalesce(0).ge(2));
    let found = Language::filter(largest).select(Language::LANGUAGE_ID).order_by(Language::LANGUAGE_ID);
    assert_eq!(found.all(&db).await?, [1, 2]);
    Ok(())
}

#[tokio::test]
async fn a_filter_reaches_every_aggregate_of_an_expression() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let long = || Film::LENGTH.gt(120);
    let (sum, mean, both) = Film::query()
        .aggregate((
            Film::LENGTH.sum().coalesce(0).filter(long()),
            (Film::LENGTH.sum() / count()).filter(long()),
            (count().gt(4) & Film::LENGTH.min().gt(120)).filter(long()),
        ))
        .one(&db)
        .await?;
    assert_eq!((sum, mean, both), (131 + 142 + 126 + 155 + 121, Some(675 / 5), true));
    let groups: Vec<(Option<MpaaRating>, i64)> = Film::query()
        .group_by(Film::RATING)
        .aggregate(Film::LENGTH.sum().coalesce(0).filter(long()))
        .having(count().gt(1).filter(long()))
        .order_by((Film::LENGTH.max().filter(long())).desc())
        .all(&db)
        .await?;
    assert_eq!(groups, [(Some(MpaaRating::Pg13), 131 + 142 + 126 + 155)]);
    let (rows, rates): (i64, i64) =
        Film::query().aggregate((count().distinct(), Film::RENTAL_RATE.count().distinct())).one(&db).await?;
    assert_eq!((rows, rates), (12, 5));
    Ok(())
}

#[tokio::test]
async fn groups_are_ordered_by_values_as_the_database_orders_them() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // Enums travel as text, and are ordered as they were declared: G, PG, PG-13, R, NC-17.
    let worst: Vec<(i16, Option<MpaaRating>)> = Film::filter(Film::RATING.is_not_null())
        .group_by(Film::LANGUAGE_ID)
        .aggregate(Film::RATING.max())
        .order_by(Film::RATING.max().desc())
        .all(&db)
        .await?;
    assert_eq!(
        worst,
        [(1, Some(MpaaRating::Nc17)), (4, Some(MpaaRating::Pg13)), (2, Some(MpaaRating::Pg)), (3, Some(MpaaRating::G))]
    );
    let rated = Film::RATING.coalesce(MpaaRating::R);
    let ratings: Vec<(MpaaRating, i64)> =
        Film::query().group_by(rated).aggregate(count()).order_by_keys().all(&db).await?;
    assert_eq!(
        ratings,
        [(MpaaRating::G, 1), (MpaaRating::Pg, 3), (MpaaRating::Pg13, 4), (MpaaRating::R, 3), (MpaaRating::Nc17, 1)]
    );
    Ok(())
}

#[tokio::test]
async fn all_rows_are_one_group_even_where_no_aggregate_is_left() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let certain = || count::<Film>().gt(1) | !count().gt(1);
    let rows = relvar::sql(Film::query().aggregate(certain()).to_sql()).fetch_as::<(bool,)>(&db).await?;
    assert_eq!(rows, [(true,)]);
    assert!(Film::none().aggregate(certain()).one(&db).await?);
    let everywhere = Language::filter(Language::FILM.aggregate(certain()));
    assert_eq!(everywhere.count(&db).await?, 4);
    Ok(())
}

#[tokio::test]
async fn a_predicate_is_a_value_beside_another_one() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // `active = (strpos(…) > 0) IS TRUE` would compare first.
    let named = Customer::query().filter(Customer::ACTIVE.eq(Customer::EMAIL.contains("carl")));
    assert_eq!(named.count(&db).await?, 0);
    let named = Customer::query().filter(Customer::ACTIVE.ne(Customer::EMAIL.contains("carl")));
    assert_eq!(named.count(&db).await?, 4);
    let same = Film::DESCRIPTION.contains("no").is_not_distinct_from(Film::DESCRIPTION.starts_with("A"));
    let different = Film::filter(!same).select(Film::FILM_ID).order_by(Film::FILM_ID).all(&db).await?;
    let sql = "select film_id from film
        where coalesce(description like '%no%', false) <> coalesce(description like 'A%', false) order by 1";
    assert_eq!(
        different,
        relvar::sql(sql).fetch_as::<(i32,)>(&db).await?.into_iter().map(|row| row.0).collect::<Vec<_>>()
    );
    Ok(())
}

#[tokio::test]
async fn aggregates_of_aggregates_are_those_of_the_rows_below() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let copies = Film::INVENTORY;
    let payments = Inventory::RENTAL.sum(Rental::PAYMENT.count());
    let nested = (
        Film::FILM_ID,
        copies.count(),
        copies.sum(Inventory::RENTAL.sum(Rental::PAYMENT.sum(Payment::AMOUNT))),
        copies.sum(Inventory::RENTAL.count()),
        copies.sum(payments),
        copies.max(Inventory::RENTAL.max(Rental::RENTED_AT)),
        copies.filter_sum_of_late(),
    );
    let hand = "select f.film_id, (select count(*) from inventory i where i.film_id = f.film_id),
        (select sum((select sum((select sum(amount) from payment p where p.rental_id = r.rental_id))
                     from rental r where r.inventory_id = i.inventory_id)) from inventory i where i.film_id = f.film_id),
        (select sum((select count(*) from rental r where r.inventory_id = i.inventory_id))
         from inventory i where i.film_id = f.film_id),
        (select sum((select sum((select count(*) from payment p where p.rental_id = r.rental_id))
                     from rental r where r.inventory_id = i.inventory_id)) from inventory i where i.film_id = f.film_id),
        (select max((select max(rented_at) from rental r where r.inventory_id = i.inventory_id))
         from inventory i where i.film_id = f.film_id),
        (select sum((select count(*) from rental r where r.inventory_id = i.inventory_id and r.returned_at is null))
         from inventory i where i.film_id = f.film_id and i.inventory_id > 2)
        from film f";
    for (set, clause) in [
        (Film::query(), ""),
        (Film::filter(Film::LENGTH.gt(100)), " where length > 100"),
        (Film::find(1), " where film_id = 1"),
        (Film::query().order_by(Film::TITLE).limit(3), " order by title limit 3"),
    ] {
        let mut rows = set.select(nested.clone()).all(&db).await?;
        let mut expected = sql(format!("{hand}{clause}")).fetch_as(&db).await?;
        rows.sort_by_key(|row| row.0);
        expected.sort_by_key(|row: &Row| row.0);
        assert_eq!(rows, expected);
    }
    Ok(())
}

type Row = (
    i32,
    i64,
    Option<Numeric>,
    Option<Numeric>,
    Option<Numeric>,
    Option<relvar::generated::chrono::DateTime<relvar::generated::chrono::Utc>>,
    Option<Numeric>,
);

trait Late {
    fn filter_sum_of_late(self) -> Expr<Film, Option<Numeric>>;
}

impl Late for ToMany<Film, Inventory> {
    /// With a condition at each step.
    fn filter_sum_of_late(self) -> Expr<Film, Option<Numeric>> {
        let out = Inventory::RENTAL.aggregate(count().filter(Rental::RETURNED_AT.is_null()));
        self.aggregate(out.sum().filter(Inventory::INVENTORY_ID.gt(2)))
    }
}

#[tokio::test]
async fn whether_a_key_leads_to_a_row_is_asked_of_every_row_of_a_group() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // No index finds the films of a category.
    let films = Category::FILM.any(Film::LENGTH.gt(100));
    let counted = (count(), count().filter(films.clone()), count().filter(!films | Category::NAME.eq("Comedy")));
    let rows: Vec<(i64, i64, i64)> = vec![Category::query().aggregate(counted).one(&db).await?];
    let hand: Vec<(i64, i64, i64)> =
        sql("with c as (select name, exists (select from film_category fc join film f using (film_id)
                                         where fc.category_id = c.category_id and f.length > 100) as long
                    from category c)
         select count(*), count(*) filter (where long), count(*) filter (where not long or name = 'Comedy') from c")
        .fetch_as(&db)
        .await?;
    assert_eq!(rows, hand);
    let text = Category::query().aggregate(count().filter(Category::FILM.exists())).to_sql();
    assert!(text.contains("k0 IS NOT NULL") && !text.contains("EXISTS"), "{text}");
    Ok(())
}

#[tokio::test]
async fn rows_that_others_refer_to_are_counted_once() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let sets = [
        Film::filter(Film::INVENTORY.exists()),
        Film::filter(Film::INVENTORY.count().gt(0)),
        Film::filter(Film::INVENTORY.any(Inventory::STORE_ID.eq(2))),
        Film::filter(Film::ACTOR.exists()),
        Film::filter(Film::ACTOR.any(Actor::LAST_NAME.eq("Hale"))),
        Film::filter(Film::INVENTORY.any(Inventory::RENTAL.exists())),
    ];
    for (set, expected) in sets.iter().zip([10, 10, 5, 11, 6, 5]) {
        assert_eq!(set.count(&db).await?, expected, "{set:?}");
        assert_eq!(set.all(&db).await?.len() as i64, expected, "{set:?}");
    }
    // A key that may be NULL, and one that is unique by itself.
    let referrers = Customer::filter(Customer::CUSTOMER_BY_REFERRED_BY.exists());
    assert_eq!((referrers.count(&db).await?, referrers.all(&db).await?.len()), (1, 1));
    let members = Customer::filter(Customer::MEMBERSHIP.exists());
    assert_eq!((members.count(&db).await?, members.all(&db).await?.len()), (2, 2));
    Ok(())
}
