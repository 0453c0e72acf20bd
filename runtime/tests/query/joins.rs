//! Joins: groups by values of several relations, as SQL by hand has them.

use relvar::generated::chrono::{DateTime, Utc};
use relvar::{Error, Numeric, sql};

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{Actor, Category, Film, Inventory, Language, MpaaRating, Payment, Rental};

#[tokio::test]
async fn revenue_by_category_and_month_is_one_statement() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let join =
        Category::query().join(Category::FILM).join(Film::INVENTORY).join(Inventory::RENTAL).join(Rental::PAYMENT);
    let (category, film, _, rental, payment) = join.sides();
    let month = rental.get(Rental::RENTED_AT.trunc_month());
    let by = join
        .filter(film.get(Film::LANGUAGE.get(Language::NAME)).ne("French"))
        .group_by((category.get(Category::NAME), month))
        .aggregate((payment.get(Payment::AMOUNT).sum(), count()))
        .order_by_keys();
    let rows = by.all(&db).await?;
    let hand: Vec<(String, DateTime<Utc>, Option<Numeric>, i64)> =
        sql("select c.name, date_trunc('month', r.rented_at), sum(p.amount), count(*)
         from category c join film_category fc using (category_id) join film f using (film_id)
         join language l on l.language_id = f.language_id
         join inventory i using (film_id) join rental r using (inventory_id) join payment p using (rental_id)
         where l.name <> 'French' group by 1, 2 order by 1, 2")
        .fetch_as(&db)
        .await?;
    assert!(hand.len() > 2);
    assert_eq!(
        rows,
        hand.into_iter().map(|(name, month, sum, count)| ((name, month), (sum, count))).collect::<Vec<_>>()
    );
    // The association stands for its film where only the key of that is asked for.
    let join = Category::query().join(Category::FILM).join(Film::INVENTORY);
    let (category, _, copy) = join.sides();
    let sql = join.group_by(category.get(Category::NAME)).aggregate(copy.get(Inventory::INVENTORY_ID).count()).to_sql();
    assert!(!sql.contains(r#""film" AS"#), "{sql}");
    Ok(())
}

#[tokio::test]
async fn a_left_join_keeps_what_leads_nowhere() -> Result<(), Error> {
    let db = rental!(Ok(()));
    sql("insert into language (language_id, name) values (5, 'Esperanto')").execute(&db).await?;
    let pairs = Language::query().left_join(Language::FILM).pairs();
    let (language, film) = pairs.sides();
    let rating = film.get(Film::RATING);
    let by =
        pairs.group_by((language.get(Language::NAME), rating)).aggregate((count(), film.get(Film::FILM_ID).count()));
    let mut rows = by.all(&db).await?;
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let mut hand: Vec<((String, Option<MpaaRating>), (i64, i64))> =
        sql("select l.name, f.rating, count(*), count(f.film_id)
         from language l left join film f on f.language_id = l.language_id group by 1, 2")
        .fetch_as::<(String, Option<MpaaRating>, i64, i64)>(&db)
        .await?
        .into_iter()
        .map(|(name, rating, all, films)| ((name, rating), (all, films)))
        .collect();
    hand.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(rows, hand);
    assert!(rows.contains(&(("Esperanto".into(), None), (1, 0))));

    // And what was joined before stays, if the next key leads nowhere.
    let join = Language::query().join(Language::FILM).left_join(Film::ACTOR);
    let (language, film, actor) = join.sides();
    let by = join
        .group_by(language.get(Language::NAME))
        .aggregate((film.get(Film::FILM_ID).count_distinct(), actor.get(Actor::ACTOR_ID).count()))
        .having(count().gt(1))
        .order_by(count().desc())
        .order_by_keys();
    let rows: Vec<(String, i64, i64)> = by.all(&db).await?.into_iter().map(|(name, (a, b))| (name, a, b)).collect();
    let hand: Vec<(String, i64, i64)> = sql("select l.name, count(distinct f.film_id), count(fa.actor_id)
         from language l join film f on f.language_id = l.language_id left join film_actor fa using (film_id)
         group by 1 having count(*) > 1 order by count(*) desc, 1")
    .fetch_as(&db)
    .await?;
    assert_eq!(rows, hand);
    Ok(())
}
