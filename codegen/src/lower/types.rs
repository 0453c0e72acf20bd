//! The Rust type and the SQL type of every column.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    QualifiedName,
    catalog::{Type, TypeKind, TypeRef},
};

use super::{
    report::{Report, line},
    select::Selection,
    type_table,
};
use crate::{
    config::{self, Arrays, Config, nearest},
    diagnostic::Rule,
    model::{ArrayShape, BuiltinType, Home, Read, RelationId, RustType, SqlType, UserTypeId, ValueType, Wire},
};

/// Gives types to columns and remembers what it found no type for.
pub(super) struct Types<'a> {
    selection: &'a Selection<'a>,
    config: &'a config::Types,
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
            config: &config.types,
            used_overrides: BTreeSet::new(),
            untyped: BTreeMap::new(),
            nested: BTreeMap::new(),
        }
    }

    /// The type of a column or of a domain; `user` is its object, for diagnostics.
    pub(super) fn value_type(&mut self, type_ref: &'a TypeRef, user: impl FnOnce() -> String) -> ValueType {
        let mut scalar = self.scalar(&type_ref.name);
        let is_nested = type_ref.array && is_array(&scalar);
        if let Some(type_) = self.overridden(type_ref) {
            scalar.customize(type_);
        } else if is_nested {
            self.nested.entry(&type_ref.name).or_default().push(user());
        } else if scalar.rust == RustType::Builtin(BuiltinType::TEXT) && !self.is_known_as_text(&type_ref.name) {
            self.untyped.entry(&type_ref.name).or_default().push(user());
        }
        if type_ref.array { self.array(&type_ref.name, scalar) } else { scalar }
    }

    /// A user's type in SQL, as what travels for it.
    pub(super) fn sql_type(&self, name: &QualifiedName) -> SqlType {
        let itself = TypeRef { sql: String::new(), name: name.clone(), array: false };
        let (wire, read) = self.travels(&itself, 0);
        SqlType::Cast { sql: name.to_sql(), wire, array: false, read }
    }

    fn scalar(&self, name: &QualifiedName) -> ValueType {
        let cast = |wire, read| SqlType::Cast { sql: name.to_sql(), wire, array: false, read };
        let family = self.config.datetime;
        if name.schema == "pg_catalog" {
            let known = type_table::pg_catalog(&name.name);
            let rust = known.map_or(RustType::Builtin(BuiltinType::TEXT), |builtin| builtin.rust.in_family(family));
            let sql = match known.and_then(|builtin| builtin.wire) {
                Some(wire) => SqlType::Builtin(Wire { name: wire, array: false }),
                None => cast(TEXT, Read::Cast),
            };
            return ValueType { rust, sql };
        }
        if name.schema == "information_schema"
            && let Some(builtin) = type_table::information_schema(&name.name)
        {
            let wire = Wire { name: builtin.wire.unwrap_or(TEXT.name), array: false };
            return ValueType { rust: builtin.rust.in_family(family), sql: cast(wire, Read::Cast) };
        }
        if let Some(at) = self.selection.type_(name) {
            return ValueType { rust: RustType::User(UserTypeId(index(at))), sql: self.sql_type(name) };
        }
        if let Some(at) = self.selection.row_type(name) {
            return ValueType { rust: RustType::Row(RelationId(index(at))), sql: cast(TEXT, Read::Composite) };
        }
        let type_ = self.selection.all_types.get(name).copied();
        if let Some((rust, read)) = type_.and_then(|type_| self.range(type_)) {
            return ValueType { rust, sql: cast(TEXT, read) };
        }
        let extension = type_.and_then(|type_| type_.extension.as_deref());
        let known = extension.and_then(|extension| type_table::extension(extension, &name.name));
        let read = known
            .and_then(|known| known.send)
            .map_or(Read::Cast, |send| Read::Function(QualifiedName::new(name.schema.as_str(), send).to_sql()));
        ValueType {
            rust: RustType::Builtin(known.map_or(BuiltinType::TEXT, |known| known.rust)),
            sql: cast(TEXT, read),
        }
    }

    /// A range or multirange type of the user's.
    fn range(&self, type_: &Type) -> Option<(RustType, Read)> {
        if !self.selection.is_binary(&type_.name) {
            return None;
        }
        match &type_.kind {
            TypeKind::Range(range) => {
                Some((RustType::Range(Box::new(self.scalar(&range.subtype.name).rust)), Read::Range))
            }
            TypeKind::Multirange { range } => match self.range(self.selection.all_types.get(range)?)? {
                (RustType::Range(bound), _) => Some((RustType::Multirange(bound), Read::Multirange)),
                _ => None,
            },
            _ => None,
        }
    }

    /// What travels for a type, and how it is read: for an enum its text, for a domain what travels for its base.
    fn travels(&self, type_ref: &TypeRef, depth: u32) -> (Wire, Read) {
        let (wire, read) = match self.selection.type_(&type_ref.name).map(|at| &self.selection.types[at].kind) {
            // No domain of PostgreSQL stands on itself; a catalog made by hand might say so.
            Some(TypeKind::Domain(domain)) if depth < 64 => self.travels(&domain.base, depth + 1),
            Some(TypeKind::Composite { .. }) => (TEXT, Read::Composite),
            Some(_) => (TEXT, Read::Cast),
            None => match self.scalar(&type_ref.name).sql {
                SqlType::Builtin(wire) => (wire, Read::Cast),
                SqlType::Cast { wire, read, .. } => (wire, read),
            },
        };
        match (type_ref.array, wire.array, read) {
            (false, _, read) => (wire, read),
            (true, true, _) => (Wire { array: true, ..TEXT }, Read::Cast),
            (true, false, Read::Cast) => (Wire { array: true, ..wire }, Read::Cast),
            (true, false, _) => (Wire { array: true, ..wire }, Read::Array),
        }
    }

    /// An array of a type. What is an array itself has no array of its own to travel as, so that one goes as text.
    fn array(&self, name: &QualifiedName, element: ValueType) -> ValueType {
        let is_nested = is_array(&element);
        let rust = if is_nested { RustType::Builtin(BuiltinType::TEXT) } else { element.rust };
        let sql = match element.sql {
            _ if is_nested => SqlType::Cast { sql: name.to_sql(), wire: TEXT, array: true, read: Read::Cast },
            SqlType::Builtin(wire) => SqlType::Builtin(Wire { array: true, ..wire }),
            SqlType::Cast { sql, wire, read, .. } => SqlType::Cast { sql, wire, array: true, read },
        };
        ValueType { rust: RustType::Array(array_shape(self.config.arrays), Box::new(rust)), sql }
    }

    fn overridden(&mut self, type_ref: &TypeRef) -> Option<&'a config::RustType> {
        let (key, options) = self.config.of(&type_ref.name).or_else(|| {
            // PostgreSQL's own types by the names of the standard too: `integer`, `character varying`.
            let declared = type_ref.sql.trim_end_matches("[]");
            let (key, options) = self.config.named.get_key_value(declared)?;
            (type_ref.name.schema == "pg_catalog").then_some((key.as_str(), options))
        })?;
        self.used_overrides.insert(key.to_owned());
        options.type_.as_ref()
    }

    /// What is said of an enum or a domain as such is of use even where no column has the type.
    pub(super) fn options(&mut self, name: &QualifiedName) -> config::TypeOptions {
        let Some((key, options)) = self.config.of(name) else { return config::TypeOptions::default() };
        if options.open.is_some() || options.newtype.is_some() {
            self.used_overrides.insert(key.to_owned());
        }
        options.clone()
    }

    /// A type whose text form is the best Rust has for it.
    fn is_known_as_text(&self, name: &QualifiedName) -> bool {
        let extension = self.selection.all_types.get(name).and_then(|type_| type_.extension.as_deref());
        name.schema == "pg_catalog" || extension.is_some_and(|e| type_table::extension(e, &name.name).is_some())
    }

    /// Says which types had no Rust type, once each, and which overrides were of no use.
    pub(super) fn finish(self, report: &mut Report) {
        for (name, users) in &self.untyped {
            let reason = self.unreadable_part(name).unwrap_or_else(|| "the type has no Rust type".to_owned());
            let message = format!("{reason}; its text form (`relvar::types::Text`) is used in {}", listed(users));
            let vector = type_table::VECTORS.iter().find(|(type_, _)| *type_ == name.name);
            let hint = match vector {
                Some((_, path)) => {
                    format!("with the feature `pgvector` of the runtime, write {}", line("types", *name, path))
                }
                None => format!("to use a type of your own, write {}", line("types", *name, "crate::…")),
            };
            report.add(Rule::UntypedColumn, name, message, Some(hint));
        }
        for (name, users) in &self.nested {
            let message = format!(
                "the type is an array itself; in arrays of it, the text form (`relvar::types::Text`) of each is used in {}",
                listed(users)
            );
            report.add(Rule::UntypedColumn, name, message, None);
        }
        for key in self.config.named.keys().filter(|key| !self.used_overrides.contains(*key)) {
            if self.exists(key) {
                report.add(Rule::NoEffect, key, "no column has the type that `types` gives a Rust type to", None);
            } else {
                let names = self.selection.all_types.keys().map(|name| format!("{}.{}", name.schema, name.name));
                let hint = nearest(names, key).map(|name| format!("did you mean `{name}`?"));
                report.add(Rule::UnusedConfig, key, "`types` names a type that does not exist", hint);
            }
        }
    }

    /// Whether PostgreSQL or the database has a type of that name.
    fn exists(&self, key: &str) -> bool {
        let key = key.trim_end_matches("[]");
        let is_meant =
            |name: &&QualifiedName| name.to_string() == key || format!("{}.{}", name.schema, name.name) == key;
        type_table::pg_catalog(key).is_some() || self.selection.all_types.keys().any(is_meant)
    }

    /// Why a composite or a range is not read as such: a part of it has no binary form that is known here.
    fn unreadable_part(&self, name: &QualifiedName) -> Option<String> {
        let is_readable = |type_: &TypeRef| match type_.name.schema.as_str() {
            "pg_catalog" => type_table::pg_catalog(&type_.name.name).is_some_and(|builtin| builtin.wire.is_some()),
            _ => self.selection.is_binary(&type_.name),
        };
        let of =
            |part: &str, type_: &TypeRef| format!("{part} is of type `{}`, which is read as text alone", type_.sql);
        if let Some(relation) = self.selection.all_relations.get(name) {
            if self.selection.relation(name).is_none() {
                return Some("the type is the row type of a relation that is not generated".to_owned());
            }
            let column = relation.columns.iter().find(|column| !is_readable(&column.type_))?;
            return Some(of(&format!("the column `{}`", column.name), &column.type_));
        }
        match &self.selection.all_types.get(name)?.kind {
            TypeKind::Composite { attributes } => {
                let attribute = attributes.iter().find(|attribute| !is_readable(&attribute.type_))?;
                Some(of(&format!("the attribute `{}`", attribute.name), &attribute.type_))
            }
            TypeKind::Range(range) => Some(of("the bounds of the range", &range.subtype)),
            _ => None,
        }
    }
}

