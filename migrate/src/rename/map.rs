//! Which name every object has afterwards.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    QualifiedName,
    catalog::{ObjectId, RoutineKind, TypeRef},
    ddl::qualified,
};

use super::name::{Named, Rename, bare};

/// New names by identity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Map {
    objects: BTreeMap<ObjectId, String>,
    /// Relations and types, which share their names.
    named: BTreeMap<QualifiedName, String>,
    labels: BTreeMap<(QualifiedName, String), String>,
}

impl Map {
    pub(super) fn new(renames: &[Rename]) -> Self {
        let mut map = Self::default();
        for rename in renames {
            map.insert(rename);
        }
        map
    }

    fn insert(&mut self, rename: &Rename) {
        match &rename.of {
            Named::Object(id) => {
                if let ObjectId::Relation { name, .. } | ObjectId::Type(name) = id {
                    self.named.insert(name.clone(), rename.to.clone());
                }
                self.objects.insert(id.clone(), rename.to.clone());
            }
            Named::Label { type_, label } => {
                self.labels.insert((type_.clone(), label.clone()), rename.to.clone());
            }
        }
    }

    pub(super) fn has(&self, of: &Named) -> bool {
        match of {
            Named::Object(id) => self.objects.contains_key(id),
            Named::Label { type_, label } => self.labels.contains_key(&(type_.clone(), label.clone())),
        }
    }

    /// Pairs of names, old and new, that texts may differ in.
    pub(super) fn words(&self) -> BTreeSet<(String, String)> {
        let objects = self.objects.iter().filter_map(|(id, to)| Some((bare(id)?.to_owned(), to.clone())));
        objects.chain(self.labels.iter().map(|((_, label), to)| (label.clone(), to.clone()))).collect()
    }

    /// Relations and types that have another name, a column or a label of another name, by their new names.
    pub(super) fn touched(&self) -> BTreeSet<QualifiedName> {
        let parts = self.objects.keys().filter_map(|id| match id {
            ObjectId::Column { relation, .. } => Some(relation),
            _ => None,
        });
        let all = self.named.keys().chain(parts).chain(self.labels.keys().map(|(type_, _)| type_));
        all.map(|name| self.named(name)).collect()
    }

    /// A relation or a type.
    pub(super) fn named(&self, name: &QualifiedName) -> QualifiedName {
        match self.named.get(name) {
            Some(to) => QualifiedName::new(&name.schema, to),
            None => name.clone(),
        }
    }

    /// What had this name before.
    pub(super) fn before(&self, name: &QualifiedName) -> QualifiedName {
        let was = self.named.iter().find(|(old, to)| old.schema == name.schema && **to == name.name);
        was.map_or_else(|| name.clone(), |(old, _)| old.clone())
    }

    pub(super) fn column(&self, relation: &QualifiedName, name: &str) -> String {
        self.part(&ObjectId::Column { relation: relation.clone(), name: name.to_owned() }, name)
    }

    pub(super) fn label(&self, type_: &QualifiedName, label: &str) -> String {
        let to = self.labels.get(&(type_.clone(), label.to_owned()));
        to.cloned().unwrap_or_else(|| label.to_owned())
    }

