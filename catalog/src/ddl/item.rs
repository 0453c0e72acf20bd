//! What one statement can make, and where it goes if nothing else decides.

use crate::catalog::{
    Column, Constraint, DefaultPrivileges, DomainCheck, Extension, Index, ObjectId, OtherObject, Policy, QualifiedName,
    Relation, Routine, Rule, Schema, Sequence, Trigger, Type,
};

/// What one statement can make by itself.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// A schema.
    Schema(&'a Schema),
    /// An extension.
    Extension(&'a Extension),
    /// A type that has a name and nothing else yet.
    Shell(&'a Type),
    /// A type.
    Type(&'a Type),
    /// A check of a domain.
    DomainCheck(&'a Type, &'a DomainCheck),
    /// A function, procedure or aggregate.
    Routine(&'a Routine),
    /// A sequence.
    Sequence(&'a Sequence),
    /// `ALTER SEQUENCE … OWNED BY`.
    Ownership(&'a Sequence),
    /// A relation.
    Relation(&'a Relation),
    /// A view with its columns and without its query.
    Stub(&'a Relation),
    /// The default of a column.
    Default(&'a Relation, &'a Column),
    /// A constraint.
    Constraint(&'a Relation, &'a Constraint),
    /// `REFRESH MATERIALIZED VIEW`.
    Refresh(&'a Relation),
    /// `ALTER TABLE … ATTACH PARTITION`.
    Attachment(&'a Relation),
    /// An index.
    Index(&'a Relation, &'a Index),
    /// `ALTER INDEX … ATTACH PARTITION`.
    IndexAttachment(&'a Relation, &'a Index),
    /// A trigger.
    Trigger(&'a Relation, &'a Trigger),
    /// A rewrite rule.
    Rule(&'a Relation, &'a Rule),
    /// A row security policy.
    Policy(&'a Relation, &'a Policy),
    /// An object of another kind.
    Other(&'a OtherObject),
    /// Default privileges.
    DefaultPrivileges(&'a DefaultPrivileges),
}

/// Where a piece goes if nothing else decides: by kind, then by what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) class: u8,
    home: QualifiedName,
    part: u8,
    name: String,
}

impl Rank {
    pub(super) fn new(class: u8, home: &QualifiedName, (part, name): (u8, &str)) -> Self {
        Self { class, home: home.clone(), part, name: name.to_owned() }
    }
}

/// Where objects go that the catalog does not model further.
pub(super) fn class(id: &ObjectId) -> u8 {
    match id {
        ObjectId::ForeignDataWrapper(_) | ObjectId::AccessMethod(_) | ObjectId::Language(_) => 5,
        ObjectId::Server(_) => 6,
        ObjectId::UserMapping { .. } => 7,
        ObjectId::Collation(_) | ObjectId::Conversion(_) => 10,
        ObjectId::TextSearchParser(_) | ObjectId::TextSearchTemplate(_) => 11,
        ObjectId::TextSearchDictionary(_) => 12,
        ObjectId::TextSearchConfiguration(_) => 13,
        ObjectId::Operator { .. } => 32,
        ObjectId::OperatorFamily { .. } => 33,
        ObjectId::OperatorClass { .. } => 34,
        ObjectId::Cast { .. } => 35,
        ObjectId::Transform { .. } => 36,
        ObjectId::Statistics(_) => 71,
        ObjectId::Publication(_) | ObjectId::Subscription(_) => 90,
        ObjectId::EventTrigger(_) => 98,
        // Pieces of their own, with ranks of their own.
        ObjectId::Schema(_)
        | ObjectId::Extension(_)
        | ObjectId::Relation { .. }
        | ObjectId::Column { .. }
        | ObjectId::Default { .. }
        | ObjectId::Constraint { .. }
        | ObjectId::DomainConstraint { .. }
        | ObjectId::Index(_)
        | ObjectId::Trigger { .. }
        | ObjectId::Rule { .. }
        | ObjectId::Policy { .. }
        | ObjectId::Type(_)
        | ObjectId::Sequence(_)
        | ObjectId::Routine { .. }
        | ObjectId::Role(_)
        | ObjectId::Settings(_)
        | ObjectId::Privileges(_)
        | ObjectId::DefaultPrivileges { .. }
        | ObjectId::Comment(_)
        | ObjectId::SecurityLabel { .. } => 91,
    }
}
