//! Writes: what is given, what is left to defaults, what conflicts, what comes back.

use relvar::{Error, Numeric, excluded, sql};

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{
    Customer, Film, FilmList, Language, MpaaRating, NewFilm, NewFilmOptional, NewLanguage, NewLanguageOptional,
    NewPayment, NewShelf, NewShelfOptional, NewStore, NewStoreOptional, Payment, Rental, Shelf, Store,
};

fn film(title: &str, optional: NewFilmOptional) -> NewFilm {
    NewFilm { title: title.into(), language_id: 1, optional }
}

fn language(id: i16, name: &str) -> NewLanguage {
    NewLanguage { name: name.into(), optional: NewLanguageOptional { language_id: Some(id) } }
}

#[tokio::test]
async fn defaults_are_the_database_s_and_null_is_said() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let plain = Film::insert(film("Plain", NewFilmOptional::default())).returning(&db).await?;
    assert_eq!((plain.rating, plain.length), (Some(MpaaRating::G), None));
    assert_eq!(plain.rental_rate.to_string(), "3.50");
    let given = NewFilmOptional {
        rating: Some(None),
        length: Some(90),
        release_year: Some(1999),
        special_features: Some(vec!["a".into(), "b,\"{}".into()]),
        details: Some(serde_json::json!({"k": [1, null]})),
        ..Default::default()
    };
    let full = Film::insert(film("Full", given)).returning(&db).await?;
    assert_eq!((full.rating, full.length, full.release_year), (None, Some(90), Some(1999)));
    assert_eq!(full.special_features, ["a", "b,\"{}"]);
    let id: i32 = Film::insert(film("Id", NewFilmOptional::default())).select(Film::FILM_ID).returning(&db).await?;
    assert_eq!(Film::find(id).one(&db).await?.title, "Id");
    let error = Film::insert(film("Old", NewFilmOptional { release_year: Some(1), ..Default::default() }));
    assert!(error.execute(&db).await.is_err_and(|error| error.is_check_violation()));
    Ok(())
}

#[tokio::test]
async fn many_rows_come_back_in_the_order_they_were_given() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // Rows that leave out different columns, arrays among them: several statements.
    let rows = (0..25_000_i16).map(|number| {
        let optional = NewFilmOptional {
            length: (number % 2 == 0).then_some(number / 2 + 1),
            special_features: (number % 500 == 0).then(|| vec![number.to_string()]),
            ..Default::default()
        };
        film(&format!("#{number}"), optional)
    });
    let alone = Film::insert_many(rows.clone()).returning(&db).await?;
    // In a transaction each is sent before the one ahead of it is done.
    let pipelined = db.transaction(async |tx| Film::insert_many(rows).returning(tx).await).await?;
    for films in [alone, pipelined] {
        assert_eq!(films.len(), 25_000);
        for (number, film) in (0_i16..).zip(&films) {
            assert_eq!(film.title, format!("#{number}"));
            assert_eq!(film.length, (number % 2 == 0).then_some(number / 2 + 1));
            assert_eq!(film.special_features.len(), usize::from(number % 500 == 0));
        }
    }
    assert_eq!(Film::insert_many(Vec::new()).execute(&db).await?, 0);
    assert_eq!(Film::insert_many(Vec::new()).returning(&db).await?, []);
    let stores = (0..3).map(|number| NewStore {
        name: number.to_string(),
        opened_on: chrono::NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date"),
        optional: NewStoreOptional::default(),
    });
    let ids = Store::insert_many(stores).select((Store::STORE_ID, Store::NAME)).returning(&db).await?;
    assert_eq!(ids.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["0", "1", "2"]);
    Ok(())
}

#[tokio::test]
async fn of_many_statements_the_first_that_fails_is_told_of() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let before = Film::query().count(&db).await?;
    // The year is refused in the second of four statements, the language in the third.
    let rows = || {
        (0..3_500).map(|number| NewFilm {
            title: format!("#{number}"),
            language_id: if number == 2_500 { 999 } else { 1 },
            optional: NewFilmOptional {
                release_year: Some(if number == 1_500 { 1 } else { 2000 }),
                special_features: Some(vec![number.to_string()]),
                length: Some(1),
                ..Default::default()
            },
        })
    };
    let error = db.transaction(async |tx| Film::insert_many(rows()).execute(tx).await).await.expect_err("refused");
    assert!(error.is_check_violation(), "{error}");
    let error = db.transaction(async |tx| Film::insert_many(rows()).returning(tx).await).await.expect_err("refused");
    assert!(error.is_check_violation(), "{error}");
    assert_eq!(Film::query().count(&db).await?, before);
    // Elsewhere what went before stays, and nothing follows.
    let error = Film::insert_many(rows()).execute(&db).await.expect_err("refused");
    assert!(error.is_check_violation(), "{error}");
    assert_eq!(Film::query().count(&db).await?, before + 1_000);
    Ok(())
}

