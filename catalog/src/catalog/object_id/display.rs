//! Identities as people read them.

use std::fmt::{self, Formatter};

use super::{ObjectId, SettingsScope};
use crate::catalog::{Grantee, QualifiedName, TypeRef, name::Identifier};

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let kind = self.kind();
        match self {
            Self::Schema(name)
            | Self::Extension(name)
            | Self::AccessMethod(name)
            | Self::Publication(name)
            | Self::Subscription(name)
            | Self::EventTrigger(name)
            | Self::Language(name)
            | Self::ForeignDataWrapper(name)
            | Self::Server(name)
            | Self::Role(name) => write!(f, "{kind} {}", Identifier(name)),
            Self::Relation { kind: _, name }
            | Self::Index(name)
            | Self::Type(name)
            | Self::Sequence(name)
            | Self::Collation(name)
            | Self::Conversion(name)
            | Self::TextSearchConfiguration(name)
            | Self::TextSearchDictionary(name)
            | Self::TextSearchParser(name)
            | Self::TextSearchTemplate(name)
            | Self::Statistics(name) => write!(f, "{kind} {name}"),
            Self::Column { relation, name: column } | Self::Default { relation, column } => {
                write!(f, "{kind} {relation}.{}", Identifier(column))
            }
            Self::Constraint { relation: owner, name }
            | Self::DomainConstraint { domain: owner, name }
            | Self::Trigger { relation: owner, name }
            | Self::Rule { relation: owner, name }
            | Self::Policy { relation: owner, name } => write!(f, "{kind} {} on {owner}", Identifier(name)),
            Self::Routine { kind: _, name, arguments } => {
                write!(f, "{kind} {name}(")?;
                for (position, argument) in arguments.iter().enumerate() {
                    f.write_str(if position == 0 { "" } else { ", " })?;
                    f.write_str(&argument.sql)?;
                }
                f.write_str(")")
            }
            Self::Cast { source, target } => write!(f, "{kind} ({} as {})", source.sql, target.sql),
            Self::Operator { name, left, right } => operator(f, name, (left.as_deref(), right.as_deref())),
            Self::OperatorClass { name, method } | Self::OperatorFamily { name, method } => {
                write!(f, "{kind} {name} using {}", Identifier(method))
            }
            Self::Transform { type_, language } => {
                write!(f, "{kind} for {} language {}", type_.sql, Identifier(language))
            }
            Self::UserMapping { role, server } => {
                write!(f, "{kind} for ")?;
                match role {
                    Grantee::Public => f.write_str("public")?,
                    Grantee::Role(role) => write!(f, "{}", Identifier(role))?,
                }
                write!(f, " server {}", Identifier(server))
            }
            Self::Settings(SettingsScope::Database) => write!(f, "{kind} of database"),
            Self::Settings(SettingsScope::Role(role)) => write!(f, "{kind} of role {}", Identifier(role)),
            Self::Settings(SettingsScope::RoleInDatabase(role)) => {
                write!(f, "{kind} of role {} in database", Identifier(role))
            }
            Self::Privileges(object) | Self::Comment(object) => write!(f, "{kind} on {object}"),
            Self::DefaultPrivileges { role, objects, schema } => {
                write!(f, "{kind} of {} for {}", Identifier(role), objects.as_str())?;
                schema.as_ref().map_or(Ok(()), |schema| write!(f, " in schema {}", Identifier(schema)))
            }
            Self::SecurityLabel { provider, object } => write!(f, "{kind} of {} on {object}", Identifier(provider)),
        }
    }
}

/// The name of an operator needs no quotes, and takes none.
fn operator(
    f: &mut Formatter<'_>,
    name: &QualifiedName,
    (left, right): (Option<&TypeRef>, Option<&TypeRef>),
) -> fmt::Result {
    let operand = |type_: Option<&TypeRef>| type_.map_or("none", |type_| type_.sql.as_str()).to_owned();
    write!(f, "operator {}.{}({}, {})", Identifier(&name.schema), name.name, operand(left), operand(right))
}

impl ObjectId {
    /// The kind in words, as PostgreSQL's messages have it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Schema(_) => "schema",
            Self::Extension(_) => "extension",
            Self::Relation { kind, .. } => kind.as_str(),
            Self::Column { .. } => "column",
            Self::Default { .. } => "default",
            Self::Constraint { .. } => "constraint",
            Self::DomainConstraint { .. } => "domain constraint",
            Self::Index(_) => "index",
            Self::Trigger { .. } => "trigger",
            Self::Rule { .. } => "rule",
            Self::Policy { .. } => "policy",
            Self::Type(_) => "type",
            Self::Sequence(_) => "sequence",
            Self::Routine { kind, .. } => kind.as_str(),
            Self::Collation(_) => "collation",
            Self::Conversion(_) => "conversion",
            Self::Cast { .. } => "cast",
            Self::Operator { .. } => "operator",
            Self::OperatorClass { .. } => "operator class",
            Self::OperatorFamily { .. } => "operator family",
            Self::AccessMethod(_) => "access method",
            Self::Transform { .. } => "transform",
            Self::TextSearchConfiguration(_) => "text search configuration",
            Self::TextSearchDictionary(_) => "text search dictionary",
            Self::TextSearchParser(_) => "text search parser",
            Self::TextSearchTemplate(_) => "text search template",
            Self::Statistics(_) => "statistics",
            Self::Publication(_) => "publication",
            Self::Subscription(_) => "subscription",
            Self::EventTrigger(_) => "event trigger",
            Self::Language(_) => "language",
            Self::ForeignDataWrapper(_) => "foreign-data wrapper",
            Self::Server(_) => "server",
            Self::UserMapping { .. } => "user mapping",
            Self::Role(_) => "role",
            Self::Settings(_) => "settings",
            Self::Privileges(_) => "privileges",
            Self::DefaultPrivileges { .. } => "default privileges",
            Self::Comment(_) => "comment",
            Self::SecurityLabel { .. } => "security label",
        }
    }
}
