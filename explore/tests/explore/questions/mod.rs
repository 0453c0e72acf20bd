//! Questions about the sample schema, and their answers.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
#![allow(
    clippy::needless_raw_string_hashes,
    clippy::format_collect,
    reason = "expect-test writes hashes; answers as lines"
)]

mod keys;
mod paths;
mod relations;
mod search;

use crate::common::{Subject, catalog, rental};
use expect_test::Expect;
use relvar_explore::graph::{AssociationWay, Way};

/// The sample schema.
pub(crate) async fn subject() -> Subject {
    Subject::new(catalog(&rental()).await, "")
}

pub(crate) fn check(answer: &str, expected: &Expect) {
    expected.assert_eq(answer);
}

/// A foreign key from one of its ends, on a line.
pub(crate) fn way(way: &Way) -> String {
    let method = way.rust.as_ref().map_or("-", |rust| rust.method.as_str());
    let (columns, far) = (way.columns.join(", "), way.to_columns.join(", "));
    format!("{:?} {} ({columns}) = {} ({far}) .{method} {:?}\n", way.direction, way.constraint, way.to, way.cardinality)
}

/// An association, on a line.
pub(crate) fn association(way: &AssociationWay) -> String {
    let method = way.rust.as_ref().map_or("-", |rust| rust.method.as_str());
    format!("through {} to {} .{method}\n", way.through, way.to)
}
