//! Privileges and row security policies.

use serde::{Deserialize, Serialize};

use super::ObjectId;

/// Who may do what with an object: every grant, sorted.
pub type Privileges = Vec<Privilege>;

/// One entry of an access control list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privilege {
    /// Who holds it.
    pub grantee: Grantee,
    /// What it allows: `SELECT`, `USAGE`, `EXECUTE`, …
    pub privilege: String,
    /// Who granted it.
    pub grantor: String,
    /// `WITH GRANT OPTION`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grantable: bool,
}

/// The holder of a privilege.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grantee {
    /// Every role.
    Public,
    /// One role.
    Role(String),
}

/// The privileges that an extension gave one of its members (`pg_init_privs`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InitialPrivileges {
    /// The member, or a column of it.
    pub object: ObjectId,
    /// Who may do what.
    pub privileges: Privileges,
}

/// A row security policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name, unique within the relation.
    pub name: String,
    /// `AS PERMISSIVE`, or else `RESTRICTIVE`.
    pub permissive: bool,
    /// The command it is for.
    pub command: PolicyCommand,
    /// The roles it is for, sorted.
    pub roles: Vec<Grantee>,
    /// `USING`, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    /// `WITH CHECK`, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_check: Option<String>,
    /// `COMMENT ON POLICY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The command a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyCommand {
    /// Every command.
    All,
    /// `SELECT`.
    Select,
    /// `INSERT`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
}

/// `ALTER DEFAULT PRIVILEGES`: what objects that a role creates later come with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultPrivileges {
    /// The role that creates the objects.
    pub role: String,
    /// The schema they are created in, where it is for one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The kind of object.
    pub objects: ObjectClass,
    /// Who may do what with them.
    pub privileges: Privileges,
}

/// The kinds of object that default privileges are for (`pg_default_acl.defaclobjtype`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectClass {
    /// Tables, views and what else is like a table.
    Tables,
    /// Sequences.
    Sequences,
    /// Functions and procedures.
    Functions,
    /// Types.
    Types,
    /// Schemas.
    Schemas,
    /// Large objects (PostgreSQL 18).
    LargeObjects,
}

impl ObjectClass {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Tables, Self::Sequences, Self::Functions, Self::Types, Self::Schemas, Self::LargeObjects];

    /// The kind in words, as `ALTER DEFAULT PRIVILEGES` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Sequences => "sequences",
            Self::Functions => "functions",
            Self::Types => "types",
            Self::Schemas => "schemas",
            Self::LargeObjects => "large objects",
        }
    }
}
