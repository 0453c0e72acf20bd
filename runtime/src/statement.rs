//! A statement: its text, and its parameters with their types.

use std::sync::Arc;

use crate::value::{Encode, SqlType};

/// A statement, ready to be sent.
#[derive(Clone)]
pub struct Statement {
    /// The text, with `$1` and so on for the parameters.
    pub sql: String,
    /// The parameters, in order.
    pub params: Vec<Param>,
}

/// A parameter of a statement.
#[derive(Clone)]
pub struct Param {
    /// The value.
    pub value: Arc<dyn Encode>,
    /// The type it is sent as.
    pub ty: SqlType,
}
