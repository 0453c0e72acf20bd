//! The differences between a snapshot and a database, object by object.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::Catalog;
use serde::Serialize;
use serde_json::Value;

use crate::words::one_line;

/// One difference.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Difference {
    /// The object: `public.film`.
    pub(crate) object: String,
    /// What it is: `relation`.
    pub(crate) kind: &'static str,
    /// The part that differs: `column title`, `not_null`; empty if only one of them has the object.
    pub(crate) part: Vec<String>,
    /// The value in the snapshot, if there is one.
    pub(crate) snapshot: Option<String>,
    /// The value in the database, if there is one.
    pub(crate) database: Option<String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} `{}`", self.kind, self.object)?;
        for part in &self.part {
            write!(f, ", {part}")?;
        }
        match (&self.snapshot, &self.database) {
            (Some(_), None) => f.write_str(": only in the snapshot"),
            (None, Some(_)) => f.write_str(": only in the database"),
            (snapshot, database) => {
                let (snapshot, database) = (snapshot.as_deref(), database.as_deref());
                write!(f, ": {} in the snapshot, {} in the database", snapshot.unwrap_or("-"), database.unwrap_or("-"))
            }
        }
    }
}

/// A catalog without what differs between two servers with the same schema: the server's version, the owners of
/// objects, who may do what with them, and the versions of extensions.
pub(crate) fn schema_alone(mut catalog: Catalog) -> Catalog {
    catalog.server_version = 0;
    catalog.default_privileges.clear();
    for schema in &mut catalog.schemas {
        schema.owner.clear();
        schema.privileges = None;
    }
    for extension in &mut catalog.extensions {
        extension.version.clear();
    }
    for type_ in &mut catalog.types {
        type_.owner.clear();
        type_.privileges = None;
    }
    for relation in &mut catalog.relations {
        relation.owner.clear();
        relation.privileges = None;
        relation.unreadable = false;
        for column in &mut relation.columns {
            column.privileges = None;
            column.unreadable = false;
        }
    }
    for sequence in &mut catalog.sequences {
        sequence.owner.clear();
        sequence.privileges = None;
    }
    for routine in &mut catalog.routines {
        routine.owner.clear();
        routine.privileges = None;
    }
    for other in &mut catalog.others {
        other.owner = None;
        other.privileges = None;
    }
    catalog
}

/// Every difference, by object.
pub(crate) fn differences(snapshot: &Catalog, database: &Catalog) -> Vec<Difference> {
    let mut found = Vec::new();
    for ((kind, before), (_, after)) in sections(snapshot).iter().zip(&sections(database)) {
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in keys {
            let at = At { object: name.clone(), kind, part: Vec::new() };
            at.compare(before.get(name), after.get(name), &mut found);
        }
    }
    found.sort();
    found
}

/// The objects of a catalog, each kind by what tells its objects apart.
fn sections(catalog: &Catalog) -> [(&'static str, BTreeMap<String, Value>); 7] {
    [
        ("schema", section(&catalog.schemas, |schema| schema.name.clone())),
        ("extension", section(&catalog.extensions, |extension| extension.name.clone())),
        ("type", section(&catalog.types, |type_| type_.name.to_string())),
        ("relation", section(&catalog.relations, |relation| relation.name.to_string())),
        ("sequence", section(&catalog.sequences, |sequence| sequence.name.to_string())),
        ("routine", section(&catalog.routines, |routine| format!("{}({})", routine.name, routine.signature()))),
        ("object", section(&catalog.others, |other| other.id.to_string())),
    ]
}

fn section<T: Serialize>(objects: &[T], identity: impl Fn(&T) -> String) -> BTreeMap<String, Value> {
    let value = |object: &T| serde_json::to_value(object).unwrap_or_default();
    objects.iter().map(|object| (identity(object), value(object))).collect()
}

/// The objects of a list, by what tells them apart.
fn objects(list: Option<&Value>) -> BTreeMap<String, &Value> {
    let objects = list.and_then(Value::as_array).into_iter().flatten();
    objects.filter_map(|object| Some((identity(object)?, object))).collect()
}

/// The name of a part of an object.
fn identity(object: &Value) -> Option<String> {
    object.get("name").and_then(Value::as_str).map(str::to_owned)
}

fn names<'a, T>(before: &'a BTreeMap<String, T>, after: &'a BTreeMap<String, T>) -> BTreeSet<&'a String> {
    before.keys().chain(after.keys()).collect()
}

/// A place in a catalog.
struct At {
    object: String,
    kind: &'static str,
    part: Vec<String>,
}

impl At {
    fn within(&self, part: String) -> Self {
        Self { object: self.object.clone(), kind: self.kind, part: [&self.part[..], &[part]].concat() }
    }

    fn found(&self, before: Option<&Value>, after: Option<&Value>) -> Difference {
        Difference {
            object: self.object.clone(),
            kind: self.kind,
            part: self.part.clone(),
            snapshot: before.map(shown),
            database: after.map(shown),
        }
    }

    fn compare(&self, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
        match (before, after) {
            (before, after) if before == after => {}
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
                for key in keys {
                    self.field(key, before.get(key), after.get(key), found);
                }
            }
            _ => found.push(self.found(before, after)),
        }
    }

    /// A field: of a list of named objects each of them, of anything else the whole.
    fn field(&self, key: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
        let is_list = |value: Option<&Value>| {
            value.is_none_or(|value| value.as_array().is_some_and(|l| l.iter().all(|o| identity(o).is_some())))
        };
        if before == after {
            return;
        }
        if !is_list(before) || !is_list(after) {
            self.within(key.replace('_', " ")).compare(before, after, found);
            return;
        }
        let so_far = found.len();
        let (old, new) = (objects(before), objects(after));
        let kind = key.strip_suffix('s').unwrap_or(key);
        let kind = if kind == "indexe" { "index" } else { kind };
        for name in names(&old, &new) {
            self.within(format!("{kind} `{name}`")).compare(old.get(name).copied(), new.get(name).copied(), found);
        }
        if found.len() == so_far {
            let order = |list: Option<&Value>| {
                let names = list.and_then(Value::as_array).into_iter().flatten().filter_map(identity);
                Value::from(names.collect::<Vec<_>>().join(", "))
            };
            found.push(self.within(format!("order of {key}")).found(Some(&order(before)), Some(&order(after))));
        }
    }
}

/// A value on one line; of a definition its beginning.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    };
    format!("`{}`", one_line(&text, 100))
}
