//! Foreign keys as edges, and pairs of them as associations.

use std::collections::BTreeSet;

use relvar_catalog::catalog::{Constraint, ForeignKey, Relation};
use relvar_codegen::model::Navigation;

use super::{KeyId, Node};

/// A foreign key, declared in the database or in the configuration.
#[derive(Clone, Debug)]
pub struct Key<'a> {
    /// The name of the constraint.
    pub name: String,
    /// The referencing relation.
    pub from: Node,
    /// The referenced relation; a key to a relation that the catalog has not is no edge.
    pub to: Node,
    /// Referencing columns, in order.
    pub columns: Vec<&'a str>,
    /// Referenced columns, in the order of `columns`.
    pub referenced_columns: Vec<&'a str>,
    /// The constraint; absent for keys that only the configuration declares. Of a key that only partitions have, the one
    /// of the first partition.
    pub declared: Option<(&'a Constraint, &'a ForeignKey)>,
    /// A partition has it as its partitioned table does, by inheritance or because what partitions have is taken for the
    /// table's too.
    pub inherited: bool,
    /// A row may reference none: a column may be null, or the database does not vouch for the key.
    pub optional: bool,
    /// At most one row references a row: the columns cover a unique key.
    pub unique: bool,
    /// What generated code calls the way to the referenced row.
    pub forward: Option<&'a Navigation>,
    /// What generated code calls the way to the referencing rows.
    pub reverse: Option<&'a Navigation>,
}

/// A relation that connects two others: a unique key of it is the disjoint union of two foreign keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Association {
    /// The connecting relation.
    pub table: Node,
    /// One of its keys.
    pub first: KeyId,
    /// The other one.
    pub second: KeyId,
}

/// The sets of columns that identify at most one row: of keys and of whole unique indexes on columns.
pub(crate) fn unique_sets(relation: &Relation) -> Vec<BTreeSet<&str>> {
    let keys = relation.unique_keys().map(|(_, key)| key.columns.iter().map(String::as_str).collect());
    let whole = relation.indexes.iter().filter(|i| i.unique && !i.invalid && i.predicate.is_none());
    let indexes = whole.filter_map(|index| index.parts.iter().map(|part| part.column.as_deref()).collect());
    keys.chain(indexes).collect()
}

/// Every one of the columns is among the others.
pub(crate) fn within(columns: &BTreeSet<&str>, others: &[&str]) -> bool {
    columns.iter().all(|column| others.contains(column))
}
