//! The tour: every line of the design's chapter on the runtime, and its results beside the same question in SQL.

use futures_util::TryStreamExt;
use relvar::{Error, Numeric, sql};
use serde_json::json;

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{
    Actor, Category, Customer, Film, FilmActor, Language, MpaaRating, NewFilm, NewFilmOptional, NewLanguage,
    NewLanguageOptional, Rental,
};

fn long() -> Query<Film> {
    Film::filter(Film::LENGTH.gt(120) & Film::RATING.eq(MpaaRating::Pg13))
}

fn new_film(title: &str) -> NewFilm {
    NewFilm { title: title.into(), language_id: 1, optional: NewFilmOptional::default() }
}

#[tokio::test]
async fn sets() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let long = long();
    let n: i64 = long.count(&db).await?;
    assert_eq!(
        n,
        sql("select count(*) from film where length > 120 and rating = 'PG-13'").fetch_scalar::<i64>(&db).await?
    );
    let films: Vec<Film> = long.clone().order_by(Film::TITLE.asc()).limit(10).all(&db).await?;
    let titles: Vec<_> = films.iter().map(|film| film.title.as_str()).collect();
    assert_eq!(titles, ["Cartographers", "Gran Turismo Blues", "Paper Tigers of Osaka", "Seven Umbrellas"]);
    let film: Option<Film> = Film::find(133).optional(&db).await?;
    assert_eq!(film, None);
    assert!(Film::find(133).one(&db).await.expect_err("is not there").is_not_found());
    assert!(Film::query().one(&db).await.expect_err("there are several").is_too_many_rows());
    let (a, b, c, d) =
        (Film::LENGTH.gt(130), Film::TITLE.starts_with("The"), Film::LANGUAGE_ID.eq(2), Film::RATING.eq(MpaaRating::R));
    let either = Film::filter(a) | (Film::filter(b) - Film::filter(c)) & !Film::filter(d);
    let mut found: Vec<i32> = either.select(Film::FILM_ID).all(&db).await?;
    found.sort_unstable();
    let asked: Vec<(i32,)> =
        sql("select film_id from film where length > 130 or (starts_with(title, 'The') and language_id <> 2 \
         and (rating = 'R') is not true) order by 1")
        .fetch_as(&db)
        .await?;
    assert_eq!(found, asked.into_iter().map(|(id,)| id).collect::<Vec<_>>());
    assert!(Film::find(1).exists(&db).await?);
    assert_eq!(FilmActor::find(1, 4).one(&db).await?.role.as_deref(), Some("The clerk"));
    assert_eq!(Language::find_by_name("French").one(&db).await?.language_id, 2);
    assert_eq!(
        Film::query().order_by(Film::LENGTH.desc().nulls_last()).first(&db).await?.map(|film| film.film_id),
        Some(8)
    );
    Ok(())
}

#[tokio::test]
async fn traversal() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let film = Film::find(2).one(&db).await?;
    let language: Language = film.language().one(&db).await?;
    assert_eq!(language.name, "English");
    assert_eq!(film.original_language().one(&db).await?.name, "French");
    assert_eq!(Film::find(1).one(&db).await?.original_language().optional(&db).await?, None);
    assert_eq!(film.actor().count(&db).await?, 3);
    let actors: Vec<Actor> = long().actor().order_by(Actor::LAST_NAME.asc()).all(&db).await?;
    let names: Vec<_> = actors.iter().map(|actor| actor.last_name.as_str()).collect();
    assert_eq!(names, ["Arai", "Ferro", "Hale", "Lind", "Moreau", "Said"]);
    // Three keys, an association among them, in one statement.
    let customers = Actor::find(4).film().inventory().rental().customer();
    assert_eq!(customers.count(&db).await?, 2);
    // A key from a relation to itself, both ways.
    let thriller = Category::filter(Category::NAME.eq("Thriller"));
    let below: Vec<String> =
        thriller.clone().category_by_parent().select(Category::NAME).order_by(Category::NAME.asc()).all(&db).await?;
    assert_eq!(below, ["Heist", "Horror"]);
    assert_eq!(thriller.category_by_parent().parent().one(&db).await?.name, "Thriller");
    Ok(())
}

