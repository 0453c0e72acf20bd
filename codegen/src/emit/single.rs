//! Every file in one: what a build script writes and a macro includes.
//!
//! Modules are written out in place. An included file can neither declare modules of its own in other files that every
//! editor finds, nor have attributes and documentation for the module it stands in.

use std::{collections::BTreeMap, fmt::Write};

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    models, modules,
    page::{Content, Page, in_parallel},
    print,
    source::{BANNER, Module, Source},
};
use crate::model::{Ident, Model};

/// What the root of a tree says for all below it; here each item says it.
fn allowed() -> TokenStream {
    quote! {
        #[allow(
            dead_code, unreachable_pub, unused_imports, clippy::all, clippy::pedantic, reason = "generated code"
        )]
    }
}

/// Prints every file of a model with the layout of modules as one.
pub fn single(model: &Model) -> String {
    let print = |page: &Page<'_>| match &page.content {
        Content::Code(source) => Some((page.path.clone(), printed(source))),
        Content::Text(_) => None,
    };
    let files: BTreeMap<String, Printed> = in_parallel(&models(model, ""), print).into_iter().flatten().collect();
    let mut text = format!("// {BANNER}\n");
    let schemas = model.schemas.iter().map(|schema| &schema.name.rust);
    for name in std::iter::once(&Ident::new("prelude")).chain(schemas) {
        text.push('\n');
        let module = Declared { head: head(&Module::public(name).with(allowed())), name: name.plain().to_owned() };
        nest(&files, "", &module, 0, &mut text);
    }
    let verify = || TokenStream::from_iter([modules::contract(model), allowed(), modules::verify(model)]);
    text.push('\n');
    text + &print::text(verify(), verify)
}

/// The text of a file without the modules it declares.
struct Printed {
    text: String,
    modules: Vec<Declared>,
}

/// A module that a file declares.
struct Declared {
    /// `pub mod film {`, attributes included.
    head: String,
    name: String,
}

fn printed(source: &dyn Fn() -> Source) -> Printed {
    let declared = |module: &Module| Declared { head: head(module), name: module.name.plain().to_owned() };
    let whole = source();
    let modules = whole.modules.iter().map(declared).collect();
    let without = |whole: Source| Source { modules: Vec::new(), ..whole }.into_tokens();
    Printed { text: print::text(without(whole), || without(source())), modules }
}

/// `pub mod film {`: the module without anything in it is printed, and stays open.
fn head(module: &Module) -> String {
    let Module { attributes, visibility, name } = module;
    let code = || quote!(#attributes #visibility mod #name {});
    print::text(code(), code).trim_end_matches(['}', '\n']).to_owned()
}

/// A module with what is in its file.
fn nest(files: &BTreeMap<String, Printed>, folder: &str, module: &Declared, depth: usize, text: &mut String) {
    let inside = format!("{folder}{}/", module.name);
    let file = files.get(&format!("{folder}{}.rs", module.name)).or_else(|| files.get(&format!("{inside}mod.rs")));
    indented(&module.head, depth, text);
    if let Some(file) = file {
        indented(&file.text, depth + 1, text);
        for module in &file.modules {
            text.push('\n');
            nest(files, &inside, module, depth + 1, text);
        }
    }
    indented("}", depth, text);
}

/// Adds lines, each behind an indentation. No line is within a literal: they have `\n` in place of ends of lines.
fn indented(lines: &str, depth: usize, text: &mut String) {
    for line in lines.lines() {
        let indent = if line.is_empty() { 0 } else { 4 * depth };
        // A `String` takes whatever is written to it.
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
}
