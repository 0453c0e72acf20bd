//! The statements of each step, and what each step waits for.

mod swap;
mod waits;

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    Diagnostic, QualifiedName,
    catalog::{ConstraintKind, ObjectId, RelationKind},
    ddl::Item,
};

use crate::{
    graph::Graph,
    part::{Part, Parts, What},
};

use super::{
    create,
    fate::{Fate, Fates},
    form::Form,
    homes::{Homes, Key, Stage, parents},
    remove::{Reach, remove},
    rules::{Pair, Rule, Sides, owned_by, remark, remarks, rule},
    step::Step,
};

/// The steps of a plan, before they have an order.
pub(super) struct Steps {
    pub(super) statements: BTreeMap<Key, Vec<Step>>,
    pub(super) waits: BTreeMap<Key, BTreeSet<Key>>,
    /// What could not be written.
    pub(super) diagnostics: BTreeSet<Diagnostic>,
}

/// All steps.
pub(super) fn steps(homes: &Homes<'_, '_>, (old, new): (&Graph, &Graph)) -> Steps {
    let swapped = homes.fates.swapped(homes.to);
    let sides = Sides { from: homes.from, to: homes.to, swapped: &swapped };
    let mut building = Building {
        homes,
        fates: homes.fates,
        sides,
        statements: BTreeMap::new(),
        waits: BTreeMap::new(),
        diagnostics: BTreeSet::new(),
    };
    for (id, fate) in &homes.fates.of {
        building.object(id, *fate);
    }
    for id in &homes.fates.kept {
        let message =
            format!("`{id}` stays as it is: it would have to be made again, and the catalog does not say how");
        building.diagnostics.insert(Diagnostic::new(message));
    }
    building.hooks();
    building.needs_of_old(old);
    building.needs_of_new(new);
    building.names();
    building.defaults();
    building.persistence();
    let Building { statements, mut waits, diagnostics, homes: _, fates: _, sides: _ } = building;
    for key in statements.keys() {
        waits.entry(key.clone()).or_default();
    }
    waits.retain(|key, _| statements.contains_key(key));
    Steps { statements, waits, diagnostics }
}

struct Building<'b, 'a> {
    homes: &'b Homes<'b, 'a>,
    fates: &'b Fates,
    sides: Sides<'b, 'a>,
    statements: BTreeMap<Key, Vec<Step>>,
    waits: BTreeMap<Key, BTreeSet<Key>>,
    diagnostics: BTreeSet<Diagnostic>,
}

