//! The DDL of a catalog in two scripts, between which rows are loaded.

use crate::{Catalog, catalog::ObjectId};

use super::{
    Action, Options, Script, Statement, create,
    forms::Forms,
    needs, order,
    out::Out,
    pieces::{Pieces, Timing, waits_for_rows},
    rest, roles,
};

/// The script that creates a schema, in two parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    /// What has to be there before rows: types, functions, tables with their defaults and checks, views.
    pub before: Script,
    /// What comes after rows: keys and indexes, which are made faster then; foreign keys, so that circles of them do not
    /// matter; triggers, which do not see the rows; checks that rows need not meet; filling materialized views.
    pub after: Script,
}

/// The statements that create the schema of a catalog in an empty database, with a place for its rows in the middle.
pub fn stages(catalog: &Catalog, options: &Options) -> Stages {
    let forms = Forms::new(catalog);
    let mut pieces = Pieces::new(catalog, &forms, Timing::AfterRows);
    needs::add(&mut pieces, catalog, &forms);
    pieces.hasten();
    let (steps, diagnostics) = order::order(&mut pieces);
    let middle = steps.iter().position(|step| pieces.is_after_rows(*step)).unwrap_or(steps.len());
    let (first, last) = steps.split_at(middle);
    let mut before = Out::new(catalog, options, diagnostics);
    roles(&mut before);
    for step in first {
        create::create(&mut before, &pieces, (*step, &forms));
    }
    let mut after = Out::new(catalog, options, Vec::new());
    rest(&mut after, (&pieces, last), &forms);
    let (mut before, mut after) = (before.script(), after.script());
    // A partition is made before the keys and indexes that it has from its table.
    let (early, late) = before.statements.into_iter().partition(|statement| !is_about_late(catalog, statement));
    before.statements = early;
    // Event triggers would act on them.
    let is_event_trigger = |own: &Statement| matches!(own.object, ObjectId::EventTrigger(_));
    let end = after.statements.iter().position(is_event_trigger).unwrap_or(after.statements.len());
    after.statements.splice(end..end, late);
    Stages { before, after }
}

/// The statement completes a key or an index that is there when the rows are.
fn is_about_late(catalog: &Catalog, statement: &Statement) -> bool {
    if !matches!(statement.action, Action::Alter | Action::Comment) {
        return false;
    }
    match &statement.object {
        ObjectId::Index(_) => true,
        ObjectId::Constraint { relation, name } => {
            let relation = catalog.relation(relation);
            let own = relation.and_then(|own| own.constraints.iter().find(|constraint| constraint.name == *name));
            own.is_some_and(|own| own.inherited && waits_for_rows(own))
        }
        _ => false,
    }
}
