//! The script that creates a schema from nothing: the DDL of a catalog.
//!
//! A pure function from a [`Catalog`] to [`Statement`]s, in an order in which each finds what it needs. They are written as a
//! person would write them: constraints inside of `CREATE TABLE` unless what they need comes later, defaults and identities in
//! place, `serial` where that says it all, comments after their object. Names are always qualified, and the same catalog gives
//! the same text.
//!
//! Objects are first taken apart into pieces that can stand alone (`pieces`), then put in order (`order`), which takes a
//! constraint or a default out of its table only where there is no other way, and then written (`create`).

mod create;
mod forms;
mod grants;
mod item;
mod needs;
mod noun;
mod once;
mod options;
mod order;
mod out;
mod pieces;
mod sql;
mod stages;
mod statement;
mod writer;

use crate::{Catalog, catalog::ObjectId};

use pieces::{Pieces, Timing};

pub use crate::catalog::literal;
pub use item::Item;
pub use noun::Noun;
pub use options::Options;
pub use sql::{identifier, qualified};
pub use stages::{Stages, stages};
pub use statement::{Action, Body, PREAMBLE, Script, Statement};
pub use writer::{Writer, bound};

/// The statements that create the schema of a catalog in an empty database.
pub fn ddl(catalog: &Catalog, options: &Options) -> Script {
    let forms = forms::Forms::new(catalog);
    let mut pieces = pieces::Pieces::new(catalog, &forms, Timing::WithTables);
    needs::add(&mut pieces, catalog, &forms);
    let (steps, diagnostics) = order::order(&mut pieces);
    let mut out = out::Out::new(catalog, options, diagnostics);
    roles(&mut out);
    rest(&mut out, (&pieces, &steps), &forms);
    out.script()
}

/// The roles, which come before everything else.
fn roles(out: &mut out::Out<'_>) {
    let catalog = out.catalog;
    if out.options.roles {
        catalog.roles.iter().for_each(|role| out.at_role(role, create::role::role));
        catalog.roles.iter().for_each(|role| out.at_role(role, create::role::memberships));
    }
}

/// The last pieces, with what nothing needs: labels and settings.
fn rest<'a>(out: &mut out::Out<'a>, (pieces, steps): (&Pieces<'a>, &[usize]), forms: &forms::Forms<'a>) {
    // Event triggers would act on labels that come after them.
    let is_event_trigger = |step: &usize| matches!(pieces.list[*step].id, ObjectId::EventTrigger(_));
    let (before, after) = steps.split_at(steps.iter().position(is_event_trigger).unwrap_or(steps.len()));
    let (of_event_triggers, labels): (Vec<_>, Vec<_>) =
        pieces.labels.iter().partition(|label| matches!(label.object, ObjectId::EventTrigger(_)));
    for step in before {
        create::create(out, pieces, (*step, forms));
    }
    create::labels(out, pieces, &labels);
    for step in after {
        create::create(out, pieces, (*step, forms));
    }
    create::labels(out, pieces, &of_event_triggers);
    for settings in pieces.settings {
        create::settings(out, settings);
    }
}
