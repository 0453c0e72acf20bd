//! Relations and the foreign keys between them, to be followed in either direction.
//!
//! Relations and keys have dense ids, their positions in sorted lists, so that whoever walks, draws or lays out the
//! graph can keep what it knows of them in a `Vec`.

mod build;
mod key;
mod way;

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Relation, RelationKind},
};
use relvar_codegen::{
    Config,
    model::{self, Model},
};

pub(crate) use key::unique_sets;
pub use key::{Association, Key};
pub use way::{AssociationWay, Cardinality, Direction, RustWay, Way};

/// The relations of a catalog as nodes, its foreign keys as edges.
#[derive(Debug)]
pub struct Graph<'a> {
    /// What the database says.
    pub catalog: &'a Catalog,
    /// How Rust calls it.
    pub model: &'a Model,
    keys: Vec<Key<'a>>,
    /// Keys of each relation.
    outgoing: Vec<Vec<KeyId>>,
    /// Keys that reference each relation.
    incoming: Vec<Vec<KeyId>>,
    associations: Vec<Association>,
}

/// The position of a relation in [`Catalog::relations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub usize);

/// The position of a key in [`Graph::keys`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub usize);

impl<'a> Graph<'a> {
    /// The graph of a catalog, with the foreign keys that the configuration declares beside those of the database, and
    /// the names of the model.
    pub fn new(catalog: &'a Catalog, config: &'a Config, model: &'a Model) -> Self {
        build::build(catalog, config, model)
    }

    /// Every relation with its node, by name.
    pub fn relations(&self) -> impl Iterator<Item = (Node, &'a Relation)> + use<'a> {
        self.catalog.relations.iter().enumerate().map(|(at, relation)| (Node(at), relation))
    }

    /// The relation at a node.
    pub fn relation(&self, node: Node) -> &'a Relation {
        &self.catalog.relations[node.0]
    }

    /// What is generated for the relation at a node, unless it is left out.
    pub fn generated(&self, node: Node) -> Option<&'a model::Relation> {
        self.model.relation(&self.relation(node).name)
    }

    /// The node of a relation.
    pub fn node(&self, name: &QualifiedName) -> Option<Node> {
        self.catalog.relations.binary_search_by(|r| r.name.cmp(name)).ok().map(Node)
    }

    /// Every key, by referencing relation, then by name.
    ///
    /// The copies that partitions have of the keys of their partitioned table are among them, see [`Key::inherited`].
    pub fn keys(&self) -> &[Key<'a>] {
        &self.keys
    }

    /// The key of an id.
    pub fn key(&self, id: KeyId) -> &Key<'a> {
        &self.keys[id.0]
    }

    /// Foreign keys of a relation, by name.
    pub fn outgoing(&self, node: Node) -> &[KeyId] {
        &self.outgoing[node.0]
    }

    /// Foreign keys that reference a relation, by referencing relation, then by name.
    pub fn incoming(&self, node: Node) -> &[KeyId] {
        &self.incoming[node.0]
    }

    /// Relations that connect two others, or one with itself: a unique key of theirs is made of two foreign keys.
    pub fn associations(&self) -> &[Association] {
        &self.associations
    }

    /// Keys between one relation and another, in that direction.
    pub fn between(&self, from: Node, to: Node) -> impl Iterator<Item = KeyId> + '_ {
        // Whichever has fewer: a relation may be referenced by hundreds.
        let (outgoing, incoming) = (self.outgoing(from), self.incoming(to));
        let ids = if outgoing.len() < incoming.len() { outgoing } else { incoming };
        ids.iter().copied().filter(move |id| {
            let key = self.key(*id);
            key.from == from && key.to == to
        })
    }
}

/// Whether rows of this kind are stored, so that they can have keys and indexes of their own.
pub(crate) fn is_stored(kind: RelationKind) -> bool {
    matches!(kind, RelationKind::Table | RelationKind::PartitionedTable)
}
