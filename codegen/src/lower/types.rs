//! The Rust type and the SQL type of every column.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    QualifiedName,
    catalog::{Type, TypeKind, TypeRef},
};

use super::{
    builtin::{self, TEXT_FORM},
    report::{Report, line},
    select::Selection,
};
use crate::{
    config::{Config, RustPath},
    diagnostic::Rule,
    model::{RustType, SqlType, UserTypeId, ValueType, Wire},
};

/// Gives types to columns and remembers what it found no type for.
pub(super) struct Types<'a> {
    selection: &'a Selection<'a>,
    overrides: &'a BTreeMap<String, RustPath>,
    used_overrides: BTreeSet<String>,
    untyped: BTreeMap<&'a QualifiedName, Vec<String>>,
    /// Domains over arrays of which there are arrays.
    nested: BTreeMap<&'a QualifiedName, Vec<String>>,
}

const TEXT: Wire = Wire { name: "TEXT", array: false };

impl<'a> Types<'a> {
    pub(super) fn new(selection: &'a Selection<'a>, config: &'a Config) -> Self {
        Self {
            selection,
            overrides: &config.types,
            used_overrides: BTreeSet::new(),
            untyped: BTreeMap::new(),
            nested: BTreeMap::new(),
        }
    }

    /// The type of a column or of a domain; `user` is its object, for diagnostics.
    pub(super) fn value_type(&mut self, type_ref: &'a TypeRef, user: impl FnOnce() -> String) -> ValueType {
        let mut scalar = self.scalar(&type_ref.name);
        let is_nested = type_ref.array && scalar.sql.wire().array;
        if let Some(path) = self.overridden(type_ref) {
            scalar.rust = RustType::Custom(path);
        } else if is_nested {
            self.nested.entry(&type_ref.name).or_default().push(user());
        } else if scalar.rust == RustType::Builtin(TEXT_FORM) && !is_known_as_text(&type_ref.name) {
            self.untyped.entry(&type_ref.name).or_default().push(user());
        }
        if type_ref.array { array(scalar) } else { scalar }
    }

    fn scalar(&self, name: &QualifiedName) -> ValueType {
        let cast = |wire| SqlType::Cast { sql: name.to_sql(), wire, array: false };
        if name.schema == "pg_catalog" {
            let builtin = builtin::pg_catalog(&name.name);
            let sql = match builtin.wire {
                Some(wire) => SqlType::Builtin(Wire { name: wire, array: false }),
                None => cast(TEXT),
            };
            return ValueType { rust: RustType::Builtin(builtin.rust), sql };
        }
        if name.schema == "information_schema"
            && let Some(builtin) = builtin::information_schema(&name.name)
        {
            let wire = Wire { name: builtin.wire.unwrap_or(TEXT.name), array: false };
            return ValueType { rust: RustType::Builtin(builtin.rust), sql: cast(wire) };
        }
        if let Some(at) = self.selection.type_(name) {
            let wire = self.wire(self.selection.types[at], 0);
            return ValueType { rust: RustType::User(UserTypeId(index(at))), sql: cast(wire) };
        }
        let extension = self.selection.all_types.get(name).and_then(|t| t.extension.as_deref());
        let rust = extension.and_then(|e| builtin::extension(e, &name.name)).unwrap_or(TEXT_FORM);
        ValueType { rust: RustType::Builtin(rust), sql: cast(TEXT) }
    }

    /// What travels for a user's type: text for an enum, what travels for its base for a domain.
    fn wire(&self, type_: &Type, depth: u32) -> Wire {
        let TypeKind::Domain(domain) = &type_.kind else { return TEXT };
        let base = &domain.base.name;
        let below = match self.selection.type_(base) {
            // No domain of PostgreSQL stands on itself; a catalog made by hand might say so.
            Some(_) if depth > 64 => TEXT,
            Some(at) => self.wire(self.selection.types[at], depth + 1),
            None => self.scalar(base).sql.wire(),
        };
        if domain.base.array { Wire { array: true, ..if below.array { TEXT } else { below } } } else { below }
    }

    fn overridden(&mut self, type_ref: &TypeRef) -> Option<String> {
        if self.overrides.is_empty() {
            return None;
        }
        let name = &type_ref.name;
        let mut keys = vec![format!("{}.{}", name.schema, name.name), name.to_string()];
        if name.schema == "pg_catalog" {
            keys.push(name.name.clone());
            keys.push(type_ref.sql.trim_end_matches("[]").to_owned());
        }
        let (key, path) = keys.iter().find_map(|key| self.overrides.get_key_value(key))?;
        self.used_overrides.insert(key.clone());
        Some(path.as_str().to_owned())
    }

    /// Says which types had no Rust type, once each, and which overrides were of no use.
    pub(super) fn finish(self, report: &mut Report) {
        for (name, users) in self.untyped {
            let message =
                format!("the type has no Rust type; its text form (`relvar::Text`) is used in {}", listed(&users));
            let hint = format!("to use a type of your own, write {}", line("types", name, "crate::…"));
            report.add(Rule::UntypedColumn, name, message, Some(hint));
        }
        for (name, users) in self.nested {
            let message = format!(
                "the type is an array itself; in arrays of it, the text form (`relvar::Text`) of each is used in {}",
                listed(&users)
            );
            report.add(Rule::UntypedColumn, name, message, None);
        }
        for key in self.overrides.keys().filter(|key| !self.used_overrides.contains(*key)) {
            report.add(Rule::UnusedConfig, key, "no column has the type that `types` gives a Rust type to", None);
        }
    }
}

/// The first of several objects, and how many more there are.
fn listed(objects: &[String]) -> String {
    let first = objects.first().map_or("", String::as_str);
    match objects.len() {
        0 | 1 => format!("`{first}`"),
        n => format!("`{first}` and {} more", n - 1),
    }
}

/// PostgreSQL's own types whose text form is the best Rust has for them.
fn is_known_as_text(name: &QualifiedName) -> bool {
    name.schema == "pg_catalog"
}

/// An array of a type. A domain over an array has no array of its own to travel as, so that one goes as text.
fn array(element: ValueType) -> ValueType {
    let wire = element.sql.wire();
    let (rust, wire) = if wire.array { (RustType::Builtin(TEXT_FORM), TEXT) } else { (element.rust, wire) };
    let sql = match element.sql {
        SqlType::Builtin(_) => SqlType::Builtin(Wire { array: true, ..wire }),
        SqlType::Cast { sql, .. } => SqlType::Cast { sql, wire, array: true },
    };
    ValueType { rust: RustType::Vec(Box::new(rust)), sql }
}

/// A position as an id; no catalog has four thousand million objects.
pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
