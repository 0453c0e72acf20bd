//! Types: what a column is in Rust, and how it travels.

use relvar_catalog::QualifiedName;

use super::{Docs, Ident, Name, SchemaId, UserTypeId};

/// A Rust type, nullability apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    /// A type of Rust, of the runtime, or of a crate the runtime re-exports, as it is written.
    Builtin(&'static str),
    /// An enum or a domain of this model.
    User(UserTypeId),
    /// A type the configuration names.
    Custom(String),
    /// A JSON document of a type the configuration names.
    Json(String),
    /// An array.
    Vec(Box<RustType>),
}

/// The type of a column: its Rust type and its SQL type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// The Rust type of a value that is not null.
    pub rust: RustType,
    /// What the runtime casts to and from.
    pub sql: SqlType,
}

/// A type in SQL and the built-in type that travels for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SqlType {
    /// A built-in type that travels as itself: the constant of `rt::types`.
    Builtin(Wire),
    /// Any other: its name in SQL, quoted and qualified, and what travels.
    Cast {
        /// The type as a cast names it; of an array that of its elements.
        sql: String,
        /// What travels; of an array for an element.
        wire: Wire,
        /// It is the array type over `sql`.
        array: bool,
    },
}

impl SqlType {
    /// What travels.
    pub fn wire(&self) -> Wire {
        match self {
            Self::Builtin(wire) => *wire,
            Self::Cast { wire, array, .. } => Wire { array: wire.array || *array, ..*wire },
        }
    }
}

/// A built-in type with a binary codec: a constant of `rt::types`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wire {
    /// `pg_type.typname` in upper case.
    pub name: &'static str,
    /// The array type of it.
    pub array: bool,
}

/// An enum or a domain.
#[derive(Clone, Debug, PartialEq)]
pub struct UserType {
    /// The schema it is in.
    pub schema: SchemaId,
    /// Its name in the database.
    pub sql: QualifiedName,
    /// Its name in Rust.
    pub rust: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// What it is.
    pub kind: UserTypeKind,
}

/// A label of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The label and the variant.
    pub name: Name,
    /// The documentation of the variant.
    pub docs: String,
}

/// The kinds of user type that have a Rust item.
#[derive(Clone, Debug, PartialEq)]
pub enum UserTypeKind {
    /// An enum, with its labels in order.
    Enum(Vec<Variant>),
    /// A domain: an alias of its base type.
    Domain(ValueType),
}
