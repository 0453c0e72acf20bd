//! A statement before it has its place: what it does, and to what.

use relvar_catalog::catalog::ObjectId;

use super::form::Form;

/// A statement with its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) object: ObjectId,
    pub(crate) form: Form,
    pub(crate) sql: String,
    /// It runs in a transaction of its own, so that its locks are held no longer than it takes.
    pub(crate) alone: bool,
}

impl Step {
    pub(crate) fn new(object: &ObjectId, form: Form, sql: impl Into<String>) -> Self {
        Self { object: object.clone(), form, sql: sql.into(), alone: false }
    }

    pub(crate) fn alone(mut self) -> Self {
        self.alone = true;
        self
    }
}
