//! Roles, which are objects of the server.

use serde::{Deserialize, Serialize};

use super::Options;

/// A role of the server. Its password is never read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// What it has of what `CREATE ROLE` can give, if that is not the default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<RoleAttribute>,
    /// `CONNECTION LIMIT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_limit: Option<i32>,
    /// `VALID UNTIL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// The roles that it is a member of, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_of: Vec<Membership>,
    /// `ALTER ROLE … SET`, for any database.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub settings: Options,
    /// `COMMENT ON ROLE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What a role may do, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleAttribute {
    /// `SUPERUSER`.
    Superuser,
    /// `CREATEDB`.
    CreateDb,
    /// `CREATEROLE`.
    CreateRole,
    /// `NOINHERIT`.
    NoInherit,
    /// `LOGIN`.
    Login,
    /// `REPLICATION`.
    Replication,
    /// `BYPASSRLS`.
    BypassRls,
}

impl RoleAttribute {
    /// The word that `CREATE ROLE` has for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Superuser => "SUPERUSER",
            Self::CreateDb => "CREATEDB",
            Self::CreateRole => "CREATEROLE",
            Self::NoInherit => "NOINHERIT",
            Self::Login => "LOGIN",
            Self::Replication => "REPLICATION",
            Self::BypassRls => "BYPASSRLS",
        }
    }
}

/// That a role is a member of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// The other role.
    pub role: String,
    /// `WITH ADMIN OPTION`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub admin: bool,
    /// `WITH INHERIT`, if that is not what the member does by itself (PostgreSQL 16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherit: Option<bool>,
    /// `WITH SET FALSE` (PostgreSQL 16).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_set: bool,
}
