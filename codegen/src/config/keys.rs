//! The keys of `relvar.toml`: an unknown one is an error that names the nearest valid one.

use std::ops::Range;

use strsim::osa_distance;
use toml::de::{DeTable, DeValue};

use super::error::Fault;

/// What may stand at one place of the configuration.
enum Shape {
    /// A value; serde checks it.
    Value,
    /// A table with these keys.
    Table(&'static [(&'static str, Shape)]),
    /// A table with keys of the user's own, all of one shape.
    Map(&'static Shape),
    /// A table with these keys, and others of the user's own, all of one shape.
    Open(&'static [(&'static str, Shape)], &'static Shape),
    /// An array of tables.
    List(&'static Shape),
}

use Shape::{List, Map, Open, Table, Value};

const FILTER: Shape = Table(&[("include", Value), ("exclude", Value)]);

const CONFIG: Shape = Table(&[
    ("accept", List(&Table(&[("rule", Value), ("objects", Value), ("reason", Value)]))),
    ("database", Table(&[("url", Value), ("url_env", Value), ("schema_files", Value), ("snapshot", Value)])),
    ("schemas", FILTER),
    ("relations", FILTER),
    (
        "output",
        Table(&[
            ("directory", Value),
            ("layout", Value),
            ("crate_name", Value),
            ("runtime", Value),
            ("split", Value),
            ("workspace_dependencies", Value),
            ("dependencies", Map(&Value)),
        ]),
    ),
    ("naming", Table(&[("singular", Value)])),
    (
        "rename",
        Table(&[
            ("schemas", Map(&Value)),
            ("relations", Map(&Value)),
            ("columns", Map(&Value)),
            ("types", Map(&Value)),
            ("labels", Map(&Value)),
            ("keys", Map(&Value)),
            ("routines", Map(&Value)),
            ("foreign_keys", Map(&Table(&[("forward", Value), ("reverse", Value), ("through", Value)]))),
        ]),
    ),
    ("partitions", Table(&[("show", Value)])),
    ("derive", Table(&[("serde", Value), ("rows", Value), ("enums", Value)])),
    ("annotations", List(&Table(&[("objects", Value), ("derive", Value), ("attributes", Value)]))),
    (
        "types",
        Open(
            &[("datetime", Value), ("arrays", Value), ("enums", Value), ("domains", Value)],
            &Table(&[("type", Value), ("open", Value), ("newtype", Value)]),
        ),
    ),
    ("columns", Map(&Table(&[("type", Value), ("json", Value), ("array", Value), ("not_null", Value)]))),
    ("keys", List(&Table(&[("relation", Value), ("columns", Value), ("primary", Value), ("name", Value)]))),
    (
        "foreign_keys",
        List(&Table(&[
            ("relation", Value),
            ("columns", Value),
            ("references", Value),
            ("referenced_columns", Value),
            ("name", Value),
        ])),
    ),
    (
        "lint",
        Table(&[
            ("levels", Map(&Value)),
            ("ignore", List(&Table(&[("rule", Value), ("objects", Value), ("reason", Value)]))),
        ]),
    ),
    (
        "erd",
        Map(&Table(&[
            ("include", Value),
            ("exclude", Value),
            ("around", Value),
            ("depth", Value),
            ("columns", Value),
            ("comments", Value),
        ])),
    ),
]);

/// Finds the keys that mean nothing.
pub(super) fn unknown(root: &DeTable<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_table(root, &CONFIG, "", &mut faults);
    faults
}

fn check_table(table: &DeTable<'_>, shape: &Shape, path: &str, faults: &mut Vec<Fault>) {
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let inner = match shape {
            Table(keys) => {
                let Some((_, inner)) = keys.iter().find(|(valid, _)| *valid == name) else {
                    faults.push(fault(name, key.span(), keys, path));
                    continue;
                };
                inner
            }
            Map(inner) => inner,
            Open(keys, inner) => keys.iter().find(|(valid, _)| *valid == name).map_or(*inner, |(_, inner)| inner),
            Value | List(_) => continue,
        };
        check_value(value.get_ref(), inner, &below(path, name), faults);
    }
}

/// The path of a key in the table at a path.
fn below(path: &str, name: &str) -> String {
    let part = if name.contains('.') { format!("{name:?}") } else { name.to_owned() };
    if path.is_empty() { part } else { format!("{path}.{part}") }
}

/// The path of the key that a span is about: `naming.singular`.
pub(super) fn at(root: &DeTable<'_>, span: &Range<usize>) -> Option<String> {
    in_table(root, span, "")
}

fn in_table(table: &DeTable<'_>, span: &Range<usize>, path: &str) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let path = below(path, key.get_ref());
        let inside = in_value(value.get_ref(), span, &path);
        inside.or_else(|| (holds(&key.span(), span) || holds(&value.span(), span)).then_some(path))
    })
}

fn in_value(value: &DeValue<'_>, span: &Range<usize>, path: &str) -> Option<String> {
    match value {
        DeValue::Table(table) => in_table(table, span, path),
        DeValue::Array(items) => items.iter().find_map(|item| {
            in_value(item.get_ref(), span, path).or_else(|| holds(&item.span(), span).then(|| path.to_owned()))
        }),
        DeValue::String(_) | DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            None
        }
    }
}

/// Whether a span lies within another one.
pub(super) fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn check_value(value: &DeValue<'_>, shape: &Shape, path: &str, faults: &mut Vec<Fault>) {
    match (value, shape) {
        (DeValue::Table(table), Table(_) | Map(_) | Open(..)) => check_table(table, shape, path, faults),
        (DeValue::Array(items), List(inner)) => {
            items.iter().for_each(|item| check_value(item.get_ref(), inner, path, faults));
        }
        _ => {}
    }
}

fn fault(name: &str, span: Range<usize>, keys: &[(&str, Shape)], path: &str) -> Fault {
    let place = if path.is_empty() { String::new() } else { format!(" in `[{path}]`") };
    let hint = keys.iter().map(|(valid, _)| *valid).min_by_key(|valid| osa_distance(name, valid)).map(|nearest| {
        if osa_distance(name, nearest) <= nearest.len().max(name.len()) / 2 {
            return format!("did you mean `{nearest}`?");
        }
        let all: Vec<String> = keys.iter().map(|(key, _)| format!("`{key}`")).collect();
        format!("did you mean `{nearest}`? valid keys are {}", all.join(", "))
    });
    Fault { span: Some(span), message: format!("unknown key `{name}`{place}"), hint }
}
