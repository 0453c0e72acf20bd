//! Every file in one: what a build script writes and a macro includes.
//!
//! Modules are written out in place. An included file can neither declare modules of its own in other files that every
//! editor finds, nor have attributes and documentation for the module it stands in.

use std::fmt::Write;

use super::{
    BANNER,
    code::{Code, line},
    emit, modules,
};
use crate::{model::Model, tree::FileTree};

/// What the root of a tree says for all below it; here each item says it.
const ALLOWED: &str = "#[allow(dead_code, unreachable_pub, unused_imports, clippy::all, clippy::pedantic, \
    reason = \"generated code\")]";

/// Prints every file of a model with the layout of modules as one.
pub fn single(model: &Model) -> String {
    let tree = emit(model);
    let mut text = format!("// {BANNER}\n");
    let schemas = model.schemas.iter().map(|schema| schema.name.rust.to_string());
    for module in std::iter::once("prelude".to_owned()).chain(schemas) {
        let declaration = format!("pub mod {module};");
        let _ = write!(text, "\n{ALLOWED}\n");
        inline(&tree, "", (&declaration, module.strip_prefix("r#").unwrap_or(&module)), 0, &mut text);
    }
    let mut verify = Code::default();
    verify.gap();
    line!(verify, "{ALLOWED}");
    modules::verify(&mut verify, model);
    text + &verify.finish()
}

/// `pub mod film;`, and the name of its file.
fn module(line: &str) -> Option<&str> {
    let declared = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')?;
    Some(declared.strip_prefix("r#").unwrap_or(declared))
}

/// A module with what is in its file.
fn inline(tree: &FileTree, folder: &str, (declaration, name): (&str, &str), depth: usize, text: &mut String) {
    let indent = "    ".repeat(depth);
    // A `String` takes whatever is written to it.
    let _ = writeln!(text, "{indent}{} {{", declaration.trim_end_matches(';'));
    let inside = format!("{folder}{name}/");
    let file = tree.text(&format!("{folder}{name}.rs")).or_else(|| tree.text(&format!("{inside}mod.rs")));
    for line in file.unwrap_or_default().lines() {
        match module(line) {
            Some(module) => inline(tree, &inside, (line, module), depth + 1, text),
            None if line.is_empty() => text.push('\n'),
            None => {
                let _ = writeln!(text, "{indent}    {line}");
            }
        }
    }
    let _ = writeln!(text, "{indent}}}");
}
