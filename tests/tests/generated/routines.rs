//! Generated functions, procedures and constraints of the golden case and of the rental sample, against a server.

#![allow(clippy::unwrap_used, clippy::default_trait_access, reason = "tests")]

#[path = "../../../codegen/tests/cases/routines/expected/files/mod.rs"]
mod golden;
#[path = "../../../examples/rental/src/models/mod.rs"]
mod rental;

use relvar::{Db, Error, sql};

const GOLDEN: &str = include_str!("../../../codegen/tests/cases/routines/schema.sql");
const RENTAL: &str =
    concat!(include_str!("../../../examples/rental/schema.sql"), include_str!("../../../examples/rental/data.sql"));

/// A fresh database with these objects; `None`, with a message, where the server takes one connection only.
async fn open(name: &str, ddl: &str) -> Option<Db> {
    let url = tests::database(name, ddl).await.unwrap()?;
    Some(Db::connect(&url).await.unwrap())
}

#[tokio::test]
async fn the_functions_of_the_sample() -> Result<(), Error> {
    use rental::prelude::*;
    use rental::public::functions::{self, RentalIncomeOptional, films_in_stock};
    use rental::public::{Actor, Film, Payment};

    let Some(db) = open("routines_sample", RENTAL).await else { return Ok(()) };
    let asked: Vec<i32> = sql("select film_id from films_in_stock(2) order by 1").fetch_scalars(&db).await?;
    assert!(!asked.is_empty());
    let films = films_in_stock(2).order_by(Film::FILM_ID.asc()).all(&db).await?;
    assert_eq!(films.iter().map(|film| film.film_id).collect::<Vec<_>>(), asked);
    assert_eq!(films_in_stock(2).count(&db).await?, i64::try_from(asked.len()).unwrap());
    let asked: i64 = sql("select count(distinct actor_id) from films_in_stock(2) join film_actor using (film_id)")
        .fetch_scalar(&db)
        .await?;
    assert_eq!(films_in_stock(2).actor().count(&db).await?, asked);
    assert_eq!(films_in_stock(None).count(&db).await?, 0);
    let trees: Vec<(Film, Vec<Actor>)> = films_in_stock(2).with(Film::ACTOR).all(&db).await?;
    assert_eq!(trees.len(), films.len());

    let all: Option<Numeric> = sql("select sum(amount) from payment").fetch_scalar(&db).await?;
    assert_eq!(functions::rental_income().call(&db).await?, all);
    let since = "2024-03-10T00:00:00Z".parse().unwrap();
    let later = functions::rental_income_with(RentalIncomeOptional { since: Some(Some(since)) }).call(&db).await?;
    let asked: Option<Numeric> =
        sql("select sum(amount) from payment where paid_at >= $1").bind(since).fetch_scalar(&db).await?;
    assert_eq!(later, asked);
    let first = Payment::query().order_by(Payment::PAID_AT.asc()).limit(1);
    let from_first = first.select(functions::expr::rental_income_with(Payment::PAID_AT)).all(&db).await?;
    assert_eq!(from_first, [all]);
    Ok(())
}

#[tokio::test]
async fn errors_name_the_constraint() -> Result<(), Error> {
    use rental::prelude::*;
    use rental::public::{
        Film, FilmActorConstraint, FilmConstraint, Language, LanguageConstraint, NewFilm, NewLanguage,
    };

    let Some(db) = open("routines_constraints", RENTAL).await else { return Ok(()) };
    let name = Language::query().first(&db).await?.unwrap().name;
    let language = NewLanguage { name, optional: Default::default() };
    let taken = Language::insert(language).execute(&db).await.unwrap_err();
    assert_eq!(taken.violates(), Some(LanguageConstraint::NameKey));
    assert_eq!(taken.violates::<FilmConstraint>(), None);
    let film = NewFilm { title: "x".into(), language_id: 99, optional: Default::default() };
    let unknown = Film::insert(film).execute(&db).await.unwrap_err();
    assert_eq!(unknown.violates(), Some(FilmConstraint::LanguageIdFkey));
    let short = Film::find(1).update().set(Film::LENGTH, -1_i16).execute(&db).await.unwrap_err();
    assert_eq!(short.violates(), Some(FilmConstraint::LengthCheck));
    // The key of another relation that refers to a row forbids its deletion, and is named as that relation's.
    let used = Language::filter(Language::LANGUAGE_ID.eq(1)).delete(&db).await.unwrap_err();
    assert_eq!(used.violates::<LanguageConstraint>(), None);
    assert_eq!(used.violates(), Some(FilmConstraint::LanguageIdFkey));
    assert_eq!(used.violates::<FilmActorConstraint>(), None);
    Ok(())
}

