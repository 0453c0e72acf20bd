//! What the oracle found, told plainly.

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{Category, Film};

#[tokio::test]
async fn a_value_of_a_row_that_is_not_there_is_null_whatever_is_computed() -> Result<(), relvar::Error> {
    let db = rental!(Ok(()));
    let roots = Category::filter(Category::PARENT_ID.is_null());
    let count = usize::try_from(roots.count(&db).await?).expect("few");
    assert!(count > 0, "some categories have no parent");
    let parent = Category::PARENT;
    let known = roots.select(parent.get(Category::CATEGORY_ID.gt(0))).all(&db).await?;
    assert_eq!(known, vec![None; count], "a predicate");
    let id = parent.get(Category::PARENT_ID.coalesce(7));
    let ids = roots.select(id.clone()).all(&db).await?;
    assert_eq!(ids, vec![None; count], "another value");
    let found = Category::filter(id.is_null()).count(&db).await?;
    assert_eq!(found, roots.count(&db).await?, "in a filter");
    let grouped = roots.group_by(parent.get(relvar::value(1))).aggregate(count_of()).all(&db).await?;
    assert_eq!(grouped, [(None, i64::try_from(count).expect("few"))], "a literal");
    Ok(())
}

fn count_of() -> relvar::Aggregate<Category, i64> {
    count()
}

#[tokio::test]
async fn what_is_distinct_on_something_is_counted() -> Result<(), relvar::Error> {
    let db = rental!(Ok(()));
    let set = Film::query().distinct_on(Film::RATING).order_by((Film::RATING, Film::FILM_ID));
    let all = set.all(&db).await?;
    assert_eq!(set.count(&db).await?, i64::try_from(all.len()).expect("few"));
    assert!(set.exists(&db).await?);
    let values = u64::try_from(all.len()).expect("few");
    assert!(set.clone().offset(values - 1).exists(&db).await?);
    assert!(!set.offset(values).exists(&db).await?, "there are more films than ratings");
    Ok(())
}

#[tokio::test]
async fn the_first_row_before_another_is_the_first_of_the_order() -> Result<(), relvar::Error> {
    let db = rental!(Ok(()));
    let ordered = Film::query().order_by(Film::FILM_ID.asc());
    let all = ordered.all(&db).await?;
    let before = ordered.before(&all[3]);
    assert_eq!(before.first(&db).await?.as_ref(), Some(&all[0]));
    assert_eq!(before.select(Film::FILM_ID).first(&db).await?, Some(all[0].film_id));
    let tree = before.with(Film::LANGUAGE).first(&db).await?;
    assert_eq!(tree.map(|(film, _)| film).as_ref(), Some(&all[0]));
    let page = before.clone().limit(2);
    assert_eq!(page.first(&db).await?.as_ref(), Some(&all[1]), "of a page, its first");
    assert_eq!(before.clone().offset(1).first(&db).await?.as_ref(), Some(&all[0]), "without the closest");
    assert_eq!(before.limit(1).optional(&db).await?.as_ref(), Some(&all[2]), "the closest");
    Ok(())
}

#[tokio::test]
async fn the_rows_before_another_are_the_first_of_their_values_in_the_order() -> Result<(), relvar::Error> {
    let db = rental!(Ok(()));
    let ordered = Film::query().order_by((Film::RATING, Film::FILM_ID));
    let all = ordered.all(&db).await?;
    let last = all.last().expect("there are films");
    // The first film of each rating, but for the last film of all.
    let mut firsts: Vec<&Film> = Vec::new();
    for film in all.iter().filter(|film| film.film_id != last.film_id) {
        if firsts.last().is_none_or(|first| first.rating != film.rating) {
            firsts.push(film);
        }
    }
    let page = ordered.before(last).distinct_on(Film::RATING).limit(2);
    assert_eq!(page.all(&db).await?.iter().collect::<Vec<_>>(), firsts[firsts.len() - 2..]);
    assert_eq!(page.count(&db).await?, 2);
    Ok(())
}

#[tokio::test]
async fn an_order_that_says_the_same_twice_goes_with_distinct_on() -> Result<(), relvar::Error> {
    let db = rental!(Ok(()));
    let set = Film::query().distinct_on((Film::RATING, Film::LANGUAGE_ID));
    let twice = set.clone().order_by((Film::RATING, Film::RATING, Film::FILM_ID)).all(&db).await?;
    let once = set.order_by((Film::RATING, Film::FILM_ID)).all(&db).await?;
    assert_eq!(twice, once);
    Ok(())
}
