//! What may stand where a value is wanted: as it is owned, borrowed, or written down.

use std::borrow::Cow;

use relvar::{Error, Numeric};

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{Customer, Film, Language, MpaaRating, Payment};

#[tokio::test]
async fn values_are_given_owned_or_borrowed() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let (title, description) = (String::from("Kites"), Some(String::from("Apples, and what lies beneath.")));
    let (ids, titles, names) = (vec![1, 9], vec![title.clone()], ["Kites", "x"]);
    let same: Vec<(Predicate<Film>, &[i32])> = vec![
        (Film::TITLE.eq(title.clone()), &[9]),
        (Film::TITLE.eq(&title), &[9]),
        (Film::TITLE.eq(title.as_str()), &[9]),
        (Film::TITLE.eq(Cow::from("Kites")), &[9]),
        (Film::FILM_ID.is_in(&ids), &[1, 9]),
        (Film::FILM_ID.is_in(&ids[1..]), &[9]),
        (Film::FILM_ID.is_in(ids.iter()), &[1, 9]),
        (Film::FILM_ID.is_in(ids), &[1, 9]),
        (Film::FILM_ID.is_in(1..3), &[1, 2]),
        (Film::TITLE.is_in(&titles), &[9]),
        (Film::TITLE.is_in(&names), &[9]),
        (Film::TITLE.is_in(titles.iter().map(String::as_str)), &[9]),
        (Film::DESCRIPTION.is_not_distinct_from(&description), &[5]),
        (Film::DESCRIPTION.is_not_distinct_from(&title), &[]),
        (Film::DESCRIPTION.is_not_distinct_from(None), &[9, 11]),
        (Film::SPECIAL_FEATURES.contains(["Trailers", "Deleted Scenes"]), &[4]),
        (Film::SPECIAL_FEATURES.contains(vec!["Behind the Scenes"]), &[8]),
        (Film::SPECIAL_FEATURES.overlaps(&["Behind the Scenes", "x"]), &[8]),
        (Film::RENTAL_RATE.gt(4), &[4, 8]),
        ((Film::RENTAL_RATE * 2).is_in([2, 5]), &[1, 11]),
    ];
    for (at, (predicate, expected)) in same.into_iter().enumerate() {
        let found = Film::filter(predicate).select(Film::FILM_ID).order_by(Film::FILM_ID).all(&db).await?;
        assert_eq!(found, expected, "number {at}");
    }
    Film::find(9)
        .update()
        .set(Film::TITLE, &title)
        .set(Film::DESCRIPTION, &description)
        .set(Film::SPECIAL_FEATURES, ["Trailers"])
        .set(Film::RENTAL_RATE, 2)
        .execute(&db)
        .await?;
    let film = Film::find(9).one(&db).await?;
    assert_eq!(
        (film.title, film.description, film.special_features),
        (title, description, vec!["Trailers".to_owned()])
    );
    let none = Payment::filter(Payment::AMOUNT.lt(0)).aggregate(Payment::AMOUNT.sum().coalesce(Numeric::from(7)));
    assert_eq!(none.one(&db).await?, Numeric::from(7));
    Ok(())
}

#[tokio::test]
async fn sets_and_predicates_combine_in_place_and_borrowed() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let (long, rated) = (Film::filter(Film::LENGTH.gt(100)), Film::filter(Film::RATING.eq(MpaaRating::R)));
    let pairs = [
        (&long & &rated, long.clone() & rated.clone()),
        (&long | &rated, long.clone() | rated.clone()),
        (&long - &rated, long.clone() - rated.clone()),
        (&long ^ &rated, long.clone() ^ rated.clone()),
        (!&long, !long.clone()),
    ];
    for (borrowed, owned) in pairs {
        assert_eq!(borrowed.to_sql(), owned.to_sql());
    }
    let mut set = long.clone();
    set -= rated.clone();
    set |= Film::find(9);
    set &= Film::query();
    set ^= Film::find(1);
    let expected = (((long - rated) | Film::find(9)) & Film::query()) ^ Film::find(1);
    assert_eq!(set.to_sql(), expected.to_sql());

    let mut wanted = Predicate::always();
    wanted &= Film::LENGTH.gt(100);
    wanted |= Film::LENGTH.is_null();
    assert_eq!(Film::filter(wanted).count(&db).await?, 9);
    assert_eq!(Customer::filter(Customer::ACTIVE.into()).to_sql(), Customer::filter(Customer::ACTIVE.expr()).to_sql());
    Ok(())
}

#[tokio::test]
async fn the_first_value_of_a_case_says_its_type() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let rank = case(Film::LENGTH.gt(140), 1).when(Film::LENGTH.gt(120), 2).otherwise(3);
    let ranks: Vec<i32> = Film::query().select(rank).order_by(Film::FILM_ID).all(&db).await?;
    assert_eq!(ranks, [3, 2, 3, 1, 3, 3, 2, 1, 3, 2, 3, 3]);
    let name = case(Film::LENGTH.gt(140), Film::TITLE).otherwise("short");
    let original = coalesce([Film::ORIGINAL_LANGUAGE_ID, Film::LENGTH]);
    let rows: Vec<(String, Option<i16>, i16)> =
        Film::find(4).select((name, original, least([Film::LANGUAGE_ID, Film::LANGUAGE_ID]))).all(&db).await?;
    assert_eq!(rows, [("Paper Tigers of Osaka".to_owned(), Some(3), 1)]);
    Ok(())
}

#[test]
fn what_a_statement_reads_is_known_without_a_database() {
    let films = Film::query().select((Film::TITLE, Film::LANGUAGE.get(Language::NAME)));
    assert_eq!(films.relations(), ["public.film", "public.language"]);
    assert_eq!(Film::query().select(Film::TITLE).relations(), ["public.film"]);
}
