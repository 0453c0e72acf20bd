//! The page of functions and procedures.

use relvar_catalog::{Catalog, catalog::Routine};
use serde::Serialize;

use super::{Site, links};
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
    own(catalog).count()
}

/// Those of the schema, and not of an extension.
pub(super) fn own(catalog: &Catalog) -> impl Iterator<Item = &Routine> {
    catalog.routines.iter().filter(|routine| routine.extension.is_none())
}

pub(super) fn anchor(routine: &Routine) -> String {
    let mut name = routine.name.clone();
    name.name = format!("{}({})", name.name, routine.signature);
    links::stem(&name)
}

pub(super) fn routines(site: &Site<'_>) -> Routines {
    let entries = own(site.graph.catalog).map(|routine| Entry {
        anchor: anchor(routine),
        name: sql::qualified(&routine.name),
        signature: routine.signature.clone(),
        returns: routine
            .returns
            .as_ref()
            .map(|type_| format!("{}{}", if routine.returns_set { "setof " } else { "" }, type_.sql)),
        language: routine.language.clone(),
        comment: routine.comment.clone(),
        definition: routine.definition.clone(),
    });
    Routines { routines: entries.collect() }
}
