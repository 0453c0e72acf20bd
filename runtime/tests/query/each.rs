//! Updates of many rows, each with values of its own.

use relvar::{Error, Numeric, sql};

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{Actor, Film, Inventory, MpaaRating, Shelf};

fn rate(text: &str) -> Numeric {
    text.parse().expect("a number")
}

#[tokio::test]
async fn each_row_gets_its_own_values() -> Result<(), Error> {
    let db = rental!(Ok(()));
    struct Change<'a> {
        id: i32,
        title: &'a str,
        length: Option<i16>,
        rating: MpaaRating,
    }
    let before = Film::query().order_by(Film::FILM_ID).all(&db).await?;
    let changes = [
        Change { id: 3, title: "three", length: Some(33), rating: MpaaRating::R },
        Change { id: 1, title: "one", length: None, rating: MpaaRating::G },
        Change { id: 999, title: "nobody", length: None, rating: MpaaRating::G },
    ];
    let update = Film::query()
        .update_each(&changes)
        .by(Film::FILM_ID, |change| change.id)
        .set(Film::TITLE, |change| change.title)
        .set(Film::LENGTH, |change| change.length)
        .set(Film::RATING, |change| change.rating);
    assert_eq!(update.execute(&db).await?, 2);
    let mut changed = update.select((Film::FILM_ID, Film::SORT_TITLE)).returning(&db).await?;
    changed.sort_unstable();
    assert_eq!(changed, [(1, Some("one".to_owned())), (3, Some("three".to_owned()))]);
    let mut rows = update.returning(&db).await?;
    rows.sort_by_key(|film| film.film_id);
    let after = Film::query().order_by(Film::FILM_ID).all(&db).await?;
    assert_eq!(rows, [after[0].clone(), after[2].clone()]);
    assert_eq!((&*after[0].title, after[0].length, after[0].rating), ("one", None, Some(MpaaRating::G)));
    assert_eq!((&*after[2].title, after[2].length, after[2].rating), ("three", Some(33), Some(MpaaRating::R)));
    assert_eq!(after[1], before[1]);
    assert_eq!(after[3..], before[3..]);
    Ok(())
}

#[tokio::test]
async fn rows_are_found_by_any_columns_within_the_set() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let floors = [((1, "A1"), 7_i16), ((1, "B1"), 8), ((2, "A1"), 9), ((2, "nowhere"), 10)];
    let update = Shelf::query()
        .update_each(&floors)
        .by(Shelf::STORE_ID, |((store, _), _)| *store)
        .by(Shelf::CODE, |((_, code), _)| *code)
        .set(Shelf::FLOOR, |(_, floor)| *floor);
    assert_eq!(update.execute(&db).await?, 3);
    let found =
        Shelf::query().select((Shelf::STORE_ID, Shelf::CODE, Shelf::FLOOR)).order_by((Shelf::STORE_ID, Shelf::CODE));
    let is = |store, code: &str, floor| (store, code.to_owned(), floor);
    assert_eq!(found.all(&db).await?, [is(1, "A1", 7), is(1, "A2", 0), is(1, "B1", 8), is(2, "A1", 9)]);

    // Several rows for one item; a key that may be NULL, which is equal to nothing; the key itself changes.
    let codes = [(Some("A1"), None), (None, Some("B1")), (Some("B1"), Some("A2"))];
    let first = Inventory::filter(Inventory::STORE_ID.eq(1));
    let update = first
        .update_each(&codes)
        .by(Inventory::SHELF_CODE, |(code, _)| code.map(str::to_owned))
        .set(Inventory::SHELF_CODE, |(_, code)| code.map(str::to_owned));
    assert_eq!(update.execute(&db).await?, 7);
    let left = first.clone().filter(Inventory::SHELF_CODE.is_null()).count(&db).await?;
    assert_eq!((left, first.filter(Inventory::SHELF_CODE.eq("A2")).count(&db).await?), (4, 5));
    assert_eq!(Inventory::filter(Inventory::SHELF_CODE.eq("A1")).count(&db).await?, 3);

    // What is asked of other rows is asked of the rows that are written.
    let rates = [(1, rate("1")), (2, rate("2")), (4, rate("4"))];
    let cast_of_three = Film::filter(Film::ACTOR.count().ge(2) & Film::ACTOR.any(Actor::LAST_NAME.eq("Moreau")));
    let update =
        cast_of_three.update_each(&rates).by(Film::FILM_ID, |(id, _)| *id).set(Film::RENTAL_RATE, |(_, rate)| rate);
    assert_eq!(update.select(Film::FILM_ID).returning(&db).await?, [2]);
    Ok(())
}

