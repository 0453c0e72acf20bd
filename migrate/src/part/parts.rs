//! All parts of a catalog, by identity.

use std::collections::BTreeMap;

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Column, DependencyKind, ObjectId, Privileges, Relation, Sequence, Type, TypeKind},
    ddl::{Item, Writer},
};

use super::{Part, What, attributes::attributes};

/// The parts of a catalog, without what belongs to an extension.
pub(crate) struct Parts<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) writer: Writer<'a>,
    pub(crate) by_id: BTreeMap<ObjectId, Part<'a>>,
}

/// Who owns a part, and what is said of it.
#[derive(Clone, Copy, Default)]
struct Remarks<'a> {
    owner: Option<&'a String>,
    comment: Option<&'a String>,
    privileges: Option<&'a Privileges>,
}

impl<'a> Parts<'a> {
    pub(crate) fn new(catalog: &'a Catalog) -> Self {
        let mut parts = Self { catalog, writer: Writer::new(catalog), by_id: BTreeMap::new() };
        for own in catalog.schemas.iter().filter(|own| own.extension.is_none()) {
            let remarks =
                Remarks { owner: Some(&own.owner), comment: own.comment.as_ref(), privileges: own.privileges.as_ref() };
            parts.add(ObjectId::Schema(own.name.clone()), Item::Schema(own), (None, remarks));
        }
        for own in &catalog.extensions {
            let remarks = Remarks { comment: own.comment.as_ref(), ..Remarks::default() };
            parts.add(ObjectId::Extension(own.name.clone()), Item::Extension(own), (None, remarks));
        }
        catalog.types.iter().filter(|own| own.extension.is_none()).for_each(|own| parts.type_(own));
        for own in catalog.routines.iter().filter(|own| own.extension.is_none()) {
            let remarks =
                Remarks { owner: Some(&own.owner), comment: own.comment.as_ref(), privileges: own.privileges.as_ref() };
            parts.add(own.id(), Item::Routine(own), (None, remarks));
        }
        catalog.relations.iter().filter(|own| own.extension.is_none()).for_each(|own| parts.relation(own));
        catalog.sequences.iter().filter(|own| own.extension.is_none()).for_each(|own| parts.sequence(own));
        for own in catalog.others.iter().filter(|own| own.extension.is_none()) {
            let remarks = Remarks {
                owner: own.owner.as_ref(),
                comment: own.comment.as_ref(),
                privileges: own.privileges.as_ref(),
            };
            parts.add(own.id.clone(), Item::Other(own), (None, remarks));
        }
        for own in &catalog.default_privileges {
            let id = ObjectId::DefaultPrivileges {
                role: own.role.clone(),
                objects: own.objects,
                schema: own.schema.clone(),
            };
            let remarks = Remarks { privileges: Some(&own.privileges), ..Remarks::default() };
            parts.add(id, Item::DefaultPrivileges(own), (None, remarks));
        }
        for own in &catalog.settings {
            parts.insert(own.id.clone(), What::Settings(own), (None, Remarks::default()), false);
        }
        if !catalog.security_labels.is_empty() {
            parts.labels();
        }
        parts
    }

    /// The same for statements that run in the database of another catalog.
    pub(crate) fn over(mut self, from: &'a Catalog) -> Self {
        self.writer = self.writer.under(&from.default_privileges).beside(from);
        self
    }

