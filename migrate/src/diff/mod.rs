//! What differs between two catalogs, as data.

use std::fmt;

use relvar_catalog::{Catalog, catalog::ObjectId};
use serde::Serialize;
use serde_json::Value;

use crate::{
    part::{Part, Parts},
    rename::{self, Named, Rename, RenameError},
};

/// How an object differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Only the second catalog has it.
    Add,
    /// Both have it, and it is not the same.
    Change,
    /// Only the first catalog has it.
    Remove,
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Add => "+",
            Self::Change => "~",
            Self::Remove => "-",
        })
    }
}

/// An attribute that is not the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Its name, as in the catalog.
    pub attribute: String,
    /// What the first catalog says; `null` where it says nothing.
    pub from: Value,
    /// What the second catalog says; `null` where it says nothing.
    pub to: Value,
}

/// An object that is not the same in both catalogs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The object.
    pub object: ObjectId,
    /// What it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<ObjectId>,
    /// How it differs.
    pub verb: Verb,
    /// What of it, where both have it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// Compares two catalogs, object by object; the same catalogs give nothing.
pub fn diff(from: &Catalog, to: &Catalog) -> Vec<Difference> {
    differences(&Parts::new(from), &Parts::new(to))
}

/// The same, for objects that got another name: they are there on both sides.
pub fn diff_renamed(from: &Catalog, to: &Catalog, renames: &[Rename]) -> Result<Vec<Difference>, RenameError> {
    let renamed = rename::apply(from, to, renames)?;
    let (old, new) = (Parts::new(&renamed.catalog), Parts::new(to));
    let mut found = differences(&old, &new);
    for Rename { of, to: name } in &renamed.all {
        let (object, attribute, before) = match of {
            Named::Object(id) => (renamed.map.id(id), "name".to_owned(), rename::bare(id).unwrap_or_default()),
            Named::Label { type_, label } => {
                (renamed.map.id(&ObjectId::Type(type_.clone())), "label".to_owned(), label.as_str())
            }
        };
        let change = Change { attribute, from: Value::from(before), to: Value::from(name.clone()) };
        if let Some(own) = found.iter_mut().find(|own| own.object == object && own.verb == Verb::Change) {
            own.changes.insert(0, change);
        } else {
            let part_of = new.get(&object).and_then(|part| part.host.clone());
            found.push(Difference { object, part_of, verb: Verb::Change, changes: vec![change] });
        }
    }
    found.sort_by(|a, b| a.object.cmp(&b.object));
    Ok(found)
}

/// The same for catalogs that are taken apart already.
pub(crate) fn differences(from: &Parts<'_>, to: &Parts<'_>) -> Vec<Difference> {
    let one_sided = |part: &Part<'_>, verb| Difference {
        object: part.id.clone(),
        part_of: part.host.clone(),
        verb,
        changes: Vec::new(),
    };
    let removed = from.by_id.values().filter(|part| to.get(&part.id).is_none());
    let mut found: Vec<_> = removed.map(|part| one_sided(part, Verb::Remove)).collect();
    for part in to.by_id.values() {
        let Some(old) = from.get(&part.id) else {
            found.push(one_sided(part, Verb::Add));
            continue;
        };
        let changes = old.changes(part).into_iter().map(|(attribute, from, to)| Change { attribute, from, to });
        let changes: Vec<_> = changes.collect();
        if !changes.is_empty() {
            found.push(Difference { changes, ..one_sided(part, Verb::Change) });
        }
    }
    found.sort_by(|a, b| a.object.cmp(&b.object));
    found
}
