//! What each step waits for: what its object needs, and names that are taken.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    QualifiedName,
    catalog::{ConstraintKind, ObjectId, Persistence, Relation, RelationKind, TypeKind},
    ddl::Item,
};

use crate::{
    graph::Graph,
    part::{Part, What},
    plan::{
        fate::Fate,
        homes::{Key, Stage, parents},
    },
};

use super::Building;

impl Building<'_, '_> {
    pub(super) fn needs_of_old(&mut self, graph: &Graph) {
        for (dependent, on) in graph.pairs() {
            let (first, then) = (self.homes.drop(dependent), self.homes.drop(on));
            self.wait(then.clone(), first.clone());
            let is_swapped = self.fates.get(on) == Some(Fate::Swap);
            if self.fates.get(dependent) == Some(Fate::Alter) {
                let is_part = self.homes.from.get(dependent).is_some_and(|part| part.host.as_ref() == Some(on));
                if !is_part {
                    self.wait(then, self.homes.make(dependent));
                }
            }
            if is_swapped {
                let rename = self.homes.from.get(on).map(|part| Key::new(Stage::Rename, part));
                self.wait(rename, first.filter(|key| key.stage == Stage::Drop));
            } else if self.fates.get(on) == Some(Fate::Alter)
                && matches!(on, ObjectId::Column { .. } | ObjectId::Type(_))
                && !self.is_enum(on)
                && !matches!(dependent, ObjectId::Sequence(_))
            {
                self.wait(self.homes.make(on), first);
            }
        }
    }

    pub(super) fn needs_of_new(&mut self, graph: &Graph) {
        for (dependent, on) in graph.pairs() {
            let (key, before) = (self.homes.make(dependent), self.homes.make(on));
            match self.tie(dependent, on) {
                Tie::Needs => self.wait(key, before),
                Tie::IsNeeded => self.wait(before, key),
                Tie::Later => {}
            }
        }
        self.refreshes(graph);
        let to = self.homes.to;
        let mut children: BTreeMap<&QualifiedName, Vec<&Part<'_>>> = BTreeMap::new();
        for part in to.by_id.values() {
            if let What::Item(Item::Relation(own)) = part.what
                && own.is_partition()
            {
                own.inherits.iter().for_each(|parent| children.entry(parent).or_default().push(part));
            }
        }
        // A default comes before what takes it on.
        for part in to.by_id.values() {
            if let What::Item(Item::Default(relation, column)) = part.what
                && part.is_made_elsewhere
            {
                for parent in &relation.inherits {
                    let above = ObjectId::Default { relation: parent.clone(), column: column.name.clone() };
                    self.wait(self.homes.make(&part.id), self.homes.make(&above));
                }
            }
            // When a trigger that a partition has from its table fires is set once it is there.
            if let What::Item(Item::Trigger(relation, _)) = part.what
                && part.is_made_elsewhere
            {
                for above in parents(to, part) {
                    self.wait(self.homes.make(&part.id), self.homes.make(&above));
                }
                let hook = to.get(&relation.id()).map(|table| Key::new(Stage::Hook, table));
                let hook = hook.filter(|hook| self.statements.contains_key(hook));
                self.wait(self.homes.make(&part.id), hook);
            }
            if let What::Item(Item::Index(relation, _)) = part.what
                && let Some(children) = children.get(&relation.name)
            {
                self.after_partitions(part, children);
            }
        }
    }

    fn tie(&self, dependent: &ObjectId, on: &ObjectId) -> Tie {
        let to = self.homes.to;
        let Some(part) = to.get(dependent) else { return Tie::Needs };
        match part.what {
            // It has the column by itself until it joins the other table.
            What::Column(table, _) if self.joins(table, on) => Tie::Later,
            // `OWNED BY` has a step of its own.
            What::Item(Item::Sequence(own)) if !own.identity && part.host.as_ref() == Some(on) => Tie::Later,
            What::Item(Item::Index(_, own)) if own.constraint.is_none() && !part.is_made_elsewhere => {
                let is_above = |parent: &QualifiedName| ObjectId::Index(parent.clone()) == *on;
                if own.parent.as_ref().is_some_and(is_above) { Tie::Later } else { Tie::Needs }
            }
            What::Item(Item::Index(relation, own)) => {
                let key =
                    own.constraint.clone().map(|name| ObjectId::Constraint { relation: relation.name.clone(), name });
                let is_above = |parent: &QualifiedName| ObjectId::Index(parent.clone()) == *on;
                if own.parent.as_ref().is_some_and(is_above) && key.is_some_and(|key| self.is_taken_on(&key)) {
                    Tie::IsNeeded
                } else {
                    Tie::Needs
                }
            }
            What::Item(Item::Constraint(..)) if self.is_taken_on(dependent) && self.is_above(part, on) => Tie::IsNeeded,
            _ => Tie::Needs,
        }
    }

    /// Whether a table that is there gets the table of a column as its parent.
    fn joins(&self, table: &Relation, column: &ObjectId) -> bool {
        let ObjectId::Column { relation, .. } = column else { return false };
        let id = table.id();
        let kept = || self.fates.kept((self.homes.from, self.homes.to), &id);
        self.fates.hooked.contains(&id)
            && !self.fates.comes(&id)
            && table.inherits.contains(relation)
            && !kept().contains(relation)
    }

    /// Whether a partition has a key by itself, with a name of its own: that of its table takes it on.
    fn is_taken_on(&self, key: &ObjectId) -> bool {
        let part = self.homes.to.get(key).filter(|part| !part.is_made_elsewhere);
        part.is_some_and(|part| matches!(part.what, What::Item(Item::Constraint(_, own)) if own.inherited))
    }