#[tokio::test]
async fn statements_run_in_their_order_whichever_is_prepared() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let known = |title: &str| film(title, NewFilmOptional { film_id: Some(7_000), ..Default::default() });
    let longer = NewFilmOptional { film_id: Some(7_000), length: Some(9), ..Default::default() };
    db.transaction(async |tx| {
        // The statement of the second row is prepared by this.
        Film::insert_many([known("Before")]).on_conflict(Film::FILM_PKEY).do_nothing().execute(tx).await?;
        Film::find(7_000).delete(tx).await?;
        let both = Film::insert_many([film("First", longer), known("Second")]);
        assert_eq!(both.on_conflict(Film::FILM_PKEY).do_nothing().execute(tx).await?, 1);
        assert_eq!(Film::find(7_000).one(tx).await?.title, "First");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn rows_of_many_bytes_are_several_statements() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // Forty megabytes, as arrays and, where a column is an array itself, row by row.
    for features in [None, Some(vec!["a".to_owned()])] {
        let rows = (0..20_u8).map(|number| {
            let optional = NewFilmOptional {
                description: (number % 7 != 0).then(|| char::from(b'a' + number).to_string().repeat(2 << 20)),
                special_features: features.clone(),
                ..Default::default()
            };
            film(&format!("#{number}"), optional)
        });
        let films =
            Film::insert_many(rows).select((Film::TITLE, Film::DESCRIPTION.substr(1, 1))).returning(&db).await?;
        assert_eq!(films.len(), 20);
        for (number, (title, first)) in (0..20_u8).zip(films) {
            assert_eq!(title, format!("#{number}"));
            assert_eq!(first, (number % 7 != 0).then(|| char::from(b'a' + number).to_string()));
        }
    }
    Ok(())
}

#[tokio::test]
async fn conflicts_are_resolved_as_said() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let error = Language::insert(language(9, "French")).execute(&db).await.expect_err("is there");
    assert_eq!(error.constraint(), Some("language_name_key"));
    let skipped = Language::insert(language(9, "French")).on_conflict(Language::LANGUAGE_NAME_KEY).do_nothing();
    assert_eq!(skipped.returning(&db).await?, None);
    assert_eq!(Language::insert(language(1, "X")).or_ignore().execute(&db).await?, 0);
    let other_key = Language::insert(language(1, "Danish")).on_conflict(Language::LANGUAGE_NAME_KEY).do_nothing();
    assert!(other_key.execute(&db).await.is_err_and(|error| error.is_unique_violation()));

    let renamed = Language::insert(language(2, "Français")).on_conflict(Language::LANGUAGE_PKEY);
    assert_eq!(renamed.do_update([Language::NAME]).returning(&db).await?.name, "Français");
    let joined = Language::insert_many([language(2, "!"), language(7, "Danish")])
        .on_conflict(Language::LANGUAGE_PKEY)
        .set(Language::NAME, Language::NAME.concat(excluded(Language::NAME)))
        .returning(&db)
        .await?;
    assert_eq!(joined.iter().map(|language| language.name.as_str()).collect::<Vec<_>>(), ["Français!", "Danish"]);

    // The values of rows, arrays among them, stand before those of the conflict.
    let with = |film_id, feature: &str| NewFilm {
        title: feature.into(),
        language_id: 1,
        optional: NewFilmOptional {
            film_id: Some(film_id),
            special_features: Some(vec![feature.into()]),
            ..Default::default()
        },
    };
    let films = Film::insert_many([with(1, "a"), with(900, "b")])
        .on_conflict(Film::FILM_PKEY)
        .set(Film::TITLE, Film::TITLE.concat(" and ").concat(excluded(Film::TITLE)))
        .returning(&db)
        .await?;
    let titles: Vec<_> = films.iter().map(|film| film.title.as_str()).collect();
    assert_eq!(titles.last(), Some(&"b"));
    assert!(titles[0].ends_with(" and a"), "{titles:?}");

    let shelf = |code: &str, floor| NewShelf {
        store_id: 1,
        code: code.into(),
        optional: NewShelfOptional { floor: Some(floor) },
    };
    let raised = |floor| {
        Shelf::insert(shelf("A1", floor))
            .on_conflict(Shelf::SHELF_PKEY)
            .do_update([Shelf::FLOOR])
            .filter(Shelf::FLOOR.lt(excluded(Shelf::FLOOR)))
            .returning(&db)
    };
    assert_eq!(raised(3).await?.map(|shelf| shelf.floor), Some(3));
    assert_eq!(raised(2).await?, None);
    assert_eq!(Shelf::find(1, "A1").one(&db).await?.floor, 3);
    Ok(())
}

