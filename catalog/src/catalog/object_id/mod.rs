//! What names an object: one identity for every kind there is.

mod display;
mod kind;
mod parse;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{QualifiedName, TypeRef};

pub use kind::{Grantee, ObjectClass, RelationKind, RoutineKind};
pub use parse::ParseObjectIdError;

/// The identity of an object: its kind and its name, with what its name is unique within.
///
/// Displayed, parsed and serialised as people write it: `column public.film.title`,
/// `function public.rank(integer)`, `trigger film_update on public.film`. Identifiers have double quotes where their
/// characters need them.
///
/// ```
/// # use relvar_catalog::catalog::{ObjectId, QualifiedName};
/// let id: ObjectId = "trigger \"on update\" on public.film".parse()?;
/// let name = "on update".to_owned();
/// assert_eq!(id, ObjectId::Trigger { relation: QualifiedName::new("public", "film"), name });
/// # Ok::<(), relvar_catalog::catalog::ParseObjectIdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectId {
    /// A schema.
    Schema(String),
    /// An extension.
    Extension(String),
    /// A relation. The kind is part of the identity: a view that takes the place of a table is another object.
    Relation {
        /// What it is.
        kind: RelationKind,
        /// Its name.
        name: QualifiedName,
    },
    /// A column of a relation, or an attribute of a composite type.
    Column {
        /// The relation or the type.
        relation: QualifiedName,
        /// Its name.
        name: String,
    },
    /// The default of a column, or the expression of a generated one.
    Default {
        /// The relation.
        relation: QualifiedName,
        /// The column.
        column: String,
    },
    /// A constraint of a relation.
    Constraint {
        /// The relation.
        relation: QualifiedName,
        /// Its name.
        name: String,
    },
    /// A constraint of a domain.
    DomainConstraint {
        /// The domain.
        domain: QualifiedName,
        /// Its name.
        name: String,
    },
    /// An index.
    Index(QualifiedName),
    /// A trigger of a relation.
    Trigger {
        /// The relation.
        relation: QualifiedName,
        /// Its name.
        name: String,
    },
    /// A rewrite rule of a relation.
    Rule {
        /// The relation.
        relation: QualifiedName,
        /// Its name.
        name: String,
    },
    /// A row security policy of a relation.
    Policy {
        /// The relation.
        relation: QualifiedName,
        /// Its name.
        name: String,
    },
    /// A type of any kind but row types of relations and arrays.
    Type(QualifiedName),
    /// A sequence.
    Sequence(QualifiedName),
    /// A function, procedure, aggregate or window function.
    Routine {
        /// What it is.
        kind: RoutineKind,
        /// Its name.
        name: QualifiedName,
        /// The types of the arguments that a call passes. Their names are not part of the identity.
        arguments: Vec<TypeRef>,
    },
    /// A collation.
    Collation(QualifiedName),
    /// A conversion between encodings.
    Conversion(QualifiedName),
    /// A cast.
    Cast {
        /// From which type.
        source: Box<TypeRef>,
        /// To which type.
        target: Box<TypeRef>,
    },
    /// An operator.
    Operator {
        /// Its name.
        name: QualifiedName,
        /// The type of its left operand; absent for a prefix operator.
        left: Option<Box<TypeRef>>,
        /// The type of its right operand; absent for a postfix operator (PostgreSQL 13 and earlier).
        right: Option<Box<TypeRef>>,
    },
    /// An operator class.
    OperatorClass {
        /// Its name.
        name: QualifiedName,
        /// The index access method it is for.
        method: String,
    },
    /// An operator family.
    OperatorFamily {
        /// Its name.
        name: QualifiedName,
        /// The index access method it is for.
        method: String,
    },
    /// An access method of tables or indexes.
    AccessMethod(String),
    /// A transform of a type for a language.
    Transform {
        /// The type.
        type_: Box<TypeRef>,
        /// The language.
        language: String,
    },
    /// A text search configuration.
    TextSearchConfiguration(QualifiedName),
    /// A text search dictionary.
    TextSearchDictionary(QualifiedName),
    /// A text search parser.
    TextSearchParser(QualifiedName),
    /// A text search template.
    TextSearchTemplate(QualifiedName),
    /// An extended statistics object.
    Statistics(QualifiedName),
    /// A publication.
    Publication(String),
    /// A subscription.
    Subscription(String),
    /// An event trigger.
    EventTrigger(String),
    /// A procedural language.
    Language(String),
    /// A foreign-data wrapper.
    ForeignDataWrapper(String),
    /// A foreign server.
    Server(String),
    /// A user mapping.
    UserMapping {
        /// Whose.
        role: Grantee,
        /// The foreign server.
        server: String,
    },
    /// A role.
    Role(String),
    /// The settings that sessions begin with.
    Settings(SettingsScope),
    /// The privileges on an object.
    Privileges(Box<ObjectId>),
    /// What objects that a role creates later come with.
    DefaultPrivileges {
        /// The role that creates the objects.
        role: String,
        /// The kind of object.
        objects: ObjectClass,
        /// The schema they are created in, where it is for one alone.
        schema: Option<String>,
    },
    /// The comment on an object.
    Comment(Box<ObjectId>),
    /// The security label of an object.
    SecurityLabel {
        /// The label provider.
        provider: String,
        /// The object.
        object: Box<ObjectId>,
    },
}

