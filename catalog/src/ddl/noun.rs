//! How statements name an object: one table for all kinds, from which `COMMENT`, `ALTER … OWNER`, `GRANT` and the like are
//! written.

use crate::catalog::{Grantee, ObjectId, RelationKind, RoutineKind, TypeRef};

use super::sql::{identifier, qualified};

/// An object in a statement: `TABLE` and `public.film`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noun {
    /// The word for its kind.
    pub kind: &'static str,
    /// Its name, qualified and quoted where need be.
    pub name: String,
}

impl Noun {
    /// The object; nothing for what statements do not name, such as a default.
    pub fn of(object: &ObjectId) -> Option<Self> {
        let (kind, name) = match object {
            ObjectId::Schema(name) => ("SCHEMA", identifier(name)),
            ObjectId::Extension(name) => ("EXTENSION", identifier(name)),
            ObjectId::AccessMethod(name) => ("ACCESS METHOD", identifier(name)),
            ObjectId::Publication(name) => ("PUBLICATION", identifier(name)),
            ObjectId::Subscription(name) => ("SUBSCRIPTION", identifier(name)),
            ObjectId::EventTrigger(name) => ("EVENT TRIGGER", identifier(name)),
            ObjectId::Language(name) => ("LANGUAGE", identifier(name)),
            ObjectId::ForeignDataWrapper(name) => ("FOREIGN DATA WRAPPER", identifier(name)),
            ObjectId::Server(name) => ("SERVER", identifier(name)),
            ObjectId::Role(name) => ("ROLE", identifier(name)),
            ObjectId::Relation { kind, name } => (relation(*kind), qualified(name)),
            ObjectId::Index(name) => ("INDEX", qualified(name)),
            ObjectId::Type(name) => ("TYPE", qualified(name)),
            ObjectId::Sequence(name) => ("SEQUENCE", qualified(name)),
            ObjectId::Collation(name) => ("COLLATION", qualified(name)),
            ObjectId::Conversion(name) => ("CONVERSION", qualified(name)),
            ObjectId::TextSearchConfiguration(name) => ("TEXT SEARCH CONFIGURATION", qualified(name)),
            ObjectId::TextSearchDictionary(name) => ("TEXT SEARCH DICTIONARY", qualified(name)),
            ObjectId::TextSearchParser(name) => ("TEXT SEARCH PARSER", qualified(name)),
            ObjectId::TextSearchTemplate(name) => ("TEXT SEARCH TEMPLATE", qualified(name)),
            ObjectId::Statistics(name) => ("STATISTICS", qualified(name)),
            ObjectId::Column { relation, name } => ("COLUMN", format!("{}.{}", qualified(relation), identifier(name))),
            ObjectId::Constraint { relation, name } => {
                ("CONSTRAINT", format!("{} ON {}", identifier(name), qualified(relation)))
            }
            ObjectId::DomainConstraint { domain, name } => {
                ("CONSTRAINT", format!("{} ON DOMAIN {}", identifier(name), qualified(domain)))
            }
            ObjectId::Trigger { relation, name } => {
                ("TRIGGER", format!("{} ON {}", identifier(name), qualified(relation)))
            }
            ObjectId::Rule { relation, name } => ("RULE", format!("{} ON {}", identifier(name), qualified(relation))),
            ObjectId::Policy { relation, name } => {
                ("POLICY", format!("{} ON {}", identifier(name), qualified(relation)))
            }
            ObjectId::Routine { kind, name, arguments } => {
                let arguments = match (kind, &arguments[..]) {
                    (RoutineKind::Aggregate, []) => "*".to_owned(),
                    _ => types(arguments),
                };
                (routine(*kind), format!("{}({arguments})", qualified(name)))
            }
            ObjectId::Cast { source, target } => ("CAST", format!("({} AS {})", source.sql, target.sql)),
            ObjectId::Operator { name, left, right } => {
                let side = |type_: &Option<Box<TypeRef>>| {
                    type_.as_ref().map_or_else(|| "NONE".to_owned(), |type_| type_.sql.clone())
                };
                let name = format!("{}.{}", identifier(&name.schema), name.name);
                ("OPERATOR", format!("{name} ({}, {})", side(left), side(right)))
            }
            ObjectId::OperatorClass { name, method } => {
                ("OPERATOR CLASS", format!("{} USING {}", qualified(name), identifier(method)))
            }
            ObjectId::OperatorFamily { name, method } => {
                ("OPERATOR FAMILY", format!("{} USING {}", qualified(name), identifier(method)))
            }
            ObjectId::Transform { type_, language } => {
                ("TRANSFORM", format!("FOR {} LANGUAGE {}", type_.sql, identifier(language)))
            }
            ObjectId::UserMapping { role, server } => {
                let role = match role {
                    Grantee::Public => "PUBLIC".to_owned(),
                    Grantee::Role(role) => identifier(role),
                };
                ("USER MAPPING", format!("FOR {role} SERVER {}", identifier(server)))
            }
            ObjectId::Default { .. }
            | ObjectId::Settings(_)
            | ObjectId::Privileges(_)
            | ObjectId::DefaultPrivileges { .. }
            | ObjectId::Comment(_)
            | ObjectId::SecurityLabel { .. } => return None,
        };
        Some(Self { kind, name })
    }
}

fn types(types: &[TypeRef]) -> String {
    types.iter().map(|type_| type_.sql.as_str()).collect::<Vec<_>>().join(", ")
}

fn relation(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table | RelationKind::PartitionedTable => "TABLE",
        RelationKind::View => "VIEW",
        RelationKind::MaterializedView => "MATERIALIZED VIEW",
        RelationKind::ForeignTable => "FOREIGN TABLE",
    }
}

fn routine(kind: RoutineKind) -> &'static str {
    match kind {
        RoutineKind::Function | RoutineKind::Window => "FUNCTION",
        RoutineKind::Procedure => "PROCEDURE",
        RoutineKind::Aggregate => "AGGREGATE",
    }
}
