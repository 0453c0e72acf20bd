//! What gets another name: an object, or a label of an enum.

use std::{fmt, str::FromStr};

use relvar_catalog::{
    QualifiedName,
    catalog::{ObjectId, ParseObjectIdError, identifier},
};
use serde::{Serialize, Serializer};

/// What has a name that can change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// An object, under the name that it has in the first catalog.
    Object(ObjectId),
    /// A label of an enum.
    Label {
        /// The enum, under the name that it has in the first catalog.
        type_: QualifiedName,
        /// The label.
        label: String,
    },
}

/// A new name for something that stays.
///
/// Displayed and parsed as `column public.film.length=duration` and `label sad of type public.mood=glum`.
///
/// ```
/// # use relvar_migrate::Rename;
/// let rename: Rename = "column public.film.length=duration".parse()?;
/// assert_eq!(rename.to, "duration");
/// # Ok::<(), relvar_migrate::ParseRenameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rename {
    /// What gets the name.
    pub of: Named,
    /// The name, without its schema or its table.
    pub to: String,
}

/// A text that is no rename.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseRenameError {
    /// There is no new name.
    #[error("`{0}` has no new name; write the object and its new name, such as `column public.film.length=duration`")]
    NoName(String),
    /// The new name is not one identifier.
    #[error("`{0}` is not a new name; write it without its schema, with double quotes where SQL needs them")]
    Name(String),
    /// What comes before the new name names no object.
    #[error(transparent)]
    Object(#[from] ParseObjectIdError),
}

impl FromStr for Rename {
    type Err = ParseRenameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let at = outside_quotes(text, "=").ok_or_else(|| ParseRenameError::NoName(text.to_owned()))?;
        let (of, to) = (text[..at].trim(), text[at + 1..].trim());
        let to = unquoted(to).ok_or_else(|| ParseRenameError::Name(to.to_owned()))?;
        let of = match label(of) {
            Some(label) => label,
            None => Named::Object(of.parse()?),
        };
        Ok(Self { of, to })
    }
}

/// `label sad of type public.mood`
fn label(text: &str) -> Option<Named> {
    let rest = text.strip_prefix("label ")?;
    let at = outside_quotes(rest, " of type ")?;
    let label = unquoted(rest[..at].trim())?;
    Some(Named::Label { type_: rest[at + " of type ".len()..].parse().ok()?, label })
}

/// The last place of a text that no double quotes enclose.
fn outside_quotes(text: &str, sought: &str) -> Option<usize> {
    let places = text.match_indices(sought).map(|(at, _)| at);
    places.filter(|at| text[..*at].matches('"').count().is_multiple_of(2)).last()
}

/// One identifier, without its quotes.
fn unquoted(text: &str) -> Option<String> {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => (!inner.replace("\"\"", "").contains('"')).then(|| inner.replace("\"\"", "\"")),
        None => (!text.is_empty() && !text.contains(['"', '.', ' '])).then(|| text.to_owned()),
    }
    .filter(|name| !name.is_empty())
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(id) => write!(f, "{id}"),
            Self::Label { type_, label } => write!(f, "label {} of type {type_}", identifier(label)),
        }
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.of, identifier(&self.to))
    }
}

impl Serialize for Rename {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The identity of an object under another name; nothing for what has no name of its own.
pub(crate) fn under(id: &ObjectId, to: &str) -> Option<ObjectId> {
    let to = to.to_owned();
    let qualified = |name: &QualifiedName| QualifiedName::new(&name.schema, &to);
    Some(match id.clone() {
        ObjectId::Relation { kind, name } => ObjectId::Relation { kind, name: qualified(&name) },
        ObjectId::Index(name) => ObjectId::Index(qualified(&name)),
        ObjectId::Type(name) => ObjectId::Type(qualified(&name)),
        ObjectId::Sequence(name) => ObjectId::Sequence(qualified(&name)),
        ObjectId::Routine { kind, name, arguments } => ObjectId::Routine { kind, name: qualified(&name), arguments },
        ObjectId::Column { relation, .. } => ObjectId::Column { relation, name: to },
        ObjectId::Constraint { relation, .. } => ObjectId::Constraint { relation, name: to },
        ObjectId::DomainConstraint { domain, .. } => ObjectId::DomainConstraint { domain, name: to },
        ObjectId::Trigger { relation, .. } => ObjectId::Trigger { relation, name: to },
        ObjectId::Rule { relation, .. } => ObjectId::Rule { relation, name: to },
        ObjectId::Policy { relation, .. } => ObjectId::Policy { relation, name: to },
        _ => return None,
    })
}

/// The name of an object, without its schema or its table.
pub(crate) fn bare(id: &ObjectId) -> Option<&str> {
    match id {
        ObjectId::Relation { name, .. }
        | ObjectId::Index(name)
        | ObjectId::Type(name)
        | ObjectId::Sequence(name)
        | ObjectId::Routine { name, .. } => Some(&name.name),
        ObjectId::Column { name, .. }
        | ObjectId::Constraint { name, .. }
        | ObjectId::DomainConstraint { name, .. }
        | ObjectId::Trigger { name, .. }
        | ObjectId::Rule { name, .. }
        | ObjectId::Policy { name, .. } => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ParseRenameError, Rename};

    #[test]
    fn renames_survive_their_text() {
        for text in [
            "column public.film.length=duration",
            "table public.film=\"a=b\"",
            "column public.\"x=y\".a=b",
            "label \"of type x\" of type public.mood=\"it is \"\"so\"\"\"",
            "function public.rank(integer, text)=place",
        ] {
            let rename: Rename = text.parse().unwrap();
            assert_eq!(rename.to_string(), text);
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        let parse = |text: &str| text.parse::<Rename>().unwrap_err();
        assert!(matches!(parse("column public.film.length"), ParseRenameError::NoName(_)));
        assert!(matches!(parse("column public.film.length=public.film.x"), ParseRenameError::Name(_)));
        assert!(matches!(parse("film=movie"), ParseRenameError::Object(_)));
    }
}
