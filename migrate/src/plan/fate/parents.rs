//! Parents of tables: which of them a table keeps, and when it has to leave them for a while.

use std::collections::BTreeSet;

use relvar_catalog::{
    QualifiedName,
    catalog::{ConstraintKind, ObjectId, Relation},
    ddl::Item,
};

use crate::{
    part::{Part, Parts, What},
    plan::rules::is_moved,
};

use super::{Deciding, Fates};

impl Fates {
    /// The parents that a table has all the while. PostgreSQL adds others behind them.
    pub(in crate::plan) fn kept<'p>(
        &self,
        (from, to): (&Parts<'_>, &Parts<'p>),
        table: &ObjectId,
    ) -> &'p [QualifiedName] {
        let (Some(old), Some(new)) = (relation(from, table), relation(to, table)) else { return &[] };
        if !self.unhooked.contains(table) {
            return &new.inherits;
        }
        if old.is_partition() || new.is_partition() || self.goes(table) {
            return &[];
        }
        let limit = self.apart.get(table).copied().unwrap_or(new.inherits.len());
        let stays = |name: &QualifiedName| from.catalog.relation(name).is_some_and(|own| !self.goes(&own.id()));
        let mut before = old.inherits.iter();
        let is_kept = |parent: &&QualifiedName| stays(parent) && before.any(|own| own == *parent);
        let count = new.inherits.iter().take(limit).take_while(is_kept).count();
        &new.inherits[..count]
    }

    /// Tables that have columns or checks from the parents that they leave, and are to have them from others: they stay inherited
    /// if the table gets its new parents first.
    pub(in crate::plan) fn handed_over(&self, sides: (&Parts<'_>, &Parts<'_>)) -> BTreeSet<ObjectId> {
        let both = self.unhooked.iter().filter(|id| self.hooked.contains(*id));
        both.filter(|id| self.is_handed_over(sides, id)).cloned().collect()
    }

    fn is_handed_over(&self, (from, to): (&Parts<'_>, &Parts<'_>), table: &ObjectId) -> bool {
        let (Some(old), Some(new)) = (relation(from, table), relation(to, table)) else { return false };
        let kept = self.kept((from, to), table);
        let comes_back = |parent: &QualifiedName| !kept.contains(parent) && new.inherits.contains(parent);
        !old.is_partition()
            && !new.is_partition()
            && !self.goes(table)
            && !old.inherits.iter().any(comes_back)
            && old.inherits.len() > kept.len()
            && new.inherits.len() > kept.len()
    }
}

/// The parents that a table has before and after, and need not leave for others.
pub(super) fn common<'r>(old: &Relation, new: &'r Relation) -> &'r [QualifiedName] {
    if is_moved(old, new) && (old.is_partition() || new.is_partition()) {
        return &[];
    }
    let mut before = old.inherits.iter();
    let count = new.inherits.iter().take_while(|parent| before.any(|own| own == *parent)).count();
    &new.inherits[..count]
}

fn relation<'a>(parts: &Parts<'a>, table: &ObjectId) -> Option<&'a Relation> {
    match parts.get(table)?.what {
        What::Item(Item::Relation(own)) => Some(own),
        _ => None,
    }
}

impl Deciding<'_, '_> {
    /// A table leaves a parent that goes: what its columns become follows from no other table.
    pub(super) fn leave(&mut self, table: &ObjectId) {
        self.fates.hooked.insert(table.clone());
        if !self.fates.unhooked.insert(table.clone()) || self.fates.goes(table) {
            return;
        }
        let (from, to) = (self.from, self.to);
        let columns = from.by_id.values().filter(|part| part.host.as_ref() == Some(table));
        for old in columns.filter(|part| matches!(part.what, What::Column(..))) {
            let Some(new) = to.get(&old.id).filter(|new| !self.fates.goes(&new.id)) else { continue };
            let shape = ["type", "collation", "not_null"];
            let changes = old.changes(new).into_iter().map(|(attribute, _, _)| attribute);
            let changes: Vec<String> = changes.filter(|own| shape.contains(&own.as_str())).collect();
            if !changes.is_empty() {
                self.fates.changed.entry(old.id.clone()).or_default().extend(changes);
                self.decide(old, new);
            }
        }
    }

    /// Whether a check of a table becomes that of its parent, which gets it: it is made again with that.
    pub(super) fn is_taken_over(&self, old: &Part<'_>, new: &Part<'_>) -> bool {
        let (What::Item(Item::Constraint(table, before)), What::Item(Item::Constraint(child, after))) =
            (old.what, new.what)
        else {
            return false;
        };
        let is_check = matches!(after.kind, ConstraintKind::Check(_)) && !child.is_partition();
        let gets = |parent: &&QualifiedName| {
            let id = ObjectId::Constraint { relation: (*parent).clone(), name: after.name.clone() };
            table.inherits.contains(parent) && self.from.get(&id).is_none() && self.to.get(&id).is_some()
        };
        is_check && !before.inherited && after.inherited && child.inherits.iter().any(|parent| gets(&parent))
    }

    /// Tables with a column from several parents: PostgreSQL changes its type only where all of them have it from one table.
    pub(super) fn parts_with_parents(&mut self) {
        let mut found = Vec::new();
        for table in self.from.catalog.relations.iter().filter(|own| own.inherits.len() > 1 && !own.is_partition()) {
            let id = table.id();
            if self.fates.goes(&id) {
                continue;
            }
            let kept = self.fates.kept((self.from, self.to), &id);
            let limits = table.columns.iter().filter_map(|column| self.limit(kept, &column.name));
            if let Some(limit) = limits.min() {
                found.push((id, limit));
            }
        }
        for (id, limit) in found {
            self.fates.unhooked.insert(id.clone());
            self.fates.hooked.insert(id.clone());
            self.fates.apart.insert(id, limit);
        }
    }

    /// How many of the parents can stay while the type of a column changes, if not all can.
    fn limit(&self, parents: &[QualifiedName], column: &str) -> Option<usize> {
        let id = |parent: &QualifiedName| ObjectId::Column { relation: parent.clone(), name: column.to_owned() };
        let is_retyped = |parent: &QualifiedName| {
            let changed = |root: &&QualifiedName| self.fates.changed.get(&id(root));
            let mut roots = self.roots(parent, column).into_iter();
            roots.any(|root| changed(&root).is_some_and(|own| own.contains("type") || own.contains("collation")))
        };
        let retyped: Vec<(usize, &QualifiedName)> =
            parents.iter().enumerate().filter(|(_, parent)| is_retyped(parent)).collect();
        let (_, first) = retyped.first()?;
        let roots = self.roots(first, column);
        retyped.iter().find(|(_, parent)| self.roots(parent, column) != roots).map(|(at, _)| *at)
    }

    /// The tables from which a table has a column: itself, or those far above.
    fn roots<'r>(&'r self, table: &'r QualifiedName, column: &str) -> BTreeSet<&'r QualifiedName> {
        let has_it =
            |name: &QualifiedName| self.from.catalog.relation(name).is_some_and(|own| own.column(column).is_some());
        let (mut found, mut queue) = (BTreeSet::new(), vec![table]);
        while let Some(name) = queue.pop() {
            let parents = self.from.catalog.relation(name).map(|own| &own.inherits[..]).unwrap_or_default();
            let above: Vec<&QualifiedName> = parents.iter().filter(|parent| has_it(parent)).collect();
            if above.is_empty() {
                found.insert(name);
            }
            queue.extend(above);
        }
        found
    }
}
