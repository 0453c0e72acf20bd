//! The `use` lines of every source file against the layer table of ARCHITECTURE.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{Item, UseTree};

/// What a part of the code imports: modules and crates of the workspace, and foreign crates.
#[derive(Debug, Default, PartialEq, Eq)]
struct Imports {
    own: BTreeSet<String>,
    foreign: BTreeSet<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Rows of the table under the heading "Layers", by path.
fn table() -> BTreeMap<String, Imports> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let section = text.split("\n## Layers").nth(1).expect("ARCHITECTURE.md has a section `Layers`");
    let rows = section.split("\n## ").next().unwrap().lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(words);
        let path = cells.next().unwrap().into_iter().next().unwrap();
        (path, Imports { own: cells.next().unwrap(), foreign: cells.next().unwrap() })
    })
    .collect()
}

/// The backticked words of a table cell.
fn words(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Adds what the items import; modules of tests may import anything.
fn collect(items: &[Item], imports: &mut Imports) {
    let modules: BTreeSet<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Mod(module) => Some(module.ident.to_string()),
            _ => None,
        })
        .collect();
    for item in items {
        match item {
            Item::Use(item) => {
                for path in paths(&item.tree) {
                    match path[0].as_str() {
                        "crate" => imports.own.extend(path.get(1).filter(|name| is_module(name)).cloned()),
                        "self" | "super" | "std" | "core" => {}
                        first if first.starts_with("relvar") => imports.own.extend([first.to_owned()]),
                        first if path.len() > 1 && is_module(first) && !modules.contains(first) => {
                            imports.foreign.extend([first.to_owned()]);
                        }
                        _ => {}
                    }
                }
            }
            Item::Mod(module) if !module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) => {
                if let Some((_, items)) = &module.content {
                    collect(items, imports);
                }
            }
            _ => {}
        }
    }
}

/// The first two segments of every path of a `use`.
fn paths(tree: &UseTree) -> Vec<Vec<String>> {
    match tree {
        UseTree::Path(path) => {
            let first = path.ident.to_string();
            let rest = paths(&path.tree);
            rest.into_iter().map(|rest| [vec![first.clone()], rest].concat().into_iter().take(2).collect()).collect()
        }
        UseTree::Name(name) => vec![vec![name.ident.to_string()]],
        UseTree::Rename(rename) => vec![vec![rename.ident.to_string()]],
        UseTree::Group(group) => group.items.iter().flat_map(paths).collect(),
        UseTree::Glob(_) => vec![vec!["*".to_owned()]],
    }
}

/// Modules and crates are in lower case, items that a crate re-exports at its root mostly are not.
fn is_module(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
}

#[test]
fn use_lines_keep_the_layers() {
    let table = table();
    let mut used: BTreeMap<&str, Imports> = BTreeMap::new();
    let mut offences = Vec::new();
    for member in ["connect", "catalog", "codegen", "explore", "runtime", "cli"] {
        let mut files = Vec::new();
        sources(&root().join(member).join("src"), &mut files);
        for file in files {
            let path = file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            let within = |at: &&String| path == **at || path.starts_with(&format!("{at}/"));
            match table.keys().filter(within).max_by_key(|at| at.len()) {
                None => offences.push(format!("`{path}`: no row covers it")),
                Some(_) if path.ends_with("tests.rs") => {}
                Some(at) => {
                    let source = syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap();
                    collect(&source.items, used.entry(at).or_default());
                }
            }
        }
    }
    for (at, expected) in &table {
        let Some(imports) = used.get_mut(at.as_str()) else {
            offences.push(format!("`{at}`: there is no such code"));
            continue;
        };
        imports.own.remove(at.rsplit('/').next().unwrap().trim_end_matches(".rs"));
        for (what, used, allowed) in
            [("uses", &imports.own, &expected.own), ("uses the crate", &imports.foreign, &expected.foreign)]
        {
            offences.extend(used.difference(allowed).map(|name| format!("`{at}` {what} `{name}`")));
            offences.extend(allowed.difference(used).map(|name| format!("`{at}` no longer {what} `{name}`")));
        }
    }
    assert!(offences.is_empty(), "against the layer table of ARCHITECTURE.md:\n{}", offences.join("\n"));
}
