//! How many rows a write gives back, as a type.

use crate::error::Error;
use crate::node::RelationMeta;

/// How many rows a write gives back.
pub trait Amount: 'static {
    /// One `T`, perhaps one, or any number.
    type Of<T: Send>: Send;

    /// The same where rows may be left out.
    type OrNothing: Amount;

    #[doc(hidden)]
    fn collect<T: Send>(rows: Vec<T>, relation: &'static RelationMeta) -> Result<Self::Of<T>, Error>;
}

/// One row.
#[derive(Debug)]
pub enum One {}

/// One row, or none: a conflict may leave it out.
#[derive(Debug)]
pub enum Maybe {}

/// Any number of rows.
#[derive(Debug)]
pub enum Many {}

impl Amount for One {
    type Of<T: Send> = T;
    type OrNothing = Maybe;

    fn collect<T: Send>(rows: Vec<T>, relation: &'static RelationMeta) -> Result<T, Error> {
        rows.into_iter().next().ok_or_else(|| {
            Error::not_found(relation).with_hint("a trigger or a rule of the database kept the row from being written")
        })
    }
}

impl Amount for Maybe {
    type Of<T: Send> = Option<T>;
    type OrNothing = Self;

    fn collect<T: Send>(rows: Vec<T>, _: &'static RelationMeta) -> Result<Option<T>, Error> {
        Ok(rows.into_iter().next())
    }
}

impl Amount for Many {
    type Of<T: Send> = Vec<T>;
    type OrNothing = Self;

    fn collect<T: Send>(rows: Vec<T>, _: &'static RelationMeta) -> Result<Vec<T>, Error> {
        Ok(rows)
    }
}
