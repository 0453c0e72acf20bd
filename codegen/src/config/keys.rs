//! Where in `relvar.toml` something stands: the path of its key.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// The path of a key in the table at a path.
pub(super) fn below(path: &str, name: &str) -> String {
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
