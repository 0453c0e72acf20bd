//! A relation as data: its name, columns, keys and indexes.

use std::fmt;

use crate::value::SqlType;

/// The name and the columns of a relation, as data.
#[derive(Debug)]
pub struct RelationMeta {
    /// The schema, unquoted.
    pub schema: &'static str,
    /// The name within the schema, unquoted.
    pub name: &'static str,
    /// Name and type of each column, in the order of the row's fields.
    pub columns: &'static [(&'static str, SqlType)],
    /// The columns of the primary key, in its order; empty where there is none.
    pub primary_key: &'static [u16],
    /// The columns that the database lets be NULL, whatever their types here say.
    pub nullable: &'static [u16],
    /// The keys that the database is to enforce, primary, unique and foreign: name and columns of each.
    pub keys: &'static [(&'static str, &'static [u16])],
    /// The columns of the indexes of all rows in which no two rows have the same values.
    pub unique: &'static [&'static [u16]],
    /// The columns of the other indexes of all rows: these find rows by the values of their first columns.
    pub indexes: &'static [&'static [u16]],
    /// The columns of the foreign keys that lead from every row to a row: validated, enforced, checked at once, and
    /// never NULL.
    pub mandatory: &'static [&'static [u16]],
}

impl RelationMeta {
    /// Whether both are the same relation of the database.
    pub(crate) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || (self.schema == other.schema && self.name == other.name)
    }

    /// Whether an index finds rows by the values of these columns.
    pub(crate) fn is_indexed(&self, columns: &[u16]) -> bool {
        self.unique.iter().chain(self.indexes).any(|index| {
            let leading = &index[..columns.len().min(index.len())];
            leading.len() == columns.len() && leading.iter().all(|column| columns.contains(column))
        })
    }

    /// Whether no two rows have the same values in these columns, as a key or an index vouches for.
    pub(crate) fn is_unique(&self, columns: &[u16]) -> bool {
        let same = |key: &[u16]| key.len() == columns.len() && key.iter().all(|column| columns.contains(column));
        same(self.primary_key) || self.unique.iter().any(|index| same(index))
    }

    /// Whether the foreign key on these columns leads from every row to a row.
    pub(crate) fn is_mandatory(&self, columns: &[u16]) -> bool {
        self.mandatory.iter().any(|key| key.len() == columns.len() && key.iter().all(|column| columns.contains(column)))
    }

    /// The name of a column, unquoted.
    pub(crate) fn name_of(&self, column: u16) -> &'static str {
        self.columns[usize::from(column)].0
    }

    /// The type of a column.
    pub(crate) fn type_of(&self, column: u16) -> SqlType {
        self.columns[usize::from(column)].1
    }
}

impl fmt::Display for RelationMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}.{}`", self.schema, self.name)
    }
}
