//! Table `public.rental`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Customer, Inventory, Payment};

/// A row of `public.rental`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rental {
    /// `rental_id bigint not null`
    pub rental_id: i64,
    /// `inventory_id integer not null`
    pub inventory_id: i32,
    /// `customer_id uuid not null`
    pub customer_id: rt::uuid::Uuid,
    /// `rented_at timestamp with time zone not null`
    pub rented_at: rt::chrono::DateTime<rt::chrono::Utc>,
    /// `returned_at timestamp with time zone`
    pub returned_at: Option<rt::chrono::DateTime<rt::chrono::Utc>>,
}

/// Columns.
impl Rental {
    /// `rental_id bigint not null`
    pub const RENTAL_ID: rt::Generated<Self, i64> = rt::generated(0);
    /// `inventory_id integer not null`
    pub const INVENTORY_ID: rt::Column<Self, i32> = rt::column(1);
    /// `customer_id uuid not null`
    pub const CUSTOMER_ID: rt::Column<Self, rt::uuid::Uuid> = rt::column(2);
    /// `rented_at timestamp with time zone not null`
    pub const RENTED_AT: rt::Column<Self, rt::chrono::DateTime<rt::chrono::Utc>> = rt::column(3);
    /// `returned_at timestamp with time zone`
    pub const RETURNED_AT: rt::Column<Self, Option<rt::chrono::DateTime<rt::chrono::Utc>>> = rt::column(4);
}

/// Keys.
impl Rental {
    /// `rental_pkey`
    pub const RENTAL_PKEY: rt::Key<Self> = rt::key("rental_pkey", &[0]);
    /// The row with this key.
    pub fn find(rental_id: i64) -> rt::Query<Self> {
        Self::RENTAL_PKEY.find([rt::bind(rental_id)])
    }
}

/// Foreign keys, in both directions.
impl Rental {
    /// To `public.customer`.
    pub const CUSTOMER: rt::ToOne<Self, Customer> = rt::to_one(&[(2, 0)]);
    /// The rows of `public.customer` it leads to.
    pub fn customer(&self) -> rt::Query<Customer> {
        Self::CUSTOMER.of(self)
    }
    /// To `public.inventory`.
    pub const INVENTORY: rt::ToOne<Self, Inventory> = rt::to_one(&[(1, 0)]);
    /// The rows of `public.inventory` it leads to.
    pub fn inventory(&self) -> rt::Query<Inventory> {
        Self::INVENTORY.of(self)
    }
    /// To `public.payment`.
    pub const PAYMENT: rt::ToMany<Self, Payment> = rt::to_many(&[(0, 1)]);
    /// The rows of `public.payment` it leads to.
    pub fn payment(&self) -> rt::Query<Payment> {
        Self::PAYMENT.of(self)
    }
}

/// The same navigation on a set.
pub trait RentalRelations: rt::Set<Rental> {
    /// The rows of `public.customer` it leads to.
    fn customer(self) -> rt::Query<Customer> {
        Rental::CUSTOMER.via(self)
    }
    /// The rows of `public.inventory` it leads to.
    fn inventory(self) -> rt::Query<Inventory> {
        Rental::INVENTORY.via(self)
    }
    /// The rows of `public.payment` it leads to.
    fn payment(self) -> rt::Query<Payment> {
        Rental::PAYMENT.via(self)
    }
}

impl RentalRelations for rt::Query<Rental> {}

impl rt::Relation for Rental {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "rental",
        columns: &[
            ("rental_id", rt::types::INT8),
            ("inventory_id", rt::types::INT4),
            ("customer_id", rt::types::UUID),
            ("rented_at", rt::types::TIMESTAMPTZ),
            ("returned_at", rt::types::TIMESTAMPTZ),
        ],
        primary_key: &[0],
        nullable: &[4],
        keys: &[("rental_customer_id_fkey", &[2]), ("rental_inventory_id_fkey", &[1]), ("rental_pkey", &[0])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self {
            rental_id: row.get(0)?,
            inventory_id: row.get(1)?,
            customer_id: row.get(2)?,
            rented_at: row.get(3)?,
            returned_at: row.get(4)?,
        })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.rental_id,
            1 => &self.inventory_id,
            2 => &self.customer_id,
            3 => &self.rented_at,
            4 => &self.returned_at,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Rental {
    type New = NewRental;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRental {
    /// `inventory_id integer not null`
    pub inventory_id: i32,
    /// `customer_id uuid not null`
    pub customer_id: rt::uuid::Uuid,
    /// `rented_at timestamp with time zone not null`
    pub rented_at: rt::chrono::DateTime<rt::chrono::Utc>,
    /// What may be left out.
    pub optional: NewRentalOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewRentalOptional {
    /// `returned_at timestamp with time zone`
    pub returned_at: Option<rt::chrono::DateTime<rt::chrono::Utc>>,
}

impl rt::Insertable for NewRental {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            1 => Some(&self.inventory_id),
            2 => Some(&self.customer_id),
            3 => Some(&self.rented_at),
            4 => rt::optional(&self.optional.returned_at),
            _ => None,
        }
    }
}
