//! Keyset pagination: page by page, forwards and backwards, every row once and in order.

use relvar::{Error, Numeric, OrderBy, case, count};

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{Actor, Film, Language, MpaaRating, NewFilm, NewFilmOptional};

async fn check(db: &relvar::Db, by: impl OrderBy<Film> + Clone) -> Result<(), Error> {
    for size in [1, 2, 5, 20] {
        let whole = Film::query().order_by(by.clone());
        let mut forwards: Vec<Film> = Vec::new();
        loop {
            let page = whole.clone().after(forwards.last()).limit(size).all(db).await?;
            if page.is_empty() {
                break;
            }
            assert!(page.len() as u64 <= size);
            forwards.extend(page);
            assert!(forwards.len() <= 12, "{whole:?}");
        }
        let ids: Vec<_> = forwards.iter().map(|film| film.film_id).collect();
        assert_eq!(ids.len(), 12);
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (1..=12).collect::<Vec<_>>());

        let mut backwards: Vec<i32> = Vec::new();
        let mut at = None;
        loop {
            let page = whole.clone().before(at.as_ref()).limit(size).all(db).await?;
            if page.is_empty() {
                break;
            }
            backwards.splice(0..0, page.iter().map(|film| film.film_id));
            at = page.into_iter().next();
            assert!(backwards.len() <= 12, "{whole:?}");
        }
        assert_eq!(backwards, ids);
    }
    Ok(())
}

#[tokio::test]
async fn every_row_once_in_any_order() -> Result<(), Error> {
    let db = rental!(Ok(()));
    check(&db, Film::FILM_ID.asc()).await?;
    check(&db, Film::LANGUAGE_ID.asc()).await?;
    check(&db, Film::ORIGINAL_LANGUAGE_ID.asc()).await?;
    check(&db, (Film::RATING.desc().nulls_last(), Film::LENGTH.asc().nulls_first())).await?;
    check(&db, (Film::LANGUAGE_ID.desc(), Film::RELEASE_YEAR.desc(), Film::TITLE.asc())).await?;
    check(&db, (Film::LANGUAGE.get(Language::NAME).desc(), Film::RATING.asc())).await?;
    check(&db, (Film::ORIGINAL_LANGUAGE.get(Language::NAME).asc().nulls_first(), Film::RATING.asc())).await?;
    check(&db, Film::ACTOR.count().desc()).await?;
    check(&db, (Film::ACTOR.max(Actor::LAST_NAME).asc(), Film::LENGTH.gt(100).desc())).await?;
    Ok(())
}

#[tokio::test]
async fn pages_go_on_after_a_row_that_is_gone() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let new = NewFilm {
        title: "Between".into(),
        language_id: 1,
        optional: NewFilmOptional { length: Some(119), ..Default::default() },
    };
    let between = Film::insert(new).returning(&db).await?;
    let by = (Film::LANGUAGE.get(Language::NAME).lower().asc(), (Film::LENGTH + 1).desc().nulls_last());
    let rest = Film::query().order_by(by).after(&between).select(Film::FILM_ID);
    let there = rest.all(&db).await?;
    assert_eq!(Film::find(between.film_id).delete(&db).await?, 1);
    assert_eq!(there, [5, 12, 1, 6, 11, 3, 7, 9]);
    assert_eq!(rest.all(&db).await?, there);
    Ok(())
}

#[tokio::test]
async fn a_page_is_a_set_like_others() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let seventh = Film::find(7).one(&db).await?;
    let page = Film::query().order_by(Film::FILM_ID).before(&seventh).limit(2);
    assert_eq!(page.clone().select(Film::FILM_ID).all(&db).await?, [5, 6]);
    assert_eq!(page.count(&db).await?, 2);
    assert_eq!((!page.clone()).count(&db).await?, 10);
    let tree = page.with(Film::ACTOR.order_by(Actor::ACTOR_ID)).all(&db).await?;
    assert_eq!(tree.iter().map(|(film, actors)| (film.film_id, actors.len())).collect::<Vec<_>>(), [(5, 2), (6, 1)]);
    Ok(())
}

