//! Expressions after a rename: those of the wanted catalog, where they are the same but for the new names.

use std::collections::BTreeSet;

use relvar_catalog::Catalog;
use serde_json::Value;

use super::words::is_same;

/// Fields with an expression or a query, which the server writes again when a name changes.
const EXPRESSIONS: &[&str] = &[
    "default",
    "expression",
    "expressions",
    "predicate",
    "query",
    "condition",
    "action",
    "using",
    "with_check",
    "sql",
];

/// Takes the expressions of the wanted catalog that are the same but for names.
pub(super) fn catalog(from: Catalog, to: &Catalog, names: &BTreeSet<(String, String)>) -> Catalog {
    let (Ok(mut values), Ok(wanted)) = (serde_json::to_value(&from), serde_json::to_value(to)) else { return from };
    adopt(&mut values, &wanted, names);
    serde_json::from_value(values).unwrap_or(from)
}

/// The same for parts of a catalog.
pub(super) fn adopt(from: &mut Value, to: &Value, names: &BTreeSet<(String, String)>) {
    match (from, to) {
        (Value::Object(from), Value::Object(to)) => {
            // A view whose columns have other names is another view.
            let is_other_view =
                from.contains_key("query") && from.get("columns").map(names_of) != to.get("columns").map(names_of);
            for (key, own) in from {
                let Some(other) = to.get(key).filter(|other| *other != own) else { continue };
                if is_other_view && key == "query" {
                    continue;
                }
                if EXPRESSIONS.contains(&key.as_str())
                    && let (Some(before), Some(after)) = (text(own), text(other))
                {
                    if is_same(&before, &after, names) {
                        *own = other.clone();
                    }
                } else {
                    adopt(own, other, names);
                }
            }
        }
        (Value::Array(from), Value::Array(to)) => {
            let is_aligned = from.len() == to.len();
            for (at, own) in from.iter_mut().enumerate() {
                let other = match identity(own) {
                    Some(id) => to.iter().find(|other| identity(other).as_ref() == Some(&id)),
                    None => to.get(at).filter(|_| is_aligned),
                };
                if let Some(other) = other.filter(|other| *other != own) {
                    adopt(own, other, names);
                }
            }
        }
        _ => {}
    }
}

fn names_of(columns: &Value) -> Vec<Option<&Value>> {
    columns.as_array().into_iter().flatten().map(|own| own.get("name")).collect()
}

/// A text, or the lines of one.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => {
            let lines = lines.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?;
            Some(lines.join("\n"))
        }
        _ => None,
    }
}

/// What names an element of a list; of a routine with the types of its arguments.
fn identity(value: &Value) -> Option<String> {
    let name = value.get("id").or_else(|| value.get("name"))?.as_str()?;
    let arguments = value.get("arguments").and_then(Value::as_array).into_iter().flatten();
    let types: Vec<_> = arguments.filter_map(|own| own.get("type")).map(Value::to_string).collect();
    Some(format!("{name}({})", types.join(",")))
}
