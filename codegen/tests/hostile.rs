//! Whatever a database calls its objects, the code parses, no two items share a name, and nothing panics.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use relvar_catalog::{Catalog, QualifiedName};
use relvar_codegen::{Config, generate, lower::lower, model};
use serde_json::{Value, json};

/// Names that try to be something else, names that nearly clash, and any text at all.
fn name() -> impl Strategy<Value = String> {
    let pool = prop::sample::select(vec![
        "self",
        "Self",
        "super",
        "crate",
        "ref",
        "type",
        "gen",
        "mod",
        "std",
        "relvar",
        "rt",
        "option",
        "options",
        "Option",
        "film",
        "films",
        "Film",
        "\"film\"",
        "new_film",
        "film_relations",
        "FILM",
        "created_at",
        "createdAt",
        "id",
        "ID",
        "filter",
        "find",
        "find_by_id",
        "optional",
        "value",
        "Meta",
        "types",
        "prelude",
        "functions",
        "_",
        "__",
        "1",
        "1st",
        "a b",
        "a-b",
        "a.b",
        "*/",
        "//",
        "${x}",
        "{}",
        "\"; drop",
        "\\",
        "\n",
        "\r",
        "`",
        "```",
        "'",
        "\u{202e}",
        "😀",
        "é",
        "ß",
        "имя",
        "а",
        "映画",
        "口",
        "ſ",
        "ŉ",
        "İ",
        "ǅ",
        "a__b",
        "_a",
        "a_",
        "user_id",
        "r#type",
        "aux",
        "con",
        "x23456789012345678901234567890123456789012345678901234567890123",
        "x23456789012345678901234567890123456789012345678901234567890124",
    ]);
    prop_oneof![4 => pool.prop_map(str::to_owned), 1 => "\\PC{1,12}", 1 => "[a-zA-Z_0-9 -]{1,8}"]
}

fn comment() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![name(), ".{0,40}", "[ \t\r\n`*#\\[\\]<>/-]{0,20}"])
}

fn type_() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "integer",
        "text",
        "character varying(3)[]",
        "e.mood",
        "e.mood[]",
        "e.\"Odd\"",
        "x.unknown",
    ])
}

fn relation() -> impl Strategy<Value = Value> {
    let columns = prop::collection::vec((name(), type_(), any::<bool>(), comment()), 0..5);
    (prop::sample::select(vec!["public", "e", "self"]), name(), columns, comment()).prop_map(
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

/// A catalog in which every relation is keyed by its first column and refers to the first column of the next ones.
fn catalog() -> impl Strategy<Value = Catalog> {
    let labels = prop::collection::btree_set(name(), 0..6);
    (prop::collection::vec(relation(), 1..6), labels, prop::collection::vec(name(), 12)).prop_map(
        |(mut relations, labels, constraints)| {
            let mut seen = BTreeSet::new();
            relations.retain(|relation| seen.insert(relation["name"].to_string()));
            relations.sort_by_key(|relation| relation["name"].as_str().unwrap().parse::<QualifiedName>().unwrap());
            link(&mut relations, &constraints);
            let types = json!([
                { "name": "e.\"Odd\"", "kind": "domain", "base": "e.mood", "owner": "o", "comment": "*/" },
                { "name": "e.mood", "kind": "enum", "labels": labels, "owner": "o" },
            ]);
            serde_json::from_value(json!({
                "server_version": 15, "schemas": [], "types": types, "relations": relations,
            }))
            .unwrap()
        },
    )
}

fn link(relations: &mut [Value], names: &[String]) {
    let first = |relation: &Value| relation["columns"][0]["name"].clone();
    let targets: Vec<(Value, Value)> = relations.iter().map(|r| (r["name"].clone(), first(r))).collect();
    for (at, relation) in relations.iter_mut().enumerate() {
        let columns = relation["columns"].as_array().unwrap().clone();
        let mut constraints = Vec::new();
        if let Some(column) = columns.first() {
            let key = json!({ "name": names[at], "kind": "primary_key", "columns": [column["name"]], "definition": names[at] });
            constraints.push(key);
        }
        for (offset, column) in columns.iter().enumerate().skip(1) {
            let (to, key) = &targets[(at + offset) % targets.len()];
            let name = &names[(at + 5 + offset) % names.len()];
            if key.is_string() && *name != names[at] {
                constraints.push(json!({
                    "name": name, "kind": "foreign_key", "columns": [column["name"]], "references": to,
                    "referenced_columns": [key], "definition": name,
                }));
            }
        }
        relation["constraints"] = Value::Array(constraints);
    }
}

/// Rust's lints on names have nothing to say: `non_camel_case_types`, `non_snake_case`.
fn is_clean(name: &str) -> bool {
    let name = name.trim_start_matches("r#").trim_matches('_');
    let upper = name.chars().any(char::is_uppercase);
    let constant = !name.chars().any(char::is_lowercase);
    if upper && !constant { !name.contains('_') } else { constant || !name.contains("__") }
}

fn differ(what: &str, names: impl IntoIterator<Item = String>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(
            syn::parse_str::<syn::Ident>(name.trim_start_matches("r#")).is_ok() || name.starts_with("r#"),
            "{what}: {name:?}"
        );
        assert!(is_clean(&name), "{what}: {name}");
        assert!(seen.insert(name.clone()), "{what}: two are called `{name}`");
    }
}

fn check(model: &model::Model) {
    let files = model.relations.iter().map(|r| format!("{}/{}", r.schema.0, r.module.plain()));
    let files: Vec<String> = files.collect();
    assert_eq!(files.iter().collect::<BTreeSet<_>>().len(), files.len(), "two relations in one file: {files:?}");
    for schema in &model.schemas {
        let rows = schema.relations.iter().map(|id| model.at(*id)).flat_map(|relation| {
            let new =
                relation.new_row.iter().flat_map(|new| [Some(&new.name), new.optional.as_ref().map(|(name, _)| name)]);
            [Some(&relation.row), Some(&relation.traversal)].into_iter().chain(new).flatten()
        });
        let types = schema.types.iter().map(|id| &model.type_(*id).rust);
        differ(&schema.name.sql, rows.chain(types).map(ToString::to_string));
    }
    for relation in &model.relations {
        let of = relation.sql.to_string();
        differ(&of, relation.columns.iter().map(|column| column.field.to_string()));
        let constants = relation.columns.iter().map(|column| Some(&column.constant));
        let keys = relation.keys.iter().flat_map(|key| [key.constant.as_ref(), key.finder.as_ref()]);
        let ways = relation.navigation.iter().flat_map(|way| [Some(&way.constant), Some(&way.method)]);
        differ(&of, constants.chain(keys).chain(ways).flatten().map(ToString::to_string));
        differ(
            &of,
            relation.imports.relations.values().chain(relation.imports.types.values()).map(ToString::to_string),
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn hostile_names_stay_names(catalog in catalog()) {
        let (model, _) = lower(&catalog, &Config::default());
        check(&model);
        for (path, text) in generate(&catalog, &Config::default()).files.iter() {
            prop_assert!(syn::parse_file(text).is_ok(), "{}:\n{}", path, text);
            prop_assert!(!text.contains('\r') && !text.contains('\u{202e}'), "{}", path);
        }
    }
}