#[tokio::test]
async fn predicates_and_values_across_keys() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let english = Film::filter(Film::LANGUAGE.has(Language::NAME.eq("English")));
    assert_eq!(english.count(&db).await?, 9);
    let in_r = Actor::filter(Actor::FILM.any(Film::RATING.eq(MpaaRating::R)));
    assert_eq!(in_r.count(&db).await?, 3);
    let never_in_r = Actor::filter(Actor::FILM.none(Film::RATING.eq(MpaaRating::R)));
    assert_eq!(never_in_r.count(&db).await?, 5);
    let all_long = Film::filter(Film::LENGTH.gt(100)).predicate();
    let only_long = Actor::filter(Actor::FILM.every(all_long) & Actor::FILM.exists());
    let asked = "select count(*) from actor a where (select bool_and(coalesce(length > 100, false)) \
                 from film join film_actor using (film_id) where actor_id = a.actor_id)";
    assert_eq!(only_long.count(&db).await?, sql(asked).fetch_scalar::<i64>(&db).await?);
    let busy = Actor::query().order_by(Actor::FILM.count().desc()).first(&db).await?;
    assert_eq!(busy.map(|actor| actor.last_name), Some("Hale".into()));
    let rows: Vec<(String, String)> = Film::query()
        .order_by(Film::TITLE)
        .limit(2)
        .select((Film::TITLE, Film::LANGUAGE.get(Language::NAME)))
        .all(&db)
        .await?;
    assert_eq!(rows, [("Cartographers".into(), "English".into()), ("Gran Turismo Blues".into(), "Italian".into())]);
    let rows: Vec<(i32, Option<String>)> = Film::filter(Film::FILM_ID.is_in([1, 2]))
        .order_by(Film::FILM_ID)
        .select((Film::FILM_ID, Film::ORIGINAL_LANGUAGE.get(Language::NAME)))
        .all(&db)
        .await?;
    assert_eq!(rows, [(1, None), (2, Some("French".into()))]);
    let customer = Rental::INVENTORY.get(crate::sample::Inventory::FILM.get(Film::TITLE));
    let titles: Vec<String> = Rental::query().select(customer).distinct().all(&db).await?;
    assert_eq!(titles.len(), 5);
    Ok(())
}

#[tokio::test]
async fn trees() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let long = long().order_by(Film::FILM_ID);
    let tree: Vec<(Film, Language, Vec<Actor>)> =
        long.with(Film::LANGUAGE).with(Film::ACTOR.order_by(Actor::LAST_NAME.asc())).all(&db).await?;
    let shown: Vec<_> = tree
        .iter()
        .map(|(film, language, actors)| {
            let names: Vec<_> = actors.iter().map(|actor| actor.last_name.as_str()).collect();
            (film.film_id, language.name.as_str(), names.join(" "))
        })
        .collect();
    assert_eq!(
        shown,
        [
            (2, "English", "Hale Moreau Said".to_owned()),
            (4, "English", "Arai Said".to_owned()),
            (7, "Italian", "Ferro".to_owned()),
            (8, "English", "Arai Ferro Lind Moreau".to_owned()),
        ]
    );
    let deep: Vec<(Language, Vec<(Film, Vec<Actor>)>)> =
        Language::query().with(Language::FILM.with(Film::ACTOR)).all(&db).await?;
    let actors: usize = deep.iter().flat_map(|(_, films)| films).map(|(_, actors)| actors.len()).sum();
    assert_eq!((deep.len(), actors), (4, 22));
    Ok(())
}

#[tokio::test]
async fn aggregates() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let mut by: Vec<(Option<MpaaRating>, (i64, Option<Numeric>))> =
        Film::query().group_by(Film::RATING).aggregate((count(), Film::LENGTH.avg())).all(&db).await?;
    by.sort_by_key(|(rating, _)| *rating);
    let counts: Vec<_> = by.iter().map(|(rating, (count, _))| (*rating, *count)).collect();
    assert_eq!(
        counts,
        [
            (None, 1),
            (Some(MpaaRating::G), 1),
            (Some(MpaaRating::Pg), 3),
            (Some(MpaaRating::Pg13), 4),
            (Some(MpaaRating::R), 2),
            (Some(MpaaRating::Nc17), 1),
        ]
    );
    assert_eq!(by[0].1.1, None);
    let frequent = Film::query()
        .group_by(Film::RATING)
        .aggregate(count())
        .having(count().gt(1))
        .order_by(count().desc())
        .all(&db)
        .await?;
    assert_eq!(frequent.first(), Some(&(Some(MpaaRating::Pg13), 4)));
    assert_eq!(frequent.len(), 3);
    let (films, longest, total) =
        Film::query().aggregate((count(), Film::LENGTH.max(), Film::LENGTH.sum())).one(&db).await?;
    assert_eq!((films, longest, total), (12, Some(155), Some(1283)));
    Ok(())
}

