//! The schema that a database is to have: all that it has, with the objects of some modules as these want them.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{ObjectId, Privileges, Relation, Routine},
};

use super::owners::Owners;

/// The modules whose objects are replaced.
pub(super) struct Merge<'a> {
    pub(super) owners: &'a Owners,
    pub(super) modules: &'a BTreeSet<String>,
}

impl Merge<'_> {
    fn is_ours(&self, id: &ObjectId) -> bool {
        self.owners.of(id).is_some_and(|module| self.modules.contains(module))
    }

    /// The live catalog with the objects of the modules as the other one has them. Who owns an object and who may use it stays
    /// as it is, unless the module says something else.
    pub(super) fn merged(&self, live: &Catalog, desired: &Catalog) -> Catalog {
        let mut merged = live.clone();
        merged.schemas = self.list(
            &live.schemas,
            &desired.schemas,
            |own| ObjectId::Schema(own.name.clone()),
            |new, old| {
                new.owner.clone_from(&old.owner);
                keep(&mut new.privileges, old.privileges.as_ref());
            },
        );
        // Schemas that no module claims and extensions are shared: they come, and they do not go.
        for own in &desired.schemas {
            if self.owners.of(&ObjectId::Schema(own.name.clone())).is_none()
                && !merged.schemas.iter().any(|other| other.name == own.name)
            {
                merged.schemas.push(own.clone());
            }
        }
        merged.schemas.sort_by(|a, b| a.name.cmp(&b.name));
        for own in &desired.extensions {
            if !merged.extensions.iter().any(|other| other.name == own.name) {
                merged.extensions.push(own.clone());
            }
        }
        merged.extensions.sort_by(|a, b| a.name.cmp(&b.name));
        merged.types = self.list(
            &live.types,
            &desired.types,
            |own| ObjectId::Type(own.name.clone()),
            |new, old| {
                new.owner.clone_from(&old.owner);
                keep(&mut new.privileges, old.privileges.as_ref());
            },
        );
        merged.types.sort_by(|a, b| a.name.cmp(&b.name));
        merged.routines = self.list(&live.routines, &desired.routines, Routine::id, |new, old| {
            new.owner.clone_from(&old.owner);
            keep(&mut new.privileges, old.privileges.as_ref());
        });
        merged.routines.sort_by_key(Routine::id);
        merged.sequences = self.list(
            &live.sequences,
            &desired.sequences,
            |own| ObjectId::Sequence(own.name.clone()),
            |new, old| {
                new.owner.clone_from(&old.owner);
                keep(&mut new.privileges, old.privileges.as_ref());
            },
        );
        merged.sequences.sort_by(|a, b| a.name.cmp(&b.name));
        merged.others = self.list(
            &live.others,
            &desired.others,
            |own| own.id.clone(),
            |new, old| {
                new.owner.clone_from(&old.owner);
                keep(&mut new.privileges, old.privileges.as_ref());
            },
        );
        merged.others.sort_by(|a, b| a.id.cmp(&b.id));
        merged.relations = self.relations(live, desired);
        let keeps = live.dependencies.iter().filter(|own| !self.is_ours(&own.dependent));
        let ours = desired.dependencies.iter().filter(|own| self.is_ours(&own.dependent));
        merged.dependencies = keeps.chain(ours).cloned().collect();
        merged.dependencies.sort();
        merged.dependencies.dedup();
        merged
    }

    fn list<T: Clone>(
        &self,
        live: &[T],
        desired: &[T],
        id: impl Fn(&T) -> ObjectId,
        keep: impl Fn(&mut T, &T),
    ) -> Vec<T> {
        let old: BTreeMap<ObjectId, &T> = live.iter().map(|own| (id(own), own)).collect();
        let mut list: Vec<T> = old.iter().filter(|(id, _)| !self.is_ours(id)).map(|(_, own)| (*own).clone()).collect();
        for own in desired {
            let id = id(own);
            if self.is_ours(&id) {
                let mut new = own.clone();
                if let Some(old) = old.get(&id) {
                    keep(&mut new, old);
                }
                list.push(new);
            }
        }
        list
    }

    fn relations(&self, live: &Catalog, desired: &Catalog) -> Vec<Relation> {
        let names: BTreeSet<&QualifiedName> =
            live.relations.iter().chain(&desired.relations).map(|own| &own.name).collect();
        // Only the tables of the modules, and those that have parts of them.
        let mut list = Vec::new();
        for name in names {
            let (old, new) = (live.relation(name), desired.relation(name));
            let is_ours = self.owners.claim(name).is_some_and(|module| self.modules.contains(module));
            let base = match (old, new, is_ours) {
                // Services make partitions while they run.
                (Some(old), None, true) if stays(old, desired) => old.clone(),
                (_, None, true) | (None, _, false) => continue,
                (old, Some(new), true) => {
                    let mut base = new.clone();
                    if let Some(old) = old {
                        base.owner.clone_from(&old.owner);
                        base.unpopulated = old.unpopulated;
                        keep(&mut base.privileges, old.privileges.as_ref());
                    }
                    base
                }
                (Some(old), _, false) => old.clone(),
            };
            let parts = old.cloned().unwrap_or_else(|| without_parts(&base));
            list.push(self.parts(base, &parts, new));
        }
        list
    }

    /// The same with the parts of the modules as they are wanted, and all others as they are.
    fn parts(&self, mut base: Relation, old: &Relation, new: Option<&Relation>) -> Relation {
        let name = || base.name.clone();
        let schema = base.name.schema.clone();
        let columns = self.pick(&old.columns, new.map_or(&[][..], |own| &own.columns), |own| ObjectId::Column {
            relation: name(),
            name: own.name.clone(),
        });
        let constraints = self.pick(&old.constraints, new.map_or(&[][..], |own| &own.constraints), |own| {
            ObjectId::Constraint { relation: name(), name: own.name.clone() }
        });
        let indexes = self.pick(&old.indexes, new.map_or(&[][..], |own| &own.indexes), |own| match &own.constraint {
            Some(constraint) => ObjectId::Constraint { relation: name(), name: constraint.clone() },
            None => ObjectId::Index(QualifiedName::new(&schema, &own.name)),
        });
        let triggers = self.pick(&old.triggers, new.map_or(&[][..], |own| &own.triggers), |own| ObjectId::Trigger {
            relation: name(),
            name: own.name.clone(),
        });
        let rules = self.pick(&old.rules, new.map_or(&[][..], |own| &own.rules), |own| ObjectId::Rule {
            relation: name(),
            name: own.name.clone(),
        });
        let policies = self.pick(&old.policies, new.map_or(&[][..], |own| &own.policies), |own| ObjectId::Policy {
            relation: name(),
            name: own.name.clone(),
        });
        base.columns = columns;
        // Rights on columns that nobody speaks of stay.
        for column in &mut base.columns {
            if let Some((_, old)) = old.column(&column.name) {
                keep(&mut column.privileges, old.privileges.as_ref());
            }
        }
        base.constraints = constraints;
        base.constraints.sort_by(|a, b| a.name.cmp(&b.name));
        base.indexes = indexes;
        base.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        base.triggers = triggers;
        base.triggers.sort_by(|a, b| a.name.cmp(&b.name));
        base.rules = rules;
        base.rules.sort_by(|a, b| a.name.cmp(&b.name));
        base.policies = policies;
        base.policies.sort_by(|a, b| a.name.cmp(&b.name));
        base
    }

    /// Parts in the order in which they are, and then new ones.
    fn pick<T: Clone>(&self, old: &[T], new: &[T], id: impl Fn(&T) -> ObjectId) -> Vec<T> {
        let wanted: BTreeMap<ObjectId, &T> = new.iter().map(|own| (id(own), own)).collect();
        let mut there = BTreeSet::new();
        let mut list = Vec::new();
        for own in old {
            let id = id(own);
            if !self.is_ours(&id) {
                list.push(own.clone());
            } else if let Some(new) = wanted.get(&id) {
                list.push((*new).clone());
            }
            there.insert(id);
        }
        list.extend(new.iter().filter(|own| self.is_ours(&id(own)) && !there.contains(&id(own))).cloned());
        list
    }
}

/// A new relation, before each module brings what it owns of it.
fn without_parts(own: &Relation) -> Relation {
    Relation {
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        triggers: Vec::new(),
        rules: Vec::new(),
        policies: Vec::new(),
        ..own.clone()
    }
}

/// A partition of a table that stays.
fn stays(own: &Relation, desired: &Catalog) -> bool {
    own.is_partition() && own.inherits.iter().all(|parent| desired.relation(parent).is_some())
}

fn keep(new: &mut Option<Privileges>, old: Option<&Privileges>) {
    if new.is_none() {
        *new = old.cloned();
    }
}
