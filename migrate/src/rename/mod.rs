//! Objects that get another name and stay, with their data: names change first, and what differs then is planned as ever.
//!
//! `name` says what can be renamed. `map` knows the new identity of everything, `rewrite` writes it into a catalog, and `adopt`
//! does the same for expressions, which the server writes. `follow` adds what goes with a renamed table, and `attached` what
//! belongs to a partition. `statements` writes the SQL. `propose` looks for what may be a rename, and `annotation` reads those that the files of the wanted schema declare.

mod adopt;
mod annotation;
mod attached;
mod follow;
mod map;
mod name;
mod propose;
mod rewrite;
mod statements;
mod words;

use std::{borrow::Cow, collections::BTreeSet};

use relvar_catalog::{
    Catalog,
    catalog::{ObjectId, TypeKind},
};

use crate::part::Parts;

use name::under;

pub use annotation::annotated;
pub(crate) use map::Map;
pub(crate) use name::bare;
pub use name::{Named, ParseRenameError, Rename};
pub use propose::{Proposal, proposals};
pub(crate) use statements::{Kind, Renaming};

/// Why nothing can be renamed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// The first catalog does not have it.
    #[error("`{0}` is not there to be renamed")]
    Unknown(Named),
    /// The second catalog does not have it under its new name.
    #[error("`{0}` cannot become `{1}`: the second schema has no such {kind}", kind = kind(.0))]
    Absent(Named, String),
    /// It has no name of its own.
    #[error("`{0}` cannot be renamed")]
    Nameless(Named),
    /// Two objects would get one name.
    #[error("`{0}` cannot become `{1}`: something else is renamed to that")]
    Twice(Named, String),
}

fn kind(of: &Named) -> &'static str {
    match of {
        Named::Object(id) => id.kind(),
        Named::Label { .. } => "label",
    }
}

/// A catalog under its new names.
pub(crate) struct Renamed<'a> {
    pub(crate) catalog: Cow<'a, Catalog>,
    pub(crate) map: Map,
    /// The statements that rename, in order.
    pub(crate) statements: Vec<Renaming>,
    /// All renames: those that were asked for, and those that go with them.
    pub(crate) all: Vec<Rename>,
}

/// The renames that lead back.
pub fn reversed(renames: &[Rename]) -> Vec<Rename> {
    let map = Map::new(renames);
    let reversed = |own: &Rename| {
        let before = bare_name(&own.of).to_owned();
        let of = match &own.of {
            Named::Object(id) => Named::Object(map.id(id)),
            Named::Label { type_, .. } => Named::Label { type_: map.named(type_), label: own.to.clone() },
        };
        Rename { of, to: before }
    };
    renames.iter().map(reversed).collect()
}

/// Gives objects of the first catalog the names that they have in the second one.
pub(crate) fn apply<'a>(from: &'a Catalog, to: &Catalog, renames: &[Rename]) -> Result<Renamed<'a>, RenameError> {
    let attached = attached::attached(from, to);
    if renames.is_empty() && attached.is_empty() {
        let (map, statements, all) = (Map::default(), Vec::new(), Vec::new());
        return Ok(Renamed { catalog: Cow::Borrowed(from), map, statements, all });
    }
    let mut all: Vec<Rename> = renames.iter().filter(|own| bare_name(&own.of) != own.to).cloned().collect();
    let is_new = |own: &Rename| !all.iter().any(|known| known.of == own.of || known.to == own.to);
    let attached: Vec<Rename> = attached.into_iter().filter(is_new).collect();
    all.extend(attached);
    all.sort();
    all.dedup();
    check(from, to, &all)?;
    inherit(from, &mut all);
    let (mut catalog, mut map) = under_names(from, to, &all);
    // What follows can make more follow: the index of a partition has that of its table.
    loop {
        let follows = follow::follows(&Parts::new(&catalog), &Parts::new(to), &map);
        if follows.is_empty() {
            break;
        }
        all.extend(follows);
        inherit(from, &mut all);
        (catalog, map) = under_names(from, to, &all);
    }
    let (statements, obstacles) = statements::statements(from, &all);
    if !obstacles.is_empty() {
        // What had the name makes room, and is no part of the wanted schema under its other name.
        let with: Vec<Rename> = all.iter().chain(&obstacles).cloned().collect();
        (catalog, map) = under_names(from, to, &with);
    }
    Ok(Renamed { catalog: Cow::Owned(catalog), map, statements, all })
}

