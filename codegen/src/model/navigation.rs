//! Foreign keys as they are followed, in either direction.

use super::{ColumnIndex, Docs, Ident, RelationId};

/// One way from a relation to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Navigation {
    /// The constant on the row type.
    pub constant: Ident,
    /// The method of rows and sets.
    pub method: Ident,
    /// The relation it leads to.
    pub target: RelationId,
    /// How many rows are at the other end of one row.
    pub cardinality: Cardinality,
    /// The way there.
    pub path: Path,
    /// The documentation of the constant.
    pub docs: Docs,
    /// The documentation of the method.
    pub method_docs: String,
}

impl Navigation {
    /// The relations on the way, its end included.
    pub fn relations(&self) -> impl Iterator<Item = RelationId> {
        let association = match &self.path {
            Path::Direct(_) => None,
            Path::Through { association, .. } => Some(*association),
        };
        std::iter::once(self.target).chain(association)
    }
}

/// How many rows a way leads to from one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// Exactly one.
    One,
    /// One or none.
    Optional,
    /// Any number.
    Many,
}

/// Columns that are equal on both sides of a way: this side, other side.
pub type Pairs = Vec<(ColumnIndex, ColumnIndex)>;

/// The way from one relation to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Path {
    /// Along one foreign key, forward or backward.
    Direct(Pairs),
    /// Backward along one foreign key of an association table, forward along another.
    Through {
        /// The association table.
        association: RelationId,
        /// From this relation to the association.
        near: Pairs,
        /// From the association to the target.
        far: Pairs,
    },
}
