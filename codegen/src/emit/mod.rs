//! From the model to files. Nothing is decided here: each function makes one kind of item as the model has it, from a
//! template that looks like the code.

mod columns;
mod constraints;
mod features;
mod functions;
mod keys;
mod manifest;
mod modules;
mod names;
mod navigation;
mod new_row;
mod page;
mod parts;
mod print;
mod read;
mod relation;
mod single;
mod source;
mod tokens;
mod types;
mod value;

use crate::{
    model::{Layout, Model, SchemaId},
    tree::{File, FileTree},
};

use page::{Content, Page, in_parallel};
use relation::FilePart;
pub use single::single;

/// Prints every file; one whose code is as it was before is taken from there.
pub fn emit(model: &Model, before: &FileTree) -> FileTree {
    let print = |page: &Page<'_>| (page.path.clone(), file(page, before));
    in_parallel(&pages(model), print).into_iter().collect()
}

fn file(page: &Page<'_>, before: &FileTree) -> File {
    let source = match &page.content {
        Content::Text(text) => return File { text: text.clone(), code: None },
        Content::Code(source) => source,
    };
    let code = source().into_tokens();
    let fingerprint = print::fingerprint(&code);
    let text = match before.printed(&page.path, fingerprint) {
        Some(text) => text.to_owned(),
        None => print::text(code, || source().into_tokens()),
    };
    File { text, code: Some(fingerprint) }
}

/// Every file.
fn pages(model: &Model) -> Vec<Page<'_>> {
    let root = match model.output.layout {
        Layout::Module => "",
        Layout::Crate(_) => "src/",
    };
    let mut pages = Vec::new();
    match &model.output.layout {
        Layout::Module => pages.push(Page::code("mod.rs".to_owned(), move || modules::root(model))),
        Layout::Crate(package) => {
            pages.push(Page::code("src/lib.rs".to_owned(), move || modules::root(model)));
            pages.push(Page::text("Cargo.toml".to_owned(), manifest::manifest(model, package)));
            pages.extend(parts::parts(model, package));
        }
    }
    pages.extend(models(model, root));
    pages
}

/// The prelude and the schemas.
fn models<'m>(model: &'m Model, root: &str) -> Vec<Page<'m>> {
    let mut pages = vec![Page::code(format!("{root}prelude.rs"), move || modules::prelude(model))];
    let is_whole = model.output.parts().is_empty();
    for (id, schema) in (0..).map(SchemaId).zip(&model.schemas) {
        let path = |file: &str| format!("{root}{}/{file}.rs", schema.name.rust.plain());
        pages.push(Page::code(path("mod"), move || modules::schema(model, id)));
        if is_whole && !schema.types.is_empty() {
            pages.push(Page::code(path("types"), move || types::types(model, schema)));
        }
        if !schema.routines.is_empty() {
            pages.push(Page::code(path("functions"), move || functions::functions(model, id)));
        }
        let part = if is_whole { FilePart::All } else { FilePart::Keys };
        let relations = schema.relations.iter().map(|id| model.at(*id));
        pages.extend(relations.filter(|relation| is_whole || !relation.navigation.is_empty()).map(|relation| {
            Page::code(path(relation.module.plain()), move || relation::relation(model, relation, part))
        }));
    }
    pages
}
