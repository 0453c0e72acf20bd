//! What becomes of every object: whether it stays, changes, goes, comes, or is made anew because of another.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    catalog::{ConstraintKind, Index, ObjectId, RelationKind},
    ddl::Item,
};

use crate::{
    graph::Graph,
    part::{Part, Parts, What},
};

use super::rules::{Pair, Rule, Sides, cast, rule};

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
    let mut deciding = Deciding { from, to, old, fates: Fates::default(), queue: Vec::new() };
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
        let sides = Sides { to: self.to, swapped: &swapped };
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
            What::Item(_) => {}
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

    /// It is made anew, with what cannot be without it.
    fn replace(&mut self, id: &ObjectId) {
        if self.fates.goes(id) {
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

    /// What becomes of the dependents of an object that goes, or whose values change their type.
    fn spread(&mut self, id: &ObjectId) {
        let Some(fate) = self.fates.get(id) else { return };
        let dependents: Vec<ObjectId> = self.old.dependents(id).cloned().collect();
        for dependent in dependents {
            if matches!(self.fates.get(&dependent), Some(Fate::Drop | Fate::Replace | Fate::Swap)) {
                continue;
            }
            let (Some(old), Some(new)) = (self.from.get(&dependent), self.to.get(&dependent)) else { continue };
            match fate {
                Fate::Drop => self.after_drop(id, old),
                Fate::Replace => self.after_replace(id, old),
                Fate::Swap => self.after_swap(old, new),
                Fate::Alter => self.after_retype(id, old, new),
                Fate::Create => {}
            }
        }
        if fate == Fate::Alter {
            self.triggers(id);
            self.children(id);
        }
    }

    fn after_drop(&mut self, id: &ObjectId, old: &Part<'_>) {
        let stays = self.fates.get(&old.id) == Some(Fate::Alter) && !self.fates.changed[&old.id].is_empty();
        let is_part = old.host.as_ref() == Some(id);
        if is_table(old) {
            if self.fates.changed.get(&old.id).is_none_or(|changed| !changed.contains("inherits")) && is_child(old, id)
            {
                self.fates.unhooked.insert(old.id.clone());
                self.fates.hooked.insert(old.id.clone());
            }
            return;
        }
        let goes_along = is_part && !matches!(old.what, What::Item(Item::Sequence(_)));
        let is_needed = !stays && self.old.is_certain(&old.id, id) && !matches!(old.what, What::Column(..));
        if goes_along || is_needed {
            self.replace(&old.id);
        }
    }

    fn after_replace(&mut self, id: &ObjectId, old: &Part<'_>) {
        let generated = matches!(old.what, What::Column(_, column) if column.generated.is_some());
        let is_part = old.host.as_ref() == Some(id);
        if is_table(old) {
            if is_child(old, id) {
                self.fates.unhooked.insert(old.id.clone());
                self.fates.hooked.insert(old.id.clone());
            }
        } else if !matches!(old.what, What::Column(..)) || generated || is_part || old.is_made_elsewhere {
            self.replace(&old.id);
        }
    }

    fn after_swap(&mut self, old: &Part<'_>, new: &Part<'_>) {
        match old.what {
            What::Column(relation, _) if relation.query.is_none() => {
                let changed = self.fates.changed.entry(old.id.clone()).or_default();
                if changed.insert("type".to_owned()) {
                    self.without_parents(old, new);
                    self.decide(old, new);
                }
            }
            What::Item(Item::Type(_)) => self.set(&old.id, Fate::Swap),
            _ if is_table(old) => {}
            _ => self.replace(&old.id),
        }
    }

    /// A column that is inherited gets its type from there.
    fn without_parents(&mut self, old: &Part<'_>, new: &Part<'_>) {
        let mut changed = self.fates.changed.get(&old.id).cloned().unwrap_or_default();
        self.without_inherited(old, new, &mut changed);
        self.fates.changed.insert(old.id.clone(), changed);
        self.queue.push(old.id.clone());
    }

    fn after_retype(&mut self, id: &ObjectId, old: &Part<'_>, new: &Part<'_>) {
        match (old.what, new.what) {
            (What::Column(_, column), _) if column.generated.is_some() => self.replace(&old.id),
            (What::Column(..), _) => {}
            (What::Item(item), _) => match item {
                Item::Default(..) | Item::Rule(..) | Item::Policy(..) | Item::Routine(_) => self.replace(&old.id),
                Item::Relation(own) if own.query.is_some() => self.replace(&old.id),
                Item::Constraint(_, own)
                    if matches!(own.kind, ConstraintKind::ForeignKey(_)) && !self.is_widened(id) =>
                {
                    self.replace(&old.id);
                }
                Item::Constraint(_, own) if matches!(own.kind, ConstraintKind::Check(_)) && self.is_converted(id) => {
                    self.replace(&old.id);
                }
                Item::Index(_, own) if names_expressions(own) && self.is_converted(id) => self.replace(&old.id),
                _ => {}
            },
        }
    }

    /// Whether the type stays what it is, but for its size: what is compared with it can still be.
    fn is_widened(&self, id: &ObjectId) -> bool {
        let types = self.types(id);
        let whole = |name: &str| ["int2", "int4", "int8"].contains(&name);
        types.is_some_and(|(old, new)| {
            old.name == new.name && !self.is_swapped(&new) || whole(&old.name.name) && whole(&new.name.name)
        })
    }

    /// Whether the values go by a cast that has to be named: what mentions the old type does not take the new one.
    fn is_converted(&self, id: &ObjectId) -> bool {
        self.types(id).is_some_and(|(old, new)| {
            let is_swapped = self.is_swapped(&new);
            is_swapped || old.name != new.name && cast(&old, &new, is_swapped).is_some()
        })
    }

    fn is_swapped(&self, type_: &relvar_catalog::catalog::TypeRef) -> bool {
        self.fates.get(&ObjectId::Type(type_.name.clone())) == Some(Fate::Swap)
    }

    fn types(&self, id: &ObjectId) -> Option<(relvar_catalog::catalog::TypeRef, relvar_catalog::catalog::TypeRef)> {
        match (self.from.get(id)?.what, self.to.get(id)?.what) {
            (What::Column(_, old), What::Column(_, new)) => Some((old.type_.clone(), new.type_.clone())),
            _ => None,
        }
    }

    /// The columns of children, which change with that of their parent.
    fn children(&mut self, id: &ObjectId) {
        let ObjectId::Column { relation, name } = id else { return };
        let own = |child: &&relvar_catalog::catalog::Relation| child.inherits.contains(relation);
        let children = self.from.catalog.relations.iter().filter(own);
        let ids = children.map(|child| ObjectId::Column { relation: child.name.clone(), name: name.clone() });
        for id in ids.collect::<Vec<_>>() {
            if self.from.get(&id).is_some() && self.to.get(&id).is_some() && !self.fates.goes(&id) {
                self.fates.of.insert(id.clone(), Fate::Alter);
                self.fates.changed.entry(id.clone()).or_default();
                self.queue.push(id);
            }
        }
    }

    /// Triggers that name a column whose type changes.
    fn triggers(&mut self, id: &ObjectId) {
        let ObjectId::Column { relation, name } = id else { return };
        let Some(own) = self.from.catalog.relation(relation) else { return };
        for trigger in own.triggers.iter().filter(|trigger| !trigger.inherited) {
            let id = ObjectId::Trigger { relation: relation.clone(), name: trigger.name.clone() };
            let mentions =
                |part: &Part<'_>| part.attributes.values().any(|value| value.to_string().contains(name.as_str()));
            if self.to.get(&id).is_some() && self.from.get(&id).is_some_and(mentions) {
                self.replace(&id);
            }
        }
    }
}

/// Whether an index is on more than columns.
fn names_expressions(index: &Index) -> bool {
    index.predicate.is_some() || index.parts.iter().any(|part| part.column.is_none())
}

fn is_table(part: &Part<'_>) -> bool {
    matches!(part.what, What::Item(Item::Relation(own)) if own.query.is_none())
}

fn is_child(part: &Part<'_>, parent: &ObjectId) -> bool {
    let What::Item(Item::Relation(own)) = part.what else { return false };
    let ObjectId::Relation {
        name,
        kind: RelationKind::Table | RelationKind::PartitionedTable | RelationKind::ForeignTable,
    } = parent
    else {
        return false;
    };
    own.inherits.contains(name)
}

/// Whether a table has other parents, or other bounds.
fn is_moved(old: &Part<'_>, new: &Part<'_>) -> bool {
    let (What::Item(Item::Relation(old)), What::Item(Item::Relation(new))) = (old.what, new.what) else { return false };
    let bound = |own| relvar_catalog::ddl::bound(own);
    old.inherits != new.inherits
        || old.is_partition() != new.is_partition()
        || new.is_partition() && bound(old) != bound(new)
}
