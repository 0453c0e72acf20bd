//! Functions of the database, declared as generated code declares them.

use relvar::{Error, Numeric, Scalar, generated as rt, sql};

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{Film, FilmList, Language, MpaaRating};

fn films_in_stock(store: i32) -> Query<Film> {
    rt::routine(r#""public"."films_in_stock""#).argument(store, rt::types::INT4).rows()
}

fn rental_income(since: Option<chrono::DateTime<chrono::Utc>>) -> Scalar<Option<Numeric>> {
    rt::routine(r#""public"."rental_income""#)
        .optional("since", since.map(Some), rt::types::TIMESTAMPTZ)
        .scalar(rt::types::NUMERIC)
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
    let all = rental_income(None).call(&db).await?;
    assert_eq!(all, sql("select sum(amount) from payment").fetch_scalar(&db).await?);
    let since = "2024-03-10T00:00:00Z".parse().expect("a time");
    assert!(rental_income(Some(since)).call(&db).await? < all);
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
    let extremes = rt::routine("extremes").argument(1_i16, rt::types::INT2).record::<Extremes>();
    assert_eq!(extremes.call(&db).await?, Extremes { shortest: Some(97), best: Some(MpaaRating::Pg) });
    let titles = rt::routine("titles").variadic(vec![9, 3], rt::types::INT4_ARRAY).scalars::<String>(rt::types::TEXT);
    assert_eq!(titles.all(&db).await?, ["Le Dernier Tramway", "Kites"]);
    let rename = |to: Option<String>| {
        rt::routine("rename").argument(9, rt::types::INT4).optional("to", to.map(Some), rt::types::TEXT).procedure()
    };
    rename(Some("Dragons".into())).call(&db).await?;
    assert_eq!(Film::find(9).one(&db).await?.title, "Dragons");
    rename(None).call(&db).await?;
    assert_eq!(Film::find(9).one(&db).await?.title, "anon");
    Ok(())
}

#[tokio::test]
async fn rows_of_a_function_are_locked_updated_and_paged_by_their_keys() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let stock = films_in_stock(1);
    let ids = stock.clone().order_by(Film::FILM_ID).select(Film::FILM_ID).all(&db).await?;
    db.transaction(async |tx| {
        let locked = stock.clone().order_by(Film::FILM_ID).for_update().all(tx).await?;
        assert_eq!(locked.iter().map(|film| film.film_id).collect::<Vec<_>>(), ids);
        let updated = stock.clone().update().set(Film::LENGTH, 1_i16).execute(tx).await?;
        assert_eq!(updated, ids.len() as u64);
        assert_eq!(Film::filter(Film::LENGTH.eq(1)).count(tx).await?, ids.len() as i64);
        Ok::<_, Error>(())
    })
    .await?;
    let first = stock.clone().order_by(Film::FILM_ID).first(&db).await?.expect("a film");
    let rest = stock.clone().order_by(Film::FILM_ID).after(&first).select(Film::FILM_ID).all(&db).await?;
    assert_eq!(rest, ids[1..]);
    let last = stock.order_by(Film::FILM_ID).distinct_on(Film::FILM_ID).limit(1).language().count(&db).await?;
    assert_eq!(last, 1);
    Ok(())
}

#[tokio::test]
async fn rows_without_a_key_are_told_apart_by_all_they_have() -> Result<(), Error> {
    let db = rental!(Ok(()));
    sql("create function listed(at_least bigint) returns setof film_list stable language sql as \
         'select * from film_list where actors >= $1'")
    .execute(&db)
    .await?;
    let listed = |least: i64| rt::routine("listed").argument(least, rt::types::INT8).rows::<FilmList>();
    let all = FilmList::query().count(&db).await?;
    let two = listed(2).count(&db).await?;
    assert!(0 < two && two < all);
    assert_eq!((listed(2) | !listed(2)).count(&db).await?, all);
    assert_eq!((listed(1) - listed(2)).count(&db).await?, listed(1).count(&db).await? - two);
    assert_eq!(listed(2).filter(FilmList::ACTORS.ge(3)).count(&db).await?, listed(3).count(&db).await?);
    Ok(())
}

#[tokio::test]
async fn a_function_that_gives_one_row_or_null() -> Result<(), Error> {
    let db = rental!(Ok(()));
    sql("create function titled(title text) returns film stable language sql as \
         'select * from film where title = $1'")
    .execute(&db)
    .await?;
    let titled = |title: &str| rt::routine("titled").argument::<String>(title, rt::types::TEXT).row::<Film>();
    let film = titled("Kites").one(&db).await?;
    assert_eq!(film.title, "Kites");
    assert_eq!(titled("Kites").language().count(&db).await?, 1);
    assert_eq!(titled("no such film").optional(&db).await?, None);
    assert_eq!((titled("Kites") | Film::find(1)).count(&db).await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_function_of_columns_is_a_value_for_each_row() -> Result<(), Error> {
    let db = rental!(Ok(()));
    for text in [
        "create function longer_than(length smallint, at_least smallint, title text) returns boolean immutable \
         language sql as 'select $1 > $2 and $3 <> $$$$'",
        "create function next_rating(rating mpaa_rating) returns mpaa_rating immutable language sql as \
         'select (enum_range(rating))[2]'",
        "create procedure halve(inout length smallint, out rating mpaa_rating) language plpgsql as \
         'begin length := length / 2; rating := $$R$$; end'",
    ] {
        sql(text).execute(&db).await?;
    }
    let longer: Expr<Film, Option<bool>> = rt::routine("longer_than")
        .operand(Film::LENGTH, rt::types::INT2)
        .operand::<Film, i16>(100, rt::types::INT2)
        .operand::<Film, String>("x", rt::types::TEXT)
        .expression(rt::types::BOOL);
    let asked = Film::filter(Film::LENGTH.gt(100)).count(&db).await?;
    assert_eq!(Film::filter(longer.eq(true)).count(&db).await?, asked);
    let rating = <MpaaRating as rt::Enum>::TYPE;
    let next: Expr<Film, Option<MpaaRating>> =
        rt::routine("next_rating").operand(Film::RATING, rating).expression(rating);
    let of_g = Film::filter(Film::RATING.eq(MpaaRating::G)).count(&db).await?;
    assert_eq!(Film::filter(Film::RATING.eq(MpaaRating::G) & next.clone().eq(MpaaRating::Pg)).count(&db).await?, of_g);
    assert!(Film::query().select(next).all(&db).await?.contains(&Some(MpaaRating::Pg)));
    let halve = rt::routine("halve").argument(90_i16, rt::types::INT2).output(rating).procedure_record::<Extremes>();
    assert_eq!(halve.call(&db).await?, Extremes { shortest: Some(45), best: Some(MpaaRating::R) });
    Ok(())
}
