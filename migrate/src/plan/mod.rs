//! The statements that lead from one catalog to another.
//!
//! `fate` decides what becomes of each object, and asks `rules` whether PostgreSQL can alter it. `steps` writes the statements
//! and what each waits for, with `homes`, which knows the objects that come or go with another. `order` sorts the steps, and
//! `absorb` moves constraints and defaults into the tables that they are made with. `inverse` finds in the plan of the other
//! direction what undoes each statement, and `segment` says which statements run together.
//!
//! # A new kind of object
//!
//! It is dropped and made again if it differs, as soon as these know it:
//!
//! 1. `part/parts.rs` gives it an identity, and the host that it goes with. `part/attributes.rs` lists what is not compared.
//! 2. `graph` says what it needs, if the catalog's `edges` do not.
//! 3. The writer of the catalog makes it (`Item`) and names it (`Noun`). Otherwise `create.rs` and `remove.rs` write it.
//! 4. `homes.rs` gives it a weight: its place among steps that do not wait for each other.
//!
//! What it needs beyond that:
//!
//! - A rule in `rules`, if `ALTER` can change it. What a new form of statement costs is in `form.rs`.
//! - A case in `fate/spread.rs`, if it can stay when something that it needs is changed or made again.
//! - A case in `homes.rs`, if another object makes it or drops it.
//! - A case in `create::can_be_made`, if the catalog may not say how it is made: then it is never dropped to change it.

mod absorb;
mod create;
mod drops;
mod fate;
mod form;
mod hazard;
mod homes;
mod inverse;
mod online;
mod order;
mod remove;
mod rules;
mod segment;
mod statement;
mod step;
mod steps;

use std::collections::BTreeSet;

use relvar_catalog::{Catalog, Diagnostic, catalog::ObjectId, ddl::Item};

use crate::{
    graph::Graph,
    part::{Parts, What},
    rename::{self, Rename, RenameError, Renamed, Renaming},
};

use fate::fates;
use form::Form;
use homes::{Homes, Key, Stage};
use step::Step;

pub use form::{Lock, Transaction};
pub use hazard::{Allowed, Hazard, ParseAllowedError};
pub use inverse::Inverse;
pub use segment::Segment;
pub use statement::{LockOn, Statement};

/// How a plan is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether each statement is to name what undoes it, which takes as long again.
    pub inverse: bool,
    /// Objects of the first catalog that the second one has under another name. They keep their data.
    pub renames: Vec<Rename>,
    /// Objects that are dropped besides, as if the second catalog did not have them.
    pub drop: BTreeSet<ObjectId>,
    /// Whether reads and writes are to go on meanwhile, as far as PostgreSQL can do that: by more statements, of which each is
    /// a segment of its own.
    pub online: bool,
    /// Whether what needs an object that is dropped is dropped as well. Otherwise that is [`PlanError::Held`].
    pub cascade: bool,
}

/// The statements that lead from one catalog to another, in order.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Plan {
    /// The statements.
    pub statements: Vec<Statement>,
    /// What could not be written: with any of these, the statements do not lead to the second catalog.
    pub diagnostics: Vec<Diagnostic>,
}

/// An object that would lose what it needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Blocker {
    /// The object that stays.
    pub object: ObjectId,
    /// What it needs, which is dropped or changed.
    pub needs: ObjectId,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// Steps wait for each other: a fault of the rules.
    #[error("no order of statements leads there: {} wait for each other", list(.0))]
    Circle(Vec<ObjectId>),
    /// Objects need what is dropped or changed: they stay, or the catalog does not say how to make them again.
    #[error("there is no plan: objects that cannot go need what would be dropped or changed")]
    Blocked(Vec<Blocker>),
    /// Objects need what would be dropped, and are not dropped themselves.
    #[error("there is no plan: {} what would be dropped", count(.0))]
    Held(Vec<Blocker>),
    /// The first catalog does not have what is to be dropped.
    #[error("`{0}` is not there to be dropped")]
    Unknown(ObjectId),
    /// What is to be renamed cannot be.
    #[error(transparent)]
    Rename(#[from] RenameError),
}

