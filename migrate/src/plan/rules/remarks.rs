//! Owners, comments and privileges: one rule each for all kinds.

use relvar_catalog::{
    catalog::{Grantee, Privileges},
    ddl::Item,
};

use crate::{
    part::{Part, What},
    plan::{form::Form, step::Step},
};

use super::Sides;

/// What is said of an object that stays.
pub(in crate::plan) fn remarks(sides: &Sides<'_, '_>, old: &Part<'_>, new: &Part<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    if let What::Item(Item::DefaultPrivileges(default)) = new.what {
        let change = sides.to.writer.default_privileges(default, (old.privileges, new.privileges));
        return change.into_iter().map(|sql| Step::new(&new.id, Form::Grant, sql)).collect();
    }
    let follows_table = matches!(new.what, What::Item(Item::Sequence(own)) if own.owned_by.is_some());
    if let Some(owner) = new.owner.filter(|owner| old.owner != Some(*owner) && !follows_table) {
        steps.extend(sides.to.writer.owner(&new.id, owner).map(|sql| Step::new(&new.id, Form::Owner, sql)));
    }
    if old.comment != new.comment {
        steps.extend(sides.to.writer.comment(&new.id, new.comment).map(|sql| Step::new(&new.id, Form::Comment, sql)));
    }
    let (before, after) = (owner(old), owner(new));
    let privileges = old.privileges.map(|own| handed_over(own, &before, &after));
    if privileges.as_ref() != new.privileges {
        let change = sides.to.writer.grants(&new.id, &after, (privileges.as_ref(), new.privileges));
        steps.extend(change.into_iter().map(|sql| Step::new(&new.id, Form::Grant, sql)));
    }
    steps
}

/// What is said of a part that comes with another, and is new.
pub(in crate::plan) fn remark(sides: &Sides<'_, '_>, new: &Part<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    if new.comment.is_some() {
        steps.extend(sides.to.writer.comment(&new.id, new.comment).map(|sql| Step::new(&new.id, Form::Comment, sql)));
    }
    let grants = sides.to.writer.grants_on_new(&new.id, &owner(new), new.privileges);
    steps.extend(grants.into_iter().map(|sql| Step::new(&new.id, Form::Grant, sql)));
    steps
}

/// The owner of a part: of a column that of its relation.
fn owner(part: &Part<'_>) -> String {
    match part.what {
        What::Column(relation, _) => relation.owner.clone(),
        What::Item(Item::Sequence(own)) => own.owner.clone(),
        What::Item(_) | What::Settings(_) | What::Label(_) => part.owner.unwrap_or_default().to_owned(),
    }
}

/// What a change of owner makes of privileges: those of the old one are those of the new one.
fn handed_over(privileges: &Privileges, old: &str, new: &str) -> Privileges {
    if old == new {
        return privileges.clone();
    }
    let mut all = privileges.clone();
    for privilege in &mut all {
        if privilege.grantor == old {
            new.clone_into(&mut privilege.grantor);
        }
        if privilege.grantee == Grantee::Role(old.to_owned()) {
            privilege.grantee = Grantee::Role(new.to_owned());
        }
    }
    all.sort();
    all.dedup();
    all
}
