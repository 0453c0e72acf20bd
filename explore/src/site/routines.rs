//! The page of functions and procedures.

use relvar_catalog::{Catalog, catalog::Routine};
use serde::Serialize;

use super::{
    Site,
    links::{own_routines, routine_anchor},
};
use crate::sql;

#[derive(Serialize)]
pub(super) struct Routines {
    routines: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    anchor: String,
    name: String,
    signature: String,
    returns: Option<String>,
    language: String,
    comment: Option<String>,
    definition: Option<String>,
}

pub(super) fn count(catalog: &Catalog) -> usize {
    own_routines(catalog).count()
}

pub(super) fn routines(site: &Site<'_>) -> Routines {
    let entries = own_routines(site.graph.catalog).map(|routine| Entry {
        anchor: routine_anchor(routine),
        name: sql::qualified(&routine.name),
        signature: inputs(routine),
        returns: routine
            .returns
            .as_ref()
            .map(|type_| format!("{}{}", if routine.returns_set { "setof " } else { "" }, type_.sql)),
        language: routine.language.clone(),
        comment: routine.comment.clone(),
        definition: routine.source().map(|source| source.trim().to_owned()),
    });
    Routines { routines: entries.collect() }
}

/// The arguments that a call passes, with their names.
fn inputs(routine: &Routine) -> String {
    let inputs = routine.arguments.iter().filter(|argument| argument.mode.is_input());
    let inputs = inputs.map(|argument| match &argument.name {
        Some(name) => format!("{} {}", sql::identifier(name), argument.type_.sql),
        None => argument.type_.sql.clone(),
    });
    inputs.collect::<Vec<_>>().join(", ")
}
