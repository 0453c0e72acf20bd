//! Table `public.store`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Customer, Inventory, Shelf};

/// A row of `public.store`.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// `store_id integer not null`
    pub store_id: i32,
    /// `name text not null`
    pub name: String,
    /// `opened_on date not null`
    pub opened_on: rt::chrono::NaiveDate,
}

/// Columns.
impl Store {
    /// `store_id integer not null`
    pub const STORE_ID: rt::Column<Self, i32> = rt::column(0);
    /// `name text not null`
    pub const NAME: rt::Column<Self, String> = rt::column(1);
    /// `opened_on date not null`
    pub const OPENED_ON: rt::Column<Self, rt::chrono::NaiveDate> = rt::column(2);
}

/// Keys.
impl Store {
    /// `store_pkey`
    pub const STORE_PKEY: rt::Key<Self> = rt::key("store_pkey", &[0]);
    /// The row with this key.
    pub fn find(store_id: i32) -> rt::Query<Self> {
        Self::STORE_PKEY.find([rt::bind(store_id)])
    }
    /// `store_name_key`
    pub const STORE_NAME_KEY: rt::Key<Self> = rt::key("store_name_key", &[1]);
    /// The row with this key.
    pub fn find_by_name(name: impl Into<String>) -> rt::Query<Self> {
        Self::STORE_NAME_KEY.find([rt::bind(name.into())])
    }
}

/// Foreign keys, in both directions.
impl Store {
    /// To `public.customer`.
    pub const CUSTOMER: rt::ToMany<Self, Customer> = rt::to_many(&[(0, 1)]);
    /// The rows of `public.customer` it leads to.
    pub fn customer(&self) -> rt::Query<Customer> {
        Self::CUSTOMER.of(self)
    }
    /// To `public.inventory`.
    pub const INVENTORY: rt::ToMany<Self, Inventory> = rt::to_many(&[(0, 2)]);
    /// The rows of `public.inventory` it leads to.
    pub fn inventory(&self) -> rt::Query<Inventory> {
        Self::INVENTORY.of(self)
    }
    /// To `public.shelf`.
    pub const SHELF: rt::ToMany<Self, Shelf> = rt::to_many(&[(0, 0)]);
    /// The rows of `public.shelf` it leads to.
    pub fn shelf(&self) -> rt::Query<Shelf> {
        Self::SHELF.of(self)
    }
}

/// The same navigation on a set.
pub trait StoreRelations: rt::Set<Store> {
    /// The rows of `public.customer` it leads to.
    fn customer(self) -> rt::Query<Customer> {
        Store::CUSTOMER.via(self)
    }
    /// The rows of `public.inventory` it leads to.
    fn inventory(self) -> rt::Query<Inventory> {
        Store::INVENTORY.via(self)
    }
    /// The rows of `public.shelf` it leads to.
    fn shelf(self) -> rt::Query<Shelf> {
        Store::SHELF.via(self)
    }
}

impl StoreRelations for rt::Query<Store> {}

impl rt::Relation for Store {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "store",
        columns: &[("store_id", rt::types::INT4), ("name", rt::types::TEXT), ("opened_on", rt::types::DATE)],
        primary_key: &[0],
        nullable: &[],
        keys: &[("store_name_key", &[1]), ("store_pkey", &[0])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { store_id: row.get(0)?, name: row.get(1)?, opened_on: row.get(2)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.store_id,
            1 => &self.name,
            2 => &self.opened_on,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Store {
    type New = NewStore;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewStore {
    /// `name text not null`
    pub name: String,
    /// `opened_on date not null`
    pub opened_on: rt::chrono::NaiveDate,
    /// What may be left out.
    pub optional: NewStoreOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewStoreOptional {
    /// `store_id integer not null`
    pub store_id: Option<i32>,
}

impl rt::Insertable for NewStore {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => rt::optional(&self.optional.store_id),
            1 => Some(&self.name),
            2 => Some(&self.opened_on),
            _ => None,
        }
    }
}
