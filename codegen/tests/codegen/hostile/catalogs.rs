//! Catalogs whose objects have names, comments and types that no one would choose.

use std::collections::BTreeSet;

use proptest::prelude::*;
use relvar_catalog::{Catalog, QualifiedName};
use serde_json::{Value, json};

/// Names that try to be something else.
const NAMES: &[&str] = &[
    // Rust's own, and what generated code stands on.
    "self",
    "self_",
    "Self",
    "super",
    "crate",
    "ref",
    "type",
    "fn",
    "str",
    "array",
    "gen",
    "async",
    "box",
    "match",
    "mod",
    "std",
    "core",
    "relvar",
    "rt",
    "r#type",
    "option",
    "options",
    "Option",
    "strings",
    "vec",
    "result",
    "none",
    "ok",
    "Some",
    "send",
    "default",
    // The runtime's and the generator's.
    "filter",
    "find",
    "find_by_id",
    "query",
    "value",
    "values",
    "optional",
    "Meta",
    "META",
    "new",
    "from_row",
    "row",
    "Self_",
    "film_optional",
    "film_with",
    "film_row",
    "new_film_relations",
    "Default",
    "debug",
    "types",
    "prelude",
    "functions",
    "expr",
    "film",
    "films",
    "Film",
    "FILM",
    "new_film",
    "new_film_optional",
    "film_relations",
    "film_constraint",
    "Foo2",
    "foo",
    "foo_2",
    "id",
    "ID",
    "user_id",
    "created_at",
    "createdAt",
    "CreatedAt",
    // Files.
    "aux",
    "con",
    "a/b",
    "..",
    // Marks.
    "_",
    "__",
    "_a",
    "a_",
    "a__b",
    "1",
    "1st",
    "_1st",
    "1_000",
    "a b",
    "a-b",
    "a.b",
    "*/",
    "/*",
    "//",
    "///",
    "${x}",
    "{}",
    "{0}",
    "#[x]",
    "<b>",
    "[a](b)",
    "\"",
    "\"\"",
    "\"film\"",
    "\"; drop table x; --",
    "\\",
    "\\\"",
    "\\u{41}",
    "'",
    "`",
    "```",
    "``a",
    "\n",
    "\r",
    "\t",
    "\n*/\n",
    " ",
    "  a  ",
    "~~~",
    "- a",
    "1. a",
    "https://a.example/b?c=d&e",
    // Letters.
    "\u{202e}",
    "\u{feff}",
    "\u{200b}a",
    "😀",
    "😀😀",
    "é",
    "e\u{301}",
    "ß",
    "ſ",
    "ŉ",
    "İ",
    "ǅ",
    "имя",
    "а",
    "映画",
    "口",
    "ªa",
    "²",
    "x²",
    "한국",
    "ひ",
    "ⅷ",
    // As long as a name can be, different in the last byte alone.
    "x23456789012345678901234567890123456789012345678901234567890123",
    "x23456789012345678901234567890123456789012345678901234567890124",
];

/// Schemas, of which some are called like modules, crates and keywords.
const SCHEMAS: &[&str] = &[
    "public",
    "e",
    "self",
    "ref",
    "std",
    "core",
    "relvar",
    "crate",
    "prelude",
    "types",
    "functions",
    "rt",
    // Devices of Windows.
    "con",
    "COM1",
    "lpt9",
    "nul",
    "a/b",
    "😀",
];

/// A name from the list, or any other.
pub(crate) fn name() -> BoxedStrategy<String> {
    let any = prop_oneof!["\\PC{1,12}", "[a-zA-Z_0-9 -]{1,8}"];
    prop_oneof![4 => prop::sample::select(NAMES).prop_map(str::to_owned), 1 => any].boxed()
}

fn comment(name: &BoxedStrategy<String>) -> impl Strategy<Value = Option<String>> + use<> {
    prop::option::of(prop_oneof![name.clone(), ".{0,40}", "[ \t\r\n`*#\\[\\]<>/~=+.:!|&$_1-]{0,20}"])
}

fn type_() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "integer",
        "text",
        "character varying(3)[]",
        "e.mood",
        "e.mood[]",
        "e.\"Odd\"",
        "x.\"un\\\"\"known\"",
    ])
}

fn relation(name: &BoxedStrategy<String>) -> impl Strategy<Value = Value> + use<> {
    let columns = prop::collection::vec((name.clone(), type_(), any::<bool>(), comment(name)), 0..5);
    (prop::sample::select(SCHEMAS), name.clone(), columns, comment(name)).prop_map(
        |(schema, name, columns, comment)| {
            let mut seen = BTreeSet::new();
            let columns: Vec<Value> = columns
                .into_iter()
                .filter(|column| seen.insert(column.0.clone()))
                .map(|(name, type_, not_null, comment)| {
                    json!({ "name": name, "type": type_, "not_null": not_null, "default": comment.clone(), "comment": comment })
                })
                .collect();
            json!({
                "name": QualifiedName::new(schema, name), "kind": "table", "owner": "o", "columns": columns,
                "comment": comment, "insertable": true, "updatable": true,
            })
        },
    )
}

