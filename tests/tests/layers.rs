//! Every path in the sources against the layers of ARCHITECTURE.md; and no modules that use each other in a circle.
//!
//! All paths count: in `use` lines, in the bodies of functions and in macros.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod paths;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use paths::Crate;

const MEMBERS: [&str; 12] = [
    "connect",
    "catalog",
    "codegen",
    "explore",
    "revisions",
    "embed",
    "migrate",
    "data",
    "serve",
    "derive",
    "runtime",
    "cli",
];

/// Circles that are being taken apart: the modules of one folder, and why they still use each other.
const BEING_FIXED: &[Circle] = &[
    Circle {
        folder: "runtime/src",
        modules: &["expr", "key", "query", "relation", "select", "write"],
        why: "a set is written, read and followed along keys by methods, whose modules have sets",
    },
    Circle {
        folder: "runtime/src/execute",
        modules: &["begin", "connection", "link", "pool", "rows", "run", "settle", "source", "timeout", "transaction"],
        why: "a transaction begins on a connection of a pool, which says how one begins",
    },
    Circle {
        folder: "runtime/src/render",
        modules: &["fold", "frame", "group", "join", "known", "select", "shape", "tree"],
        why: "a query within a query is rendered by what renders the outer one",
    },
];

/// Modules of one folder that use each other.
struct Circle {
    folder: &'static str,
    modules: &'static [&'static str],
    why: &'static str,
}

impl Circle {
    /// Whether both modules of the folder are in it.
    fn has(&self, folder: &str, a: &str, b: &str) -> bool {
        self.folder == folder && self.modules.contains(&a) && self.modules.contains(&b)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(member: &str) -> Crate {
    Crate::read(&root().join(member).join("src"))
}

/// The rows of the tables of the section "Layers": the cells in backticks, and what is between them.
fn rows(title: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let table = text.split(&format!("\n| {title} |")).nth(1).unwrap_or_else(|| panic!("a table of {title}"));
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = lines.map(|line| {
        let (first, second) = line.trim_matches('|').split_once('|').expect("two cells");
        (words(first).remove(0), second.to_owned())
    });
    cells.collect()
}

/// The words in backticks.
fn words(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Edges between the modules of one folder, each with a path that makes it.
fn edges(code: &Crate) -> BTreeMap<Vec<String>, BTreeMap<(String, String), String>> {
    let mut edges: BTreeMap<Vec<String>, BTreeMap<(String, String), String>> = BTreeMap::new();
    for (from, to, example) in code.uses() {
        let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        if let (Some(a), Some(b)) = (from.get(common), to.get(common)) {
            edges.entry(from[..common].to_vec()).or_default().entry((a.clone(), b.clone())).or_insert(example);
        }
    }
    edges
}

/// What can be reached from a module.
fn reach<'a>(edges: &'a BTreeMap<(String, String), String>, from: &'a str) -> BTreeSet<&'a str> {
    let (mut found, mut todo) = (BTreeSet::new(), vec![from]);
    while let Some(next) = todo.pop() {
        for (_, to) in edges.keys().filter(|(a, _)| a == next) {
            if found.insert(to.as_str()) {
                todo.push(to);
            }
        }
    }
    found
}

#[test]
fn no_modules_use_each_other_in_a_circle() {
    let mut offences = Vec::new();
    let mut unused: BTreeSet<(&str, &str)> =
        BEING_FIXED.iter().flat_map(|circle| circle.modules.iter().map(|module| (circle.folder, *module))).collect();
    for member in MEMBERS {
        for (folder, edges) in edges(&read(member)) {
            let folder = [&[member.to_owned(), "src".to_owned()], &folder[..]].concat().join("/");
            for ((a, b), example) in edges.iter().filter(|((a, b), _)| reach(&edges, b).contains(a.as_str())) {
                unused.retain(|(at, module)| *at != folder || (module != a && module != b));
                if !is_being_fixed(&folder, a, b) {
                    offences.push(format!("`{folder}`: `{a}` uses `{b}`, which leads back to it: {example}"));
                }
            }
        }
    }
    let off = unused
        .iter()
        .map(|(folder, module)| format!("`{folder}`: `{module}` is in no circle any more: take it off the list"));
    offences.extend(off);
    offences
        .extend(BEING_FIXED.iter().filter(|c| c.why.is_empty()).map(|c| format!("`{}`: without a reason", c.folder)));
    assert!(offences.is_empty(), "modules that use each other in a circle:\n{}", offences.join("\n"));
}

#[test]
fn modules_use_only_the_layers_below_them() {
    let layers: BTreeMap<String, String> = rows("crate").into_iter().collect();
    let mut offences = Vec::new();
    for member in MEMBERS {
        let code = read(member);
        let row = layers.get(member).unwrap_or_else(|| panic!("ARCHITECTURE.md has no layers of `{member}`"));
        let mut level: BTreeMap<String, usize> = BTreeMap::new();
        for (at, layer) in row.split('→').enumerate() {
            level.extend(words(layer).into_iter().map(|module| (module, at)));
        }
        let modules: BTreeSet<&String> = code.modules().filter_map(|module| module.first()).collect();
        offences
            .extend(modules.iter().filter(|m| !level.contains_key(**m)).map(|m| format!("`{member}/{m}`: no layer")));
        let known: Vec<&String> = level.keys().filter(|module| !modules.contains(module)).collect();
        offences.extend(known.iter().map(|module| format!("`{member}/{module}`: there is no such module")));
        for ((a, b), example) in edges(&code).remove(&Vec::new()).into_iter().flatten() {
            if level.get(&a) <= level.get(&b) && !is_being_fixed(&format!("{member}/src"), &a, &b) {
                offences.push(format!("`{member}/{a}` uses `{b}`, which is not below it: {example}"));
            }
        }
    }
    assert!(offences.is_empty(), "against the layers of ARCHITECTURE.md:\n{}", offences.join("\n"));
}

fn is_being_fixed(folder: &str, a: &str, b: &str) -> bool {
    BEING_FIXED.iter().any(|circle| circle.has(folder, a, b))
}

#[test]
fn other_crates_stay_in_their_homes() {
    let homes: BTreeMap<String, BTreeSet<String>> =
        rows("used crate").into_iter().map(|(name, homes)| (name, words(&homes).into_iter().collect())).collect();
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for member in MEMBERS {
        for (module, other) in read(member).others(homes.keys()) {
            let home = module.first().map_or_else(|| member.to_owned(), |first| format!("{member}/{first}"));
            used.entry(other).or_default().insert(home);
        }
    }
    let mut offences = Vec::new();
    for (name, homes) in &homes {
        let used = used.remove(name).unwrap_or_default();
        offences.extend(used.difference(homes).map(|module| format!("`{module}` uses `{name}`")));
        offences.extend(homes.difference(&used).map(|module| format!("`{module}` no longer uses `{name}`")));
    }
    assert!(offences.is_empty(), "against the homes in ARCHITECTURE.md:\n{}", offences.join("\n"));
}