impl ValueType {
    /// Puts a type of the configuration in the place of this one. Where PostgreSQL's binary form is not that of a
    /// built-in type, it reads and writes text.
    pub(super) fn customize(&mut self, type_: &config::RustType) {
        self.rust = RustType::Custom(type_.code().clone());
        if let SqlType::Cast { read, .. } = &mut self.sql {
            *read = Read::Cast;
        }
    }
}

pub(super) fn array_shape(arrays: Arrays) -> ArrayShape {
    match arrays {
        Arrays::Plain => ArrayShape::Plain,
        Arrays::Nullable => ArrayShape::Nullable,
        Arrays::AnyShape => ArrayShape::AnyShape,
    }
}

/// What is an array, but not to PostgreSQL's arrays of it: a domain over one, or a vector of the catalogs.
fn is_array(value: &ValueType) -> bool {
    value.sql.wire().array
        || matches!(value.rust, RustType::Builtin(BuiltinType { home: Home::Runtime, path: ["Array"], .. }))
}

/// The first of several objects, and how many more there are.
fn listed(objects: &[String]) -> String {
    let first = objects.first().map_or("", String::as_str);
    match objects.len() {
        0 | 1 => format!("`{first}`"),
        n => format!("`{first}` and {} more", n - 1),
    }
}

/// A position as an id; no catalog has four thousand million objects.
pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
