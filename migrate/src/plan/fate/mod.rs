//! What becomes of every object: whether it stays, changes, goes, comes, or is made anew because of another.

mod parents;
mod spread;
mod stored;

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    QualifiedName,
    catalog::{Constraint, ConstraintKind, ObjectId},
    ddl::Item,
};

use crate::{
    graph::Graph,
    part::{Part, Parts, What},
};

use super::{
    Blocker,
    create::can_be_made,
    rules::{Pair, Rule, Sides, identity_sequence, is_moved, rule},
};

use stored::{is_retyped_within, rejects_null};

/// What becomes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// It stays, with statements that change it.
    Alter,
    Create,
    Drop,
    Replace,
    /// A type whose columns move to another of its name.
    Swap,
}

/// What becomes of every object that does not stay as it is.
#[derive(Debug, Default)]
pub(super) struct Fates {
    pub(super) of: BTreeMap<ObjectId, Fate>,
    /// Structural attributes that differ, of objects that both sides have.
    pub(super) changed: BTreeMap<ObjectId, BTreeSet<String>>,
    /// Tables that leave their parents before these go.
    pub(super) unhooked: BTreeSet<ObjectId>,
    /// Tables that get parents once those are there.
    pub(super) hooked: BTreeSet<ObjectId>,
    /// How many of their first parents these tables can keep: the type of a column that they have from others changes.
    pub(super) apart: BTreeMap<ObjectId, usize>,
    /// What differs and stays as it is: it would have to be dropped and made again, and cannot be made.
    pub(super) kept: BTreeSet<ObjectId>,
    /// What cannot be made again, and needs what goes or changes.
    pub(super) blocked: BTreeSet<Blocker>,
}

impl Fates {
    pub(super) fn get(&self, id: &ObjectId) -> Option<Fate> {
        self.of.get(id).copied()
    }

    /// Whether what is there now goes.
    pub(super) fn goes(&self, id: &ObjectId) -> bool {
        matches!(self.get(id), Some(Fate::Drop | Fate::Replace))
    }

    /// Whether it is made.
    pub(super) fn comes(&self, id: &ObjectId) -> bool {
        matches!(self.get(id), Some(Fate::Create | Fate::Replace))
    }

    /// Types and collations that columns move to, with the multiranges of range types.
    pub(super) fn swapped(&self, parts: &Parts<'_>) -> BTreeSet<ObjectId> {
        let all = self.of.iter().filter(|(_, fate)| **fate == Fate::Swap).map(|(id, _)| id);
        let multiranges = all.clone().filter_map(|id| parts.multirange(id)).cloned().map(ObjectId::Type);
        all.cloned().chain(multiranges).collect()
    }
}

/// Decides.
pub(super) fn fates(from: &Parts<'_>, to: &Parts<'_>, old: &Graph) -> Fates {
    let mut deciding = Deciding { from, to, old, fates: Fates::default(), queue: Vec::new(), cause: None };
    for part in from.by_id.values() {
        match to.get(&part.id) {
            None => {
                if deciding.is_referenced(part) {
                    deciding.fates.unhooked.insert(part.id.clone());
                }
                deciding.set(&part.id, Fate::Drop);
            }
            Some(new) => deciding.both(part, new),
        }
    }
    for id in to.by_id.keys().filter(|id| from.get(id).is_none()) {
        deciding.fates.of.insert(id.clone(), Fate::Create);
    }
    deciding.domains();
    while let Some(id) = deciding.queue.pop() {
        deciding.spread(&id);
    }
    deciding.parts_with_parents();
    deciding.fates
}

struct Deciding<'d, 'a> {
    from: &'d Parts<'a>,
    to: &'d Parts<'a>,
    old: &'d Graph,
    fates: Fates,
    queue: Vec<ObjectId>,
    /// The object whose dependents are decided on.
    cause: Option<ObjectId>,
}

