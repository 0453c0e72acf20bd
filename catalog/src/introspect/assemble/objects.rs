//! Identities of what rows refer to by class and OID.

use std::collections::{HashMap, HashSet};

use crate::{
    catalog::{Grantee, ObjectId, QualifiedName, TypeRef},
    introspect::rows::{OtherRow, Rows, SequenceRow, StandInRow},
};

use super::{facts::class, names::Names, routines};

/// An object of a system catalog, or a part of it.
pub(super) type Address = (u32, u32, i32);

/// The identity of every object that may occur.
pub(super) struct Objects<'a> {
    ids: HashMap<(u32, u32), ObjectId>,
    stand_ins: HashMap<(u32, u32), &'a StandInRow>,
    /// The relations of policies.
    policies: HashMap<u32, u32>,
    /// Sequences and the columns that own them, which depend on each other by definition.
    owned: HashSet<(Address, Address)>,
    names: &'a Names,
}

impl<'a> Objects<'a> {
    pub(super) fn new(rows: &'a Rows, names: &'a Names) -> Self {
        let owned = |row: &SequenceRow| {
            Some(((class::CLASS, row.oid, 0), (class::CLASS, row.owner_relation?, row.owner_column?)))
        };
        Self {
            ids: of_relations(rows, names).chain(of_parts(rows, names)).chain(of_the_rest(rows)).collect(),
            stand_ins: rows.stand_ins.iter().map(|row| ((row.class, row.object), row)).collect(),
            policies: rows.policies.iter().map(|row| (row.oid, row.relation)).collect(),
            owned: rows.sequences.iter().filter_map(owned).collect(),
            names,
        }
    }

    /// Whether the one is a column and the other the sequence that it owns.
    pub(super) fn is_owned(&self, column: Address, sequence: Address) -> bool {
        self.owned.contains(&(sequence, column))
    }

    /// The object itself, where a row stands for another: the view of its rewrite rule, the column of its default.
    pub(super) fn resolve(&self, address: Address) -> Address {
        match self.stand_ins.get(&(address.0, address.1)) {
            // An array type stands for its elements' type, which may be a row type.
            Some(row) => self.resolve((row.of_class, row.of_object, row.of_part)),
            None => address,
        }
    }

    /// The rule or the default of that row, where it is one.
    pub(super) fn part(&self, (class, object): (u32, u32)) -> Option<ObjectId> {
        let row = self.stand_ins.get(&(class, object))?;
        let relation = self.names.relation(row.of_object);
        if class == class::DEFAULT {
            let column = self.names.column(row.of_object, i16::try_from(row.of_part).ok()?)?;
            return Some(ObjectId::Default { relation: relation?.clone(), column: column.to_owned() });
        }
        Some(ObjectId::Rule { relation: relation?.clone(), name: row.rule.clone()? })
    }

    /// Whether a rule or policy depends on the very relation that it is on.
    pub(super) fn is_own_relation(&self, (class, object): (u32, u32), on: Address) -> bool {
        let relation = match class {
            class::POLICY => self.policies.get(&object).copied(),
            _ => self.stand_ins.get(&(class, object)).map(|row| row.of_object),
        };
        on.0 == class::CLASS && on.2 == 0 && relation == Some(on.1)
    }

    pub(super) fn id(&self, (class, object, part): Address) -> Option<ObjectId> {
        if class == class::CLASS && part > 0 {
            let name = self.names.column(object, i16::try_from(part).ok()?)?.to_owned();
            return Some(ObjectId::Column { relation: self.names.relation(object)?.clone(), name });
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

/// Constraints and policies.
fn of_parts<'a>(rows: &'a Rows, names: &'a Names) -> Ids<'a> {
    let constraints = rows.constraints.iter().filter_map(|row| {
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
    Box::new(constraints.chain(policies))
}

fn of_the_rest(rows: &Rows) -> Ids<'_> {
    let types = rows.types.iter();
    let types = types.map(|row| ((class::TYPE, row.oid), ObjectId::Type(QualifiedName::new(&row.schema, &row.name))));
    let routines = rows.routines.iter().map(|row| ((class::PROC, row.oid), routines::id(row)));
    let extensions = rows.extensions.iter();
    let extensions = extensions.map(|row| ((class::EXTENSION, row.oid), ObjectId::Extension(row.name.clone())));
    let others = rows.others.iter().filter_map(|row| Some(((row.class, row.oid), other(row)?)));
    Box::new(types.chain(routines).chain(extensions).chain(others))
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