#[tokio::test]
async fn sets_are_updated_and_deleted_across_keys() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let english = Language::filter(Language::NAME.eq("English")).film();
    let raised = english
        .update()
        .set(Film::RENTAL_RATE, Film::RENTAL_RATE * Numeric::from(2))
        .set_opt(Film::LENGTH, None::<i16>)
        .select((Film::FILM_ID, Film::RENTAL_RATE))
        .returning(&db)
        .await?;
    assert_eq!(raised.len(), 9);
    let wrong: i64 = sql("select count(*) from film where (rental_rate > 3.99) <> (language_id = 1) and film_id <> 11")
        .fetch_scalar(&db)
        .await?;
    assert_eq!(wrong, 0);
    // A set with a limit is the rows it picks.
    let oldest = Film::query().order_by(Film::RELEASE_YEAR).limit(2);
    assert_eq!(oldest.update().set(Film::DESCRIPTION, "old").execute(&db).await?, 2);
    let old = Film::filter(Film::DESCRIPTION.eq("old")).order_by(Film::FILM_ID).select(Film::FILM_ID);
    assert_eq!(old.all(&db).await?, [3, 7]);
    let out = Rental::filter(Rental::RETURNED_AT.is_null());
    assert_eq!(out.clone().customer().update().set(Customer::ACTIVE, false).execute(&db).await?, 2);
    assert_eq!(out.delete(&db).await?, 2);
    assert_eq!(Payment::query().count(&db).await?, 5);
    Ok(())
}

#[tokio::test]
async fn every_row_is_written_only_when_asked_for_by_name() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let long = || Film::filter(Film::LENGTH.gt(100));
    let rated = || Film::filter(Film::RATING.eq(MpaaRating::R));
    let whole = [
        Film::query(),
        long() | !long(),
        !(long() & !long()),
        (long() & rated()) | !long() | !rated(),
        long() | rated() | (!long() - rated()),
        !Film::none(),
        Film::filter(Film::TITLE.eq("a")) | Film::filter(Film::TITLE.ne("a")),
        Film::filter(Film::TITLE.lt("a") | Film::TITLE.ge("a")),
        Film::filter(Film::LENGTH.is_null()) | Film::filter(Film::LENGTH.is_not_null()),
        Film::filter(Predicate::all([])),
        Film::filter(Film::TITLE.is_not_null()),
        !Film::filter(Film::TITLE.is_null() | Film::FILM_ID.is_null()),
        Film::filter(Film::TITLE.is_not_null()) | rated(),
    ];
    for set in whole {
        let error = set.delete(&db).await.expect_err("is everything");
        assert!(error.is_unrestricted(), "{set:?}");
        assert_eq!(error.hint(), Some("say `delete_all(&db)` if every row is meant"));
        let update = set.update().set(Film::TITLE, "x").execute(&db).await;
        assert!(update.is_err_and(|error| error.is_unrestricted()));
    }
    // Not everything: a comparison with NULL is not true.
    let known = Film::filter(Film::LENGTH.gt(100)) | Film::filter(Film::LENGTH.le(100));
    assert_eq!(known.update().set(Film::TITLE, "known").execute(&db).await?, 11);
    assert_eq!(Film::query().update_all().set(Film::TITLE, "x").execute(&db).await?, 12);
    let nothing = Film::find(1).update().execute(&db).await.expect_err("sets nothing");
    assert!(nothing.to_string().contains("sets no column"), "{nothing}");
    Ok(())
}

/// A table without a primary key, in partitions, with two equal rows.
#[derive(Clone, Debug, PartialEq)]
struct Event {
    day: i32,
}

impl Event {
    const DAY: relvar::Column<Self, i32> = relvar::generated::column(0);
}

impl Relation for Event {
    const META: &'static relvar::RelationMeta = &relvar::RelationMeta {
        schema: "public",
        name: "event",
        columns: &[("day", relvar::generated::types::INT4)],
        primary_key: &[],
        nullable: &[],
        keys: &[],
        unique: &[],
        indexes: &[],
        mandatory: &[],
    };

    fn from_row(row: &relvar::generated::Row<'_>) -> Result<Self, Error> {
        Ok(Self { day: row.get(0)? })
    }

    fn value(&self, column: u16) -> &dyn relvar::generated::Encode {
        match column {
            0 => &self.day,
            _ => relvar::generated::no_column(),
        }
    }
}