impl Deciding<'_, '_> {
    fn set(&mut self, id: &ObjectId, fate: Fate) {
        if self.fates.get(id) != Some(fate) {
            self.fates.of.insert(id.clone(), fate);
            self.queue.push(id.clone());
        }
    }

    /// Whether a part is a partition that foreign keys lead to: it has to leave its table before it can be dropped.
    fn is_referenced(&self, part: &Part<'_>) -> bool {
        let What::Item(Item::Relation(partition)) = part.what else { return false };
        let stays = |name: &&QualifiedName| partition.is_partition() && self.to.catalog.relation(name).is_some();
        let mut above: Vec<&QualifiedName> = partition.inherits.iter().filter(stays).collect();
        while let Some(name) = above.pop() {
            let leads_here =
                |own: &Constraint| matches!(&own.kind, ConstraintKind::ForeignKey(key) if key.references == *name);
            if self.from.catalog.relations.iter().any(|own| own.constraints.iter().any(leads_here)) {
                return true;
            }
            above.extend(self.from.catalog.relation(name).iter().flat_map(|own| &own.inherits));
        }
        false
    }

    /// An object that both sides have.
    fn both(&mut self, old: &Part<'_>, new: &Part<'_>) {
        let changes = old.changes(new);
        let follows = self.follows(old, new);
        if changes.is_empty() && follows.is_empty() {
            return;
        }
        let remarks = ["owner", "comment", "privileges"];
        let mut changed: BTreeSet<String> = changes.into_iter().map(|(attribute, _, _)| attribute).collect();
        changed.retain(|attribute| !remarks.contains(&attribute.as_str()));
        self.without_inherited(old, new, &mut changed);
        changed.extend(follows.into_iter().map(str::to_owned));
        if let (What::Item(Item::Relation(before)), What::Item(Item::Relation(after))) = (old.what, new.what)
            && is_moved(before, after)
        {
            self.fates.unhooked.insert(old.id.clone());
            self.fates.hooked.insert(new.id.clone());
        }
        self.fates.changed.insert(new.id.clone(), changed);
        self.decide(old, new);
    }

