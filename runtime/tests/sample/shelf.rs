//! Table `public.shelf`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Inventory, Store};

/// A row of `public.shelf`.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelf {
    /// `store_id integer not null`
    pub store_id: i32,
    /// `code text not null`
    pub code: String,
    /// `floor smallint not null`
    pub floor: i16,
}

/// Columns.
impl Shelf {
    /// `store_id integer not null`
    pub const STORE_ID: rt::Column<Self, i32> = rt::column(0);
    /// `code text not null`
    pub const CODE: rt::Column<Self, String> = rt::column(1);
    /// `floor smallint not null`
    pub const FLOOR: rt::Column<Self, i16> = rt::column(2);
}

/// Keys.
impl Shelf {
    /// `shelf_pkey`
    pub const SHELF_PKEY: rt::Key<Self> = rt::key("shelf_pkey", &[0, 1]);
    /// The row with this key.
    pub fn find(store_id: i32, code: impl Into<String>) -> rt::Query<Self> {
        Self::SHELF_PKEY.find([rt::bind(store_id), rt::bind(code.into())])
    }
}

/// Foreign keys, in both directions.
impl Shelf {
    /// To `public.inventory`.
    pub const INVENTORY: rt::ToMany<Self, Inventory> = rt::to_many(&[(0, 2), (1, 3)]);
    /// The rows of `public.inventory` it leads to.
    pub fn inventory(&self) -> rt::Query<Inventory> {
        Self::INVENTORY.of(self)
    }
    /// To `public.store`.
    pub const STORE: rt::ToOne<Self, Store> = rt::to_one(&[(0, 0)]);
    /// The rows of `public.store` it leads to.
    pub fn store(&self) -> rt::Query<Store> {
        Self::STORE.of(self)
    }
}

/// The same navigation on a set.
pub trait ShelfRelations: rt::Set<Shelf> {
    /// The rows of `public.inventory` it leads to.
    fn inventory(self) -> rt::Query<Inventory> {
        Shelf::INVENTORY.via(self)
    }
    /// The rows of `public.store` it leads to.
    fn store(self) -> rt::Query<Store> {
        Shelf::STORE.via(self)
    }
}

impl ShelfRelations for rt::Query<Shelf> {}

impl rt::Relation for Shelf {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "shelf",
        columns: &[("store_id", rt::types::INT4), ("code", rt::types::TEXT), ("floor", rt::types::INT2)],
        primary_key: &[0, 1],
        nullable: &[],
        keys: &[("shelf_pkey", &[0, 1]), ("shelf_store_id_fkey", &[0])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { store_id: row.get(0)?, code: row.get(1)?, floor: row.get(2)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.store_id,
            1 => &self.code,
            2 => &self.floor,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Shelf {
    type New = NewShelf;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewShelf {
    /// `store_id integer not null`
    pub store_id: i32,
    /// `code text not null`
    pub code: String,
    /// What may be left out.
    pub optional: NewShelfOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewShelfOptional {
    /// `floor smallint not null`
    pub floor: Option<i16>,
}

impl rt::Insertable for NewShelf {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => Some(&self.store_id),
            1 => Some(&self.code),
            2 => rt::optional(&self.optional.floor),
            _ => None,
        }
    }
}