    /// A part of a relation or a domain, by its identity and its name.
    pub(super) fn part(&self, id: &ObjectId, name: &str) -> String {
        self.objects.get(id).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// An object that has a schema of its own and is no relation and no type.
    pub(super) fn free(&self, id: &ObjectId, name: &QualifiedName) -> QualifiedName {
        match self.objects.get(id) {
            Some(to) => QualifiedName::new(&name.schema, to),
            None => name.clone(),
        }
    }

    /// A function that is called without arguments, as by triggers.
    pub(super) fn function(&self, name: &QualifiedName) -> QualifiedName {
        let id = ObjectId::Routine { kind: RoutineKind::Function, name: name.clone(), arguments: Vec::new() };
        self.free(&id, name)
    }

    pub(super) fn type_(&self, type_: &TypeRef) -> TypeRef {
        let name = self.named(&type_.name);
        if name == type_.name {
            return type_.clone();
        }
        let rest = type_.sql.strip_prefix(&qualified(&type_.name)).unwrap_or_default();
        TypeRef { sql: format!("{}{rest}", qualified(&name)), name, array: type_.array }
    }

    /// The identity of an object afterwards.
    pub(crate) fn id(&self, id: &ObjectId) -> ObjectId {
        let boxed = |object: &ObjectId| Box::new(self.id(object));
        let boxed_type = |type_: &TypeRef| Box::new(self.type_(type_));
        match id {
            ObjectId::Relation { kind, name } => ObjectId::Relation { kind: *kind, name: self.named(name) },
            ObjectId::Type(name) => ObjectId::Type(self.named(name)),
            ObjectId::Index(name) => ObjectId::Index(self.free(id, name)),
            ObjectId::Sequence(name) => ObjectId::Sequence(self.free(id, name)),
            ObjectId::Routine { kind, name, arguments } => ObjectId::Routine {
                kind: *kind,
                name: self.free(id, name),
                arguments: arguments.iter().map(|own| self.type_(own)).collect(),
            },
            ObjectId::Column { relation, name } => {
                ObjectId::Column { relation: self.named(relation), name: self.column(relation, name) }
            }
            ObjectId::Default { relation, column } => {
                ObjectId::Default { relation: self.named(relation), column: self.column(relation, column) }
            }
            ObjectId::Constraint { relation, name } => {
                ObjectId::Constraint { relation: self.named(relation), name: self.part(id, name) }
            }
            ObjectId::Trigger { relation, name } => {
                ObjectId::Trigger { relation: self.named(relation), name: self.part(id, name) }
            }
            ObjectId::Rule { relation, name } => {
                ObjectId::Rule { relation: self.named(relation), name: self.part(id, name) }
            }
            ObjectId::Policy { relation, name } => {
                ObjectId::Policy { relation: self.named(relation), name: self.part(id, name) }
            }
            ObjectId::DomainConstraint { domain, name } => {
                ObjectId::DomainConstraint { domain: self.named(domain), name: self.part(id, name) }
            }
            ObjectId::Cast { source, target } => {
                ObjectId::Cast { source: boxed_type(source), target: boxed_type(target) }
            }
            ObjectId::Operator { name, left, right } => ObjectId::Operator {
                name: name.clone(),
                left: left.as_deref().map(boxed_type),
                right: right.as_deref().map(boxed_type),
            },
            ObjectId::Transform { type_, language } => {
                ObjectId::Transform { type_: boxed_type(type_), language: language.clone() }
            }
            ObjectId::Privileges(object) => ObjectId::Privileges(boxed(object)),
            ObjectId::Comment(object) => ObjectId::Comment(boxed(object)),
            ObjectId::SecurityLabel { provider, object } => {
                ObjectId::SecurityLabel { provider: provider.clone(), object: boxed(object) }
            }
            ObjectId::Schema(_)
            | ObjectId::Extension(_)
            | ObjectId::Collation(_)
            | ObjectId::Conversion(_)
            | ObjectId::OperatorClass { .. }
            | ObjectId::OperatorFamily { .. }
            | ObjectId::AccessMethod(_)
            | ObjectId::TextSearchConfiguration(_)
            | ObjectId::TextSearchDictionary(_)
            | ObjectId::TextSearchParser(_)
            | ObjectId::TextSearchTemplate(_)
            | ObjectId::Statistics(_)
            | ObjectId::Publication(_)
            | ObjectId::Subscription(_)
            | ObjectId::EventTrigger(_)
            | ObjectId::Language(_)
            | ObjectId::ForeignDataWrapper(_)
            | ObjectId::Server(_)
            | ObjectId::UserMapping { .. }
            | ObjectId::Role(_)
            | ObjectId::Settings(_)
            | ObjectId::DefaultPrivileges { .. } => id.clone(),
        }
    }
}
