//! Keys that mean nothing, keys that are missing and values of the wrong kind, each in our own words.

use strsim::osa_distance;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    error::Fault,
    keys::below,
    nearest,
    shape::{CONFIG, Shape},
};

/// Everything in the text that has not the shape of a configuration.
pub(super) fn check(root: &Spanned<DeTable<'_>>) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_table((root.get_ref(), root.span()), &CONFIG, "", &mut faults);
    faults
}

type Span = std::ops::Range<usize>;

fn check_table((table, span): (&DeTable<'_>, Span), shape: &Shape, path: &str, faults: &mut Vec<Fault>) {
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let inner = match shape {
            Shape::Table(keys) => {
                let Some((_, inner)) = keys.iter().find(|(valid, _)| *valid == name) else {
                    faults.push(unknown(name, key.span(), keys, path));
                    continue;
                };
                inner
            }
            Shape::Map(inner) => *inner,
            Shape::Open(keys, inner) => {
                keys.iter().find(|(valid, _)| *valid == name).map_or(*inner, |(_, inner)| inner)
            }
            Shape::Any
            | Shape::Text
            | Shape::Texts
            | Shape::Flag
            | Shape::Number(..)
            | Shape::OneOf(_)
            | Shape::TextOr(_)
            | Shape::List(_)
            | Shape::Required(_) => continue,
        };
        check_value(value, inner, &below(path, name), faults);
    }
    // With a key that is misspelt, nobody knows whether the right one is missing.
    let Shape::Table(keys) = shape else { return };
    if table.keys().all(|key| keys.iter().any(|(valid, _)| *valid == key.get_ref().as_ref())) {
        for (name, _) in keys.iter().filter(|(_, shape)| matches!(shape, Shape::Required(_))) {
            if table.keys().all(|key| key.get_ref().as_ref() != *name) {
                faults.push(Fault::new(span.clone(), format!("`{path}`: the key `{name}` is missing")));
            }
        }
    }
}

fn check_value(value: &Spanned<DeValue<'_>>, shape: &Shape, path: &str, faults: &mut Vec<Fault>) {
    let mut expected = |what: &str| faults.push(not(value, path, what));
    match (value.get_ref(), shape) {
        (_, Shape::Any) | (DeValue::String(_), Shape::Text | Shape::TextOr(_)) | (DeValue::Boolean(_), Shape::Flag) => {
        }
        (_, Shape::Text) => expected("a text in quotes"),
        (DeValue::String(text), Shape::Flag) => {
            let fault = not(value, path, "`true` or `false`");
            let is_quoted = ["true", "false"].contains(&text.as_ref());
            faults.push(if is_quoted { fault.hint(format!("write `{text}` without quotes")) } else { fault });
        }
        (_, Shape::Flag) => expected("`true` or `false`"),
        (DeValue::Array(items), Shape::Texts) => {
            for item in items.iter().filter(|item| !item.get_ref().is_str()) {
                faults.push(not(item, path, "only texts in quotes in the list"));
            }
        }
        (DeValue::String(_), Shape::Texts) => {
            faults.push(not(value, path, "a list of texts").hint("write it in brackets: `[\"…\"]`".to_owned()));
        }
        (_, Shape::Texts) => expected("a list of texts"),
        (DeValue::Integer(number), Shape::Number(least, most)) => {
            let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
            if number.is_none_or(|number| number < *least || number > *most) {
                let most = if *most == i64::MAX { String::new() } else { format!(" to {most}") };
                faults.push(not(value, path, &format!("a whole number from {least}{most}")));
            }
        }
        (_, Shape::Number(..)) => expected("a whole number"),
        (DeValue::String(text), Shape::OneOf(names)) => {
            if !names().contains(&text.as_ref()) {
                faults.push(no_choice(value.span(), text, names(), path));
            }
        }
        (_, Shape::OneOf(names)) => expected(&format!("one of {}", list(names()))),
        (DeValue::Table(table), Shape::Table(_) | Shape::Map(_) | Shape::Open(..)) => {
            check_table((table, value.span()), shape, path, faults);
        }
        (_, Shape::Table(_) | Shape::Map(_) | Shape::Open(..)) => expected(&format!("a table, `[{path}]`")),
        (DeValue::Array(items), Shape::List(inner)) => {
            items.iter().for_each(|item| check_value(item, inner, path, faults));
        }
        (_, Shape::List(_)) => expected(&format!("a list of tables, each of them `[[{path}]]`")),
        (DeValue::Table(_), Shape::TextOr(inner)) | (_, Shape::Required(inner)) => {
            check_value(value, inner, path, faults);
        }
        (_, Shape::TextOr(_)) => expected("a text in quotes or a table"),
    }
}

/// A value of the wrong kind. The value itself is not shown: it may be a URL with a password.
fn not(value: &Spanned<DeValue<'_>>, path: &str, expected: &str) -> Fault {
    let found = match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(number) if number.as_str().len() < 20 => &format!("`{number}`"),
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(true) => "`true`",
        DeValue::Boolean(false) => "`false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Fault::new(value.span(), format!("`{path}`: expected {expected}, found {found}"))
}

fn no_choice(span: Span, text: &str, names: &[&str], path: &str) -> Fault {
    let fault = Fault::new(span, format!("`{path}`: `{text}` is not one of {}", list(names)));
    match nearest(names.iter().map(|name| (*name).to_owned()), text) {
        Some(name) => fault.hint(format!("did you mean `{name}`?")),
        None => fault,
    }
}

fn list(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn unknown(name: &str, span: Span, keys: &[(&str, Shape)], path: &str) -> Fault {
    let place = if path.is_empty() { String::new() } else { format!(" in `[{path}]`") };
    let fault = Fault::new(span, format!("unknown key `{name}`{place}"));
    let names: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
    match names.iter().min_by_key(|valid| osa_distance(name, valid)) {
        Some(nearest) if osa_distance(name, nearest) <= nearest.len().max(name.len()) / 2 => {
            fault.hint(format!("did you mean `{nearest}`?"))
        }
        Some(nearest) => fault.hint(format!("did you mean `{nearest}`? valid keys are {}", list(&names))),
        None => fault,
    }
}
