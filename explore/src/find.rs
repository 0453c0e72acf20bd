//! The relation that a user means.

use std::fmt;

use relvar_catalog::{Catalog, QualifiedName, catalog::Relation};

/// Names that a misspelt one may have meant: so many at most.
const SUGGESTIONS: usize = 3;

/// There is no such relation, or more than one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// No relation has the name.
    Unknown {
        /// The name.
        name: String,
        /// Names that may have been meant, the likeliest first.
        similar: Vec<QualifiedName>,
    },
    /// Relations of several schemas have it.
    Ambiguous {
        /// The name.
        name: String,
        /// These relations.
        candidates: Vec<QualifiedName>,
    },
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |names: &[QualifiedName]| names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
        match self {
            Self::Unknown { name, similar } if similar.is_empty() => {
                write!(f, "no relation `{name}`\nhint: `relvar list` shows them all")
            }
            Self::Unknown { name, similar } => {
                write!(f, "no relation `{name}`\nhint: did you mean {}?", quoted(similar))
            }
            Self::Ambiguous { name, candidates } => {
                write!(f, "`{name}` is in several schemas\nhint: say which: {}", quoted(candidates))
            }
        }
    }
}

/// The relation of that name: qualified, with quotes or without, or the name alone where one schema has it. Of several
/// schemas, `public` goes first, as it does on PostgreSQL's search path.
pub fn find<'a>(catalog: &'a Catalog, name: &str) -> Result<&'a Relation, FindError> {
    let exact = |r: &&Relation| r.name.to_string() == name || format!("{}.{}", r.name.schema, r.name.name) == name;
    if let Some(relation) = catalog.relations.iter().find(exact) {
        return Ok(relation);
    }
    let named: Vec<_> = catalog.relations.iter().filter(|r| r.name.name == name).collect();
    match named.as_slice() {
        [relation] => Ok(relation),
        [] => Err(FindError::Unknown { name: name.to_owned(), similar: similar(catalog, name) }),
        several => match several.iter().find(|r| r.name.schema == "public") {
            Some(relation) => Ok(relation),
            None => Err(FindError::Ambiguous {
                name: name.to_owned(),
                candidates: several.iter().map(|r| r.name.clone()).collect(),
            }),
        },
    }
}

fn similar(catalog: &Catalog, name: &str) -> Vec<QualifiedName> {
    let wanted = name.rsplit('.').next().unwrap_or(name).trim_matches('"').to_lowercase();
    let mut near: Vec<_> = catalog
        .relations
        .iter()
        .map(|r| (strsim::jaro_winkler(&r.name.name.to_lowercase(), &wanted), &r.name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.into_iter().take(SUGGESTIONS).map(|(_, name)| name.clone()).collect()
}

/// The name among `names` that `wanted` may have meant.
pub(crate) fn nearest<'a>(names: impl IntoIterator<Item = &'a str>, wanted: &str) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(name, wanted);
    let best = names.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    best.filter(|name| likeness(name) > 0.8)
}
