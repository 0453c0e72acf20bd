//! Those who are measured.

#[cfg(feature = "diesel-async")]
mod diesel;
mod hand_written;
mod relvar;
#[cfg(feature = "sea-orm")]
mod sea_orm;
#[cfg(feature = "sqlx")]
mod sqlx;

use std::error::Error;

use futures_util::future::BoxFuture;

use crate::Workload;

/// Whatever goes wrong ends the run.
pub type Outcome = Result<Option<usize>, Box<dyn Error + Send + Sync>>;

/// A way to talk to PostgreSQL, over one connection that is open.
pub trait Contender: Send {
    /// Its name and version.
    fn name(&self) -> &'static str;

    /// Does a piece of work once, and gives the number of rows that were read or written; `None` where it cannot.
    fn run(&mut self, workload: Workload) -> BoxFuture<'_, Outcome>;
}

/// Everyone who is compiled in, connected; the hand-written one first.
pub async fn contenders(url: &str) -> Result<Vec<Box<dyn Contender>>, Box<dyn Error + Send + Sync>> {
    Ok(vec![
        Box::new(hand_written::HandWritten::connect(url).await?),
        Box::new(relvar::Relvar::connect(url).await?),
        #[cfg(feature = "diesel-async")]
        Box::new(diesel::Diesel::connect(url).await?),
        #[cfg(feature = "sqlx")]
        Box::new(sqlx::Sqlx::connect(&with_host(url)).await?),
        #[cfg(feature = "sea-orm")]
        Box::new(sea_orm::SeaOrm::connect(&with_host(url)).await?),
    ])
}

/// sqlx wants a host before the socket's folder, which it does not use.
#[cfg(any(feature = "sqlx", feature = "sea-orm"))]
fn with_host(url: &str) -> String {
    url.replace("@/", "@localhost/").replace(":///", "://localhost/")
}

/// The keys of lookups: each time others, always the same order.
#[derive(Default)]
struct Keys(i32);

impl Keys {
    fn next(&mut self) -> i32 {
        // A prime, so that every key has its turn.
        self.0 = (self.0 + 7_919) % crate::data::ITEMS;
        self.0 + 1
    }
}

/// The names of new labels, and two tags of each.
fn new_labels(count: usize) -> impl Iterator<Item = (String, Vec<String>)> {
    (0..count).map(|n| (format!("Label {n}"), vec![format!("tag {n}"), "common".to_owned()]))
}

/// The names and hair colours of new users, as two strings each.
fn new_users(count: usize) -> impl Iterator<Item = (String, Option<String>)> {
    (0..count).map(|n| (format!("User {n}"), Some(format!("hair color {n}"))))
}
