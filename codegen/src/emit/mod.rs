//! From the model to files. Nothing is decided here: each function prints one kind of item as the model has it.
//!
//! Items are printed as text rather than built as tokens: parsing and pretty-printing the tokens of a thousand
//! relations takes a second, printing them a tenth of that. A test parses what is printed with `syn`.

mod code;
mod columns;
mod constraints;
mod expression;
mod functions;
mod gate;
mod keys;
mod manifest;
mod modules;
mod navigation;
mod new_row;
mod parts;
mod relation;
mod single;
mod types;

use std::{num::NonZero, thread};

use crate::{
    model::{Layout, Model, Relation, Schema, SchemaId},
    tree::FileTree,
};

pub(crate) use code::BANNER;
use relation::Share;
pub use single::single;

/// Prints every file.
pub fn emit(model: &Model) -> FileTree {
    let root = match model.output.layout {
        Layout::Module => "",
        Layout::Crate(_) => "src/",
    };
    let mut files = vec![(format!("{root}prelude.rs"), modules::prelude(model))];
    match &model.output.layout {
        Layout::Module => files.push(("mod.rs".to_owned(), modules::root(model))),
        Layout::Crate(package) => {
            files.push(("src/lib.rs".to_owned(), modules::root(model)));
            files.push(("Cargo.toml".to_owned(), manifest::manifest(model, package)));
            files.extend(parts::parts(model, package));
        }
    }
    for (id, schema) in (0..).map(SchemaId).zip(&model.schemas) {
        files.push((format!("{root}{}/mod.rs", schema.name.rust.plain()), modules::schema(model, id)));
        if !schema.types.is_empty() && model.output.parts().is_empty() {
            files.push((format!("{root}{}/types.rs", schema.name.rust.plain()), types::types(model, schema)));
        }
        if !schema.routines.is_empty() {
            let path = format!("{root}{}/functions.rs", schema.name.rust.plain());
            files.push((path, functions::functions(model, id)));
        }
    }
    files.extend(relations(model, root));
    files.into_iter().collect()
}

/// The files of all relations, printed by as many threads as the machine runs at once.
fn relations(model: &Model, root: &str) -> Vec<(String, String)> {
    let share = if model.output.parts().is_empty() { Share::All } else { Share::Keys };
    let print = |relation: &Relation| {
        let schema: &Schema = model.schema(relation.schema);
        let path = format!("{root}{}/{}.rs", schema.name.rust.plain(), relation.module.plain());
        (path, relation::relation(model, relation, share))
    };
    let is_printed = |relation: &&Relation| share == Share::All || !relation.navigation.is_empty();
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let chunk = model.relations.len().div_ceil(threads).max(16);
    let (print, is_printed) = (&print, &is_printed);
    thread::scope(|scope| {
        let workers: Vec<_> = model
            .relations
            .chunks(chunk)
            .map(|relations| scope.spawn(move || relations.iter().filter(is_printed).map(print).collect::<Vec<_>>()))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}
