//! Those who are measured.

#[cfg(any(feature = "diesel", feature = "diesel-async"))]
mod diesel;
mod hand_written;
mod relvar;
#[cfg(feature = "sea-orm")]
mod sea_orm;
#[cfg(feature = "sqlx")]
mod sqlx;
#[cfg(feature = "wtx")]
mod wtx;

use std::collections::HashMap;
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
        #[cfg(feature = "diesel")]
        Box::new(diesel::Diesel::connect(url)?),
        #[cfg(feature = "diesel-async")]
        Box::new(diesel::DieselAsync::connect(url).await?),
        #[cfg(feature = "wtx")]
        wtx::connect(url).await?,
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

/// Gives each parent its children. Both come in the order they were stored in, mostly: where a child is not of the
/// same parent as the one before, nor of the next, the parent is looked up.
fn stitch<P, C>(
    parents: Vec<P>,
    children: Vec<C>,
    key: impl Fn(&P) -> i32,
    of: impl Fn(&C) -> i32,
) -> Vec<(P, Vec<C>)> {
    let mut whole: Vec<(P, Vec<C>)> = parents.into_iter().map(|parent| (parent, Vec::new())).collect();
    let mut places = HashMap::new();
    let mut at = 0;
    for child in children {
        let wanted = of(&child);
        let is = |at: usize| whole.get(at).is_some_and(|(parent, _)| key(parent) == wanted);
        if !is(at) {
            at = if is(at.wrapping_add(1)) {
                at.wrapping_add(1)
            } else {
                if places.is_empty() {
                    places = whole.iter().enumerate().map(|(place, (parent, _))| (key(parent), place)).collect();
                }
                places.get(&wanted).copied().unwrap_or(usize::MAX)
            };
        }
        if let Some((_, of_parent)) = whole.get_mut(at) {
            of_parent.push(child);
        }
    }
    whole
}
