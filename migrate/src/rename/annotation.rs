//! Renames that the files of a schema declare: `-- @renamed from film.length`, above the column, table, type, label, constraint
//! or routine.
//!
//! Nothing of the SQL is interpreted but what the words after the comment name: the server has run the files, and what it says is
//! there is what counts.

mod scan;
mod target;

use std::collections::BTreeMap;

use relvar_catalog::{
    Catalog, Diagnostic, QualifiedName,
    catalog::{ObjectId, TypeKind},
    load::Script,
};

use crate::part::Parts;

use super::{
    is_attribute,
    name::{Named, Rename},
};
use target::{Target, targets};

/// The renames that files of the second schema declare, as far as the first one still has the old names.
pub fn annotated(scripts: &[Script], from: &Catalog, to: &Catalog) -> (Vec<Rename>, Vec<Diagnostic>) {
    let mut declared = Vec::new();
    for script in scripts {
        declared.extend(targets(&script.text).into_iter().map(|own| (format!("{}:{}", script.name, own.line), own)));
    }
    let mut found =
        Found { from: Parts::new(from), to, before: BTreeMap::new(), renames: Vec::new(), notes: Vec::new() };
    // Tables and types first: their parts are found under the old name.
    let (whole, parts): (Vec<_>, Vec<_>) = declared.into_iter().partition(|(_, own)| own.target.is_whole());
    for (place, own) in whole.iter().chain(&parts) {
        found.add(place, (&own.target, &own.from));
    }
    (found.renames, found.notes)
}

struct Found<'a> {
    from: Parts<'a>,
    to: &'a Catalog,
    /// Old names of relations and types that are renamed.
    before: BTreeMap<QualifiedName, QualifiedName>,
    renames: Vec<Rename>,
    notes: Vec<Diagnostic>,
}

