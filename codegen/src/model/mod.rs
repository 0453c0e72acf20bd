//! The model: a database as Rust will see it, every name and every type decided.

mod builtin;
mod name;
mod navigation;
mod relation;
mod routine;
mod traits;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::QualifiedName;

pub use builtin::{BuiltinType, Home};
pub use name::{Ident, Name};
pub use navigation::{Cardinality, Navigation, Pairs, Path};
pub use relation::{Column, Constraints, Imports, Index, Input, Key, NewRow, Relation, UniqueIndex};
pub use routine::{Gives, Parameter, Passing, Record, RecordField, Routine, With};
pub use traits::Traits;
pub(crate) use traits::trait_name;
pub use types::{
    ArrayShape, Attribute, Enum, Newtype, Read, RustType, SerdeNames, SqlType, UserType, UserTypeKind, ValueType,
    Variant, Wire,
};

use crate::code::Code;

/// Everything that will be generated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Schemas with something in them, by name.
    pub schemas: Vec<Schema>,
    /// Relations, by name.
    pub relations: Vec<Relation>,
    /// Enums, domains and composite types, by name.
    pub types: Vec<UserType>,
    /// How it is printed.
    pub output: Output,
}

impl Model {
    /// The relation of that name, where it is generated.
    pub fn relation(&self, name: &QualifiedName) -> Option<&Relation> {
        self.relations.binary_search_by(|r| r.sql.cmp(name)).ok().map(|at| &self.relations[at])
    }

    /// The schema of an id of this model.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0 as usize]
    }

    /// The relation of an id of this model.
    pub fn at(&self, id: RelationId) -> &Relation {
        &self.relations[id.position()]
    }

    /// The type of an id of this model.
    pub fn type_(&self, id: UserTypeId) -> &UserType {
        &self.types[id.0 as usize]
    }

    /// The schemas of which a crate of rows has something.
    pub fn schemas_of(&self, part: &Part) -> BTreeSet<SchemaId> {
        let rows = part.relations.iter().map(|id| self.at(*id).schema);
        let types = self.types.iter().filter(|_| part.is_base).map(|type_| type_.schema);
        rows.chain(types).collect()
    }

    /// A Rust type without the aliases of domains.
    pub fn resolve<'a>(&'a self, mut type_: &'a RustType) -> &'a RustType {
        while let RustType::User(id) = type_ {
            match &self.type_(*id).kind {
                UserTypeKind::Domain(base) => type_ = &base.rust,
                UserTypeKind::Enum(_) | UserTypeKind::Newtype(_) | UserTypeKind::Composite(_) => break,
            }
        }
        type_
    }
}

/// A schema: one module of generated code.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Its name in the database and its module.
    pub name: Name,
    /// Its documentation.
    pub docs: Docs,
    /// Its kind and name, as documentation: `` schema `public` ``
    pub title_name: String,
    /// Its relations.
    pub relations: Vec<RelationId>,
    /// Its types.
    pub types: Vec<UserTypeId>,
    /// Its functions and procedures, by their names in Rust.
    pub routines: Vec<Routine>,
    /// The feature of the crate that brings it in; absent where it is always there.
    pub feature: Option<Feature>,
}

/// A feature of a generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// Other schemas that the schema's types stand on: it cannot do without them.
    pub requires: BTreeSet<SchemaId>,
}

/// The position of a schema in [`Model::schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub u32);

/// The position of a relation in [`Model::relations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationId(pub u32);

impl RelationId {
    /// Its position in [`Model::relations`].
    pub fn position(self) -> usize {
        self.0 as usize
    }
}

/// The position of a type in [`Model::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserTypeId(pub u32);

/// The position of a column in its relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnIndex(pub u16);

impl ColumnIndex {
    /// The index of a column at a position; nothing past what PostgreSQL allows.
    pub(crate) fn from_position(position: usize) -> Option<Self> {
        u16::try_from(position).ok().filter(|at| *at < u16::MAX).map(Self)
    }

    /// Its position among the columns of its relation.
    pub fn position(self) -> usize {
        usize::from(self.0)
    }
}

/// Documentation: lines of Markdown that no comment in the database can break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs(pub Vec<String>);

/// How a model is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// A tree of modules, or a crate.
    pub layout: Layout,
    /// More derives of row structs, as paths.
    pub row_derives: BTreeSet<Code>,
    /// More derives of enums, as paths.
    pub enum_derives: BTreeSet<Code>,
    /// The features of the runtime that its types take.
    pub features: Vec<&'static str>,
}

impl Output {
    /// The crates of rows below the crate.
    pub fn parts(&self) -> &[Part] {
        match &self.layout {
            Layout::Module => &[],
            Layout::Crate(package) => &package.parts,
        }
    }
}

/// What the generated files are to Cargo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A tree of modules with a `mod.rs` at its root.
    #[default]
    Module,
    /// A crate of its own: a manifest and `src/lib.rs`.
    Crate(Package),
}

/// What a generated crate is to Cargo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its dependencies, by name: what stands behind `name =`.
    pub dependencies: BTreeMap<String, String>,
    /// The crates below it, which have the rows; none where it has them itself.
    pub parts: Vec<Part>,
}

/// A crate of rows. The keys between them are in the crate above: it knows both ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// What Rust calls it.
    pub rust: Ident,
    /// Its folder, in that of the crate above.
    pub folder: String,
    /// Its dependencies on others than this package's, by name: what stands behind `name =`.
    pub dependencies: BTreeMap<String, String>,
    /// Whether it has the types of the database, and is what the other parts stand on.
    pub is_base: bool,
    /// Whose rows it has.
    pub relations: Vec<RelationId>,
}