#[tokio::test]
async fn distinct_values_are_in_their_own_order() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // An enum travels as text, whose order is another.
    let ratings = Film::query().select(Film::RATING).distinct();
    let ordered = ratings.clone().order_by(Film::RATING.desc().nulls_last()).all(&db).await?;
    let expected = [MpaaRating::Nc17, MpaaRating::R, MpaaRating::Pg13, MpaaRating::Pg, MpaaRating::G];
    assert_eq!(ordered, expected.map(Some).into_iter().chain([None]).collect::<Vec<_>>());
    let page = ratings.order_by(Film::RATING).offset(1).limit(2);
    assert_eq!(page.all(&db).await?, [Some(MpaaRating::Pg), Some(MpaaRating::Pg13)]);
    assert_eq!(page.count(&db).await?, 2);
    let pairs = Film::query().select((Film::LENGTH.gt(100), Film::RATING)).distinct();
    let pairs = pairs.order_by((Film::LENGTH.gt(100), Film::RATING)).all(&db).await?;
    let mut sorted = pairs.clone();
    sorted.sort_by_key(|(long, rating)| (*long, rating.is_none(), *rating));
    assert_eq!(pairs, sorted);
    Ok(())
}

#[tokio::test]
async fn a_value_that_asks_for_other_rows_is_said_twice_in_the_same_words() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // An enum is selected as text, but grouped and ordered as itself.
    let played = case(Film::ACTOR.any(Actor::LAST_NAME.eq("Hale")), Film::RATING).or_null();
    let groups = Film::query().group_by(played.clone()).aggregate(count()).order_by_keys();
    let some = [(MpaaRating::Pg, 2), (MpaaRating::Pg13, 1), (MpaaRating::R, 2), (MpaaRating::Nc17, 1)];
    let expected = some.map(|(rating, films)| (Some(rating), films)).into_iter().chain([(None, 6)]);
    assert_eq!(groups.all(&db).await?, expected.collect::<Vec<_>>());
    let distinct = Film::query().select(played.clone()).distinct().order_by(played.clone().desc().nulls_last());
    let expected = some.map(|(rating, _)| Some(rating)).into_iter().rev().chain([None]);
    assert_eq!(distinct.all(&db).await?, expected.collect::<Vec<_>>());
    let firsts = Film::query().distinct_on(played.clone()).order_by((played.asc(), Film::FILM_ID.asc()));
    assert_eq!(firsts.select(Film::FILM_ID).all(&db).await?, [1, 2, 5, 12, 3]);
    // What is known beforehand is no position.
    let always = Film::FILM_ID.is_null();
    let first = Film::query().distinct_on(always.clone()).order_by((always.desc(), Film::FILM_ID.desc()));
    assert_eq!(first.select(Film::FILM_ID).all(&db).await?, [12]);
    // Two values that are equal are one.
    let dear = || Film::RENTAL_RATE.gt(Numeric::from(3));
    let firsts = Film::query().distinct_on(dear()).order_by((dear().asc(), Film::FILM_ID.asc()));
    assert_eq!(firsts.select(Film::FILM_ID).all(&db).await?, [1, 2]);
    Ok(())
}

#[tokio::test]
async fn rows_that_are_picked_are_joined_as_they_were_picked() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let fifth = Film::find(5).one(&db).await?;
    let page = Film::query().order_by(Film::FILM_ID.asc()).before(&fifth).limit(2);
    let ids = |pairs: Vec<(Film, Language)>| pairs.into_iter().map(|(film, _)| film.film_id).collect::<Vec<_>>();
    assert_eq!(ids(page.left_join(Film::LANGUAGE).all(&db).await?), [3, 4]);
    let longest = Film::filter(Film::LENGTH.is_not_null()).distinct_on(Film::RATING);
    let longest = longest.order_by((Film::RATING.asc(), Film::LENGTH.desc()));
    assert_eq!(ids(longest.left_join(Film::LANGUAGE).all(&db).await?), [9, 10, 8, 5, 12]);
    Ok(())
}