#[tokio::test]
async fn the_last_of_several_items_for_a_row_counts() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let lengths = [(1, 10_i16), (2, 20), (1, 11), (1, 12)];
    let update = Film::query().update_each(&lengths).by(Film::FILM_ID, |(id, _)| *id).set(Film::LENGTH, |(_, n)| *n);
    assert_eq!(update.execute(&db).await?, 2);
    assert_eq!(Film::find(1).one(&db).await?.length, Some(12));
    // Equal for the server, though not the same here; also where values travel row by row.
    let numbers: Vec<(Numeric, i16)> =
        [("3.5", 1), ("2", 2), ("3.50", 3), ("2.00", 4), ("3.500", 5)].map(|(text, at)| (rate(text), at)).into();
    let by_rate = Film::query().update_each(&numbers).by(Film::RENTAL_RATE, |(rate, _)| rate);
    assert_eq!(by_rate.set(Film::LENGTH, |(_, n)| *n).execute(&db).await?, 8);
    assert_eq!(Film::filter(Film::RENTAL_RATE.eq(rate("3.5")) & Film::LENGTH.eq(5)).count(&db).await?, 5);
    assert_eq!(Film::filter(Film::RENTAL_RATE.eq(rate("2")) & Film::LENGTH.eq(4)).count(&db).await?, 3);
    let by_rate = Film::query().update_each(&numbers).by(Film::RENTAL_RATE, |(rate, _)| rate);
    let features = by_rate.set(Film::SPECIAL_FEATURES, |(_, n)| vec![n.to_string(), "x".to_owned()]);
    assert_eq!(features.execute(&db).await?, 8);
    assert_eq!(Film::filter(Film::SPECIAL_FEATURES.eq(["5", "x"])).count(&db).await?, 5);
    Ok(())
}

#[tokio::test]
async fn many_items_are_several_statements() -> Result<(), Error> {
    let db = rental!(Ok(()));
    sql("insert into film (film_id, title, language_id) select n, n::text, 1 from generate_series(1001, 13000) n")
        .execute(&db)
        .await?;
    let ids: Vec<i32> = (1001..=13_000).rev().collect();
    let lengths = Film::query().update_each(&ids).by(Film::FILM_ID, |id| *id).set(Film::TITLE, |id| format!("#{id}"));
    assert_eq!(lengths.execute(&db).await?, 12_000);
    // Arrays travel row by row.
    let features = Film::query().update_each(&ids[..2_500]).by(Film::FILM_ID, |id| id);
    let features = features.set(Film::SPECIAL_FEATURES, |id| [id.to_string()]);
    let back =
        db.transaction(async |tx| features.select((Film::FILM_ID, Film::SPECIAL_FEATURES)).returning(tx).await).await?;
    assert_eq!(back.len(), 2_500);
    assert!(back.iter().all(|(id, features)| *features == [id.to_string()]));
    let right = sql("select count(*) from film where title = '#' || film_id").fetch_scalar::<i64>(&db).await?;
    assert_eq!(right, 12_000);
    let nobody: [i32; 0] = [];
    assert_eq!(
        Film::query().update_each(&nobody).by(Film::FILM_ID, |id| *id).set(Film::TITLE, |_| "").execute(&db).await?,
        0
    );
    Ok(())
}

/// Of a set with a limit, a second statement would find other rows than the first.
#[tokio::test]
async fn a_set_with_a_limit_takes_one_statement() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let ids: Vec<i32> = (1..=6_000).collect();
    let short = Film::filter(Film::LENGTH.ne(7) | Film::LENGTH.is_null()).order_by(Film::FILM_ID).limit(2);
    let update = |items| {
        let update = short.update_each(items).by(Film::FILM_ID, |id: &i32| *id);
        update.set(Film::LENGTH, |_| 7_i16)
    };
    let error = update(&ids).execute(&db).await.expect_err("two statements");
    assert!(error.to_string().contains("several statements") && error.hint().is_some(), "{error}");
    assert_eq!(Film::filter(Film::LENGTH.eq(7)).count(&db).await?, 0);
    let mut changed = update(&ids[..5_000]).select(Film::FILM_ID).returning(&db).await?;
    changed.sort_unstable();
    assert_eq!(changed, [1, 2]);
    assert_eq!(Film::filter(Film::LENGTH.eq(7)).count(&db).await?, 2);
    // Rows that are locked where they are found, of which some have no item.
    let held = Film::filter(Film::FILM_ID.le(4)).for_update().update_each(&ids[2..]).by(Film::FILM_ID, |id| *id);
    assert_eq!(held.set(Film::LENGTH, |_| 8_i16).execute(&db).await?, 2);
    Ok(())
}

#[tokio::test]
async fn what_is_missing_is_said() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let items = [(1, "a")];
    let error =
        Film::query().update_each(&items).by(Film::FILM_ID, |(id, _)| *id).execute(&db).await.expect_err("no column");
    assert!(error.to_string().contains("sets no column"), "{error}");
    let error =
        Film::query().update_each(&items).set(Film::TITLE, |(_, title)| *title).execute(&db).await.expect_err("no key");
    assert!(error.to_string().contains("does not say which row is meant") && error.hint().is_some(), "{error}");
    let dear = [(1, Numeric::from(1_000_000))];
    let update =
        Film::query().update_each(&dear).by(Film::FILM_ID, |(id, _)| *id).set(Film::RENTAL_RATE, |(_, rate)| rate);
    assert_eq!(update.execute(&db).await.expect_err("too large").code(), Some("22003"));
    Ok(())
}
