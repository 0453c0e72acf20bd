//! The shapes, over the models that are beside this module.
//!
//! By hand is what one would write who knows PostgreSQL well and the data not at all: each form is right for any rows.
//! Where the best one depends on the size or the indexes there are several; the quickest of each run counts.

mod existence;
mod groups;
mod pages;
mod parents;
mod search;
mod sums;
mod trees;
mod writes;

use super::models;
use crate::shape::Shape;

/// All of them.
pub(crate) fn all() -> Vec<Shape> {
    [
        sums::shapes(),
        groups::shapes(),
        parents::shapes(),
        existence::shapes(),
        pages::shapes(),
        search::shapes(),
        trees::shapes(),
        writes::shapes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