    /// What changes of a column although it says the same: its sequence has another name, or what a parent loses is to stay.
    fn follows(&self, old: &Part<'_>, new: &Part<'_>) -> Vec<&'static str> {
        if self.is_taken_over(old, new) {
            return vec!["inherited"];
        }
        let (What::Column(relation, before), What::Column(_, after)) = (old.what, new.what) else { return Vec::new() };
        let mut found = Vec::new();
        if before.identity.is_some()
            && after.identity.is_some()
            && identity_sequence(self.from.catalog, &old.id) != identity_sequence(self.to.catalog, &new.id)
        {
            found.push("identity");
        }
        let is_not_null = |parts: &Parts<'_>, parent: &QualifiedName| {
            let id = ObjectId::Column { relation: parent.clone(), name: before.name.clone() };
            match parts.get(&id).map(|part| part.what) {
                Some(What::Column(_, own)) => Some(own.not_null),
                _ => None,
            }
        };
        let loses = |parent: &QualifiedName| {
            is_not_null(self.from, parent) == Some(true) && is_not_null(self.to, parent) == Some(false)
        };
        if before.not_null && after.not_null && relation.inherits.iter().any(loses) {
            found.push("not_null");
        }
        found
    }

    fn decide(&mut self, old: &Part<'_>, new: &Part<'_>) {
        let changed = self.fates.changed.get(&new.id).cloned().unwrap_or_default();
        let swapped = self.fates.swapped(self.to);
        let sides = Sides { from: self.from, to: self.to, swapped: &swapped };
        let is_retyped = changed.contains("type") || changed.contains("collation");
        let pair = Pair { old, new, changed };
        let rule = match rule(&sides, &pair) {
            // An attribute of values that columns hold has no other way to another type.
            Rule::Alter(_) if is_retyped_within(old, new) && self.is_stored(&new.id) => Rule::Swap,
            Rule::Alter(_) if rejects_null(old, new) && self.is_stored_within(&new.id) => Rule::Swap,
            rule => rule,
        };
        match rule {
            Rule::Alter(_) if is_retyped && divides(new.what) => {
                let (table, needs) = (new.host.clone(), new.id.clone());
                self.fates.blocked.extend(table.map(|object| Blocker { object, needs }));
            }
            Rule::Alter(_) => {
                self.fates.of.insert(new.id.clone(), Fate::Alter);
                if is_retyped && matches!(new.what, What::Column(..)) {
                    self.queue.push(new.id.clone());
                }
            }
            Rule::Swap if self.holds_data(&new.id) => self.set(&new.id, Fate::Swap),
            Rule::Replace | Rule::Swap => self.replace(&new.id.clone()),
        }
    }

    /// Leaves out what follows from the parents.
    fn without_inherited(&self, old: &Part<'_>, new: &Part<'_>, changed: &mut BTreeSet<String>) {
        match new.what {
            What::Column(relation, column) => {
                let id = |parent: &relvar_catalog::QualifiedName| ObjectId::Column {
                    relation: parent.clone(),
                    name: column.name.clone(),
                };
                if relation.of_type.is_some() {
                    changed.retain(|attribute| !["type", "collation"].contains(&attribute.as_str()));
                }
                let old = self.from.catalog.relation(&relation.name);
                let common = old.map(|old| parents::common(old, relation)).unwrap_or_default().iter().map(id);
                for parent in common.filter_map(|id| self.from.get(&id).and(self.to.get(&id))) {
                    for attribute in ["type", "collation", "generated", "not_null"] {
                        let is_same = parent.attributes.get(attribute) == new.attributes.get(attribute);
                        let moves = self
                            .from
                            .get(&parent.id)
                            .is_some_and(|old| old.attributes.get(attribute) != parent.attributes.get(attribute));
                        if is_same && (moves || attribute != "not_null") {
                            changed.remove(attribute);
                        }
                    }
                }
            }
            _ if !new.is_made_elsewhere => {}
            What::Item(Item::Constraint(..)) if old.is_made_elsewhere => changed.clear(),
            What::Item(Item::Trigger(..)) if old.is_made_elsewhere => {
                changed.retain(|attribute| attribute == "enabled");
            }
            What::Item(_) | What::Settings(_) | What::Label(_) => {}
        }
    }

    /// It is made anew, with what cannot be without it. What cannot be made is never dropped.
    fn replace(&mut self, id: &ObjectId) {
        if self.fates.goes(id) {
            return;
        }
        if self.to.get(id).is_some_and(|part| !can_be_made(self.to, part)) {
            if let Some(needs) = self.cause.clone() {
                self.fates.blocked.insert(Blocker { object: id.clone(), needs });
            } else {
                self.fates.kept.insert(id.clone());
                // Its owner, comment and privileges can still change.
                self.fates.changed.insert(id.clone(), BTreeSet::new());
                self.fates.of.insert(id.clone(), Fate::Alter);
            }
            return;
        }
        self.set(id, Fate::Replace);
        // What holds an index goes with it.
        if let Some(What::Item(Item::Index(relation, index))) = self.from.get(id).map(|part| part.what) {
            if let Some(name) = &index.constraint {
                self.replace(&ObjectId::Constraint { relation: relation.name.clone(), name: name.clone() });
            }
            if let Some(parent) = &index.parent
                && self.to.get(&ObjectId::Index(parent.clone())).is_some()
            {
                self.replace(&ObjectId::Index(parent.clone()));
            }
        }
    }
}

/// Whether a column says in which partition a row is.
fn divides(what: What<'_>) -> bool {
    let What::Column(relation, column) = what else { return false };
    let by = relation.partitioning.as_ref().and_then(|partitioning| partitioning.by.as_ref());
    by.is_some_and(|by| by.key.iter().any(|part| part.column.as_ref() == Some(&column.name)))
}
