//! One shape of a query: relvar's way, and the forms of the statement that one would write by hand.

use std::fmt::Debug;
use std::future::Future;

use futures_util::future::BoxFuture;
use relvar::{Error, Transaction};

use crate::database::Sample;

/// What is run: within a transaction, which is rolled back afterwards.
pub(crate) type Run = for<'t, 'c> fn(&'t Sample, &'t Transaction<'c>) -> Running<'t>;

pub(crate) type Running<'t> = BoxFuture<'t, Result<Box<dyn Found>, Error>>;

/// A shape of a query.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// What is asked.
    pub(crate) question: &'static str,
    /// `None` where relvar has no way to ask it.
    pub(crate) relvar: Option<Run>,
    /// By hand: each form that may be the best of some size and some indexes, by name.
    pub(crate) forms: Vec<(&'static str, Run)>,
    /// Whether the order of the rows is part of the answer.
    pub(crate) ordered: bool,
    /// Whether rows are changed: their old versions are in the way of what is measured afterwards.
    pub(crate) writes: bool,
}

impl Shape {
    /// A shape that reads, whose answer has an order.
    pub(crate) fn new(name: &'static str, question: &'static str) -> Self {
        Self { name, question, relvar: None, forms: Vec::new(), ordered: true, writes: false }
    }

    /// Rows in no order.
    pub(crate) fn unordered(self) -> Self {
        Self { ordered: false, ..self }
    }

    pub(crate) fn writes(self) -> Self {
        Self { writes: true, ..self }
    }

    pub(crate) fn relvar(self, run: Run) -> Self {
        Self { relvar: Some(run), ..self }
    }

    pub(crate) fn hand(mut self, form: &'static str, run: Run) -> Self {
        self.forms.push((form, run));
        self
    }
}

/// What came out, to be compared.
pub(crate) trait Found: Send {
    /// Each row as text.
    fn rows(&self) -> Vec<String>;
}

impl<T: Debug + Send> Found for Vec<T> {
    fn rows(&self) -> Vec<String> {
        self.iter().map(|row| format!("{row:?}")).collect()
    }
}

/// A number alone.
impl Found for i64 {
    fn rows(&self) -> Vec<String> {
        vec![self.to_string()]
    }
}

/// A number of rows that were written.
impl Found for u64 {
    fn rows(&self) -> Vec<String> {
        vec![self.to_string()]
    }
}

/// Runs something and keeps what came out, whatever its type.
pub(crate) fn found<'t, T: Found + 'static>(
    running: impl Future<Output = Result<T, Error>> + Send + 't,
) -> Running<'t> {
    Box::pin(async move { Ok(Box::new(running.await?) as Box<dyn Found>) })
}