fn count(held: &[Blocker]) -> String {
    let objects: BTreeSet<&ObjectId> = held.iter().map(|own| &own.object).collect();
    if objects.len() == 1 { "1 object needs".to_owned() } else { format!("{} objects need", objects.len()) }
}

fn list(objects: &[ObjectId]) -> String {
    objects.iter().map(|object| format!("`{object}`")).collect::<Vec<_>>().join(", ")
}

/// Plans the way from one catalog to another.
pub fn plan(from: &Catalog, to: &Catalog, options: &Options) -> Result<Plan, PlanError> {
    let Options { inverse, renames, drop, online, cascade } = options;
    let renamed = rename::apply(from, to, renames)?;
    let now = &*renamed.catalog;
    let (old, mut new) = (Parts::new(now), Parts::new(to).over(now));
    if let Some(unknown) = drop.iter().find(|id| old.get(id).is_none()) {
        return Err(PlanError::Unknown(unknown.clone()));
    }
    let held = drops::take_out((&old, &mut new), drop);
    if !held.is_empty() && !cascade {
        return Err(PlanError::Held(held));
    }
    let graphs = [&Graph::new(&old), &Graph::new(&new)];
    let (mut steps, diagnostics) = ordered((&old, &new), graphs)?;
    if *online {
        steps = online::online(steps, (&old, &new));
    }
    let mut inverses = Vec::new();
    if *inverse {
        let back = back((from, to), &renamed, (&new, graphs));
        inverses.extend(back.map(|back| inverse::inverses(&steps, &back, (&old, graphs))));
    }
    let mut statements: Vec<_> = steps.into_iter().map(|step| Statement::new(step, (&old, &new))).collect();
    for (statement, inverse) in statements.iter_mut().zip(inverses.into_iter().flatten()) {
        statement.inverse = Some(inverse);
    }
    if !renamed.statements.is_empty() {
        let before = Parts::new(from);
        let first = renamed.statements.iter().map(|own| renaming(own, (&before, &new), *inverse));
        statements = first.chain(statements).collect();
    }
    Ok(Plan { statements, diagnostics })
}

/// The statements that lead back from where a plan with [`Options::cascade`] leads: what went along is made again too. Nothing
/// if the catalog does not say how to make all of it.
#[cfg(feature = "module")]
pub(crate) fn undo(from: &Catalog, to: &Catalog) -> Option<Vec<Statement>> {
    let (old, mut new) = (Parts::new(from), Parts::new(to).over(from));
    drops::take_out((&old, &mut new), &BTreeSet::new());
    let graphs = [&Graph::new(&new), &Graph::new(&old)];
    let (mut there, here) = (Parts::new(to), Parts::new(from).over(to));
    there.by_id.retain(|id, _| new.get(id).is_some());
    let (steps, diagnostics) = ordered((&there, &here), graphs).ok()?;
    let statements = steps.into_iter().map(|step| Statement::new(step, (&there, &here)));
    diagnostics.is_empty().then(|| statements.collect())
}

/// The statement that renames an object.
fn renaming(own: &Renaming, parts: (&Parts<'_>, &Parts<'_>), inverse: bool) -> Statement {
    let form = match own.kind {
        rename::Kind::Data => Form::RenameData,
        rename::Kind::Part => Form::RenamePart,
        rename::Kind::Index => Form::Rename,
        rename::Kind::Free => Form::RenameFree,
    };
    let mut statement = Statement::new(Step::new(&own.object, form, own.sql.clone()), parts);
    statement.inverse = inverse.then(|| Inverse { statements: vec![own.back.clone()], lost: None });
    statement
}

