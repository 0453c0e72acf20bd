//! Relations, their columns and their keys.

use std::collections::BTreeMap;

use relvar_catalog::{QualifiedName, catalog::RelationKind};

use super::{ColumnIndex, Docs, Ident, Navigation, RelationId, SchemaId, UserTypeId, ValueType, Variant};
use crate::code::Code;

/// A relation: one file of generated code.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The schema it is in.
    pub schema: SchemaId,
    /// Its name in the database.
    pub sql: QualifiedName,
    /// What it is.
    pub kind: RelationKind,
    /// The row type.
    pub row: Ident,
    /// The module, and with it the file.
    pub module: Ident,
    /// The trait of the navigation on sets.
    pub traversal: Ident,
    /// The trait that gives the row type its foreign keys, where that is in a crate below.
    pub key_trait: Option<Ident>,
    /// Kind and name, as documentation: ``Table `public.film`.``
    pub title: String,
    /// The name, as documentation: `` `public.film` ``
    pub title_name: String,
    /// The documentation of the row type.
    pub docs: Docs,
    /// More attributes of the row type.
    pub attributes: Vec<Code>,
    /// What its file imports.
    pub imports: Imports,
    /// Columns, in attribute order.
    pub columns: Vec<Column>,
    /// The columns of the primary key; empty without one.
    pub primary_key: Vec<ColumnIndex>,
    /// The primary key, then the other unique keys, by name.
    pub keys: Vec<Key>,
    /// The unique indexes that are no constraint, by name.
    pub unique_indexes: Vec<UniqueIndex>,
    /// The keys that the database enforces and this model relies on: primary, unique and foreign, by name.
    pub declared_keys: Vec<(String, Vec<ColumnIndex>)>,
    /// The indexes that find rows by the values of their first columns.
    pub indexes: Vec<Index>,
    /// The columns of the foreign keys that lead from every row to a row.
    pub mandatory: Vec<Vec<ColumnIndex>>,
    /// Foreign keys in both directions: to one, reverse, through associations.
    pub navigation: Vec<Navigation>,
    /// How many foreign keys of its own can be followed.
    pub foreign_keys: usize,
    /// The new-row struct, where rows can be written.
    pub new_row: Option<NewRow>,
    /// The enum of the constraints an error may name.
    pub constraints: Option<Constraints>,
    /// Its rows are values too: of a column, an argument or an attribute.
    pub is_value: bool,
}

impl Relation {
    /// The column at an index.
    pub fn column(&self, index: ColumnIndex) -> &Column {
        &self.columns[index.position()]
    }
}

/// What the file of a relation imports, under the names it has there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imports {
    /// Row types.
    pub relations: BTreeMap<RelationId, Ident>,
    /// Enums, domains and composite types.
    pub types: BTreeMap<UserTypeId, Ident>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name in the database.
    pub sql: String,
    /// The field of the row struct.
    pub field: Ident,
    /// The constant on the row type.
    pub constant: Ident,
    /// Its documentation: the comment, then the declaration.
    pub docs: Docs,
    /// Its declaration in SQL, as documentation.
    pub declaration: String,
    /// Attributes of the field.
    pub attributes: Vec<Code>,
    /// Its type.
    pub type_: ValueType,
    /// It may be null.
    pub nullable: bool,
    /// The database lets it be null, whatever the configuration vouches for.
    pub null_in_database: bool,
    /// How it takes a value.
    pub input: Input,
}

/// How a column takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A new row must have one.
    Required,
    /// A new row may leave it out; it then takes its default, or null where it has none.
    Optional {
        /// It has a default and may be null, so that leaving it out and setting it to null differ.
        null_differs: bool,
    },
    /// The database makes it.
    Generated,
}

/// A primary key or another unique key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The name of the constraint or index.
    pub sql: String,
    /// The constant on the row type, for keys that `ON CONFLICT` can name: constraints that are not deferrable.
    pub constant: Option<Ident>,
    /// What it is, in words: `primary key (film_id)`.
    pub declaration: String,
    /// Its columns, in order.
    pub columns: Vec<ColumnIndex>,
    /// Its columns, as documentation: `` `film_id` and `actor_id` ``
    pub columns_in_words: String,
    /// The function that finds a row by it; absent where another key has the same columns.
    pub finder: Option<Ident>,
}

/// A unique index that is no constraint: what an insert may conflict with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueIndex {
    /// The name of the index.
    pub sql: String,
    /// The constant on the row type.
    pub constant: Ident,
    /// What it is, in words: `unique index (lower(email)) where active`.
    pub declaration: String,
    /// What `ON CONFLICT` infers it from.
    pub target: String,
}

/// An index of all rows that finds them by equality.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Index {
    /// Its columns, in order, up to the first expression.
    pub columns: Vec<ColumnIndex>,
    /// No two rows have the same values in these columns.
    pub unique: bool,
}

/// The enum of a relation's constraints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraints {
    /// Its name.
    pub name: Ident,
    /// A variant for each constraint and unique index, by name.
    pub variants: Vec<Variant>,
}

/// The structs of a new row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// The struct.
    pub name: Ident,
    /// The struct of what may be left out, where there is such a column, and the field that holds it.
    pub optional: Option<(Ident, Ident)>,
}
