//! The edges that follow from the objects themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dependency, DependencyKind};
use crate::catalog::{
    Catalog, Constraint, ConstraintKind, Definition, ForeignKey, Index, ObjectId, OtherObject, QualifiedName, Relation,
    Routine, RoutineKind, Sequence, Trigger, Type, TypeKind, TypeRef,
};

/// Every edge that the objects of a catalog say, in no particular order.
pub(super) fn implied(catalog: &Catalog) -> Vec<Dependency> {
    let mut edges = Edges::new(catalog);
    catalog.relations.iter().for_each(|relation| edges.relation(relation));
    catalog.types.iter().for_each(|type_| edges.type_(type_));
    catalog.sequences.iter().for_each(|sequence| edges.sequence(sequence));
    catalog.routines.iter().for_each(|routine| edges.routine(routine));
    catalog.others.iter().for_each(|other| edges.other(other));
    for extension in &catalog.extensions {
        let id = ObjectId::Extension(extension.name.clone());
        edges.in_schema(&id, &extension.schema);
    }
    for schema in &catalog.schemas {
        edges.member(&ObjectId::Schema(schema.name.clone()), schema.extension.as_ref());
    }
    edges.found
}

struct Edges<'a> {
    relations: BTreeMap<&'a QualifiedName, &'a Relation>,
    types: BTreeSet<&'a QualifiedName>,
    schemas: BTreeSet<&'a str>,
    collations: BTreeSet<&'a QualifiedName>,
    found: Vec<Dependency>,
}

