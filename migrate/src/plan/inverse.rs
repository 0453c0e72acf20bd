//! The way back of each statement: what of the plan in the other direction undoes it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use relvar_catalog::catalog::ObjectId;
use serde::Serialize;

use crate::{graph::Graph, part::Parts};

use super::{create::can_be_made, form::Form, step::Step};

/// What undoes a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Inverse {
    /// The statements, in order. All of them together are the plan in the other direction, which has the order for all.
    pub statements: Vec<String>,
    /// What they do not bring back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
}

/// The way back of each step, from the steps of the plan in the other direction.
pub(super) fn inverses(steps: &[Step], back: &[Step], (from, graphs): (&Parts<'_>, [&Graph; 2])) -> Vec<Inverse> {
    let mut by_object: BTreeMap<&ObjectId, Vec<usize>> = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        by_object.entry(&step.object).or_default().push(at);
    }
    let mut all: Vec<Inverse> =
        steps.iter().map(|step| Inverse { lost: lost(step, from), ..Inverse::default() }).collect();
    for step in back {
        let own = by_object.get(&step.object).map(Vec::as_slice).unwrap_or_default();
        let undone = own.iter().rev().find(|at| undoes(step.form, steps[**at].form)).or(own.last());
        let near = || {
            let near = nearest(&step.object, graphs, |id| by_object.contains_key(id))?;
            by_object.get(&near)?.first()
        };
        let at = undone.or_else(near).copied().unwrap_or_default();
        if let Some(inverse) = all.get_mut(at) {
            inverse.statements.push(step.sql.clone());
        }
    }
    all
}

/// What is not there again after the way back.
fn lost(step: &Step, from: &Parts<'_>) -> Option<String> {
    let object = &step.object;
    let is_dropped = step.form.presence() == Some(Presence::Goes);
    if is_dropped && from.get(object).is_some_and(|part| !can_be_made(from, part)) {
        return Some(format!("`{object}`: the catalog does not say how to make it"));
    }
    step.form.effect().deletes.then(|| match object {
        ObjectId::Sequence(_) => format!("the last value of `{object}`"),
        ObjectId::Column { .. } => format!("the values of `{object}`"),
        _ => format!("the rows of `{object}`"),
    })
}

/// The nearest object that is fit, among what an object needs and what needs it.
fn nearest(start: &ObjectId, graphs: [&Graph; 2], fits: impl Fn(&ObjectId) -> bool) -> Option<ObjectId> {
    let mut seen = BTreeSet::from([start.clone()]);
    let mut queue = VecDeque::from([start.clone()]);
    while let Some(id) = queue.pop_front() {
        if fits(&id) {
            return Some(id);
        }
        let needs = graphs.iter().flat_map(|graph| graph.needs(&id));
        let dependents = graphs.iter().flat_map(|graph| graph.dependents(&id));
        let next: Vec<ObjectId> = needs.chain(dependents).cloned().collect();
        queue.extend(next.into_iter().filter(|id| seen.insert(id.clone())));
    }
    None
}

/// Whether an object comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Comes,
    Goes,
}

/// Whether a form takes back what the other one does.
fn undoes(back: Form, form: Form) -> bool {
    match (form.presence(), back.presence()) {
        (Some(one), Some(other)) => one != other,
        (None, None) => back == form || opposite(form) == Some(back) || opposite(back) == Some(form),
        _ => false,
    }
}

/// The form that takes another back, for pairs that are not the same form.
fn opposite(form: Form) -> Option<Form> {
    Some(match form {
        Form::SetNotNull => Form::DropNotNull,
        Form::SetDefault => Form::DropDefault,
        Form::AddIdentity => Form::DropIdentity,
        Form::ColumnType => Form::ColumnTypeRewrite,
        Form::Attach => Form::Detach,
        _ => return None,
    })
}

impl Form {
    /// Whether its object comes or goes with it.
    pub(super) fn presence(self) -> Option<Presence> {
        Some(match self {
            Self::Create
            | Self::CreateTable
            | Self::CreateTableReferencing
            | Self::CreatePartition
            | Self::CreateIndex
            | Self::CreateIndexConcurrently
            | Self::CreateTrigger
            | Self::CreateRule
            | Self::CreatePolicy
            | Self::AddColumn
            | Self::AddColumnRewrite
            | Self::AddCheck
            | Self::AddUnique
            | Self::AddUsingIndex
            | Self::AddForeignKey
            | Self::AddNotValid
            | Self::AddForeignKeyNotValid => Presence::Comes,
            Self::Drop
            | Self::DropTable
            | Self::DropView
            | Self::DropMaterializedView
            | Self::DropSequence
            | Self::DropSchema
            | Self::DropSubscription
            | Self::DropIndex
            | Self::DropIndexConcurrently
            | Self::DropTrigger
            | Self::DropRule
            | Self::DropPolicy
            | Self::DropConstraint
            | Self::DropForeignKey
            | Self::DropColumn
            | Self::DropGeneratedColumn => Presence::Goes,
            _ => return None,
        })
    }
}
