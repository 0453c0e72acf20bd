//! Primary and unique keys: what finds at most one row.

use std::collections::BTreeSet;

use relvar_catalog::catalog::Relation;

use super::{
    context::Context,
    docs::{code, column_list, identifier},
    ident::{constant_name, ident, value_name},
    report::Report,
    scope::Scope,
};
use crate::{
    config::{Config, ObjectPath},
    diagnostic::Rule,
    model::{self, ColumnIndex, Key},
};

/// A key before it has names.
pub(super) struct UniqueColumns {
    pub(super) name: String,
    pub(super) columns: Vec<ColumnIndex>,
    kind: Kind,
    /// `ON CONFLICT` can name it: it is a constraint, and checked at once.
    arbiter: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Primary,
    Unique,
    Index,
}

impl UniqueColumns {
    /// Its columns, as a set.
    pub(super) fn column_set(&self) -> BTreeSet<ColumnIndex> {
        self.columns.iter().copied().collect()
    }
}

/// The columns of these names; nothing where one is missing.
pub(super) fn indexes<'a>(
    relation: &Relation,
    names: impl IntoIterator<Item = &'a String>,
) -> Option<Vec<ColumnIndex>> {
    names.into_iter().map(|name| ColumnIndex::from_position(relation.column(name)?.0)).collect()
}

/// Everything that is unique in a relation: constraints, unique indexes on plain columns of all rows, and keys of
/// the configuration. The primary key comes first, the rest by name.
pub(super) fn unique_columns(relation: &Relation, config: &Config, report: &mut Report) -> Vec<UniqueColumns> {
    let primary = relation.primary_key().map(|(constraint, _)| constraint.name.as_str());
    let mut keys = Vec::new();
    for (constraint, key) in relation.unique_keys() {
        let kind = if Some(constraint.name.as_str()) == primary { Kind::Primary } else { Kind::Unique };
        let columns = indexes(relation, &key.columns);
        let arbiter = constraint.deferrable.is_none();
        keys.extend(columns.map(|columns| UniqueColumns { name: constraint.name.clone(), columns, kind, arbiter }));
    }
    for index in &relation.indexes {
        if !index.unique || index.invalid || index.predicate.is_some() || index.constraint.is_some() {
            continue;
        }
        let names: Option<Vec<&String>> = index.parts.iter().map(|part| part.column.as_ref()).collect();
        let columns = names.and_then(|names| indexes(relation, names));
        let (name, kind) = (index.name.clone(), Kind::Index);
        keys.extend(columns.map(|columns| UniqueColumns { name, columns, kind, arbiter: false }));
    }
    for key in config.keys.iter().filter(|key| is_of(&key.relation, relation)) {
        let name = key.name.clone().unwrap_or_else(|| default_name(&relation.name.name, &key.columns, "key"));
        let has_primary = keys.iter().any(|key: &UniqueColumns| key.kind == Kind::Primary);
        let kind = if key.primary && !has_primary { Kind::Primary } else { Kind::Unique };
        match indexes(relation, &key.columns) {
            Some(columns) if !columns.is_empty() => {
                keys.push(UniqueColumns { name, columns, kind, arbiter: false });
            }
            _ => report.add(
                Rule::InvalidConfig,
                &relation.name,
                format!("the key `{name}` names a column that is not there"),
                None,
            ),
        }
    }
    keys.retain(|key| !key.columns.is_empty());
    keys.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    keys
}

/// An object of the configuration is this relation.
pub(super) fn is_of(path: &ObjectPath<2>, relation: &Relation) -> bool {
    path.0[0] == relation.name.schema && path.0[1] == relation.name.name
}

/// The name PostgreSQL would give a constraint.
pub(super) fn default_name(relation: &str, columns: &[String], suffix: &str) -> String {
    format!("{relation}_{}_{suffix}", columns.join("_"))
}

/// The columns of the primary key, and the keys with their names.
pub(super) fn keys(
    relation: &Relation,
    unique: &[UniqueColumns],
    columns: &[model::Column],
    scope: &mut Scope,
    context: &mut Context<'_>,
) -> (Vec<ColumnIndex>, Vec<Key>) {
    let mut found: BTreeSet<BTreeSet<ColumnIndex>> = BTreeSet::new();
    let mut keys = Vec::with_capacity(unique.len());
    let mut primary_key = Vec::new();
    for key in unique {
        let path = ObjectPath::new([&relation.name.schema, &relation.name.name, &key.name]);
        let constant = match context.config.rename.keys.get(&path) {
            Some(chosen) => chosen.as_str().to_owned(),
            None => constant_name(&value_name(&key.name)),
        };
        let constant = key.arbiter.then(|| ident(&scope.claim(&[constant.clone(), format!("{constant}_KEY")]).name));
        let parts: Vec<&str> = key.columns.iter().map(|at| columns[at.position()].field.plain()).collect();
        let finder = found.insert(key.column_set()).then(|| {
            if key.kind == Kind::Primary {
                return "find".to_owned();
            }
            let wanted = value_name(&format!("find_by_{}", parts.join("_and_")));
            let claim = scope.claim(std::slice::from_ref(&wanted));
            if !claim.preferred {
                finder_clashed(&path, (&wanted, &claim.name), context.report);
            }
            claim.name
        });
        if key.kind == Kind::Primary {
            primary_key.clone_from(&key.columns);
        }
        let kind = match key.kind {
            Kind::Primary => "primary key",
            Kind::Unique => "unique",
            Kind::Index => "unique index",
        };
        let list = column_list(key.columns.iter().map(|at| columns[at.position()].sql.as_str()));
        keys.push(Key {
            sql: key.name.clone(),
            constant,
            declaration: code(&format!("{kind} {list}")),
            columns: key.columns.clone(),
            columns_in_words: in_words(key.columns.iter().map(|at| columns[at.position()].sql.as_str())),
            finder: finder.map(|name| ident(&name)),
        });
    }
    (primary_key, keys)
}

fn finder_clashed(key: &ObjectPath<3>, (wanted, given): (&str, &str), report: &mut Report) {
    let message = format!("`{wanted}` is taken, so what finds a row by the key is called `{given}`");
    let hint = "it is called after its columns, which `[rename.columns]` can give other names".to_owned();
    report.add(Rule::NameClash, key, message, Some(hint));
}

fn in_words<'a>(columns: impl Iterator<Item = &'a str>) -> String {
    let columns: Vec<String> = columns.map(|name| code(&identifier(name))).collect();
    match columns.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => columns.concat(),
    }
}
