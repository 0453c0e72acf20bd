//! Entries that the command writes into `relvar.toml`; whatever else is in it stays as it is.

use std::{fs, io, path::Path};

use anyhow::Context as _;
use toml_edit::{DocumentMut, Item, Table, Value};

/// A table, a key of it, and its value.
pub(crate) type Entry<'a> = (&'a str, &'a str, Value);

/// Sets entries, in a new file if there is none; gives whether anything changed.
pub(crate) fn record(path: &Path, entries: &[Entry<'_>]) -> anyhow::Result<bool> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text.with_context(|| format!("`{}` cannot be read", path.display()))?,
    };
    let mut document: DocumentMut = text.parse().with_context(|| format!("`{}` is not TOML", path.display()))?;
    for (table, key, value) in entries {
        let table = document.entry(table).or_insert_with(|| Item::Table(Table::new()));
        let there = table.get(key).and_then(Item::as_value);
        if there.is_none_or(|there| there.to_string().trim() != value.to_string().trim()) {
            table[*key] = Item::Value(value.clone());
        }
    }
    let changed = document.to_string();
    if changed == text {
        return Ok(false);
    }
    fs::write(path, changed).with_context(|| format!("`{}` cannot be written", path.display()))?;
    Ok(true)
}
