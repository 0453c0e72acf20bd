//! One difference between generated code and a database.

use std::fmt;

/// What the code says of an object and the database does not, or the other way round.
///
/// `Display` says it in a sentence that names the object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The schema of the object.
    pub schema: String,
    /// The relation, or the enum.
    pub object: String,
    /// The column, key or label; `None` where the object itself is missing.
    pub part: Option<String>,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// How generated code and a database differ.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// The database has no such relation.
    MissingRelation,
    /// The database has no such column.
    MissingColumn,
    /// The column has another type.
    Type {
        /// In the code.
        expected: String,
        /// In the database.
        found: String,
    },
    /// The column may be NULL in the database, and not in the code: reading a NULL fails.
    Null,
    /// The column may be NULL in the code, and not in the database: writing a NULL fails.
    NotNull,
    /// The code does not know the column, and a row cannot be inserted without it.
    RequiredColumn,
    /// The database has no such key: there may be several rows where the code finds one, or none where it finds one.
    MissingKey,
    /// The key is on other columns.
    Key {
        /// In the code.
        expected: String,
        /// In the database.
        found: String,
    },
    /// The database has no such enum.
    MissingEnum,
    /// The enum has no such label in the database: writing it fails.
    MissingLabel,
    /// The enum has no such label in the code: reading it fails.
    UnknownLabel,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { schema, object, part, kind } = self;
        let part = part.as_deref().unwrap_or_default();
        match kind {
            DifferenceKind::MissingRelation | DifferenceKind::MissingEnum => {
                write!(f, "`{schema}.{object}` is not in the database")
            }
            DifferenceKind::MissingColumn => write!(f, "`{schema}.{object}.{part}` is not in the database"),
            DifferenceKind::Type { expected, found } => {
                write!(
                    f,
                    "`{schema}.{object}.{part}` is of type `{expected}` in the models, but `{found}` in the database"
                )
            }
            DifferenceKind::Null => {
                write!(f, "`{schema}.{object}.{part}` is NOT NULL in the models, but nullable in the database")
            }
            DifferenceKind::NotNull => {
                write!(f, "`{schema}.{object}.{part}` is nullable in the models, but NOT NULL in the database")
            }
            DifferenceKind::RequiredColumn => {
                write!(f, "`{schema}.{object}.{part}` is not in the models, but the database requires a value for it")
            }
            DifferenceKind::MissingKey => {
                write!(f, "the key `{part}` of `{schema}.{object}` is not in the database")
            }
            DifferenceKind::Key { expected, found } => write!(
                f,
                "the key `{part}` of `{schema}.{object}` is on ({expected}) in the models, but on ({found}) in the database"
            ),
            DifferenceKind::MissingLabel => {
                write!(f, "the label `{part}` of `{schema}.{object}` is not in the database")
            }
            DifferenceKind::UnknownLabel => write!(f, "the label `{part}` of `{schema}.{object}` is not in the models"),
        }
    }
}
