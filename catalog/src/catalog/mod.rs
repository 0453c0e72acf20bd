//! The catalog: everything a database says about itself, as plain data.
//!
//! Objects refer to each other by [`QualifiedName`], never by OID, and every list is sorted, so that two
//! catalogs of the same schema are equal whatever server they were read from.

mod access;
mod column;
mod constraint;
mod definition;
mod edges;
mod index;
mod inheritance;
mod lines;
mod missing_field;
mod name;
mod object_id;
mod other;
mod partition_keys;
mod partitioning;
mod relation;
mod role;
mod roles;
mod routine;
mod sequence;
mod sql;
mod trigger;
mod type_ref;
mod types;

use serde::{Deserialize, Serialize};

pub use access::{DefaultPrivileges, InitialPrivileges, Policy, PolicyCommand, Privilege, PrivilegeType, Privileges};
pub use column::{BaseColumn, Column, Compression, Generated, Identity, Storage};
pub use constraint::{
    Check, Constraint, ConstraintKind, Deferral, Exclusion, ForeignKey, MatchType, ReferentialAction, Unique,
};
pub use edges::{Blocker, Change, Dependency, DependencyKind, Dependents};
pub use index::{Index, IndexPart};
pub use name::{ParseNameError, QualifiedName, quote};
pub use object_id::{Grantee, ObjectClass, ObjectId, ParseObjectIdError, RelationKind, RoutineKind, SettingsScope};
pub use other::{
    Collation, CollationProvider, Definition, EventTrigger, ExtendedStatistics, ForeignDataWrapper, OtherObject,
    Publication, PublishedChange, PublishedTable, Server, StatisticsKind, Subscription,
};
pub use partition_keys::PartitionKey;
pub use partitioning::{PartitionBound, PartitionBy, PartitionPart, PartitionStrategy, Partitioning};
pub use relation::{Persistence, Relation, ReplicaIdentity};
pub use role::{Membership, Role, RoleAttribute};
pub use routine::{Argument, ArgumentMode, Body, Parallel, Routine, Volatility};
pub use sequence::{OwningColumn, Sequence};
pub use sql::{identifier, literal};
pub use trigger::{ConstraintTrigger, Firing, Rule, RuleEvent, Trigger, TriggerEvent, TriggerLevel, TriggerTiming};
pub use type_ref::TypeRef;
pub use types::{Attribute, Domain, DomainCheck, Range, Type, TypeKind};

/// Options of an object: values by name, in the order in which the server has them. They are equal in any order.
pub type Options = indexmap::IndexMap<String, String>;

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
    /// Functions, procedures, aggregates and window functions, by name, then by the types of their arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routines: Vec<Routine>,
    /// `ALTER DEFAULT PRIVILEGES`, by role, schema and kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub default_privileges: Vec<DefaultPrivileges>,
    /// Settings that sessions of the database begin with, by scope.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Settings>,
    /// Security labels, by object.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_labels: Vec<SecurityLabel>,
    /// Objects of kinds the catalog does not model further (casts, operators, event triggers, publications, …), by
    /// identity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherObject>,
    /// Roles of the server, by name, if they were asked for: `introspect::roles` reads them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// What depends on what, where the objects themselves do not already say so, sorted. [`edges`](Self::edges) has
    /// both.
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
    /// The role that read the catalog has no `USAGE` on it: what is in it can be listed, but not queried.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inaccessible: bool,
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
    /// Tables and sequences that hold rows of users (`pg_extension_config_dump`), by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub configuration: Vec<ConfigurationTable>,
    /// The privileges that it gave its members, by member. Only members whose privileges have changed since are listed.
    /// Members that are not listed were created with the default of their owner.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initial_privileges: Vec<InitialPrivileges>,
}

/// A member of an extension that holds rows of users: what a dump has of the data of an extension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigurationTable {
    /// The table, or the sequence.
    pub table: QualifiedName,
    /// Which rows are those of users: `WHERE …`, as the extension says it; absent if all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// Settings that sessions begin with: `ALTER DATABASE … SET`, `ALTER ROLE … IN DATABASE … SET`. With those of the database
/// comes its comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Which sessions they are for, such as `settings of database`.
    pub id: ObjectId,
    /// Values by parameter.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub values: Options,
    /// `COMMENT ON DATABASE`; only of the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A security label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityLabel {
    /// What is labelled.
    pub object: ObjectId,
    /// The label provider.
    pub provider: String,
    /// The label.
    pub label: String,
}

impl SecurityLabel {
    /// Its identity.
    pub fn id(&self) -> ObjectId {
        ObjectId::SecurityLabel { provider: self.provider.clone(), object: Box::new(self.object.clone()) }
    }
}

/// Whether a field need not be stored.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
