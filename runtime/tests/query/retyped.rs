//! Columns whose type has changed are not read as what they no longer are.

use futures_util::TryStreamExt;
use relvar::generated::chrono::NaiveDate;
use relvar::{ConnectOptions, Db, Error, Mode, Relation, sql};

use crate::rental;
use crate::sample::prelude::*;
use crate::sample::{Actor, Inventory, NewStore, NewStoreOptional, Store};

/// As wide as the date that the models expect.
const CHANGE: &str = "alter table store alter opened_on type real using 7";

fn new(number: i32) -> NewStore {
    NewStore { name: format!("No. {number}"), opened_on: NaiveDate::default(), optional: NewStoreOptional::default() }
}

/// Every way to read the column, each of them refused.
async fn all_refused(db: &Db) {
    let count = sql("select count(*) from store").fetch_scalar::<i64>(db).await.expect("counts");
    let set = Store::query();
    let refused: [Result<(), Error>; 10] = [
        set.all(db).await.map(drop),
        set.first(db).await.map(drop),
        set.stream(db).try_collect::<Vec<_>>().await.map(drop),
        set.select((Store::NAME, Store::OPENED_ON)).all(db).await.map(drop),
        set.select(Store::OPENED_ON).distinct().all(db).await.map(drop),
        set.group_by(Store::OPENED_ON).aggregate(relvar::count()).all(db).await.map(drop),
        set.aggregate(Store::OPENED_ON.max()).one(db).await.map(drop),
        Inventory::query().with(Inventory::STORE).all(db).await.map(drop),
        Inventory::query().left_join(Inventory::STORE).all(db).await.map(drop),
        set.update_all().set(Store::NAME, Store::NAME).returning(db).await.map(drop),
    ];
    for (at, refused) in refused.into_iter().enumerate() {
        let error = refused.expect_err(&format!("the {at}th read"));
        assert!(error.is_decode(), "{error}");
        let told = "` is of type `float4` in the database and `date` in the models\nhint: the models are older";
        assert!(error.to_string().contains(told), "{error}");
    }
    assert_eq!(set.select(Store::NAME).all(db).await.expect("others are read").len() as i64, count);
}

#[tokio::test]
async fn where_statements_are_prepared() -> Result<(), Error> {
    let db = rental!(Ok(()));
    assert!(!Store::query().all(&db).await?.is_empty());
    sql(CHANGE).execute(&db).await?;
    all_refused(&db).await;
    Ok(())
}

#[tokio::test]
async fn where_they_are_not() -> Result<(), Error> {
    let Some((db, url)) = crate::open_at().await else { return Ok(()) };
    let options: ConnectOptions = url.parse()?;
    let unprepared = Db::connect_with(&options.mode(Mode::Unprepared)).await?;
    Store::query().all(&unprepared).await?;
    sql(CHANGE).execute(&db).await?;
    all_refused(&unprepared).await;
    Ok(())
}

#[tokio::test]
async fn by_copy_in_both_directions() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let count = Store::query().count(&db).await?;
    let rows = || futures_util::stream::iter((1..4).map(new));
    assert_eq!(Store::copy_in(rows()).execute(&db).await?, 3);
    assert_eq!(Store::query().copy_out(&db).try_collect::<Vec<_>>().await?.len() as i64, count + 3);
    sql("delete from store where name like 'No. %'").execute(&db).await?;
    sql(CHANGE).execute(&db).await?;
    for error in [
        Store::copy_in(rows()).execute(&db).await.expect_err("goes in"),
        Store::query().copy_out(&db).try_collect::<Vec<_>>().await.expect_err("comes out"),
    ] {
        assert!(error.is_decode(), "{error}");
        let told = "column `opened_on` of `public.store` is of type `real` in the database and `date` in the models";
        assert!(error.to_string().starts_with(told), "{error}");
    }
    assert_eq!(Store::query().count(&db).await?, count);
    Ok(())
}

/// What is read alike is no reason to refuse.
#[tokio::test]
async fn what_has_the_same_form_is_read() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let before = Store::query().order_by(Store::STORE_ID.asc()).all(&db).await?;
    for change in [
        "alter table store alter name type varchar(200)",
        "create domain day as date",
        "alter table store alter opened_on type day",
        "create type fixed as enum ('A', 'B', 'C', 'D')",
        "alter table actor alter last_name type fixed using 'A'",
    ] {
        sql(change).execute(&db).await?;
    }
    assert_eq!(Store::query().order_by(Store::STORE_ID.asc()).all(&db).await?, before);
    let copied: Vec<Store> = Store::query().copy_out(&db).try_collect().await?;
    assert_eq!(copied.len(), before.len());
    assert_eq!(Store::copy_in(futures_util::stream::iter([new(1)])).execute(&db).await?, 1);
    let names = Actor::query().select(Actor::LAST_NAME).all(&db).await?;
    assert!(names.iter().all(|name| name == "A"));
    Ok(())
}
