//! The JSON Schema of `relvar.toml` knows the keys that are accepted, and the reference in the book is made of it.
//!
//! `UPDATE_EXPECT=1 cargo test -p relvar-codegen --test codegen reference::` writes the reference anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fmt::Write;

use expect_test::expect_file;
use relvar_codegen::Config;
use serde_json::{Map, Value};

/// The sections, in the order in which a reader wants them.
const SECTIONS: [&str; 20] = [
    "database",
    "schemas",
    "relations",
    "partitions",
    "modules",
    "output",
    "naming",
    "rename",
    "types",
    "columns",
    "derive",
    "annotations",
    "keys",
    "foreign_keys",
    "accept",
    "diff",
    "lint",
    "mask",
    "prune",
    "erd",
];

const INTRODUCTION: &str = "\
# relvar.toml

`relvar.toml`, beside `Cargo.toml`, configures `relvar generate`, `relvar check` and build scripts. Everything in it is
optional. `relvar init` reads the database and writes one with comments. For each setup, [relvar in an existing
project](adopting.md#2-write-the-configuration) has one complete file.

- An unknown key is an error that names the key you probably meant, and so is a value that is not one of those that a key
  can have. All mistakes are reported at once, each with its line and key.
- A name of an object that does not exist is an error, and so is a pattern that matches nothing. Nothing is written then, because
  a typo could remove models. If it is right as it is, accept it with [`[[accept]]`](#accept).
- Objects are named as in SQL: `public.film`, `public.film.title`, with double quotes around a part that has a dot. Names
  are those of the catalog: no quotes for capitals.
- Patterns: `*` stands for any text, `?` for any character. A pattern for relations without a dot is a name in any schema.
- Paths are relative to `relvar.toml`. There are two exceptions: paths in `output.runtime` and `output.dependencies` are written into
  the `Cargo.toml` of the generated crate, so they are relative to that crate.

## Where the schema comes from

Every command takes the first of these, and says in one line which one it took:

1. `--url`, `--schema` or `--snapshot`;
2. `schema_files`, then `modules`, then `url`, then the variable that `url_env` names, if it is set;
3. `snapshot`, which is a copy of one of those before it;
4. the environment variable `DATABASE_URL`, unless `url_env` names another one;
5. libpq's variables: `PGHOST`, `PGHOSTADDR`, `PGDATABASE`, `PGSERVICE`, `PGUSER`.

`relvar snapshot` never takes `snapshot`, because it writes that file. `relvar check` compares the models with the source; if the
source is one of those before the snapshot, it compares the snapshot with it too. A build script always takes the snapshot.
A snapshot has no date, so that the same schema always gives the same bytes; `git log` says when it changed.

## Editors

Editors that know JSON Schema (Even Better TOML, taplo) complete and check the file by what `relvar config-schema` prints:

```sh
relvar config-schema > relvar.schema.json     # then, as the first line of relvar.toml: #:schema ./relvar.schema.json
```

The rest of this page is generated from the types that read the file.
";

struct Reference(Value);

impl Reference {
    fn new() -> Self {
        Self(Config::json_schema())
    }

    /// What a schema stands for: what it refers to, where it is a reference.
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let reference = schema.get("$ref").or_else(|| schema.get("allOf")?.get(0)?.get("$ref"));
        // An optional value is a choice between it and nothing.
        let optional = || schema.get("anyOf")?.as_array()?.iter().find_map(|choice| choice.get("$ref"));
        match reference.or_else(optional).and_then(Value::as_str) {
            Some(name) => &self.0["definitions"][name.strip_prefix("#/definitions/").unwrap()],
            None => schema,
        }
    }

    fn properties(&self) -> &Map<String, Value> {
        self.0["properties"].as_object().unwrap()
    }

    /// The keys below a schema, each as a configuration that has it with the value `0`.
    fn keys(&self, schema: &Value, wrap: &dyn Fn(&str) -> String, found: &mut Vec<String>) {
        let schema = self.resolve(schema);
        for (key, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            found.push(wrap(&format!("{{ {key} = 0 }}")));
            self.keys(inner, &|value| wrap(&format!("{{ {key} = {value} }}")), found);
        }
        if let Some(inner) = schema.get("items") {
            self.keys(inner, &|value| wrap(&format!("[{value}]")), found);
        }
        if let Some(inner) = schema.get("additionalProperties").filter(|inner| inner.is_object()) {
            let options = inner.get("anyOf").and_then(|choices| choices.get(1)).unwrap_or(inner);
            self.keys(options, &|value| wrap(&format!("{{ \"a.b.c\" = {value} }}")), found);
        }
    }

    fn write(&self) -> String {
        let mut text = INTRODUCTION.to_owned();
        for section in SECTIONS {
            let property = &self.properties()[section];
            let schema = self.resolve(property);
            let heading = if schema.get("items").is_some() { format!("[[{section}]]") } else { format!("[{section}]") };
            writeln!(text, "\n## `{heading}`\n\n{}", description(property, schema)).unwrap();
            self.section(&mut text, section, schema);
        }
        let all = include_str!("../documented.toml");
        writeln!(text, "\n## All of it\n\n```toml\n{}\n```", all.trim()).unwrap();
        text
    }

    /// The keys of a section, and of the tables in it.
    fn section(&self, text: &mut String, path: &str, schema: &Value) {
        let schema = schema.get("items").map_or(schema, |items| self.resolve(items));
        let entries = schema.get("additionalProperties").filter(|inner| inner.is_object());
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            text.push_str("\n| key | value | default | |\n|---|---|---|---|\n");
            for (key, property) in properties {
                let resolved = self.resolve(property);
                let default = property.get("default").filter(|default| !default.is_null());
                let default = default.map_or(String::new(), |default| format!("`{default}`"));
                let (kind, what) = (self.kind(property), description(property, resolved));
                writeln!(text, "| `{key}` | {kind} | {default} | {} |", what.replace('\n', " ")).unwrap();
            }
            for (key, property) in properties {
                self.choices(text, key, self.resolve(property));
                let nested = self.resolve(property);
                let map = nested.get("additionalProperties").map(|inner| self.resolve(inner));
                if let Some(options) = map.filter(|options| options.get("properties").is_some()) {
                    writeln!(text, "\nAn entry of `{path}.{key}` is a table:").unwrap();
                    self.section(text, &format!("{path}.{key}"), options);
                } else if nested.get("items").is_some_and(|items| self.resolve(items).get("properties").is_some()) {
                    writeln!(text, "\n`[[{path}.{key}]]` is a table:").unwrap();
                    self.section(text, &format!("{path}.{key}"), nested);
                }
            }
        }
        if let Some(options) = entries {
            let choices = options.get("anyOf").and_then(Value::as_array);
            let options = choices.and_then(|choices| choices.get(1)).unwrap_or(options);
            text.push_str(match choices {
                Some(_) => "\nEvery other key is the name of a type, and its value a type in Rust or a table:\n",
                None => "\nAn entry is a table:\n",
            });
            self.section(text, path, self.resolve(options));
        }
    }

    /// What may stand behind a key.
    fn kind(&self, property: &Value) -> String {
        let schema = self.resolve(property);
        if schema.get("oneOf").is_some() {
            return "one of those below".to_owned();
        }
        if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
            let choices = choices.iter().filter(|choice| choice["type"] != "null");
            return choices.map(|choice| self.kind(choice)).collect::<Vec<_>>().join(" or ");
        }
        if let Some(title) = schema.get("title").and_then(Value::as_str) {
            return title.to_owned();
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect(),
            name => name.as_str().into_iter().collect(),
        };
        match types[..] {
            ["boolean"] => "`true`, `false`".to_owned(),
            ["string"] => "text".to_owned(),
            ["integer"] => "number".to_owned(),
            ["array"] => format!("list: {}", self.kind(&schema["items"])),
            ["object"] => match schema.get("additionalProperties") {
                Some(inner) if inner.is_object() => format!("table: {}", self.kind(inner)),
                _ => "table".to_owned(),
            },
            _ => panic!("no words for {schema}"),
        }
    }

    /// The values of an enum, with their meaning.
    fn choices(&self, text: &mut String, key: &str, schema: &Value) {
        let schema = schema.get("additionalProperties").map_or(schema, |inner| self.resolve(inner));
        if let Some(choices) = schema.get("oneOf").and_then(Value::as_array) {
            writeln!(text, "\nValues of `{key}`:\n").unwrap();
            for choice in choices {
                writeln!(text, "- `{}`: {}", choice["const"], description(choice, choice)).unwrap();
            }
        }
    }
}

fn description<'a>(property: &'a Value, resolved: &'a Value) -> &'a str {
    let own = property.get("description").or_else(|| resolved.get("description"));
    own.and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    let reference = Reference::new();
    let mut found = Vec::new();
    for (section, property) in reference.properties() {
        reference.keys(property, &|value| format!("{section} = {value}\n"), &mut found);
    }
    assert!(found.len() > 60, "{found:#?}");
    for text in &found {
        if let Err(error) = Config::from_toml(text, "relvar.toml") {
            assert!(!error.to_string().contains("unknown key"), "{text}{error}");
        }
    }
    let documented: toml::Table = include_str!("../documented.toml").parse().unwrap();
    for section in reference.properties().keys() {
        assert!(SECTIONS.contains(&section.as_str()), "`{section}` has no place in the reference");
        assert!(documented.contains_key(section), "`{section}` has no example in documented.toml");
    }
}

#[test]
fn the_reference_is_up_to_date() {
    expect_file!["../../../docs/config.md"].assert_eq(&Reference::new().write());
}
