//! The DDL of a catalog in two scripts, between which rows are loaded.

use crate::Catalog;

use super::{
    Options, Script, create, forms::Forms, needs, order, out::Out, pieces::Pieces, pieces::Timing, rest, roles,
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
    Stages { before: before.script(), after: after.script() }
}
