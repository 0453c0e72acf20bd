//! Functions and procedures.

use relvar_catalog::QualifiedName;

use super::{Docs, Ident, RelationId, ValueType};

/// A function or procedure: a Rust function that makes a call of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Routine {
    /// Its name in the database.
    pub sql: QualifiedName,
    /// It is called by `CALL`.
    pub is_procedure: bool,
    /// The Rust function that takes what is required.
    pub name: Ident,
    /// What takes the rest, where something has a default.
    pub with: Option<With>,
    /// Its documentation: the comment, then the declaration.
    pub docs: Docs,
    /// Its parameters, in order.
    pub parameters: Vec<Parameter>,
    /// What a call gives.
    pub gives: Gives,
}

/// What takes the arguments that may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct With {
    /// The Rust function.
    pub name: Ident,
    /// The struct of the arguments.
    pub optional: Ident,
}

/// A parameter of a routine.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The parameter of the Rust function, or the field of the struct.
    pub field: Ident,
    /// Its type.
    pub type_: ValueType,
    /// Its declaration, as documentation.
    pub declaration: String,
    /// How it is given.
    pub passing: Passing,
}

/// How an argument is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passing {
    /// By its place.
    Required,
    /// By this name, where it is not left to its default.
    Optional(String),
    /// As the array of all remaining arguments.
    Variadic,
    /// As the array of all remaining arguments, by this name, where it is not left to its default.
    OptionalVariadic(String),
    /// It is not: a procedure gives it.
    Output,
}

impl Passing {
    /// The argument may be left out.
    pub fn is_optional(&self) -> bool {
        matches!(self, Self::Optional(_) | Self::OptionalVariadic(_))
    }

    /// The argument has to be given.
    pub fn is_required(&self) -> bool {
        matches!(self, Self::Required | Self::Variadic)
    }
}

/// What a call gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Gives {
    /// Nothing.
    Nothing,
    /// A value, perhaps null.
    Scalar(ValueType),
    /// A set of values.
    Scalars(ValueType),
    /// A row of a relation, or null.
    Row(RelationId),
    /// Rows of a relation.
    Rows(RelationId),
    /// A record.
    Record(Record),
    /// A set of records.
    Records(Record),
}

impl Gives {
    /// The record it gives one or several of.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) | Self::Records(record) => Some(record),
            _ => None,
        }
    }
}

/// A record of a routine's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The struct.
    pub name: Ident,
    /// Its fields, in order.
    pub fields: Vec<RecordField>,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordField {
    /// The name of the column.
    pub sql: String,
    /// The field of the struct.
    pub field: Ident,
    /// Its declaration, as documentation.
    pub declaration: String,
    /// The type of its values, which may be null.
    pub type_: ValueType,
}