impl<'a> Edges<'a> {
    fn new(catalog: &'a Catalog) -> Self {
        let collation = |other: &'a OtherObject| match &other.id {
            ObjectId::Collation(name) => Some(name),
            _ => None,
        };
        Self {
            relations: catalog.relations.iter().map(|relation| (&relation.name, relation)).collect(),
            types: catalog.types.iter().map(|type_| &type_.name).collect(),
            schemas: catalog.schemas.iter().map(|schema| schema.name.as_str()).collect(),
            collations: catalog.others.iter().filter_map(collation).collect(),
            found: Vec::new(),
        }
    }

    fn add(&mut self, dependent: &ObjectId, kind: DependencyKind, on: ObjectId) {
        if *dependent != on {
            self.found.push(Dependency { dependent: dependent.clone(), on, kind });
        }
    }

    fn needs(&mut self, dependent: &ObjectId, on: ObjectId) {
        self.add(dependent, DependencyKind::DependsOn, on);
    }

    fn owned(&mut self, dependent: &ObjectId, by: ObjectId) {
        self.add(dependent, DependencyKind::OwnedBy, by);
    }

    fn in_schema(&mut self, id: &ObjectId, schema: &str) {
        if self.schemas.contains(schema) {
            self.needs(id, ObjectId::Schema(schema.to_owned()));
        }
    }

    fn member(&mut self, id: &ObjectId, extension: Option<&String>) {
        if let Some(extension) = extension {
            self.add(id, DependencyKind::MemberOf, ObjectId::Extension(extension.clone()));
        }
    }

    /// A type of the catalog, which may be the row type of a relation.
    fn uses_type(&mut self, id: &ObjectId, type_: &QualifiedName) {
        if self.types.contains(type_) {
            self.needs(id, ObjectId::Type(type_.clone()));
        } else if let Some(relation) = self.relations.get(type_) {
            let on = relation.id();
            self.needs(id, on);
        }
    }

    fn uses_types<'b>(&mut self, id: &ObjectId, types: impl IntoIterator<Item = &'b TypeRef>) {
        types.into_iter().for_each(|type_| self.uses_type(id, &type_.name));
    }

    fn uses_collation(&mut self, id: &ObjectId, collation: Option<&QualifiedName>) {
        if let Some(collation) = collation.filter(|name| self.collations.contains(name)) {
            self.needs(id, ObjectId::Collation(collation.clone()));
        }
    }

    fn relation(&mut self, relation: &Relation) {
        let id = relation.id();
        self.in_schema(&id, &relation.name.schema);
        self.member(&id, relation.extension.as_ref());
        if relation.extension.is_some() {
            return;
        }
        for parent in &relation.inherits {
            if let Some(parent) = self.relations.get(parent) {
                let on = parent.id();
                self.add(&id, DependencyKind::PartOf, on);
            }
        }
        if let Some(type_) = &relation.of_type {
            self.uses_type(&id, type_);
        }
        if let Some(server) = &relation.server {
            self.needs(&id, ObjectId::Server(server.clone()));
        }
        self.columns(relation);
        relation.constraints.iter().for_each(|constraint| self.constraint(relation, constraint));
        relation.indexes.iter().for_each(|index| self.index(relation, index));
        relation.triggers.iter().for_each(|trigger| self.trigger(relation, trigger));
        for rule in &relation.rules {
            let rule = ObjectId::Rule { relation: relation.name.clone(), name: rule.name.clone() };
            self.owned(&rule, id.clone());
        }
        for policy in &relation.policies {
            let policy = ObjectId::Policy { relation: relation.name.clone(), name: policy.name.clone() };
            self.owned(&policy, id.clone());
        }
    }

    fn columns(&mut self, relation: &Relation) {
        for column in &relation.columns {
            let id = column_of(relation, &column.name);
            self.uses_types(&id, [&column.type_]);
            self.uses_collation(&id, column.collation.as_ref());
            if column.default.is_some() || column.generated.is_some() {
                let (relation, column) = (relation.name.clone(), column.name.clone());
                self.owned(&ObjectId::Default { relation, column }, id);
            }
        }
        // What divides a table cannot be dropped or retyped without it.
        let by = relation.partitioning.as_ref().and_then(|partitioning| partitioning.by.as_ref());
        for column in by.iter().flat_map(|by| &by.key).filter_map(|part| part.column.as_ref()) {
            self.owned(&column_of(relation, column), relation.id());
        }
    }

    fn constraint(&mut self, relation: &Relation, constraint: &Constraint) {
        let id = ObjectId::Constraint { relation: relation.name.clone(), name: constraint.name.clone() };
        let listed;
        let columns: &[String] = match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                listed = [&key.columns[..], &key.include].concat();
                &listed
            }
            ConstraintKind::ForeignKey(key) => {
                self.references(&id, key);
                &key.columns
            }
            ConstraintKind::Check(check) => &check.columns,
            ConstraintKind::Exclusion(_) => {
                let index = relation.indexes.iter().find(|index| index.constraint.as_ref() == Some(&constraint.name));
                listed = index.map(key_columns).unwrap_or_default();
                &listed
            }
            ConstraintKind::NotNull { column } => std::slice::from_ref(column),
        };
        for column in columns {
            self.owned(&id, column_of(relation, column));
        }
        if columns.is_empty() {
            self.owned(&id, relation.id());
        }
    }

    /// A foreign key needs the columns it references, and the index that makes them unique.
    fn references(&mut self, id: &ObjectId, key: &ForeignKey) {
        let Some(referenced) = self.relations.get(&key.references).copied() else { return };
        for column in &key.referenced_columns {
            self.needs(id, column_of(referenced, column));
        }
        let wanted: BTreeSet<&String> = key.referenced_columns.iter().collect();
        let is_key = |index: &&Index| {
            let columns: BTreeSet<_> = index.parts.iter().filter_map(|part| part.column.as_ref()).collect();
            index.unique && index.predicate.is_none() && index.parts.len() == wanted.len() && columns == wanted
        };
        // Of several the server says which.
        let mut candidates = referenced.indexes.iter().filter(is_key);
        if let (Some(index), None) = (candidates.next(), candidates.next()) {
            self.needs(id, index_of(referenced, &index.name));
        }
    }

    fn index(&mut self, relation: &Relation, index: &Index) {
        let id = index_of(relation, &index.name);
        if let Some(parent) = &index.parent {
            self.add(&id, DependencyKind::PartOf, ObjectId::Index(parent.clone()));
            self.add(&id, DependencyKind::PartOf, relation.id());
        }
        match &index.constraint {
            Some(name) => {
                let constraint = ObjectId::Constraint { relation: relation.name.clone(), name: name.clone() };
                self.owned(&id, constraint);
            }
            None => {
                for column in key_columns(index).iter().chain(&index.include) {
                    self.owned(&id, column_of(relation, column));
                }
            }
        }
        for part in &index.parts {
            self.uses_collation(&id, part.collation.as_ref());
        }
    }

    fn trigger(&mut self, relation: &Relation, trigger: &Trigger) {
        let id = ObjectId::Trigger { relation: relation.name.clone(), name: trigger.name.clone() };
        let (kind, name) = (RoutineKind::Function, trigger.function.clone());
        if self.schemas.contains(name.schema.as_str()) {
            self.needs(&id, ObjectId::Routine { kind, name, arguments: Vec::new() });
        }
        if trigger.inherited {
            self.add(&id, DependencyKind::PartOf, relation.id());
        } else {
            self.owned(&id, relation.id());
        }
        for column in &trigger.columns {
            self.needs(&id, column_of(relation, column));
        }
        let references = trigger.constraint.as_ref().and_then(|constraint| constraint.references.as_ref());
        if let Some(references) = references.and_then(|name| self.relations.get(name)) {
            let by = references.id();
            self.owned(&id, by);
        }
    }

    fn type_(&mut self, type_: &Type) {
        let id = ObjectId::Type(type_.name.clone());
        self.in_schema(&id, &type_.name.schema);
        self.member(&id, type_.extension.as_ref());
        if type_.extension.is_some() {
            return;
        }
        match &type_.kind {
            TypeKind::Domain(domain) => {
                self.uses_types(&id, [&domain.base]);
                self.uses_collation(&id, domain.collation.as_ref());
                for check in &domain.checks {
                    let (domain, name) = (type_.name.clone(), check.name.clone());
                    self.owned(&ObjectId::DomainConstraint { domain, name }, id.clone());
                }
            }
            TypeKind::Composite { attributes } => {
                for attribute in attributes {
                    let (relation, name) = (type_.name.clone(), attribute.name.clone());
                    let column = ObjectId::Column { relation, name };
                    self.uses_types(&column, [&attribute.type_]);
                    self.uses_collation(&column, attribute.collation.as_ref());
                }
            }
            TypeKind::Range(range) => {
                self.uses_types(&id, [&range.subtype]);
                self.uses_collation(&id, range.collation.as_ref());
            }
            TypeKind::Multirange { range } => self.owned(&id, ObjectId::Type(range.clone())),
            TypeKind::Enum { .. } | TypeKind::Base { .. } | TypeKind::Pseudo => {}
        }
    }

    fn sequence(&mut self, sequence: &Sequence) {
        let id = ObjectId::Sequence(sequence.name.clone());
        self.in_schema(&id, &sequence.name.schema);
        self.member(&id, sequence.extension.as_ref());
        if let Some(owner) = &sequence.owned_by {
            let (relation, name) = (owner.relation.clone(), owner.column.clone());
            self.owned(&id, ObjectId::Column { relation, name });
        }
    }

    fn routine(&mut self, routine: &Routine) {
        let id = routine.id();
        self.in_schema(&id, &routine.name.schema);
        self.member(&id, routine.extension.as_ref());
        if routine.extension.is_none() {
            self.uses_types(&id, routine.arguments.iter().map(|argument| &argument.type_).chain(&routine.returns));
        }
    }

    fn other(&mut self, other: &OtherObject) {
        let id = &other.id;
        if let Some(schema) = id.schema() {
            self.in_schema(id, schema);
        }
        self.member(id, other.extension.as_ref());
        match &other.definition {
            Some(Definition::Server(server)) => self.needs(id, ObjectId::ForeignDataWrapper(server.wrapper.clone())),
            Some(Definition::UserMapping {}) => {
                if let ObjectId::UserMapping { server, .. } = id {
                    self.needs(id, ObjectId::Server(server.clone()));
                }
            }
            Some(Definition::Statistics(statistics)) => {
                for column in &statistics.columns {
                    let (relation, name) = (statistics.relation.clone(), column.clone());
                    self.owned(id, ObjectId::Column { relation, name });
                }
            }
            Some(
                Definition::Sql(_)
                | Definition::Collation(_)
                | Definition::EventTrigger(_)
                | Definition::ForeignDataWrapper(_)
                | Definition::Publication(_)
                | Definition::Subscription(_),
            )
            | None => {}
        }
    }
}

fn column_of(relation: &Relation, name: &str) -> ObjectId {
    ObjectId::Column { relation: relation.name.clone(), name: name.to_owned() }
}

/// An index lives in the schema of its relation.
fn index_of(relation: &Relation, name: &str) -> ObjectId {
    ObjectId::Index(QualifiedName::new(&relation.name.schema, name))
}

fn key_columns(index: &Index) -> Vec<String> {
    index.parts.iter().filter_map(|part| part.column.clone()).collect()
}
