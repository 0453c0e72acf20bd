//! The catalog: everything a database says about itself, as plain data.
//!
//! Objects refer to each other by [`QualifiedName`], never by OID, and every list is sorted, so that two
//! catalogs of the same schema are equal whatever server they were read from.

mod access;
mod column;
mod constraint;
mod index;
mod name;
mod relation;
mod routine;
mod sequence;
mod types;

use serde::{Deserialize, Serialize};

pub use access::{Grantee, Policy, PolicyCommand, Privilege, Privileges};
pub use column::{Column, Generated, Identity, TypeRef};
pub use constraint::{
    Check, Constraint, ConstraintKind, Deferral, Exclusion, ForeignKey, MatchType, ReferentialAction, Unique,
};
pub use index::{Index, IndexPart};
pub use name::{ParseNameError, QualifiedName, quote};
pub use relation::{Partitioning, Persistence, Relation, RelationKind, Rule, Trigger};
pub use routine::{Argument, ArgumentMode, Routine, RoutineKind, Volatility};
pub use sequence::Sequence;
pub use types::{Attribute, Domain, DomainCheck, Range, Type, TypeKind};

/// A database, as its system catalogs describe it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// Major version of the server it was read from, such as 15.
    pub server_version: u32,
    /// Schemas, by name. System schemas are left out; those of extensions are marked.
    pub schemas: Vec<Schema>,
    /// Installed extensions, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// Types of every kind but the row types of relations and arrays, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Type>,
    /// Relations of every kind, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Sequences, those owned by a column included, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sequences: Vec<Sequence>,
    /// Functions, procedures, aggregates and window functions, by name, then by signature.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routines: Vec<Routine>,
    /// Objects of kinds the catalog knows only by name (casts, operators, event triggers, …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherObject>,
    /// What depends on what, where the objects themselves do not already say so, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Dependency>,
}

impl Catalog {
    /// The relation of that name.
    pub fn relation(&self, name: &QualifiedName) -> Option<&Relation> {
        self.relations.binary_search_by(|r| r.name.cmp(name)).ok().map(|at| &self.relations[at])
    }

    /// The type of that name; row types of relations and arrays are not listed.
    pub fn type_(&self, name: &QualifiedName) -> Option<&Type> {
        self.types.binary_search_by(|t| t.name.cmp(name)).ok().map(|at| &self.types[at])
    }
}

/// A namespace of relations, types and routines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Its name.
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The extension it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// `COMMENT ON SCHEMA`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who may do what; absent where the defaults apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Privileges>,
}

/// An installed extension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Its name, as in `CREATE EXTENSION`.
    pub name: String,
    /// The schema its objects are in.
    pub schema: String,
    /// Its version.
    pub version: String,
    /// `COMMENT ON EXTENSION`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// An object of a kind the catalog does not model further.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherObject {
    /// What it is, as `pg_identify_object` says it: `operator`, `cast`, `collation`, …
    pub kind: String,
    /// Its identity, as `pg_identify_object` says it.
    pub identity: String,
    /// The extension it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// One edge of `pg_depend` between objects, both as `pg_identify_object` says them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The dependent object, such as `view public.film_list`.
    pub dependent: String,
    /// What it needs, such as `column public.film.title`.
    pub on: String,
}