/// The steps in the other direction, after the renames were taken back; their objects have the names of the second catalog.
fn back(
    (from, to): (&Catalog, &Catalog),
    renamed: &Renamed<'_>,
    (new, graphs): (&Parts<'_>, [&Graph; 2]),
) -> Option<Vec<Step>> {
    if renamed.all.is_empty() {
        let (mut there, here) = (Parts::new(to), Parts::new(from).over(to));
        there.by_id.retain(|id, _| new.get(id).is_some());
        // The graphs are those of the same catalogs.
        return ordered((&there, &here), [graphs[1], graphs[0]]).ok().map(|(steps, _)| steps);
    }
    let undone = rename::apply(to, from, &rename::reversed(&renamed.all)).ok()?;
    let mut there = Parts::new(&undone.catalog);
    there.by_id.retain(|id, _| new.get(&renamed.map.id(id)).is_some());
    let here = Parts::new(from).over(&undone.catalog);
    let graphs = [&Graph::new(&there), &Graph::new(&here)];
    let (mut steps, _) = ordered((&there, &here), graphs).ok()?;
    for step in &mut steps {
        step.object = renamed.map.id(&step.object);
    }
    Some(steps)
}

/// The steps from one catalog to another, in order, and what could not be written.
fn ordered(
    (from, to): (&Parts<'_>, &Parts<'_>),
    [old, new]: [&Graph; 2],
) -> Result<(Vec<Step>, Vec<Diagnostic>), PlanError> {
    let fates = fates(from, to, old);
    if !fates.blocked.is_empty() {
        return Err(PlanError::Blocked(fates.blocked.into_iter().collect()));
    }
    let handed_over = fates.handed_over((from, to));
    let mut homes = Homes { from, to, fates: &fates, explicit: BTreeSet::new(), handed_over };
    loop {
        let mut steps = steps::steps(&homes, (old, new));
        match order::order(&steps.waits) {
            Ok(mut order) => {
                absorb::absorb(&homes, &mut order, &mut steps);
                let mut statements = steps.statements;
                let all = order.iter().filter_map(|key| statements.remove(key)).flatten();
                return Ok((all.collect(), steps.diagnostics.into_iter().collect()));
            }
            Err(circle) => {
                // What waits for the old parents to be gone waits for nothing else.
                if circle.iter().any(|key| homes.handed_over.remove(&key.id)) {
                    continue;
                }
                let apart = apart(&homes, &circle);
                if apart.is_empty() {
                    return Err(PlanError::Circle(circle.into_iter().map(|key| key.id).collect()));
                }
                homes.explicit.extend(apart);
            }
        }
    }
}

/// What can be dropped before its host, where hosts wait for each other: keys, then other constraints and defaults.
fn apart(homes: &Homes<'_, '_>, circle: &[Key]) -> Vec<ObjectId> {
    let hosts: BTreeSet<&ObjectId> = circle.iter().filter(|key| key.stage == Stage::Drop).map(|key| &key.id).collect();
    let within = |id: &ObjectId| {
        let mut at = homes.from.get(id)?.host.as_ref()?;
        while !hosts.contains(at) {
            at = homes.from.get(at)?.host.as_ref()?;
        }
        Some(at)
    };
    let parts =
        homes.from.by_id.values().filter(|part| !homes.explicit.contains(&part.id) && within(&part.id).is_some());
    let parts: Vec<_> = parts.collect();
    let is_key = |what: What<'_>| matches!(what, What::Item(Item::Constraint(_, own)) if matches!(own.kind, relvar_catalog::catalog::ConstraintKind::ForeignKey(_)));
    let keys: Vec<_> = parts.iter().filter(|part| is_key(part.what)).map(|part| part.id.clone()).collect();
    if !keys.is_empty() {
        return keys;
    }
    let others = parts.iter().filter(|part| {
        let is_check = matches!(part.what, What::Item(Item::Constraint(_, own)) if matches!(own.kind, relvar_catalog::catalog::ConstraintKind::Check(_)));
        is_check || matches!(part.what, What::Item(Item::Default(..) | Item::Policy(..) | Item::Trigger(..) | Item::Rule(..)))
    });
    others.map(|part| part.id.clone()).collect()
}
