//! Constraints and defaults are written within the table that they are made with, where nothing between needs to come first.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    catalog::{ConstraintKind, ObjectId},
    ddl::Item,
};

use crate::part::What;

use super::{
    create,
    form::Form,
    homes::{Homes, Key, Stage},
    step::Step,
    steps::Steps,
};

/// Takes what can be written within a new table out of the order, and writes the table with it.
pub(super) fn absorb(homes: &Homes<'_, '_>, order: &mut Vec<Key>, steps: &mut Steps) {
    let mut places: BTreeMap<Key, usize> = order.iter().cloned().enumerate().map(|(at, key)| (key, at)).collect();
    let mut guests: BTreeMap<ObjectId, Vec<Key>> = BTreeMap::new();
    for key in order.iter().filter(|key| key.stage == Stage::Make) {
        if let Some(table) = table(homes, &key.id) {
            guests.entry(table).or_default().push(key.clone());
        }
    }
    let mut absorbed = BTreeSet::new();
    for key in order.iter().filter(|key| key.stage == Stage::Make && homes.fates.comes(&key.id)) {
        let (Some(own), Some(part), Some(&at)) = (guests.remove(&key.id), homes.to.get(&key.id), places.get(key))
        else {
            continue;
        };
        let mut within = Vec::new();
        // A foreign key may lead to a key of the same table, which then comes first.
        for _ in 0..2 {
            for guest in &own {
                let waits = steps.waits.get(guest);
                let is_ready = waits
                    .is_none_or(|waits| waits.iter().all(|wait| places.get(wait).is_none_or(|place| *place <= at)));
                if is_ready && places.get(guest).is_some_and(|place| *place != at) {
                    places.insert(guest.clone(), at);
                    absorbed.insert(guest.clone());
                    within.push(guest.id.clone());
                }
            }
        }
        let items: Vec<Item<'_>> = within
            .iter()
            .filter_map(|id| match homes.to.get(id)?.what {
                What::Item(item) => Some(item),
                What::Column(..) | What::Settings(_) | What::Label(_) => None,
            })
            .collect();
        if !items.is_empty() {
            let is_key = |item: &Item<'_>| matches!(item, Item::Constraint(_, own) if matches!(own.kind, ConstraintKind::ForeignKey(_)));
            let mut statements: Vec<Step> = create::create(homes.to, (part, &items), &mut steps.diagnostics);
            if let Some(first) = statements.first_mut().filter(|_| items.iter().any(is_key)) {
                first.form = Form::CreateTableReferencing;
            }
            steps.statements.insert(key.clone(), statements);
        }
    }
    order.retain(|key| !absorbed.contains(key));
    steps.statements.retain(|key, _| !absorbed.contains(key));
}

/// The new table that something can be written within.
fn table(homes: &Homes<'_, '_>, id: &ObjectId) -> Option<ObjectId> {
    if !homes.fates.comes(id) {
        return None;
    }
    let (relation, can_be) = match homes.to.get(id)?.what {
        What::Item(Item::Constraint(relation, own)) => (relation, !own.not_valid),
        What::Item(Item::Default(relation, column)) => (relation, homes.to.writer.declares(relation, column)),
        _ => return None,
    };
    let table = relation.id();
    (can_be && relation.query.is_none() && homes.fates.comes(&table)).then_some(table)
}