/// Which sessions settings are for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingsScope {
    /// Those of the database (`ALTER DATABASE … SET`).
    Database,
    /// Those of a role in any database (`ALTER ROLE … SET`).
    Role(String),
    /// Those of a role in the database (`ALTER ROLE … IN DATABASE … SET`).
    RoleInDatabase(String),
}

impl ObjectId {
    /// The relation that the object is, or is a part of: the table of a column, constraint, trigger, rule or policy.
    ///
    /// Indexes and sequences are objects of their own.
    pub fn relation(&self) -> Option<&QualifiedName> {
        match self {
            Self::Relation { name: relation, .. }
            | Self::Column { relation, .. }
            | Self::Default { relation, .. }
            | Self::Constraint { relation, .. }
            | Self::Trigger { relation, .. }
            | Self::Rule { relation, .. }
            | Self::Policy { relation, .. } => Some(relation),
            _ => None,
        }
    }
}

impl ObjectId {
    /// Its name with its schema, if it is in one by itself: not of a column or a trigger, which are parts of a relation.
    pub fn qualified_name(&self) -> Option<&QualifiedName> {
        match self {
            Self::Relation { name, .. }
            | Self::Index(name)
            | Self::Type(name)
            | Self::Sequence(name)
            | Self::Routine { name, .. }
            | Self::Collation(name)
            | Self::Conversion(name)
            | Self::Operator { name, .. }
            | Self::OperatorClass { name, .. }
            | Self::OperatorFamily { name, .. }
            | Self::TextSearchConfiguration(name)
            | Self::TextSearchDictionary(name)
            | Self::TextSearchParser(name)
            | Self::TextSearchTemplate(name)
            | Self::Statistics(name) => Some(name),
            Self::Schema(_)
            | Self::Extension(_)
            | Self::Column { .. }
            | Self::Default { .. }
            | Self::Constraint { .. }
            | Self::DomainConstraint { .. }
            | Self::Trigger { .. }
            | Self::Rule { .. }
            | Self::Policy { .. }
            | Self::Cast { .. }
            | Self::AccessMethod(_)
            | Self::Transform { .. }
            | Self::Publication(_)
            | Self::Subscription(_)
            | Self::EventTrigger(_)
            | Self::Language(_)
            | Self::ForeignDataWrapper(_)
            | Self::Server(_)
            | Self::UserMapping { .. }
            | Self::Role(_)
            | Self::Settings(_)
            | Self::Privileges(_)
            | Self::DefaultPrivileges { .. }
            | Self::Comment(_)
            | Self::SecurityLabel { .. } => None,
        }
    }

    /// The schema it is in: its own, or that of what it is a part of.
    pub fn schema(&self) -> Option<&str> {
        match self {
            Self::DomainConstraint { domain, .. } => Some(&domain.schema),
            Self::Privileges(object) | Self::Comment(object) | Self::SecurityLabel { object, .. } => object.schema(),
            _ => self.qualified_name().or_else(|| self.relation()).map(|name| name.schema.as_str()),
        }
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(IdVisitor)
    }
}

struct IdVisitor;

impl de::Visitor<'_> for IdVisitor {
    type Value = ObjectId;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object such as \"table public.film\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ObjectId, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests;
