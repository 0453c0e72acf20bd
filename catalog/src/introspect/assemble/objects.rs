//! Identities of what rows refer to by class and OID.

use std::collections::HashMap;

use crate::{
    catalog::{Grantee, ObjectId, QualifiedName, TypeRef},
    introspect::{
        codes::ConstraintCode,
        rows::{ConstraintRow, OtherRow, Rows, StandInRow},
    },
};

use super::{
    address::{Address, class},
    constraints::is_of_column,
    names::Names,
    routines,
};

/// The identity of every object that may occur.
pub(super) struct Objects<'a> {
    ids: HashMap<(u32, u32), ObjectId>,
    stand_ins: HashMap<(u32, u32), &'a StandInRow>,
    /// Composite types, by the OID of the relation that stands for each.
    composites: HashMap<u32, QualifiedName>,
    names: &'a Names,
}

impl<'a> Objects<'a> {
    pub(super) fn new(rows: &'a Rows, names: &'a Names) -> Self {
        let composites = rows.types.iter().filter(|row| row.relation != 0);
        let composites = composites.map(|row| (row.relation, QualifiedName::new(&row.schema, &row.name)));
        let mut objects = Self {
            ids: of_relations(rows, names).chain(of_parts(rows, names)).chain(of_the_rest(rows)).collect(),
            stand_ins: rows.stand_ins.iter().map(|row| ((row.class, row.object), row)).collect(),
            composites: composites.collect(),
            names,
        };
        let parts = rows.stand_ins.iter().filter_map(|row| Some(((row.class, row.object), objects.part(row)?)));
        let parts: Vec<_> = parts.collect();
        objects.ids.extend(parts);
        objects
    }

    /// The object itself, where a row stands for another: the view of its rewrite rule, the elements of an array type.
    pub(super) fn resolve(&self, address: Address) -> Address {
        if self.ids.contains_key(&(address.0, address.1)) {
            return address;
        }
        match self.stand_ins.get(&(address.0, address.1)) {
            // An array type stands for its elements' type, which may be a row type.
            Some(row) => self.resolve((row.of_class, row.of_object, row.of_part)),
            None => address,
        }
    }

    /// The default or the rule that a row is.
    fn part(&self, row: &StandInRow) -> Option<ObjectId> {
        let relation = self.names.relation(row.of_object)?.clone();
        match row.class {
            class::DEFAULT => {
                let column = self.names.column(row.of_object, i16::try_from(row.of_part).ok()?)?.to_owned();
                Some(ObjectId::Default { relation, column })
            }
            class::REWRITE => Some(ObjectId::Rule { relation, name: row.rule.clone()? }),
            _ => None,
        }
    }

    pub(super) fn id(&self, (class, object, part): Address) -> Option<ObjectId> {
        if class == class::CLASS {
            let composite = self.composites.get(&object);
            if part > 0 {
                let name = self.names.column(object, i16::try_from(part).ok()?)?.to_owned();
                let relation = self.names.relation(object).or(composite)?.clone();
                return Some(ObjectId::Column { relation, name });
            }
            if let Some(composite) = composite {
                return Some(ObjectId::Type(composite.clone()));
            }
        }
        self.ids.get(&(class, object)).cloned()
    }
}

type Ids<'a> = Box<dyn Iterator<Item = ((u32, u32), ObjectId)> + 'a>;

fn of_relations<'a>(rows: &'a Rows, names: &'a Names) -> Ids<'a> {
    let relations = rows.relations.iter().map(|row| {
        let name = QualifiedName::new(&row.schema, &row.name);
        ((class::CLASS, row.oid), ObjectId::Relation { kind: row.kind, name })
    });
    let indexes = rows.indexes.iter().filter_map(|row| {
        let schema = &names.relation(row.relation)?.schema;
        Some(((class::CLASS, row.oid), ObjectId::Index(QualifiedName::new(schema, &row.name))))
    });
    let sequences = rows
        .sequences
        .iter()
        .map(|row| ((class::CLASS, row.oid), ObjectId::Sequence(QualifiedName::new(&row.schema, &row.name))));
    Box::new(relations.chain(indexes).chain(sequences))
}