    pub(crate) fn get(&self, id: &ObjectId) -> Option<&Part<'a>> {
        self.by_id.get(id)
    }

    /// The multirange type of a range type.
    pub(crate) fn multirange(&self, range: &ObjectId) -> Option<&'a QualifiedName> {
        let ObjectId::Type(range) = range else { return None };
        let is_of_range = |own: &&Type| matches!(&own.kind, TypeKind::Multirange { range: of } if of == range);
        self.catalog.types.iter().find(is_of_range).map(|own| &own.name)
    }

    fn add(&mut self, id: ObjectId, item: Item<'a>, (host, remarks): (Option<ObjectId>, Remarks<'a>)) {
        let is_made_elsewhere = self.writer.is_made_elsewhere(item);
        self.insert(id, What::Item(item), (host, remarks), is_made_elsewhere);
    }

    fn insert(
        &mut self,
        id: ObjectId,
        what: What<'a>,
        (host, remarks): (Option<ObjectId>, Remarks<'a>),
        is_made_elsewhere: bool,
    ) {
        let part = Part {
            id: id.clone(),
            what,
            host,
            is_made_elsewhere,
            owner: remarks.owner.map(String::as_str),
            comment: remarks.comment.map(String::as_str),
            privileges: remarks.privileges,
            attributes: attributes(what),
        };
        self.by_id.insert(id, part);
    }

    /// Security labels, each a part of what it is on: of the type for an attribute, and of the extension for its member.
    fn labels(&mut self) {
        let edges = self.catalog.edges();
        let members = edges.iter().filter(|edge| edge.kind == DependencyKind::MemberOf);
        let extensions: BTreeMap<_, _> = members.map(|edge| (&edge.dependent, &edge.on)).collect();
        for own in &self.catalog.security_labels {
            let whole = match &own.object {
                ObjectId::Column { relation, .. } => match self.catalog.relation(relation) {
                    Some(relation) => relation.id(),
                    None => ObjectId::Type(relation.clone()),
                },
                other => other.clone(),
            };
            let hosts = [Some(&own.object), Some(&whole), extensions.get(&whole).copied()];
            let host = hosts.into_iter().flatten().find(|id| self.get(id).is_some()).cloned();
            self.insert(own.id(), What::Label(own), (host, Remarks::default()), false);
        }
    }

    fn type_(&mut self, own: &'a Type) {
        if matches!(own.kind, TypeKind::Multirange { .. }) {
            return;
        }
        let id = ObjectId::Type(own.name.clone());
        let remarks =
            Remarks { owner: Some(&own.owner), comment: own.comment.as_ref(), privileges: own.privileges.as_ref() };
        self.add(id.clone(), Item::Type(own), (None, remarks));
        if matches!(own.kind, TypeKind::Range(_)) {
            let multirange = self.multirange(&id).map(ToString::to_string);
            if let Some(part) = self.by_id.get_mut(&id) {
                part.attributes.insert("multirange".to_owned(), multirange.into());
            }
        }
        if let TypeKind::Domain(domain) = &own.kind {
            for check in &domain.checks {
                let check_id = ObjectId::DomainConstraint { domain: own.name.clone(), name: check.name.clone() };
                let remarks = Remarks { comment: check.comment.as_ref(), ..Remarks::default() };
                self.add(check_id, Item::DomainCheck(own, check), (Some(id.clone()), remarks));
            }
        }
    }

    fn sequence(&mut self, own: &'a Sequence) {
        let remarks = Remarks {
            owner: Some(&own.owner).filter(|_| !own.identity),
            comment: own.comment.as_ref(),
            privileges: own.privileges.as_ref(),
        };
        let host =
            own.owned_by.as_ref().map(|by| ObjectId::Column { relation: by.relation.clone(), name: by.column.clone() });
        let id = ObjectId::Sequence(own.name.clone());
        self.insert(id, What::Item(Item::Sequence(own)), (host, remarks), own.identity);
    }

    fn relation(&mut self, own: &'a Relation) {
        let id = own.id();
        let remarks =
            Remarks { owner: Some(&own.owner), comment: own.comment.as_ref(), privileges: own.privileges.as_ref() };
        self.add(id.clone(), Item::Relation(own), (None, remarks));
        own.columns.iter().for_each(|column| self.column(own, column));
        let on = || (own.name.clone(), Some(id.clone()));
        for constraint in &own.constraints {
            let (relation, host) = on();
            let remarks = Remarks { comment: constraint.comment.as_ref(), ..Remarks::default() };
            let constraint_id = ObjectId::Constraint { relation, name: constraint.name.clone() };
            self.add(constraint_id, Item::Constraint(own, constraint), (host, remarks));
        }
        for index in &own.indexes {
            let (relation, table) = on();
            let constraint = index.constraint.clone().map(|name| ObjectId::Constraint { relation, name });
            let remarks = Remarks { comment: index.comment.as_ref(), ..Remarks::default() };
            let name = QualifiedName::new(&own.name.schema, &index.name);
            self.add(ObjectId::Index(name), Item::Index(own, index), (constraint.or(table), remarks));
        }
        for trigger in &own.triggers {
            let (relation, host) = on();
            let remarks = Remarks { comment: trigger.comment.as_ref(), ..Remarks::default() };
            let trigger_id = ObjectId::Trigger { relation, name: trigger.name.clone() };
            self.add(trigger_id, Item::Trigger(own, trigger), (host, remarks));
        }
        for rule in &own.rules {
            let (relation, host) = on();
            let remarks = Remarks { comment: rule.comment.as_ref(), ..Remarks::default() };
            self.add(ObjectId::Rule { relation, name: rule.name.clone() }, Item::Rule(own, rule), (host, remarks));
        }
        for policy in &own.policies {
            let (relation, host) = on();
            let remarks = Remarks { comment: policy.comment.as_ref(), ..Remarks::default() };
            self.add(
                ObjectId::Policy { relation, name: policy.name.clone() },
                Item::Policy(own, policy),
                (host, remarks),
            );
        }
    }

    fn column(&mut self, own: &'a Relation, column: &'a Column) {
        let id = ObjectId::Column { relation: own.name.clone(), name: column.name.clone() };
        let remarks = Remarks { comment: column.comment.as_ref(), privileges: column.privileges.as_ref(), owner: None };
        let is_made_elsewhere = column.inherited || own.of_type.is_some();
        self.insert(id.clone(), What::Column(own, column), (Some(own.id()), remarks), is_made_elsewhere);
        if column.default.is_some() {
            let default = ObjectId::Default { relation: own.name.clone(), column: column.name.clone() };
            self.add(default, Item::Default(own, column), (Some(id), Remarks::default()));
        }
    }
}