#[tokio::test]
async fn functions_of_every_shape() -> Result<(), Error> {
    use golden::prelude::*;
    use golden::public::functions::{self, ExtremesRow, JoinedOptional, ScoreOptional, TitleLengthsRow};
    use golden::public::{Film, Log, Mood, NewFilm};

    let Some(db) = open("routines_golden", GOLDEN).await else { return Ok(()) };
    let film = |film_id: i32, title: &str, mood| {
        let optional = golden::public::NewFilmOptional { mood, length: Some(90) };
        NewFilm { film_id, title: title.into(), optional }
    };
    Film::insert_many([film(1, "Kites", Some(Mood::Happy)), film(2, "Rain", None)]).execute(&db).await?;

    assert_eq!(functions::films_in_stock(1).count(&db).await?, 2);
    assert_eq!(functions::first_film().one(&db).await?.title, "Kites");
    assert_eq!(functions::lines().count(&db).await?, 0);
    assert_eq!((functions::lines() | Log::query()).count(&db).await?, 0);
    assert_eq!(functions::score(1, Mood::Ok).call(&db).await?, Some(50));
    let score = functions::score_with(1, None, ScoreOptional { weight: Some(Some(7)), note: Some(None) });
    assert_eq!(score.call(&db).await?, Some(7));
    let score = functions::score_with(1, None, ScoreOptional { weight: Some(None), note: None });
    assert_eq!(score.call(&db).await?, None, "NULL where the default is not");
    assert_eq!(functions::moods().all(&db).await?, [Some(Mood::Sad), Some(Mood::Ok), Some(Mood::Happy)]);
    let lengths = functions::title_lengths(5).all(&db).await?;
    assert_eq!(lengths, [TitleLengthsRow { title: Some("Kites".into()), length: Some(5) }]);
    let extremes = ExtremesRow { shortest: Some(90), mood: Some(Mood::Happy), column3: Some(7) };
    assert_eq!(functions::extremes().call(&db).await?, extremes);
    assert_eq!(functions::seen_in().call(&db).await?.last, None);
    assert_eq!(
        functions::spans(golden::public::Span { first: "2024-01-01".parse().ok(), last: None }).all(&db).await?.len(),
        1
    );
    assert_eq!(functions::titles(vec![2]).all(&db).await?, [Some("Rain".to_owned())]);
    assert_eq!(functions::joined(", ").call(&db).await?.as_deref(), Some(""));
    let words = Some(Some(vec!["a".to_owned(), "b".to_owned()]));
    let joined = functions::joined_with(", ", JoinedOptional { words });
    assert_eq!(joined.call(&db).await?.as_deref(), Some("a, b"));
    assert_eq!(functions::piled().call(&db).await?.as_deref(), Some(""));
    assert_eq!(functions::odd_name("x", 1, 2).call(&db).await?.as_deref(), Some("x"));
    assert_eq!(functions::unnamed(1).call(&db).await?.as_deref(), Some("x"));
    functions::forget().call(&db).await?;

    assert_eq!(functions::film_count().call(&db).await?, Some(2));
    assert_eq!(functions::film_count_mood(Mood::Happy).call(&db).await?, Some(1));
    assert_eq!(functions::film_count_text("Rain").call(&db).await?, Some(1));
    assert_eq!(functions::film_count_text_array(vec!["Rain".into(), "Kites".into()]).call(&db).await?, Some(2));
    let same_mood = functions::expr::film_count_mood(Film::MOOD);
    let counts = Film::query().order_by(Film::FILM_ID.asc()).select((Film::TITLE, same_mood)).all(&db).await?;
    assert_eq!(counts, [("Kites".to_owned(), Some(1)), ("Rain".to_owned(), Some(0))]);
    let scored = functions::expr::score_with(Film::FILM_ID, Mood::Ok, Film::FILM_ID, "note");
    assert_eq!(Film::filter(scored.gt(1)).one(&db).await?.film_id, 2);
    let joined = functions::expr::joined_with(Film::TITLE, vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(Film::find(2).select(joined).one(&db).await?.as_deref(), Some("aRainb"));
    Ok(())
}

#[tokio::test]
async fn procedures() -> Result<(), Error> {
    use golden::prelude::*;
    use golden::public::functions::{self, HalveRow, RenameOptional};
    use golden::public::{Film, Mood, NewFilm};

    let Some(db) = open("routines_procedures", GOLDEN).await else { return Ok(()) };
    Film::insert(NewFilm { film_id: 1, title: "x".into(), optional: Default::default() }).execute(&db).await?;
    functions::rename_with(1, RenameOptional { title: Some(Some("Kites".into())) }).call(&db).await?;
    assert_eq!(Film::find(1).one(&db).await?.title, "Kites");
    functions::rename(1).call(&db).await?;
    assert_eq!(Film::find(1).one(&db).await?.title, "untitled");
    let halved = HalveRow { amount: Some(3), mood: Some(Mood::Ok), remainder: Some(1) };
    assert_eq!(functions::halve(7).call(&db).await?, halved);
    Ok(())
}
