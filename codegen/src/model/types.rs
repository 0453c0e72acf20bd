//! Types: what a column is in Rust, and how it travels.

use relvar_catalog::QualifiedName;

use super::{BuiltinType, Docs, Ident, Name, RelationId, SchemaId, UserTypeId};
use crate::code::Code;

/// A Rust type, nullability apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    /// A type of Rust, of the runtime, or of a crate the runtime re-exports.
    Builtin(BuiltinType),
    /// An enum, a domain or a composite type of this model.
    User(UserTypeId),
    /// The row type of a relation.
    Row(RelationId),
    /// A type the configuration names.
    Custom(Code),
    /// A JSON document of a type the configuration names.
    Json(Code),
    /// An array.
    Array(ArrayShape, Box<RustType>),
    /// A range.
    Range(Box<RustType>),
    /// A multirange.
    Multirange(Box<RustType>),
}

impl RustType {
    /// What an array or a range is of.
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Array(_, part) | Self::Range(part) | Self::Multirange(part) => part.innermost(),
            other => other,
        }
    }
}

/// Which arrays a column can hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArrayShape {
    /// Of one dimension, without NULL.
    #[default]
    Plain,
    /// Of one dimension.
    Nullable,
    /// Of any dimensions and bounds.
    AnyShape,
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
        /// How a value is read; of an array for an element.
        read: Read,
    },
}

/// How a value of a type that does not travel itself is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// Cast to what travels.
    Cast,
    /// In the binary form of a composite.
    Composite,
    /// In the binary form of a range.
    Range,
    /// In the binary form of a multirange.
    Multirange,
    /// In the binary form of an array: a domain over one.
    Array,
    /// In the binary form that this function gives, which is named as SQL names it.
    Function(String),
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

/// An enum, a domain or a composite type.
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
    /// More attributes of it.
    pub attributes: Vec<Code>,
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
    /// An enum.
    Enum(Enum),
    /// A domain: an alias of its base type.
    Domain(ValueType),
    /// A domain as a type of its own.
    Newtype(Newtype),
    /// A composite type, with its attributes in order.
    Composite(Vec<Attribute>),
}

/// An enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum {
    /// Its labels, in order.
    pub variants: Vec<Variant>,
    /// The variant of labels that are not known, where there is one.
    pub other: Option<Ident>,
    /// What serde calls the variants, if the enum derives its traits.
    pub serde: SerdeNames,
}

/// What serde calls the variants of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerdeNames {
    /// What Rust or the configuration calls them.
    Own,
    /// The labels of the database.
    Labels,
}

/// A domain as a type of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newtype {
    /// What it stands on.
    pub base: ValueType,
    /// The domain in SQL, and what travels.
    pub sql: SqlType,
}

/// An attribute of a composite type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name in the database.
    pub sql: String,
    /// The field of the struct.
    pub field: Ident,
    /// Its documentation: the comment, then the declaration.
    pub docs: Docs,
    /// Its type; its values may be null.
    pub type_: ValueType,
    /// Attributes of the field.
    pub attributes: Vec<Code>,
}
