//! Functions of the database, declared as generated code declares them.

use relvar::{Error, Numeric, Scalar, generated as rt, sql};

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{Film, Language, MpaaRating};

fn films_in_stock(store: i32) -> Query<Film> {
    rt::routine(r#""public"."films_in_stock""#).argument(rt::bind(store)).rows()
}

fn rental_income(since: Option<chrono::DateTime<chrono::Utc>>) -> Scalar<Option<Numeric>> {
    rt::routine(r#""public"."rental_income""#).optional("since", since.map(rt::bind)).scalar()
}

#[derive(Debug, PartialEq)]
struct Extremes {
    shortest: Option<i16>,
    best: Option<MpaaRating>,
}

impl rt::Record for Extremes {
    const COLUMNS: &'static [(&'static str, rt::SqlType)] =
        &[("shortest", rt::types::INT2), ("best", <MpaaRating as rt::Enum>::TYPE)];

    fn from_row(row: &rt::Row<'_>) -> Result<Self, Error> {
        Ok(Self { shortest: row.get(0)?, best: row.get(1)? })
    }
}

#[tokio::test]
async fn a_function_that_gives_rows_is_a_set_like_others() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let asked: i64 = sql("select count(*) from films_in_stock(1)").fetch_scalar(&db).await?;
    assert_eq!(films_in_stock(1).count(&db).await?, asked);
    assert_eq!(films_in_stock(1).all(&db).await?.len() as i64, asked);
    let long = films_in_stock(1).filter(Film::LENGTH.gt(100)).order_by(Film::TITLE).limit(2);
    assert_eq!(long.select(Film::FILM_ID).all(&db).await?, [7, 4]);
    let both = films_in_stock(1) & films_in_stock(2);
    let asked: i64 = sql("select count(*) from films_in_stock(1) join films_in_stock(2) b using (film_id)")
        .fetch_scalar(&db)
        .await?;
    assert_eq!(both.count(&db).await?, asked);
    let languages = films_in_stock(1).with(Film::LANGUAGE).all(&db).await?;
    assert_eq!(languages.len() as i64, films_in_stock(1).count(&db).await?);
    assert!(films_in_stock(1).language().exists(&db).await?);
    assert_eq!((!films_in_stock(1)).count(&db).await? + films_in_stock(1).count(&db).await?, 12);
    Ok(())
}

#[tokio::test]
async fn a_function_that_gives_a_value_is_awaited_or_a_value() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let all = rental_income(None).get(&db).await?;
    assert_eq!(all, sql("select sum(amount) from payment").fetch_scalar(&db).await?);
    let since = "2024-03-10T00:00:00Z".parse().expect("a time");
    assert!(rental_income(Some(since)).get(&db).await? < all);
    let rows: Vec<(i16, Option<Numeric>)> =
        Language::query().limit(1).select((Language::LANGUAGE_ID, rental_income(None).expr())).all(&db).await?;
    assert_eq!(rows[0].1, all);
    Ok(())
}

#[tokio::test]
async fn records_values_variadic_arguments_and_procedures() -> Result<(), Error> {
    let db = rental!(Ok(()));
    for text in [
        "create function extremes(of smallint, out shortest smallint, out best mpaa_rating) stable language sql as \
         'select min(length), min(rating) from film where language_id = $1'",
        "create function titles(variadic ids int[]) returns setof text stable language sql as \
         'select title from film where film_id = any(ids) order by film_id'",
        "create procedure rename(id int, \"to\" text default 'anon') language sql as \
         'update film set title = $2 where film_id = $1'",
    ] {
        sql(text).execute(&db).await?;
    }
    let extremes = rt::routine("extremes").argument(rt::bind(1_i16)).records::<Extremes>();
    assert_eq!(extremes.one(&db).await?, Extremes { shortest: Some(97), best: Some(MpaaRating::Pg) });
    assert_eq!(extremes.all(&db).await?.len(), 1);
    let titles = rt::routine("titles").variadic(rt::bind(vec![9, 3])).scalars::<String>();
    assert_eq!(titles.all(&db).await?, ["Le Dernier Tramway", "Kites"]);
    let rename =
        |to: Option<String>| rt::routine("rename").argument(rt::bind(9)).optional("to", to.map(rt::bind)).procedure();
    rename(Some("Dragons".into())).call(&db).await?;
    assert_eq!(Film::find(9).one(&db).await?.title, "Dragons");
    rename(None).call(&db).await?;
    assert_eq!(Film::find(9).one(&db).await?.title, "anon");
    Ok(())
}
