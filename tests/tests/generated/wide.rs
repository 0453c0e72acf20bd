//! A table of as many columns as PostgreSQL allows.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use relvar_catalog::{connect::Session, introspect::introspect};
use relvar_codegen::{Config, generate};

const PROGRAM: &str = r#"
use wide::models::prelude::*;
use wide::models::public::{NewWide, NewWideOptional, Wide};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), relvar::Error> {
    let db = relvar::Db::connect(&std::env::var("DATABASE_URL").unwrap()).await?;
    let new = |c1, c1600| NewWide { c1, optional: NewWideOptional { c1600, ..Default::default() } };
    Wide::insert(new(1, Some(7))).execute(&db).await?;
    Wide::insert_many([new(2, None), new(3, Some(9))]).execute(&db).await?;
    Wide::find(2).update().set(Wide::C1600, 8).set(Wide::C800, 5).execute(&db).await?;
    let rows = Wide::query().order_by(Wide::C1.asc()).all(&db).await?;
    for row in rows {
        println!("{} {:?} {:?} {:?}", row.c1, row.c2, row.c800, row.c1600);
    }
    Ok(())
}
"#;

#[tokio::test]
async fn sixteen_hundred_columns() {
    let mut ddl = "create table wide (c1 integer primary key".to_owned();
    for column in 2..=1600 {
        write!(ddl, ", c{column} integer").unwrap();
    }
    let Some(url) = tests::database("wide", &format!("{ddl})")).await.unwrap() else { return };
    let mut session = Session::open(&url.parse().unwrap()).await.unwrap();
    let catalog = introspect(&mut session).await.unwrap().catalog;
    session.close().await;
    let generated = generate(&catalog, &Config::default());
    assert_eq!((generated.summary.columns, generated.diagnostics), (1600, vec![]));
    let printed = tests::run(("wide", &generated.files), PROGRAM, &url).unwrap();
    assert_eq!(printed, "1 None None Some(7)\n2 None Some(5) Some(8)\n3 None None Some(9)\n");
}
