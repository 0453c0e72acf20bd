//! Table `public.inventory`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Film, Rental, Shelf, Store};

/// A row of `public.inventory`.
#[derive(Clone, Debug, PartialEq)]
pub struct Inventory {
    /// `inventory_id integer not null`
    pub inventory_id: i32,
    /// `film_id integer not null`
    pub film_id: i32,
    /// `store_id integer not null`
    pub store_id: i32,
    /// `shelf_code text`
    pub shelf_code: Option<String>,
}

/// Columns.
impl Inventory {
    /// `inventory_id integer not null`
    pub const INVENTORY_ID: rt::Column<Self, i32> = rt::column(0);
    /// `film_id integer not null`
    pub const FILM_ID: rt::Column<Self, i32> = rt::column(1);
    /// `store_id integer not null`
    pub const STORE_ID: rt::Column<Self, i32> = rt::column(2);
    /// `shelf_code text`
    pub const SHELF_CODE: rt::Column<Self, Option<String>> = rt::column(3);
}

/// Keys.
impl Inventory {
    /// `inventory_pkey`
    pub const INVENTORY_PKEY: rt::Key<Self> = rt::key("inventory_pkey", &[0]);
    /// The row with this key.
    pub fn find(inventory_id: i32) -> rt::Query<Self> {
        Self::INVENTORY_PKEY.find([rt::bind(inventory_id)])
    }
}

/// Foreign keys, in both directions.
impl Inventory {
    /// To `public.film`.
    pub const FILM: rt::ToOne<Self, Film> = rt::to_one(&[(1, 0)]);
    /// The rows of `public.film` it leads to.
    pub fn film(&self) -> rt::Query<Film> {
        Self::FILM.of(self)
    }
    /// To `public.rental`.
    pub const RENTAL: rt::ToMany<Self, Rental> = rt::to_many(&[(0, 1)]);
    /// The rows of `public.rental` it leads to.
    pub fn rental(&self) -> rt::Query<Rental> {
        Self::RENTAL.of(self)
    }
    /// To `public.shelf`.
    pub const SHELF: rt::ToOptional<Self, Shelf> = rt::to_optional(&[(2, 0), (3, 1)]);
    /// The rows of `public.shelf` it leads to.
    pub fn shelf(&self) -> rt::Query<Shelf> {
        Self::SHELF.of(self)
    }
    /// To `public.store`.
    pub const STORE: rt::ToOne<Self, Store> = rt::to_one(&[(2, 0)]);
    /// The rows of `public.store` it leads to.
    pub fn store(&self) -> rt::Query<Store> {
        Self::STORE.of(self)
    }
}

/// The same navigation on a set.
pub trait InventoryRelations: rt::Set<Inventory> {
    /// The rows of `public.film` it leads to.
    fn film(self) -> rt::Query<Film> {
        Inventory::FILM.via(self)
    }
    /// The rows of `public.rental` it leads to.
    fn rental(self) -> rt::Query<Rental> {
        Inventory::RENTAL.via(self)
    }
    /// The rows of `public.shelf` it leads to.
    fn shelf(self) -> rt::Query<Shelf> {
        Inventory::SHELF.via(self)
    }
    /// The rows of `public.store` it leads to.
    fn store(self) -> rt::Query<Store> {
        Inventory::STORE.via(self)
    }
}

impl InventoryRelations for rt::Query<Inventory> {}

impl rt::Relation for Inventory {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "inventory",
        columns: &[
            ("inventory_id", rt::types::INT4),
            ("film_id", rt::types::INT4),
            ("store_id", rt::types::INT4),
            ("shelf_code", rt::types::TEXT),
        ],
        primary_key: &[0],
        nullable: &[3],
        keys: &[
            ("inventory_film_id_fkey", &[1]),
            ("inventory_pkey", &[0]),
            ("inventory_store_id_fkey", &[2]),
            ("inventory_store_id_shelf_code_fkey", &[2, 3]),
        ],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { inventory_id: row.get(0)?, film_id: row.get(1)?, store_id: row.get(2)?, shelf_code: row.get(3)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.inventory_id,
            1 => &self.film_id,
            2 => &self.store_id,
            3 => &self.shelf_code,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Inventory {
    type New = NewInventory;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewInventory {
    /// `film_id integer not null`
    pub film_id: i32,
    /// `store_id integer not null`
    pub store_id: i32,
    /// What may be left out.
    pub optional: NewInventoryOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewInventoryOptional {
    /// `inventory_id integer not null`
    pub inventory_id: Option<i32>,
    /// `shelf_code text`
    pub shelf_code: Option<String>,
}

impl rt::Insertable for NewInventory {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => rt::optional(&self.optional.inventory_id),
            1 => Some(&self.film_id),
            2 => Some(&self.store_id),
            3 => rt::optional(&self.optional.shelf_code),
            _ => None,
        }
    }
}
