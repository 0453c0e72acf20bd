//! What becomes of every object: whether it stays, changes, goes, comes, or is made anew because of another.

mod spread;

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{catalog::ObjectId, ddl::Item};

use crate::{
    graph::Graph,
    part::{Part, Parts, What},
};

use super::{
    Blocker,
    create::can_be_made,
    rules::{Pair, Rule, Sides, rule},
};

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

    pub(super) fn swapped(&self) -> BTreeSet<ObjectId> {
        self.of.iter().filter(|(_, fate)| **fate == Fate::Swap).map(|(id, _)| id.clone()).collect()
    }
}

/// Decides.
pub(super) fn fates(from: &Parts<'_>, to: &Parts<'_>, old: &Graph) -> Fates {
    let mut deciding = Deciding { from, to, old, fates: Fates::default(), queue: Vec::new(), cause: None };
    for part in from.by_id.values() {
        match to.get(&part.id) {
            None => deciding.set(&part.id, Fate::Drop),
            Some(new) => deciding.both(part, new),
        }
    }
    for id in to.by_id.keys().filter(|id| from.get(id).is_none()) {
        deciding.fates.of.insert(id.clone(), Fate::Create);
    }
    while let Some(id) = deciding.queue.pop() {
        deciding.spread(&id);
    }
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

    /// An object that both sides have.
    fn both(&mut self, old: &Part<'_>, new: &Part<'_>) {
        let changes = old.changes(new);
        if changes.is_empty() {
            return;
        }
        let remarks = ["owner", "comment", "privileges"];
        let mut changed: BTreeSet<String> = changes.into_iter().map(|(attribute, _, _)| attribute).collect();
        changed.retain(|attribute| !remarks.contains(&attribute.as_str()));
        self.without_inherited(old, new, &mut changed);
        if let What::Item(Item::Relation(_)) = new.what
            && is_moved(old, new)
        {
            self.fates.unhooked.insert(old.id.clone());
            self.fates.hooked.insert(new.id.clone());
        }
        self.fates.changed.insert(new.id.clone(), changed);
        self.decide(old, new);
    }

    fn decide(&mut self, old: &Part<'_>, new: &Part<'_>) {
        let changed = self.fates.changed.get(&new.id).cloned().unwrap_or_default();
        let swapped = self.fates.swapped();
        let sides = Sides { from: self.from, to: self.to, swapped: &swapped };
        let is_retyped = changed.contains("type") || changed.contains("collation");
        let pair = Pair { old, new, changed };
        match rule(&sides, &pair) {
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
                let before =
                    self.from.catalog.relation(&relation.name).map(|old| &old.inherits[..]).unwrap_or_default();
                let common = relation.inherits.iter().filter(|parent| before.contains(parent)).map(id);
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

    /// Whether columns of tables hold values of the type, be it within another type.
    fn holds_data(&self, type_: &ObjectId) -> bool {
        let mut seen = BTreeSet::new();
        let mut queue = vec![type_];
        while let Some(id) = queue.pop() {
            for dependent in self.old.dependents(id) {
                match dependent {
                    ObjectId::Column { .. } if self.to.get(dependent).is_some() => return true,
                    ObjectId::Type(_) if seen.insert(dependent) => queue.push(dependent),
                    _ => {}
                }
            }
        }
        false
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

/// Whether a table has other parents, or other bounds.
fn is_moved(old: &Part<'_>, new: &Part<'_>) -> bool {
    let (What::Item(Item::Relation(old)), What::Item(Item::Relation(new))) = (old.what, new.what) else { return false };
    let bound = |own| relvar_catalog::ddl::bound(own);
    old.inherits != new.inherits
        || old.is_partition() != new.is_partition()
        || new.is_partition() && bound(old) != bound(new)
}