impl Table for Event {
    type New = NewLanguage;
}

#[tokio::test]
async fn without_a_key_a_row_is_known_by_its_place() -> Result<(), Error> {
    let db = rental!(Ok(()));
    for text in [
        "create table event (day int) partition by list (day)",
        "create table event_1 partition of event for values in (1)",
        "create table event_2 partition of event for values in (2)",
        "insert into event values (1), (1), (2), (2)",
    ] {
        sql(text).execute(&db).await?;
    }
    let one = Event::query().order_by(Event::DAY).limit(1);
    assert_eq!((!one.clone()).count(&db).await?, 3);
    assert_eq!(one.delete(&db).await?, 1);
    assert_eq!(Event::query().order_by(Event::DAY).select(Event::DAY).all(&db).await?, [1, 2, 2]);
    Ok(())
}

#[tokio::test]
async fn rows_are_copied_in_and_out() -> Result<(), Error> {
    use futures_util::TryStreamExt;
    let db = rental!(Ok(()));
    let payments = (0..3000_i32).map(|number| NewPayment {
        rental_id: 1 + i64::from(number % 7),
        amount: Numeric::from(number),
        paid_at: chrono::DateTime::UNIX_EPOCH,
    });
    let copied = Payment::copy_in(futures_util::stream::iter(payments)).execute(&db).await?;
    assert_eq!(copied, 3000);
    let mixed = (0..10_i16).map(|number| {
        let optional = NewFilmOptional {
            length: (number > 3).then_some(number),
            rating: (number > 6).then_some(Some(MpaaRating::R)),
            release_year: Some(2000),
            ..Default::default()
        };
        film("Copied", optional)
    });
    assert_eq!(Film::copy_in(futures_util::stream::iter(mixed)).execute(&db).await?, 10);
    let copied = Film::filter(Film::TITLE.eq("Copied"));
    assert_eq!(copied.clone().filter(Film::RATING.eq(MpaaRating::R)).count(&db).await?, 3);
    assert_eq!(copied.filter(Film::RATING.eq(MpaaRating::G)).count(&db).await?, 7);
    assert_eq!(Film::copy_in(futures_util::stream::empty()).execute(&db).await?, 0);

    let mut out: Vec<Film> = Film::query().copy_out(&db).try_collect().await?;
    out.sort_by_key(|film| film.film_id);
    assert_eq!(out, Film::query().order_by(Film::FILM_ID).all(&db).await?);
    let error = Film::find(1).copy_out(&db).try_collect::<Vec<_>>().await.expect_err("has a parameter");
    assert!(error.to_string().contains("parameters"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_row_is_a_set_of_one() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let row = Film::insert(film("Row", NewFilmOptional::default())).returning(&db).await?;
    let others = Film::filter(Film::FILM_ID.ne(row.film_id));
    let before = others.clone().order_by(Film::FILM_ID.asc()).all(&db).await?;
    // Read again, as it is now.
    assert_eq!(row.into_query().one(&db).await?, row);
    assert_eq!(row.into_query().update().set(Film::LENGTH, 95).execute(&db).await?, 1);
    assert_eq!(row.into_query().one(&db).await?.length, Some(95));
    // Keys are followed from the values that the row has, and those of a set from what is stored.
    let moved = Film { language_id: 2, ..row.clone() };
    assert_eq!(moved.language().one(&db).await?.language_id, 2);
    assert_eq!(moved.into_query().language().one(&db).await?.language_id, 1);
    assert_eq!(row.language().to_sql(), Film::LANGUAGE.of(&row).to_sql());
    assert_eq!(Film::LANGUAGE.via(&row).to_sql(), Film::LANGUAGE.of(&row).to_sql());
    let language = row.language().one(&db).await?;
    assert!(
        Film::filter(Film::LANGUAGE.within(&language)).all(&db).await?.iter().any(|film| film.film_id == row.film_id)
    );
    // Nothing else changes with it.
    assert_eq!(row.into_query().delete(&db).await?, 1);
    assert_eq!(row.into_query().optional(&db).await?, None);
    assert_eq!(others.order_by(Film::FILM_ID.asc()).all(&db).await?, before);
    // Without a primary key there is nothing to find a row by.
    let listed = FilmList::query().first(&db).await?.expect("a film");
    let error = listed.into_query().all(&db).await.unwrap_err();
    assert!(error.to_string().contains("has no primary key"), "{error}");
    Ok(())
}
