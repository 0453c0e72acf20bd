//! A diagram: what every format draws, before any of them has a say.

use relvar_catalog::{QualifiedName, catalog::RelationKind};
use serde::Serialize;

/// Entities and the relationships between them, in a stable order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diagram {
    /// The relations, by name.
    pub entities: Vec<Entity>,
    /// The foreign keys between them, by referencing relation, then by name.
    pub relationships: Vec<Relationship>,
}

impl Diagram {
    /// The relations lie in more than one schema, so that their names alone do not tell them apart.
    pub fn has_schemas(&self) -> bool {
        self.entities.windows(2).any(|pair| pair[0].name.schema != pair[1].name.schema)
    }

    /// The name to draw for an entity: with its schema where there are several.
    pub fn label(&self, entity: &Entity) -> String {
        let QualifiedName { schema, name } = &entity.name;
        if self.has_schemas() { format!("{schema}.{name}") } else { name.clone() }
    }
}

/// A relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entity {
    /// Its name.
    pub name: QualifiedName,
    /// What it is.
    pub kind: RelationKind,
    /// The diagram is drawn around it.
    pub focus: bool,
    /// The columns that are drawn, in attribute order.
    pub attributes: Vec<Attribute>,
    /// How many columns are not drawn, unless those that are joined are all that was wanted.
    pub hidden: usize,
    /// `COMMENT ON`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A column.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type, in PostgreSQL's shorter names: `timestamptz`, `varchar(80)`.
    #[serde(rename = "type")]
    pub type_: String,
    /// It is never null.
    pub not_null: bool,
    /// It is part of the primary key.
    pub primary: bool,
    /// It is part of a foreign key.
    pub foreign: bool,
    /// It alone is a unique key; of a key with others it is not said, for it would look the same.
    pub unique: bool,
    /// The labels of its type, of an enum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// `COMMENT ON COLUMN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Attribute {
    /// `PK`, `FK` and `UK`, as far as they are due; what is part of the primary key is not said to be unique as well.
    pub fn markers(&self) -> Vec<&'static str> {
        let marks = [(self.primary, "PK"), (self.foreign, "FK"), (self.unique && !self.primary, "UK")];
        marks.into_iter().filter(|(due, _)| *due).map(|(_, mark)| mark).collect()
    }
}

/// A foreign key, composite ones included: one relationship each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Relationship {
    /// The name of the constraint.
    pub name: String,
    /// The referencing relation, as its position among the entities.
    pub child: usize,
    /// The referenced relation, as its position among the entities.
    pub parent: usize,
    /// Referencing columns, in order.
    pub columns: Vec<String>,
    /// Referenced columns, in the order of `columns`.
    pub referenced_columns: Vec<String>,
    /// How many rows reference one row.
    pub children: Children,
    /// How many rows one row references.
    pub parents: Parents,
    /// The configuration alone declares it.
    pub configured: bool,
}

/// How many rows reference one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Children {
    /// At most one: the columns of the key are unique.
    ZeroOrOne,
    /// Any number.
    ZeroOrMore,
}

/// How many rows one row references.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Parents {
    /// Exactly one: no column of the key may be null.
    One,
    /// None, where a column is null or the database does not vouch for the key.
    ZeroOrOne,
}