impl Found<'_> {
    fn note(&mut self, place: &str, message: &str) {
        self.notes.push(Diagnostic::new(format!("{place}: {message}")));
    }

    /// One annotation: what it is above, and the old name with what qualifies it.
    fn add(&mut self, place: &str, (target, from): (&Target, &[String])) {
        let Some((old, qualifiers)) = from.split_last() else { return };
        let all = self.identities(target);
        if all.is_empty() {
            return self.note(place, "`@renamed` is above nothing that the schema has");
        }
        if all.len() > 1 && !matches!(target, Target::Routine { .. }) {
            return self.note(place, "several schemas have what `@renamed` is above: write its schema");
        }
        let mut is_unknown = true;
        for (new, host) in &all {
            if let (true, Some(schema)) = (target.is_whole(), qualifiers.last())
                && new_schema(new).is_some_and(|own| own != schema)
            {
                return self.note(place, &format!("`{new}` comes from another schema, which is not a rename"));
            }
            let (Some(before), to) = (self.under(new, host.as_ref(), old), bare_of(new)) else { continue };
            if before == *new {
                continue;
            }
            let (has_old, has_new) = (self.has(&before), self.has(&self.renamed_host(new)));
            match (has_old, has_new) {
                (true, true) => self.note(place, &format!("`{before}` and `{new}` are both there: nothing is renamed")),
                (true, false) => {
                    is_unknown = false;
                    if let (Named::Object(ObjectId::Relation { name: a, .. } | ObjectId::Type(a)), Some(b)) =
                        (&before, new_name(new))
                    {
                        self.before.insert(b.clone(), a.clone());
                    }
                    self.renames.push(Rename { of: before, to });
                }
                (false, true) => is_unknown = false,
                // The host is new, and so is what is in it.
                (false, false) => is_unknown &= self.has_host(host.as_ref()),
            }
        }
        if is_unknown && self.has_anything() {
            self.note(place, &format!("the first schema has no `{}` to be renamed", from.join(".")));
        }
    }

    fn has_anything(&self) -> bool {
        self.from.by_id.keys().any(|id| matches!(id, ObjectId::Relation { .. } | ObjectId::Type(_)))
    }

    fn has_host(&self, host: Option<&QualifiedName>) -> bool {
        host.is_none_or(|host| {
            let host = self.old(host);
            self.from.catalog.relation(&host).is_some() || self.from.catalog.type_(&host).is_some()
        })
    }

    fn old(&self, name: &QualifiedName) -> QualifiedName {
        self.before.get(name).unwrap_or(name).clone()
    }

    fn has(&self, of: &Named) -> bool {
        match of {
            Named::Object(id) => self.from.get(id).is_some() || is_attribute(self.from.catalog, id),
            Named::Label { type_, label } => {
                let type_ = self.from.catalog.type_(type_).map(|own| &own.kind);
                matches!(type_, Some(TypeKind::Enum { labels }) if labels.contains(label))
            }
        }
    }

    /// The new identity, on the host under its old name.
    fn renamed_host(&self, new: &Named) -> Named {
        let name = bare_of(new);
        let host = match new {
            Named::Label { type_, .. } => Some(type_),
            Named::Object(id) => id.relation().or(match id {
                ObjectId::DomainConstraint { domain, .. } => Some(domain),
                _ => None,
            }),
        };
        self.under(new, host.filter(|_| !is_whole(new)), &name).unwrap_or_else(|| new.clone())
    }

    /// An identity of the second schema as that of the first one, under an old name.
    fn under(&self, new: &Named, host: Option<&QualifiedName>, old: &str) -> Option<Named> {
        let host = host.map(|host| self.old(host));
        Some(match (new, host) {
            (Named::Label { .. }, Some(type_)) => Named::Label { type_, label: old.to_owned() },
            (Named::Label { .. }, None) => return None,
            (Named::Object(id), host) => {
                let id = super::under(id, old)?;
                Named::Object(match (id, host) {
                    (ObjectId::Column { name, .. }, Some(relation)) => ObjectId::Column { relation, name },
                    (ObjectId::Constraint { name, .. }, Some(relation)) => ObjectId::Constraint { relation, name },
                    (ObjectId::Trigger { name, .. }, Some(relation)) => ObjectId::Trigger { relation, name },
                    (ObjectId::Policy { name, .. }, Some(relation)) => ObjectId::Policy { relation, name },
                    (ObjectId::DomainConstraint { name, .. }, Some(domain)) => {
                        ObjectId::DomainConstraint { domain, name }
                    }
                    (id, _) => id,
                })
            }
        })
    }

    /// What of the second schema an annotation is above, with the relation or type that it is a part of.
    fn identities(&self, target: &Target) -> Vec<(Named, Option<QualifiedName>)> {
        let to = self.to;
        let relations = |name: &[String]| {
            let fits = fits(name);
            to.relations.iter().filter(move |own| fits(&own.name)).collect::<Vec<_>>()
        };
        let types = |name: &[String]| {
            let fits = fits(name);
            to.types.iter().filter(move |own| fits(&own.name)).collect::<Vec<_>>()
        };
        let object = |id: ObjectId, host: Option<&QualifiedName>| (Named::Object(id), host.cloned());
        match target {
            Target::Relation(name) => relations(name).into_iter().map(|own| object(own.id(), None)).collect(),
            Target::Type(name) => {
                types(name).into_iter().map(|own| object(ObjectId::Type(own.name.clone()), None)).collect()
            }
            Target::Sequence(name) => {
                let fits = fits(name);
                let all = to.sequences.iter().filter(|own| fits(&own.name));
                all.map(|own| object(ObjectId::Sequence(own.name.clone()), None)).collect()
            }
            Target::Routine { name } => {
                let fits = fits(name);
                to.routines.iter().filter(|own| fits(&own.name)).map(|own| object(own.id(), None)).collect()
            }
            Target::Index { name, table } => {
                let has = |own: &&relvar_catalog::catalog::Relation| own.indexes.iter().any(|own| own.name == *name);
                let all = relations(table).into_iter().filter(has);
                all.map(|own| object(ObjectId::Index(QualifiedName::new(&own.name.schema, name)), None)).collect()
            }
            Target::Column { of, name } => {
                let of_relations = relations(of).into_iter().filter(|own| own.column(name).is_some());
                let of_types = types(of).into_iter().filter(|own| {
                    is_attribute(to, &ObjectId::Column { relation: own.name.clone(), name: name.clone() })
                });
                let hosts = of_relations.map(|own| &own.name).chain(of_types.map(|own| &own.name));
                hosts
                    .map(|host| object(ObjectId::Column { relation: host.clone(), name: name.clone() }, Some(host)))
                    .collect()
            }
            Target::Constraint { of, name } => {
                let has =
                    |own: &&relvar_catalog::catalog::Relation| own.constraints.iter().any(|own| own.name == *name);
                let all = relations(of).into_iter().filter(has).map(|own| &own.name);
                let id = |host: &QualifiedName| ObjectId::Constraint { relation: host.clone(), name: name.clone() };
                all.map(|host| object(id(host), Some(host))).collect()
            }
            Target::DomainConstraint { of, name } => {
                let all = types(of).into_iter().map(|own| &own.name);
                let id = |host: &QualifiedName| ObjectId::DomainConstraint { domain: host.clone(), name: name.clone() };
                all.map(|host| object(id(host), Some(host))).collect()
            }
            Target::Trigger { of, name } => {
                let all = relations(of).into_iter().map(|own| &own.name);
                let id = |host: &QualifiedName| ObjectId::Trigger { relation: host.clone(), name: name.clone() };
                all.map(|host| object(id(host), Some(host))).collect()
            }
            Target::Policy { of, name } => {
                let all = relations(of).into_iter().map(|own| &own.name);
                let id = |host: &QualifiedName| ObjectId::Policy { relation: host.clone(), name: name.clone() };
                all.map(|host| object(id(host), Some(host))).collect()
            }
            Target::Label { of, label } => {
                let has = |own: &&relvar_catalog::catalog::Type| matches!(&own.kind, TypeKind::Enum { labels } if labels.contains(label));
                let all = types(of).into_iter().filter(has).map(|own| own.name.clone());
                all.map(|type_| (Named::Label { type_: type_.clone(), label: label.clone() }, Some(type_))).collect()
            }
        }
    }
}

/// Whether a name fits what a file writes: with its schema, or without one.
fn fits(written: &[String]) -> impl Fn(&QualifiedName) -> bool {
    let written = written.to_vec();
    move |name| match &written[..] {
        [alone] => *alone == name.name,
        [.., schema, own] => *schema == name.schema && *own == name.name,
        [] => false,
    }
}

fn is_whole(of: &Named) -> bool {
    matches!(of, Named::Object(id) if id.qualified_name().is_some())
}

fn new_name(of: &Named) -> Option<&QualifiedName> {
    match of {
        Named::Object(id) => id.qualified_name(),
        Named::Label { .. } => None,
    }
}

fn new_schema(of: &Named) -> Option<&String> {
    new_name(of).map(|name| &name.schema)
}

fn bare_of(of: &Named) -> String {
    match of {
        Named::Object(id) => super::bare(id).unwrap_or_default().to_owned(),
        Named::Label { label, .. } => label.clone(),
    }
}