fn under_names(from: &Catalog, to: &Catalog, renames: &[Rename]) -> (Catalog, Map) {
    let map = Map::new(renames);
    let mut catalog = from.clone();
    rewrite::rewrite(&map, &mut catalog);
    (adopt::catalog(catalog, to, &map.words()), map)
}

fn bare_name(of: &Named) -> &str {
    match of {
        Named::Object(id) => bare(id).unwrap_or_default(),
        Named::Label { label, .. } => label,
    }
}

/// Whether both catalogs have what the renames say.
fn check(from: &Catalog, to: &Catalog, renames: &[Rename]) -> Result<(), RenameError> {
    let map = Map::new(renames);
    let (old, new) = (Parts::new(from), Parts::new(to));
    let mut targets = BTreeSet::new();
    for Rename { of, to: name } in renames {
        let absent = || RenameError::Absent(of.clone(), name.clone());
        let (is_there, target) = match of {
            Named::Object(id) => {
                under(id, name).ok_or_else(|| RenameError::Nameless(of.clone()))?;
                let is_attribute = is_attribute(from, id);
                if old.get(id).is_none() && !is_attribute {
                    return Err(RenameError::Unknown(of.clone()));
                }
                let target = map.id(id);
                (new.get(&target).is_some() || self::is_attribute(to, &target), Named::Object(target))
            }
            Named::Label { type_, label } => {
                if !has_label(from, type_, label) {
                    return Err(RenameError::Unknown(of.clone()));
                }
                let type_ = map.named(type_);
                (has_label(to, &type_, name), Named::Label { type_, label: name.clone() })
            }
        };
        if !is_there {
            return Err(absent());
        }
        if !targets.insert(target) {
            return Err(RenameError::Twice(of.clone(), name.clone()));
        }
    }
    Ok(())
}

fn has_label(catalog: &Catalog, type_: &relvar_catalog::QualifiedName, label: &str) -> bool {
    let type_ = catalog.type_(type_).map(|own| &own.kind);
    matches!(type_, Some(TypeKind::Enum { labels }) if labels.iter().any(|own| own == label))
}

/// Whether an identity is that of an attribute of a composite type.
fn is_attribute(catalog: &Catalog, id: &ObjectId) -> bool {
    let ObjectId::Column { relation, name } = id else { return false };
    let type_ = catalog.type_(relation).map(|own| &own.kind);
    matches!(type_, Some(TypeKind::Composite { attributes }) if attributes.iter().any(|own| own.name == *name))
}

/// Adds what children and partitions have from their parents: PostgreSQL renames it with them.
fn inherit(catalog: &Catalog, renames: &mut Vec<Rename>) {
    let mut at = 0;
    while let Some(Rename { of, to }) = renames.get(at).cloned() {
        at += 1;
        let Named::Object(id) = of else { continue };
        let (ObjectId::Column { relation: parent, .. } | ObjectId::Constraint { relation: parent, .. }) = &id else {
            continue;
        };
        for child in catalog.relations.iter().filter(|own| own.inherits.contains(parent)) {
            let relation = child.name.clone();
            let inherited = match &id {
                ObjectId::Column { name, .. } => child
                    .columns
                    .iter()
                    .any(|own| own.name == *name && own.inherited)
                    .then(|| ObjectId::Column { relation, name: name.clone() }),
                ObjectId::Constraint { name, .. } => child
                    .constraints
                    .iter()
                    .any(|own| own.name == *name && own.inherited)
                    .then(|| ObjectId::Constraint { relation, name: name.clone() }),
                _ => None,
            };
            let known = |id: &ObjectId| renames.iter().any(|own| own.of == Named::Object(id.clone()));
            if let Some(id) = inherited.filter(|id| !known(id)) {
                renames.push(Rename { of: Named::Object(id), to: to.clone() });
            }
        }
    }
}