    /// Whether an object is the key of a table from which a partition has its own, or the index of that.
    fn is_above(&self, part: &Part<'_>, on: &ObjectId) -> bool {
        let to = self.homes.to;
        let key = match to.get(on).map(|part| (part.what, &part.host)) {
            Some((What::Item(Item::Index(..)), Some(host))) => host,
            _ => on,
        };
        parents(to, part).contains(key)
    }

    /// An index comes when all partitions of its table are there: it makes theirs, or they have their own. Of one that is there
    /// before, PostgreSQL would make another one in each partition that is attached.
    fn after_partitions(&mut self, index: &Part<'_>, partitions: &[&Part<'_>]) {
        let Some(key) = self.homes.make(&index.id).filter(|key| key.id == index.id) else { return };
        let key = Some(key);
        for child in partitions {
            self.wait(key.clone(), self.homes.make(&child.id));
            let hook = Key::new(Stage::Hook, child);
            self.wait(key.clone(), Some(hook).filter(|hook| self.statements.contains_key(hook)));
        }
    }

    /// Whether a type is an enum, which gets labels whoever has values of it.
    fn is_enum(&self, id: &ObjectId) -> bool {
        let what = self.homes.from.get(id).map(|part| part.what);
        matches!(what, Some(What::Item(Item::Type(own))) if matches!(own.kind, TypeKind::Enum { .. }))
    }

    /// A materialized view is filled after those that it reads, be it through views.
    fn refreshes(&mut self, graph: &Graph) {
        let to = self.homes.to;
        let hook = |id: &ObjectId| to.get(id).map(|part| Key::new(Stage::Hook, part));
        let is_filled = |id: &ObjectId| matches!(id, ObjectId::Relation { kind: RelationKind::MaterializedView, .. });
        let all: Vec<_> = self.fates.of.keys().filter(|id| is_filled(id) && self.fates.comes(id)).cloned().collect();
        for id in all {
            let (mut seen, mut queue) = (BTreeSet::new(), vec![&id]);
            while let Some(at) = queue.pop() {
                for need in graph.needs(at).filter(|need| matches!(need, ObjectId::Relation { .. })) {
                    if seen.insert(need) {
                        queue.push(need);
                    }
                    if is_filled(need) && *need != id {
                        self.wait(hook(&id), hook(need));
                    }
                }
            }
        }
    }

    /// A table that is logged references no table that is not.
    pub(super) fn persistence(&mut self) {
        let changes = |id: &ObjectId| {
            self.fates.get(id) == Some(Fate::Alter)
                && self.fates.changed.get(id).is_some_and(|changed| changed.contains("persistence"))
        };
        let mut waits = Vec::new();
        for own in self.homes.to.catalog.relations.iter().filter(|own| changes(&own.id())) {
            let keys = own.constraints.iter().filter_map(|constraint| match &constraint.kind {
                ConstraintKind::ForeignKey(key) => self.homes.to.catalog.relation(&key.references),
                _ => None,
            });
            for referenced in keys.filter(|referenced| changes(&referenced.id())) {
                let (one, other) = (self.homes.make(&own.id()), self.homes.make(&referenced.id()));
                waits.push(if own.persistence == Persistence::Unlogged { (other, one) } else { (one, other) });
            }
        }
        for (key, before) in waits {
            self.wait(key, before);
        }
    }

    /// Default privileges are for objects that are made after the plan.
    pub(super) fn defaults(&mut self) {
        for id in self.fates.of.keys().filter(|id| matches!(id, ObjectId::DefaultPrivileges { .. })) {
            let key = self.homes.make(id);
            let made = self.fates.of.keys().filter(|other| {
                self.fates.comes(other)
                    && matches!(
                        other,
                        ObjectId::Relation { .. }
                            | ObjectId::Sequence(_)
                            | ObjectId::Routine { .. }
                            | ObjectId::Type(_)
                            | ObjectId::Schema(_)
                    )
            });
            for other in made {
                let before = self.homes.make(other);
                self.wait(key.clone(), before);
            }
        }
    }

    /// A name is free before another object takes it.
    pub(super) fn names(&mut self) {
        let mut going: BTreeMap<Name, Vec<ObjectId>> = BTreeMap::new();
        for id in self.fates.of.keys() {
            if self.homes.drop(id).is_some() {
                for name in names(id) {
                    going.entry(name).or_default().push(id.clone());
                }
            }
        }
        let coming: Vec<_> = self.fates.of.keys().filter(|id| self.fates.comes(id)).cloned().collect();
        for id in coming {
            let rivals: Vec<_> = names(&id)
                .iter()
                .filter_map(|name| going.get(name))
                .flatten()
                .filter(|rival| **rival != id)
                .cloned()
                .collect();
            for rival in rivals {
                self.wait(self.homes.make(&id), self.homes.drop(&rival));
            }
        }
    }
}

/// How an object goes with one that it needs, while they are made.
enum Tie {
    Needs,
    /// The other one takes it on when it is made.
    IsNeeded,
    /// It is made without the other one, and tied to it by a step of its own.
    Later,
}

type Name = (&'static str, QualifiedName, String);

/// The names that an object takes in its schema.
fn names(id: &ObjectId) -> Vec<Name> {
    match id {
        ObjectId::Relation { name, .. } => {
            vec![("relation", name.clone(), String::new()), ("type", name.clone(), String::new())]
        }
        ObjectId::Index(name) | ObjectId::Sequence(name) => vec![("relation", name.clone(), String::new())],
        ObjectId::Type(name) => vec![("type", name.clone(), String::new()), ("relation", name.clone(), String::new())],
        ObjectId::Routine { name, arguments, .. } => {
            let arguments: Vec<_> = arguments.iter().map(|own| own.sql.as_str()).collect();
            vec![("routine", name.clone(), arguments.join(","))]
        }
        _ => Vec::new(),
    }
}
