//! Privileges and row security policies.

use serde::{Deserialize, Serialize};

use super::{Grantee, ObjectClass, ObjectId};

/// Who may do what with an object: every grant, sorted.
pub type Privileges = Vec<Privilege>;

/// One entry of an access control list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privilege {
    /// Who holds it.
    pub grantee: Grantee,
    /// What it allows.
    pub privilege: PrivilegeType,
    /// Who granted it.
    pub grantor: String,
    /// `WITH GRANT OPTION`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grantable: bool,
}

/// What a privilege allows, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PrivilegeType {
    /// `CREATE`.
    Create,
    /// `DELETE`.
    Delete,
    /// `EXECUTE`.
    Execute,
    /// `INSERT`.
    Insert,
    /// `MAINTAIN` (PostgreSQL 17).
    Maintain,
    /// `REFERENCES`.
    References,
    /// `SELECT`.
    Select,
    /// `TRIGGER`.
    Trigger,
    /// `TRUNCATE`.
    Truncate,
    /// `UPDATE`.
    Update,
    /// `USAGE`.
    Usage,
}

impl PrivilegeType {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::Create,
        Self::Delete,
        Self::Execute,
        Self::Insert,
        Self::Maintain,
        Self::References,
        Self::Select,
        Self::Trigger,
        Self::Truncate,
        Self::Update,
        Self::Usage,
    ];

    /// Its name, as `GRANT` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Delete => "DELETE",
            Self::Execute => "EXECUTE",
            Self::Insert => "INSERT",
            Self::Maintain => "MAINTAIN",
            Self::References => "REFERENCES",
            Self::Select => "SELECT",
            Self::Trigger => "TRIGGER",
            Self::Truncate => "TRUNCATE",
            Self::Update => "UPDATE",
            Self::Usage => "USAGE",
        }
    }
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

impl DefaultPrivileges {
    /// Their identity.
    pub fn id(&self) -> ObjectId {
        let (role, schema) = (self.role.clone(), self.schema.clone());
        ObjectId::DefaultPrivileges { role, objects: self.objects, schema }
    }
}
