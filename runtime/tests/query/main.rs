//! Queries over the rental sample on a live server.

#![allow(
    clippy::cast_possible_wrap,
    clippy::expect_used,
    clippy::items_after_statements,
    clippy::many_single_char_names,
    clippy::panic,
    clippy::print_stderr,
    clippy::type_complexity,
    reason = "tests fail by panicking, and spell out the types that are promised"
)]

#[path = "../live/pgbouncer.rs"]
mod pgbouncer;
#[path = "../sample/mod.rs"]
mod sample;
#[allow(dead_code, unused_macros, unused_imports, reason = "other tests use all of it")]
#[path = "../live/server.rs"]
mod server;

mod aggregates;
mod bouncer;
mod drift;
mod each;
mod found;
mod joins;
mod laws;
mod locks;
mod pages;
#[cfg(unix)]
mod pooler;
mod retyped;
mod routines;
mod spellings;
mod texts;
mod tour;
mod trees;
mod writes;

/// The sample's schema and data.
pub(crate) const RENTAL: &str =
    concat!(include_str!("../../../examples/rental/schema.sql"), include_str!("../../../examples/rental/data.sql"));

/// Opens a fresh database with the rental sample, or returns from the test.
macro_rules! rental {
    ($skipped:expr) => {
        match crate::open().await {
            Some(db) => db,
            None => return $skipped,
        }
    };
}
pub(crate) use rental;

/// A fresh database with the rental sample.
pub(crate) async fn open() -> Option<relvar::Db> {
    open_at().await.map(|(db, _)| db)
}

/// The same, and its URL.
pub(crate) async fn open_at() -> Option<(relvar::Db, String)> {
    let url = server::url().await?;
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("connects");
    let connection = tokio::spawn(connection);
    client.batch_execute(RENTAL).await.expect("creates");
    drop(client);
    connection.await.expect("ends").expect("ends well");
    Some((relvar::Db::connect(&url).await.expect("connects"), url))
}
