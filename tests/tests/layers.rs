//! The `use` lines of every source file against the layer table of ARCHITECTURE.md.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// One row of the table: a folder or file, what it may import of the workspace, and the foreign crates at home in it.
struct Layer {
    may_use: BTreeSet<String>,
    home_of: BTreeSet<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The backticked words of a table cell.
fn words(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Rows of the table under the heading "Layers", by path.
fn layers() -> BTreeMap<String, Layer> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let section = text.split("\n## Layers").nth(1).expect("ARCHITECTURE.md has a section `Layers`");
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split('|').collect();
        let path = words(cells[0]).into_iter().next().unwrap();
        (path, Layer { may_use: words(cells[1]), home_of: words(cells[2]) })
    })
    .collect()
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

/// First segments of the file's `use` paths: `("crate", "catalog")`, `("quote", "quote")`, …
fn imports(source: &str) -> BTreeSet<(String, String)> {
    let mut imports = BTreeSet::new();
    let tests = source.find("#[cfg(test)]").unwrap_or(source.len());
    for line in source[..tests].lines() {
        let line = line.trim_start();
        let line = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
        let Some(path) = line.strip_prefix("use ") else { continue };
        let mut segments = path.trim_start_matches("::").split("::");
        let first = segments.next().unwrap_or_default().trim_end_matches(';').to_owned();
        let rest = segments.next().unwrap_or_default();
        for second in rest.trim_start_matches('{').split(',') {
            let second: String = second.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            imports.insert((first.clone(), second));
        }
    }
    imports
}

#[test]
fn use_lines_keep_the_layers() {
    let layers = layers();
    let homes: BTreeSet<&String> = layers.values().flat_map(|layer| &layer.home_of).collect();
    let mut offences = Vec::new();
    for member in ["catalog", "codegen", "runtime", "cli"] {
        let mut files = Vec::new();
        sources(&root().join(member).join("src"), &mut files);
        files.sort();
        for file in files {
            let path = file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            let within = |at: &&String| path == **at || path.starts_with(&format!("{at}/"));
            let Some(at) = layers.keys().filter(within).max_by_key(|at| at.len()) else {
                offences.push(format!("{path}: no row of the table covers it"));
                continue;
            };
            let layer = &layers[at];
            let own = at.rsplit('/').next().unwrap().trim_end_matches(".rs");
            for (first, second) in imports(&fs::read_to_string(&file).unwrap()) {
                // A path within the crate names a module in lower case; a re-exported item tells nothing.
                let module = second.chars().next().is_some_and(|c| c.is_lowercase());
                if first == "crate" && module && second != own && !layer.may_use.contains(&second) {
                    offences.push(format!("{path}: uses `crate::{second}`"));
                }
                let workspace_crate = first.starts_with("relvar");
                if workspace_crate && !layer.may_use.contains(&first) {
                    offences.push(format!("{path}: uses `{first}`"));
                }
                if homes.contains(&first) && !layer.home_of.contains(&first) {
                    offences.push(format!("{path}: `{first}` is at home elsewhere"));
                }
            }
        }
    }
    assert!(offences.is_empty(), "against the layer table of ARCHITECTURE.md:\n{}", offences.join("\n"));
}
