//! A statement of a plan, with all that is known of it.

use relvar_catalog::{
    QualifiedName,
    catalog::{ConstraintKind, ObjectId},
    ddl::Item,
};
use serde::Serialize;

use crate::part::{Parts, What};

use super::{
    form::{Form, Lock, Transaction},
    hazard::{Allowed, Hazard},
    inverse::Inverse,
    step::Step,
};

/// A lock on a relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LockOn {
    /// The relation.
    pub relation: QualifiedName,
    /// The lock.
    pub lock: Lock,
}

/// A statement of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// What it is about.
    pub object: ObjectId,
    /// Its text, without the semicolon at its end.
    pub sql: String,
    /// The locks on relations that are there already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<LockOn>,
    /// It writes the table anew.
    pub rewrites: bool,
    /// It reads the whole table.
    pub scans: bool,
    /// What comes after can rely on it only once it is committed.
    pub commit_after: bool,
    /// How it goes with transactions.
    pub transaction: Transaction,
    /// Its dangers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    /// What undoes it, if [`Options::inverse`](super::Options::inverse) asked and there is a way back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inverse: Option<Inverse>,
}

impl Statement {
    /// Its hazards, without those that are accepted.
    pub fn hazards_left(&self, allowed: &[Allowed]) -> Vec<Hazard> {
        let is_allowed = |hazard: &Hazard| {
            let fits = |own: &Allowed| own.object.as_ref().is_none_or(|object| *object == self.object);
            allowed.iter().any(|own| own.hazard == *hazard && fits(own))
        };
        self.hazards.iter().filter(|hazard| !is_allowed(hazard)).copied().collect()
    }

    pub(super) fn new(step: Step, (from, to): (&Parts<'_>, &Parts<'_>)) -> Self {
        let Step { object, form, sql, alone } = step;
        let effect = form.effect();
        let existing = |name: &QualifiedName| from.catalog.relation(name).is_some();
        let own = of(&object, (from, to)).filter(existing);
        let mut locks: Vec<_> =
            own.clone().zip(effect.lock).map(|(relation, lock)| LockOn { relation, lock }).into_iter().collect();
        if let Some(lock) = effect.other {
            locks.extend(
                others(&object, (from, to)).into_iter().filter(existing).map(|relation| LockOn { relation, lock }),
            );
        }
        let has_rows = own.is_some() || !locks.is_empty();
        let (rewrites, scans) = (effect.rewrites && has_rows, effect.scans && has_rows);
        let mut hazards: Vec<_> = locks
            .iter()
            .filter_map(|own| match own.lock {
                Lock::AccessExclusive => Some(Hazard::AcquiresAccessExclusiveLock),
                Lock::Share => Some(Hazard::AcquiresShareLock),
                Lock::ShareRowExclusive => Some(Hazard::AcquiresShareRowExclusiveLock),
                Lock::ShareUpdateExclusive => None,
            })
            .collect();
        let is_index = matches!(object, ObjectId::Index(_));
        for (is_so, hazard) in [
            (effect.deletes, Hazard::DeletesData),
            (rewrites || scans, Hazard::ImpactsDatabasePerformance),
            (scans && matches!(form, Form::CreateIndex | Form::CreateIndexConcurrently), Hazard::IndexBuild),
            (is_index && matches!(form, Form::DropIndex | Form::DropIndexConcurrently), Hazard::IndexDropped),
            (effect.access, Hazard::AuthzUpdate),
            (effect.untracked, Hazard::HasUntrackableDependencies),
        ] {
            if is_so {
                hazards.push(hazard);
            }
        }
        hazards.sort();
        hazards.dedup();
        let transaction = match effect.transaction {
            Transaction::Shared if alone => Transaction::Own,
            other => other,
        };
        let commit_after = effect.commit_after;
        Self { object, sql, locks, rewrites, scans, commit_after, transaction, hazards, inverse: None }
    }
}

/// The relation that an object is, or is on.
fn of(object: &ObjectId, (from, to): (&Parts<'_>, &Parts<'_>)) -> Option<QualifiedName> {
    if let Some(relation) = object.relation() {
        return Some(relation.clone());
    }
    let part = from.get(object).or_else(|| to.get(object))?;
    match part.what {
        What::Item(Item::Index(relation, _)) => Some(relation.name.clone()),
        _ => None,
    }
}

/// The relations that an object refers to.
fn others(object: &ObjectId, (from, to): (&Parts<'_>, &Parts<'_>)) -> Vec<QualifiedName> {
    let parts = [from.get(object), to.get(object)];
    let mut found = Vec::new();
    for part in parts.into_iter().flatten() {
        match part.what {
            What::Item(Item::Constraint(_, own)) => {
                if let ConstraintKind::ForeignKey(key) = &own.kind {
                    found.push(key.references.clone());
                }
            }
            What::Item(Item::DomainCheck(domain, _) | Item::Type(domain)) => {
                let uses = from.catalog.relations.iter().filter(|own| {
                    own.query.is_none() && own.columns.iter().any(|column| column.type_.name == domain.name)
                });
                found.extend(uses.map(|own| own.name.clone()));
            }
            What::Item(Item::Relation(own)) => {
                found.extend(own.inherits.iter().cloned());
                found.extend(own.foreign_keys().map(|(_, key)| key.references.clone()));
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}
