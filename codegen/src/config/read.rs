//! From text to a configuration, or to everything that is wrong with it.

use std::ops::Range;

use serde::Deserialize as _;
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue, Deserializer},
};

use super::{
    Config,
    check::check,
    error::Fault,
    keys::{self, holds},
};

/// Reads a configuration; if it cannot be used, gives all faults in the order of the text.
pub(super) fn read(text: &str) -> Result<Config, Vec<Fault>> {
    let mut root = DeTable::parse(text).map_err(|error| vec![Fault::toml(&error)])?;
    let mut faults = check(&root);
    // The types that read the rest do not see what is wrong already.
    for span in faults.iter().filter_map(|fault| fault.span.as_ref()) {
        *root.get_mut() = without(std::mem::take(root.get_mut()), span);
    }
    let mut last = None;
    loop {
        match Config::deserialize(Deserializer::from(root.clone())) {
            Ok(config) if faults.is_empty() => return Ok(config),
            Ok(_) => break,
            // The first of several: what it is about is taken out, and the rest is read again.
            Err(error) => {
                let key = error.span().and_then(|span| keys::at(root.get_ref(), &span));
                let fault = Fault::toml(&error).about(key.as_deref());
                let Some(span) = fault.span.clone().filter(|span| last.as_ref() != Some(span)) else {
                    faults.push(fault);
                    break;
                };
                faults.push(fault);
                *root.get_mut() = without(std::mem::take(root.get_mut()), &span);
                last = Some(span);
            }
        }
    }
    faults.sort_by_key(|fault| fault.span.as_ref().map(|span| span.start));
    faults.dedup_by(|one, other| one.span == other.span && one.message == other.message);
    Err(faults)
}

/// A table without what the span is about: a value, or the entry of an array of tables that it is in.
///
/// The span of a table is that of its header, so that each of them is looked into.
fn without<'t>(table: DeTable<'t>, span: &Range<usize>) -> DeTable<'t> {
    let parts = table.into_iter().filter(|(key, value)| {
        let is_list = value.get_ref().as_array().is_some_and(|items| items.iter().any(is_table));
        !holds(&key.span(), span) && (is_list || !holds(&value.span(), span))
    });
    let parts = parts.map(|(key, mut value)| {
        match value.get_mut() {
            DeValue::Table(inner) => *inner = without(std::mem::take(inner), span),
            DeValue::Array(items) => {
                let kept = std::mem::replace(items, DeArray::new())
                    .into_iter()
                    .filter(|item| !(is_table(item) && is_about(item, span)));
                *items = kept.collect();
            }
            _ => {}
        }
        (key, value)
    });
    parts.collect()
}

fn is_table(value: &Spanned<DeValue<'_>>) -> bool {
    value.get_ref().is_table()
}

/// The span lies within the value, or in a table below it.
fn is_about(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    let mut parts = value.get_ref().as_table().into_iter().flat_map(|table| table.iter());
    holds(&value.span(), span) || parts.any(|(key, value)| holds(&key.span(), span) || is_about(value, span))
}
