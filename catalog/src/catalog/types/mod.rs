//! Types other than the row types of relations and arrays.

mod flat;

use serde::{Deserialize, Serialize};

use super::{Privileges, QualifiedName, TypeRef};

use flat::FlatType;

/// A type of one of the kinds users create.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FlatType")]
pub struct Type {
    /// Its name.
    pub name: QualifiedName,
    /// What it is.
    #[serde(flatten)]
    pub kind: TypeKind,
    /// The role that owns it.
    pub owner: String,
    /// The extension it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// `COMMENT ON TYPE` or `COMMENT ON DOMAIN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who may do what; absent where the defaults apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Privileges>,
}

/// The kinds of type (`pg_type.typtype`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TypeKind {
    /// An enumeration.
    Enum {
        /// Labels, in their order.
        labels: Vec<String>,
    },
    /// A domain over another type.
    Domain(Domain),
    /// A free-standing composite type.
    Composite {
        /// Attributes, in order.
        attributes: Vec<Attribute>,
    },
    /// A range type.
    Range(Range),
    /// The multirange type of a range type.
    Multirange {
        /// The range type.
        range: QualifiedName,
    },
    /// A base type, as extensions bring them.
    Base {
        /// `pg_type.typcategory`.
        category: char,
        /// The statement that creates it, schema-qualified; absent for members of extensions.
        #[serde(skip_serializing_if = "Option::is_none")]
        definition: Option<String>,
    },
    /// A shell type or a pseudo-type.
    Pseudo,
}

/// A domain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Domain {
    /// The type beneath; itself possibly a domain.
    pub base: TypeRef,
    /// `NOT NULL`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_null: bool,
    /// The name of its `NOT NULL` constraint, where it is not the default one (PostgreSQL 17).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_null_name: Option<String>,
    /// The default as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The collation, where it is not the base type's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QualifiedName>,
    /// Check constraints, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<DomainCheck>,
}

/// A check constraint of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainCheck {
    /// Its name.
    pub name: String,
    /// The condition as SQL, without `CHECK` and its parentheses.
    pub expression: String,
    /// `NOT VALID`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
    /// `COMMENT ON CONSTRAINT … ON DOMAIN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// An attribute of a composite type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub type_: TypeRef,
    /// The collation, where it is not the type's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QualifiedName>,
    /// `COMMENT ON COLUMN` of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A range type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The type of its bounds.
    pub subtype: TypeRef,
    /// The collation of its bounds, where it is not the subtype's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QualifiedName>,
    /// The operator class of its bounds, where it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<QualifiedName>,
    /// The canonicalization function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<QualifiedName>,
    /// The difference function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype_diff: Option<QualifiedName>,
}