impl<'a> Building<'_, 'a> {
    fn wait(&mut self, key: Option<Key>, before: Option<Key>) {
        if let (Some(key), Some(before)) = (key, before)
            && key != before
        {
            self.waits.entry(key).or_default().insert(before);
        }
    }

    fn say(&mut self, key: Key, steps: Vec<Step>) {
        self.statements.entry(key).or_default().extend(steps);
    }

    fn object(&mut self, id: &ObjectId, fate: Fate) {
        let (from, to) = (self.homes.from, self.homes.to);
        if let Some(old) = from.get(id) {
            let own = Key::new(Stage::Drop, old);
            if self.homes.drop(id).as_ref() == Some(&own) {
                let reach = if self.homes.is_left_below(id) { Reach::Only } else { Reach::All };
                let steps = remove(from, old, reach);
                if steps.is_empty() && !matches!(id, ObjectId::DefaultPrivileges { .. }) {
                    let message = format!("`{id}` stays: there is no statement that drops it");
                    self.diagnostics.insert(Diagnostic::new(message));
                }
                self.say(own, steps);
            }
        }
        let Some(new) = to.get(id) else { return };
        let own = Key::new(Stage::Make, new);
        match (fate, from.get(id)) {
            (Fate::Alter, Some(old)) => {
                let changed = self.fates.changed.get(id).cloned().unwrap_or_default();
                let pair = Pair { old, new, changed };
                if let Rule::Alter(mut steps) = rule(&self.sides, &pair) {
                    // What has no statement here follows from another object, or has a step of its own, but for these.
                    let stands_alone = matches!(new.what, What::Settings(_) | What::Label(_));
                    if steps.is_empty() && !pair.changed.is_empty() && stands_alone {
                        let message = format!("`{id}` stays as it is: no statement of this database changes it");
                        self.diagnostics.insert(Diagnostic::new(message));
                    }
                    steps.extend(remarks(&self.sides, old, new));
                    self.owned(old, new);
                    self.say(own, steps);
                }
            }
            (Fate::Swap, Some(old)) => self.swap(old, new),
            (Fate::Create | Fate::Replace, _) => self.create(id, new, own),
            _ => {}
        }
        // What goes with the predecessor of its type is there until the new one is.
        let gone = self.homes.drop(id).filter(|key| fate == Fate::Replace && key.stage != Stage::Finish);
        self.wait(self.homes.make(id), gone);
    }

    fn create(&mut self, id: &ObjectId, new: &Part<'_>, own: Key) {
        let to = self.homes.to;
        let Some(home) = self.homes.make(id) else { return };
        if home != own {
            // What comes with another is there without what is said of it, unless the whole table is made.
            let table = new.host.as_ref().filter(|host| matches!(host, ObjectId::Relation { .. }));
            let is_whole = table.is_some_and(|table| self.fates.comes(table))
                || matches!(home.id, ObjectId::Relation { .. } | ObjectId::Type(_) | ObjectId::Constraint { .. });
            if !is_whole {
                let after = Key::new(Stage::Hook, new);
                let steps = remark(&self.sides, new);
                if !steps.is_empty() {
                    self.wait(Some(after.clone()), Some(home));
                    self.say(after, steps);
                }
            }
            return;
        }
        let is_of_view = matches!(new.what, What::Column(relation, _) if relation.query.is_some());
        let mut steps = if is_of_view {
            Vec::new()
        } else {
            let within = self.within(new);
            create::create(to, (new, &within), &mut self.diagnostics)
        };
        if matches!(new.what, What::Column(..)) {
            steps.extend(remark(&self.sides, new));
        }
        self.say(own.clone(), steps);
        match new.what {
            What::Item(Item::Sequence(sequence)) if sequence.owned_by.is_some() => {
                let hook = Key::new(Stage::Hook, new);
                self.say(hook.clone(), vec![Step::new(id, Form::AlterSequence, owned_by(sequence))]);
                self.wait(Some(hook.clone()), Some(own));
                self.wait(Some(hook), new.host.as_ref().and_then(|host| self.homes.make(host)));
            }
            What::Item(Item::Relation(view)) if view.kind == RelationKind::MaterializedView && !view.unpopulated => {
                let hook = Key::new(Stage::Hook, new);
                let sql = format!("REFRESH MATERIALIZED VIEW {}", relvar_catalog::ddl::qualified(&view.name));
                self.say(hook.clone(), vec![Step::new(id, Form::Data, sql)]);
                self.wait(Some(hook), Some(own));
            }
            What::Item(Item::Index(relation, index)) if index.parent.is_some() => {
                self.attach_index(new, (relation.id(), own));
            }
            _ => {}
        }
    }

    /// The index of a partition becomes a part of that of its table.
    fn attach_index(&mut self, new: &Part<'_>, (table, own): (ObjectId, Key)) {
        let What::Item(Item::Index(relation, index)) = new.what else { return };
        let hook = Key::new(Stage::Hook, new);
        let script = self.homes.to.writer.create(&new.id, Item::IndexAttachment(relation, index), &[]);
        self.diagnostics.extend(script.diagnostics);
        let steps = script.statements.into_iter().map(|own| Step::new(&new.id, Form::IndexAttach, own.sql)).collect();
        self.say(hook.clone(), steps);
        self.wait(Some(hook.clone()), Some(own));
        for parent in parents(self.homes.to, new) {
            self.wait(Some(hook.clone()), self.homes.make(&parent));
        }
        if let Some(part) = self.homes.to.get(&table) {
            self.wait(Some(hook), Some(Key::new(Stage::Hook, part)));
        }
    }

    /// What is written within the statement that makes a part.
    fn within(&self, new: &Part<'_>) -> Vec<Item<'a>> {
        let to = self.homes.to;
        let item = |id: &ObjectId| match to.get(id).map(|part| part.what) {
            Some(What::Item(item)) => Some(item),
            _ => None,
        };
        match new.what {
            What::Column(relation, column) => {
                let id = ObjectId::Default { relation: relation.name.clone(), column: column.name.clone() };
                item(&id).into_iter().collect()
            }
            What::Item(Item::Type(_)) => {
                let checks = to.by_id.values().filter(|part| part.host.as_ref() == Some(&new.id));
                let own = Key::new(Stage::Make, new);
                checks
                    .filter(|part| self.homes.make(&part.id).as_ref() == Some(&own))
                    .filter_map(|part| item(&part.id))
                    .collect()
            }
            What::Item(_) | What::Settings(_) | What::Label(_) => Vec::new(),
        }
    }

    /// A sequence that gets another column, or none.
    fn owned(&mut self, old: &Part<'_>, new: &Part<'_>) {
        let (What::Item(Item::Sequence(before)), What::Item(Item::Sequence(after))) = (old.what, new.what) else {
            return;
        };
        let column_goes = old.host.as_ref().is_some_and(|host| self.fates.goes(host));
        if before.owned_by == after.owned_by && !column_goes || after.identity {
            return;
        }
        if before.owned_by.is_some() {
            let mut free = after.clone();
            free.owned_by = None;
            let unhook = Key::new(Stage::Unhook, old);
            self.say(unhook.clone(), vec![Step::new(&new.id, Form::AlterSequence, owned_by(&free))]);
            self.wait(old.host.as_ref().and_then(|host| self.homes.drop(host)), Some(unhook));
        }
        if after.owned_by.is_some() {
            let hook = Key::new(Stage::Hook, new);
            self.say(hook.clone(), vec![Step::new(&new.id, Form::AlterSequence, owned_by(after))]);
            self.wait(Some(hook), new.host.as_ref().and_then(|host| self.homes.make(host)));
        }
    }

    /// Tables that leave parents, and tables that get some.
    fn hooks(&mut self) {
        let (from, to) = (self.homes.from, self.homes.to);
        for old in self.fates.unhooked.iter().filter_map(|id| from.get(id)) {
            let key = Key::new(Stage::Unhook, old);
            let kept = self.fates.kept((from, to), &old.id);
            self.say(key.clone(), create::unhook(old, kept));
            let parents = parents_but(from, old, kept);
            for parent in &parents {
                self.wait(self.homes.drop(parent), Some(key.clone()));
            }
            // What a parent loses is not to be taken from the table that leaves it.
            for (id, part) in &from.by_id {
                let is_of_parent = part.host.as_ref().is_some_and(|host| parents.contains(host));
                if is_of_parent && matches!(part.what, What::Column(..) | What::Item(Item::Constraint(..))) {
                    self.wait(self.homes.drop(id), Some(key.clone()));
                    // Nor is the type of a column changed that it has from others too.
                    let is_apart = self.fates.apart.contains_key(&old.id) && self.fates.get(id) == Some(Fate::Alter);
                    self.wait(self.homes.make(id).filter(|_| is_apart), Some(key.clone()));
                }
            }
            // Nor does it get what they get.
            for (id, part) in &to.by_id {
                let is_of_parent = part.host.as_ref().is_some_and(|host| parents.contains(host));
                let is_new = self.fates.get(id) == Some(Fate::Create);
                if is_new && is_of_parent && matches!(part.what, What::Column(..) | What::Item(Item::Constraint(..))) {
                    self.wait(self.homes.make(id), Some(key.clone()));
                }
            }
            self.wait(self.homes.drop(&old.id), Some(key.clone()));
            for (id, _) in from.by_id.iter().filter(|(_, part)| part.host.as_ref() == Some(&old.id)) {
                self.wait(self.homes.drop(id), Some(key.clone()));
                self.wait(self.homes.make(id), Some(key.clone()));
            }
            self.wait(self.homes.make(&old.id), Some(key));
        }
        let created = to.by_id.values().filter(|part| match part.what {
            What::Item(Item::Relation(own)) => {
                own.is_partition() && self.fates.comes(&part.id) && !to.writer.is_partition_of(own)
            }
            _ => false,
        });
        let hooked = self.fates.hooked.iter().filter(|id| !self.fates.comes(id)).filter_map(|id| to.get(id));
        for new in created.chain(hooked).collect::<Vec<_>>() {
            let key = Key::new(Stage::Hook, new);
            let kept = self.fates.kept((from, to), &new.id);
            self.say(key.clone(), create::hook(new, kept));
            let unhook = Some(Key::new(Stage::Unhook, new)).filter(|_| self.fates.unhooked.contains(&new.id));
            if self.homes.handed_over.contains(&new.id) {
                self.wait(unhook, Some(key.clone()));
            } else {
                self.wait(Some(key.clone()), self.homes.make(&new.id));
                self.wait(Some(key.clone()), unhook);
            }
            let parents = parents_but(to, new, kept);
            for parent in &parents {
                self.wait(Some(key.clone()), self.homes.make(parent));
            }
            for (id, part) in &from.by_id {
                if part.host.as_ref().is_some_and(|host| parents.contains(host))
                    && matches!(part.what, What::Column(..))
                {
                    self.wait(Some(key.clone()), self.homes.drop(id));
                }
            }
            for (id, part) in &to.by_id {
                let on_child = part.host.as_ref() == Some(&new.id);
                let on_parent = part.host.as_ref().is_some_and(|host| parents.contains(host));
                let is_key = matches!(part.what, What::Item(Item::Constraint(_, own)) if matches!(own.kind, ConstraintKind::ForeignKey(_)));
                let is_constraint = matches!(part.what, What::Item(Item::Constraint(..))) && !is_key;
                let is_before = is_constraint
                    || matches!(part.what, What::Column(..))
                    || on_child && matches!(part.what, What::Item(Item::Index(..))) && !part.is_made_elsewhere;
                if (on_child || on_parent) && is_before {
                    self.wait(Some(key.clone()), self.homes.make(id));
                }
            }
        }
    }
}

/// The tables whose child or partition a table is, but for those that it keeps.
fn parents_but(parts: &Parts<'_>, part: &Part<'_>, kept: &[QualifiedName]) -> Vec<ObjectId> {
    let What::Item(Item::Relation(own)) = part.what else { return Vec::new() };
    own.inherits
        .iter()
        .filter(|parent| !kept.contains(parent))
        .filter_map(|name| parts.catalog.relation(name))
        .map(relvar_catalog::catalog::Relation::id)
        .collect()
}