#[tokio::test]
async fn writes() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let film = Film::insert(NewFilm { title: "…".into(), language_id: 1, optional: NewFilmOptional::default() })
        .returning(&db)
        .await?;
    assert_eq!((film.rating, film.sort_title.as_deref()), (Some(MpaaRating::G), Some("…")));
    let new = NewFilm {
        optional: NewFilmOptional { film_id: Some(film.film_id), rating: Some(None), ..Default::default() },
        ..new_film("Other")
    };
    let updated = Film::insert(new).on_conflict(Film::FILM_PKEY).do_update([Film::TITLE]).execute(&db).await?;
    assert_eq!(updated, 1);
    assert_eq!(Film::find(film.film_id).one(&db).await?.title, "Other");
    let rows = (0..5).map(|number| new_film(&format!("Film {number}")));
    assert_eq!(Film::insert_many(rows).execute(&db).await?, 5);
    let rows: Vec<_> = (0..2500).map(|number| new_film(&format!("Copy {number}"))).collect();
    assert_eq!(Film::copy_in(futures_util::stream::iter(rows)).execute(&db).await?, 2500);
    assert_eq!(Film::filter(Film::TITLE.starts_with("Copy ")).count(&db).await?, 2500);

    let long = long();
    let changed = long.update().set(Film::LENGTH, Film::LENGTH + 1).set(Film::TITLE, "x").execute(&db).await?;
    assert_eq!(changed, 4);
    let long = Film::filter(Film::TITLE.eq("x"));
    let lengths: Vec<_> = long
        .update()
        .set(Film::LENGTH, None)
        .set(Film::TITLE, Film::LANGUAGE.get(Language::NAME))
        .returning(&db)
        .await?
        .into_iter()
        .map(|film| (film.length, film.title))
        .collect();
    assert!(lengths.iter().all(|(length, title)| length.is_none() && ["English", "Italian"].contains(&title.as_str())));
    assert_eq!(Film::filter(Film::TITLE.starts_with("Film ")).delete(&db).await?, 5);
    assert!(Film::query().delete(&db).await.expect_err("is everything").is_unrestricted());
    let a = Film::filter(Film::LENGTH.gt(100));
    assert!((a.clone() | !a).delete(&db).await.expect_err("is everything").is_unrestricted());
    assert_eq!(Rental::filter(Rental::RETURNED_AT.is_not_null()).payment().delete_returning(&db).await?.len(), 5);
    assert_eq!(crate::sample::Payment::query().delete_all(&db).await?, 2);
    Ok(())
}

