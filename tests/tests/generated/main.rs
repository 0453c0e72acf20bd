//! Generated code against servers and compilers, and real schemas from end to end.

mod cases;
mod diagnostics;
mod gitlab;
mod navigation;
mod odd;
mod regression;
mod relations;
mod routines;
mod schemas;
mod small;
mod split;
mod types;
mod unique_indexes;
mod versions;
mod wide;

/// The configuration of the golden case `type_choices` names it at the root of the crate.
use types::Settings;
