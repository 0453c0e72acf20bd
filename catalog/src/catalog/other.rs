//! Objects beside schemas, types, relations, sequences and routines.

use serde::{Deserialize, Serialize};

use super::{Firing, ObjectId, Options, Privileges, QualifiedName};

/// An object of one of the rarer kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherObject {
    /// What it is, and its name.
    pub id: ObjectId,
    /// The role that owns it, where objects of its kind have an owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The extension it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// What it is made of; absent for members of extensions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Definition>,
    /// `COMMENT ON`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who may do what; absent where the defaults apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Privileges>,
}

/// What an object of one of the rarer kinds is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// Of the kinds that are replaced rather than altered (casts, operators, operator classes and families, conversions,
    /// access methods, languages, transforms, text search objects): the statement that creates it, schema-qualified, and
    /// those that complete it, with `;` between them.
    #[serde(with = "super::lines::required")]
    Sql(String),
    /// A collation.
    Collation(Collation),
    /// An event trigger.
    EventTrigger(EventTrigger),
    /// A foreign-data wrapper.
    ForeignDataWrapper(ForeignDataWrapper),
    /// A foreign server.
    Server(Server),
    /// A user mapping. Its options are not read, for they hold passwords.
    UserMapping {},
    /// A publication.
    Publication(Publication),
    /// A subscription.
    Subscription(Subscription),
    /// An extended statistics object.
    Statistics(ExtendedStatistics),
}

/// A collation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collation {
    /// Who implements it.
    pub provider: CollationProvider,
    /// `LOCALE`; of libc where `LC_COLLATE` and `LC_CTYPE` are the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// `LC_COLLATE`, where it is not the locale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lc_collate: Option<String>,
    /// `LC_CTYPE`, where it is not the locale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lc_ctype: Option<String>,
    /// `DETERMINISTIC = false`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nondeterministic: bool,
    /// `RULES` (PostgreSQL 16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
}

/// Who implements a collation (`pg_collation.collprovider`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollationProvider {
    /// The database's own provider.
    Default,
    /// PostgreSQL itself (PostgreSQL 17).
    Builtin,
    /// The C library.
    Libc,
    /// ICU.
    Icu,
}

/// An event trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventTrigger {
    /// `ON`: `ddl_command_start`, `sql_drop`, …
    pub event: String,
    /// `WHEN TAG IN`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The function it calls.
    pub function: QualifiedName,
    /// In which sessions it fires.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub enabled: Firing,
}

/// A foreign-data wrapper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignDataWrapper {
    /// `HANDLER`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<QualifiedName>,
    /// `VALIDATOR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validator: Option<QualifiedName>,
    /// `OPTIONS`.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

/// A foreign server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Its foreign-data wrapper.
    pub wrapper: String,
    /// `TYPE`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// `VERSION`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// `OPTIONS`.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// `FOR ALL TABLES`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all_tables: bool,
    /// `FOR TABLE`, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<PublishedTable>,
    /// `FOR TABLES IN SCHEMA`, sorted (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<String>,
    /// What is published: `insert`, `update`, `delete`, `truncate`.
    pub publish: Vec<PublishedChange>,
    /// `publish_via_partition_root`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub via_root: bool,
    /// `publish_generated_columns = stored` (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub generated_columns: bool,
}

/// A table of a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedTable {
    /// Its name.
    pub name: QualifiedName,
    /// The columns that are published, in attribute order; all where there are none (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// `WHERE`, as SQL (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// A kind of change that a publication passes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublishedChange {
    /// `insert`.
    Insert,
    /// `update`.
    Update,
    /// `delete`.
    Delete,
    /// `truncate`.
    Truncate,
}

/// A subscription. Its connection is not read, for it holds a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// `PUBLICATION`, sorted.
    pub publications: Vec<String>,
    /// `enabled`.
    pub enabled: bool,
    /// `slot_name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
}

/// An extended statistics object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendedStatistics {
    /// The relation it is about.
    pub relation: QualifiedName,
    /// What is counted. For a single expression there is nothing to choose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<StatisticsKind>,
    /// The columns, in attribute order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The expressions as SQL, in order (PostgreSQL 14).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expressions: Vec<String>,
    /// `SET STATISTICS`, where it is not the default (PostgreSQL 13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<i32>,
}

/// What extended statistics count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatisticsKind {
    /// `ndistinct`.
    Ndistinct,
    /// `dependencies`.
    Dependencies,
    /// `mcv`.
    Mcv,
}