#[tokio::test]
async fn transactions_sql_and_seeing() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let film = db.transaction(async |tx| Film::insert(new_film("Within")).returning(tx).await).await?;
    assert_eq!(film.title, "Within");
    let failed: Result<(), Error> = db
        .transaction(async |tx| {
            Film::insert(new_film("Never")).execute(tx).await?;
            Language::insert(NewLanguage { name: "English".into(), optional: NewLanguageOptional::default() })
                .execute(tx)
                .await?;
            Ok(())
        })
        .await;
    assert!(failed.expect_err("the name is taken").is_unique_violation());
    assert!(!Film::filter(Film::TITLE.eq("Never")).exists(&db).await?);
    let films: Vec<Film> =
        sql("select * from film where film_id = $1").bind(film.film_id).fetch_as::<Film>(&db).await?;
    assert_eq!(films, [film]);
    let long = long();
    assert!(long.to_sql().contains(r#"t0."length" > $1"#));
    assert!(long.explain(&db).await?.contains("Scan"));
    let streamed: Vec<Film> = long.stream(&db).try_collect().await?;
    assert_eq!(streamed.len(), 4);
    Ok(())
}

#[tokio::test]
async fn the_operations() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let checks: Vec<(Predicate<Film>, &str)> = vec![
        (Film::DETAILS.text("studio").eq("Rivet"), "details ->> 'studio' = 'Rivet'"),
        (Film::DETAILS.get("awards").eq(json!(5)), "details -> 'awards' = '5'"),
        (Film::DETAILS.contains(json!({"studio": "Harbour"})), r#"details @> '{"studio": "Harbour"}'"#),
        (Film::DETAILS.has_key("formats"), "details ? 'formats'"),
        (Film::DETAILS.get_path(["formats", "0"]).is_not_null(), "details #> '{formats,0}' is not null"),
        (Film::DETAILS.text("awards").cast::<i32>().ge(2), "(details ->> 'awards')::int >= 2"),
        (Film::DETAILS.path_exists("$.awards ? (@ > 2)"), "details @? '$.awards ? (@ > 2)'"),
        (Film::SPECIAL_FEATURES.contains(vec!["Trailers".to_owned()]), "special_features @> '{Trailers}'"),
        (
            Film::SPECIAL_FEATURES.overlaps(vec!["Deleted Scenes".to_owned(), "x".to_owned()]),
            "special_features && '{Deleted Scenes,x}'",
        ),
        (Film::SPECIAL_FEATURES.any("Commentaries"), "'Commentaries' = any(special_features)"),
        (Film::SPECIAL_FEATURES.cardinality().gt(1), "cardinality(special_features) > 1"),
        (Film::TITLE.ilike("%the%"), "title ilike '%the%'"),
        (Film::TITLE.contains("the"), "strpos(title, 'the') > 0"),
        (Film::TITLE.matches("^[A-K]"), "title ~ '^[A-K]'"),
        (Film::TITLE.eq_ignore_case("KITES"), "lower(title) = 'kites'"),
        (Film::TITLE.ends_with("m"), "title like '%m'"),
        (Film::TITLE.search("umbrella OR kite"), "to_tsvector(title) @@ websearch_to_tsquery('umbrella or kite')"),
        (
            Film::DESCRIPTION.search_in("english", "counting ships"),
            "to_tsvector('english', description) @@ websearch_to_tsquery('english', 'counting ships')",
        ),
        (Film::LENGTH.is_in([97, 88]), "length in (97, 88)"),
        (Film::RATING.is_in([MpaaRating::G, MpaaRating::R]), "rating in ('G', 'R')"),
        (Film::RATING.is_not_in([MpaaRating::G]), "rating is distinct from 'G'"),
        (Film::RATING.gt(MpaaRating::Pg13), "rating > 'PG-13'"),
        (Film::LENGTH.is_distinct_from(Some(97)), "length is distinct from 97"),
        (Film::LENGTH.is_not_distinct_from(None), "length is null"),
        (Film::LENGTH.between(90, 100), "length between 90 and 100"),
        (Film::RELEASE_YEAR.eq(1987), "release_year = 1987"),
        ((Film::LENGTH * 2 - 10).gt(200), "length * 2 - 10 > 200"),
        (Film::LENGTH.coalesce(0).lt(90), "coalesce(length, 0) < 90"),
        (Film::RENTAL_RATE.gt("3".parse::<Numeric>().expect("a number")), "rental_rate > 3"),
        (Film::UPDATED_AT.year().gt(2000.0), "extract(year from updated_at) > 2000"),
        (
            case(Film::LENGTH.gt(120), "long").when(Film::LENGTH.gt(100), "medium").otherwise("short").eq("medium"),
            "length > 100 and length <= 120",
        ),
        (Film::TITLE.concat("!").eq("Kites!"), "title = 'Kites'"),
        (Film::SORT_TITLE.eq("kites"), "title = 'Kites'"),
        (Film::TITLE.eq(Film::TITLE), "true"),
        (
            Film::LANGUAGE.get(Language::NAME).lt(Film::TITLE),
            "(select name from language l where l.language_id = film.language_id) < title",
        ),
        (
            Film::LANGUAGE_ID.is_in_set(Language::filter(Language::NAME.gt("F")).select(Language::LANGUAGE_ID)),
            "language_id in (select language_id from language where name > 'F')",
        ),
        (Film::ACTOR.count().gt(2), "(select count(*) from film_actor a where a.film_id = film.film_id) > 2"),
        (
            Film::INVENTORY.any(crate::sample::Inventory::SHELF.has(crate::sample::Shelf::FLOOR.gt(0))),
            "film_id in (select film_id from inventory join shelf on (store_id, code) = (shelf.store_id, shelf_code) where floor > 0)",
        ),
        (
            Film::LENGTH.gt(100) ^ Film::RATING.eq(MpaaRating::R),
            "coalesce(length > 100, false) <> coalesce(rating = 'R', false)",
        ),
    ];
    for (predicate, condition) in checks {
        let set = Film::filter(predicate.clone());
        let sql_text = set.to_sql();
        let mut found = set.select(Film::FILM_ID).all(&db).await.unwrap_or_else(|error| panic!("{error}\n{sql_text}"));
        found.sort_unstable();
        let condition = condition.replace("on (store_id, code)", "on (inventory.store_id, code)");
        let asked: Vec<(i32,)> =
            sql(format!("select film_id from film where {condition} order by 1")).fetch_as(&db).await?;
        assert_eq!(found, asked.into_iter().map(|(id,)| id).collect::<Vec<_>>(), "{condition}\n{sql_text}");
        // The complement is everything else, NULLs included.
        assert_eq!((!Film::filter(predicate)).count(&db).await?, 12 - i64::try_from(found.len()).expect("few"));
    }
    assert_eq!(Customer::filter(Customer::ACTIVE.is_not_true()).count(&db).await?, 1);
    Ok(())
}