/// Constraints, triggers and policies.
fn of_parts<'a>(rows: &'a Rows, names: &'a Names) -> Ids<'a> {
    // A NOT NULL that says no more than its column or domain is no constraint of the catalog.
    let is_own =
        |row: &&ConstraintRow| row.kind != ConstraintCode::NotNull || row.domain == 0 && !is_of_column(row, names);
    let constraints = rows.constraints.iter().filter(is_own).filter_map(|row| {
        let name = row.name.clone();
        let id = match names.type_(row.domain) {
            Some(domain) => ObjectId::DomainConstraint { domain: domain.clone(), name },
            None => ObjectId::Constraint { relation: names.relation(row.relation)?.clone(), name },
        };
        Some(((class::CONSTRAINT, row.oid), id))
    });
    let policies = rows.policies.iter().filter_map(|row| {
        let relation = names.relation(row.relation)?.clone();
        Some(((class::POLICY, row.oid), ObjectId::Policy { relation, name: row.name.clone() }))
    });
    let triggers = rows.triggers.iter().filter_map(|row| {
        let relation = names.relation(row.relation)?.clone();
        Some(((class::TRIGGER, row.oid), ObjectId::Trigger { relation, name: row.name.clone() }))
    });
    Box::new(constraints.chain(triggers).chain(policies))
}

fn of_the_rest(rows: &Rows) -> Ids<'_> {
    let types = rows.types.iter();
    let types = types.map(|row| ((class::TYPE, row.oid), ObjectId::Type(QualifiedName::new(&row.schema, &row.name))));
    let routines = rows.routines.iter().map(|row| ((class::PROC, row.oid), routines::id(row)));
    let extensions = rows.extensions.iter();
    let extensions = extensions.map(|row| ((class::EXTENSION, row.oid), ObjectId::Extension(row.name.clone())));
    let schemas = rows.schemas.iter().map(|row| ((class::NAMESPACE, row.oid), ObjectId::Schema(row.name.clone())));
    let others = rows.others.iter().filter_map(|row| Some(((row.class, row.oid), other(row)?)));
    Box::new(types.chain(routines).chain(extensions).chain(schemas).chain(others))
}

/// The identity of an object that the catalog does not model further.
pub(super) fn other(row: &OtherRow) -> Option<ObjectId> {
    let name = |at: usize| row.names.get(at).cloned().flatten();
    let qualified = || Some(QualifiedName { schema: name(0)?, name: name(1)? });
    let type_ = |at| name(at).map(|sql| Box::new(TypeRef::parse(sql)));
    Some(match row.kind.as_str() {
        "access method" => ObjectId::AccessMethod(name(0)?),
        "cast" => ObjectId::Cast { source: type_(0)?, target: type_(1)? },
        "collation" => ObjectId::Collation(qualified()?),
        "conversion" => ObjectId::Conversion(qualified()?),
        "event trigger" => ObjectId::EventTrigger(name(0)?),
        "foreign-data wrapper" => ObjectId::ForeignDataWrapper(name(0)?),
        "language" => ObjectId::Language(name(0)?),
        "operator" => ObjectId::Operator { name: qualified()?, left: type_(2), right: type_(3) },
        "operator class" => ObjectId::OperatorClass { name: qualified()?, method: name(2)? },
        "operator family" => ObjectId::OperatorFamily { name: qualified()?, method: name(2)? },
        "publication" => ObjectId::Publication(name(0)?),
        "server" => ObjectId::Server(name(0)?),
        "statistics" => ObjectId::Statistics(qualified()?),
        "subscription" => ObjectId::Subscription(name(0)?),
        "text search configuration" => ObjectId::TextSearchConfiguration(qualified()?),
        "text search dictionary" => ObjectId::TextSearchDictionary(qualified()?),
        "text search parser" => ObjectId::TextSearchParser(qualified()?),
        "text search template" => ObjectId::TextSearchTemplate(qualified()?),
        "transform" => ObjectId::Transform { type_: type_(0)?, language: name(1)? },
        "user mapping" => {
            ObjectId::UserMapping { role: name(0).map_or(Grantee::Public, Grantee::Role), server: name(1)? }
        }
        _ => return None,
    })
}