fn routine(name: &BoxedStrategy<String>) -> impl Strategy<Value = Value> + use<> {
    let arguments = prop::collection::vec((prop::option::of(name.clone()), type_(), any::<bool>()), 0..4);
    let returns = prop::sample::select(vec!["integer", "void", "e.mood", "record"]);
    (name.clone(), arguments, returns, any::<bool>(), comment(name)).prop_map(
        |(name, arguments, returns, set, comment)| {
            let mut seen = BTreeSet::new();
            let mut arguments: Vec<Value> = arguments
                .into_iter()
                .filter(|argument| argument.0.is_none() || seen.insert(argument.0.clone()))
                .map(|(name, type_, _)| json!({ "name": name, "type": type_ }))
                .collect();
            if let Some(last) = arguments.last_mut().filter(|_| set) {
                last["default"] = json!("NULL");
            }
            if returns == "record" {
                arguments.extend(
                    NAMES
                        .iter()
                        .skip(arguments.len() * 7)
                        .take(3)
                        .filter(|name| seen.insert(Some((**name).to_owned())))
                        .map(|name| json!({ "name": name, "type": "integer", "mode": "table" })),
                );
            }
            json!({
                "name": QualifiedName::new("public", name), "kind": "function", "arguments": arguments,
                "returns": returns, "returns_set": set, "language": "sql", "volatility": "stable", "owner": "o",
                "comment": comment,
            })
        },
    )
}

/// A catalog in which relations are keyed by their first column or two and refer to each other by every column.
pub(crate) fn catalog(name: &BoxedStrategy<String>) -> impl Strategy<Value = Catalog> + use<> {
    let labels = prop::collection::btree_set(prop_oneof![9 => name.clone(), 1 => Just(String::new())], 0..8);
    let routines = prop::collection::vec(routine(name), 0..4);
    let relations = prop::collection::vec((relation(name), any::<bool>()), 1..6);
    (relations, labels, prop::collection::vec(name.clone(), 12), routines).prop_map(
        |(mut relations, labels, constraints, mut routines)| {
            let mut seen = BTreeSet::new();
            relations.retain(|(relation, _)| seen.insert(relation["name"].to_string()));
            relations.sort_by_key(|(relation, _)| relation["name"].as_str().unwrap().parse::<QualifiedName>().unwrap());
            let relations = link(relations, &constraints);
            routines.sort_by_key(|routine| routine["name"].as_str().unwrap().parse::<QualifiedName>().unwrap());
            let types = json!([
                { "name": "e.\"Odd\"", "kind": "domain", "base": "e.mood", "owner": "o", "comment": "*/" },
                { "name": "e.mood", "kind": "enum", "labels": labels, "owner": "o" },
            ]);
            serde_json::from_value(json!({
                "server_version": 15, "schemas": [], "types": types, "relations": relations, "routines": routines,
            }))
            .unwrap()
        },
    )
}

/// Gives relations their keys: primary ones of one column or two, and foreign ones on every column.
fn link(relations: Vec<(Value, bool)>, names: &[String]) -> Vec<Value> {
    let first = |relation: &Value| relation["columns"][0]["name"].clone();
    let targets: Vec<(Value, Value)> = relations.iter().map(|(r, _)| (r["name"].clone(), first(r))).collect();
    let linked = relations.into_iter().enumerate().map(|(at, (mut relation, composite))| {
        let columns: Vec<Value> =
            relation["columns"].as_array().unwrap().iter().map(|column| column["name"].clone()).collect();
        let mut constraints = Vec::new();
        let key = &columns[..columns.len().min(if composite { 2 } else { 1 })];
        if !key.is_empty() {
            let name = &names[at];
            constraints.push(json!({ "name": name, "kind": "primary_key", "columns": key }));
        }
        for (offset, column) in columns.iter().enumerate() {
            let (to, key) = &targets[(at + offset) % targets.len()];
            let name = &names[(at + 5 + offset) % names.len()];
            if key.is_string() && constraints.iter().all(|constraint: &Value| constraint["name"] != name.as_str()) {
                constraints.push(json!({
                    "name": name, "kind": "foreign_key", "columns": [column], "references": to,
                    "referenced_columns": [key],
                }));
            }
        }
        relation["constraints"] = Value::Array(constraints);
        relation
    });
    linked.collect()
}
