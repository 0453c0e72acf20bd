//! Table `public.customer`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Membership, Rental, Store};

/// A row of `public.customer`.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// `customer_id uuid not null`
    pub customer_id: rt::uuid::Uuid,
    /// `store_id integer not null`
    pub store_id: i32,
    /// `referred_by uuid`
    pub referred_by: Option<rt::uuid::Uuid>,
    /// `first_name text not null`
    pub first_name: String,
    /// `last_name text not null`
    pub last_name: String,
    /// `email text not null`
    pub email: String,
    /// `active boolean not null`
    pub active: bool,
    /// `created_at timestamp with time zone not null`
    pub created_at: rt::chrono::DateTime<rt::chrono::Utc>,
}

/// Columns.
impl Customer {
    /// `customer_id uuid not null`
    pub const CUSTOMER_ID: rt::Column<Self, rt::uuid::Uuid> = rt::column(0);
    /// `store_id integer not null`
    pub const STORE_ID: rt::Column<Self, i32> = rt::column(1);
    /// `referred_by uuid`
    pub const REFERRED_BY: rt::Column<Self, Option<rt::uuid::Uuid>> = rt::column(2);
    /// `first_name text not null`
    pub const FIRST_NAME: rt::Column<Self, String> = rt::column(3);
    /// `last_name text not null`
    pub const LAST_NAME: rt::Column<Self, String> = rt::column(4);
    /// `email text not null`
    pub const EMAIL: rt::Column<Self, String> = rt::column(5);
    /// `active boolean not null`
    pub const ACTIVE: rt::Column<Self, bool> = rt::column(6);
    /// `created_at timestamp with time zone not null`
    pub const CREATED_AT: rt::Column<Self, rt::chrono::DateTime<rt::chrono::Utc>> = rt::column(7);
}

/// Keys.
impl Customer {
    /// `customer_pkey`
    pub const CUSTOMER_PKEY: rt::Key<Self> = rt::key("customer_pkey", &[0]);
    /// The row with this key.
    pub fn find(customer_id: rt::uuid::Uuid) -> rt::Query<Self> {
        Self::CUSTOMER_PKEY.find([rt::bind(customer_id)])
    }
    /// `customer_email_key`
    pub const CUSTOMER_EMAIL_KEY: rt::Key<Self> = rt::key("customer_email_key", &[5]);
    /// The row with this key.
    pub fn find_by_email(email: impl Into<String>) -> rt::Query<Self> {
        Self::CUSTOMER_EMAIL_KEY.find([rt::bind(email.into())])
    }
}

/// Foreign keys, in both directions.
impl Customer {
    /// To `public.customer`.
    pub const CUSTOMER_BY_REFERRED_BY: rt::ToMany<Self, Self> = rt::to_many(&[(0, 2)]);
    /// The rows of `public.customer` it leads to.
    pub fn customer_by_referred_by(&self) -> rt::Query<Self> {
        Self::CUSTOMER_BY_REFERRED_BY.of(self)
    }
    /// To `public.membership`.
    pub const MEMBERSHIP: rt::ToOptional<Self, Membership> = rt::to_optional(&[(0, 0)]);
    /// The rows of `public.membership` it leads to.
    pub fn membership(&self) -> rt::Query<Membership> {
        Self::MEMBERSHIP.of(self)
    }
    /// To `public.customer`.
    pub const REFERRED_BY_REF: rt::ToOptional<Self, Self> = rt::to_optional(&[(2, 0)]);
    /// The rows of `public.customer` it leads to.
    pub fn referred_by(&self) -> rt::Query<Self> {
        Self::REFERRED_BY_REF.of(self)
    }
    /// To `public.rental`.
    pub const RENTAL: rt::ToMany<Self, Rental> = rt::to_many(&[(0, 2)]);
    /// The rows of `public.rental` it leads to.
    pub fn rental(&self) -> rt::Query<Rental> {
        Self::RENTAL.of(self)
    }
    /// To `public.store`.
    pub const STORE: rt::ToOne<Self, Store> = rt::to_one(&[(1, 0)]);
    /// The rows of `public.store` it leads to.
    pub fn store(&self) -> rt::Query<Store> {
        Self::STORE.of(self)
    }
}

/// The same navigation on a set.
pub trait CustomerRelations: rt::Set<Customer> {
    /// The rows of `public.customer` it leads to.
    fn customer_by_referred_by(self) -> rt::Query<Customer> {
        Customer::CUSTOMER_BY_REFERRED_BY.via(self)
    }
    /// The rows of `public.membership` it leads to.
    fn membership(self) -> rt::Query<Membership> {
        Customer::MEMBERSHIP.via(self)
    }
    /// The rows of `public.customer` it leads to.
    fn referred_by(self) -> rt::Query<Customer> {
        Customer::REFERRED_BY_REF.via(self)
    }
    /// The rows of `public.rental` it leads to.
    fn rental(self) -> rt::Query<Rental> {
        Customer::RENTAL.via(self)
    }
    /// The rows of `public.store` it leads to.
    fn store(self) -> rt::Query<Store> {
        Customer::STORE.via(self)
    }
}

impl CustomerRelations for rt::Query<Customer> {}

impl rt::Relation for Customer {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "customer",
        columns: &[
            ("customer_id", rt::types::UUID),
            ("store_id", rt::types::INT4),
            ("referred_by", rt::types::UUID),
            ("first_name", rt::types::TEXT),
            ("last_name", rt::types::TEXT),
            ("email", rt::types::TEXT),
            ("active", rt::types::BOOL),
            ("created_at", rt::types::TIMESTAMPTZ),
        ],
        primary_key: &[0],
        nullable: &[2],
        keys: &[
            ("customer_email_key", &[5]),
            ("customer_pkey", &[0]),
            ("customer_referred_by_fkey", &[2]),
            ("customer_store_id_fkey", &[1]),
        ],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self {
            customer_id: row.get(0)?,
            store_id: row.get(1)?,
            referred_by: row.get(2)?,
            first_name: row.get(3)?,
            last_name: row.get(4)?,
            email: row.get(5)?,
            active: row.get(6)?,
            created_at: row.get(7)?,
        })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.customer_id,
            1 => &self.store_id,
            2 => &self.referred_by,
            3 => &self.first_name,
            4 => &self.last_name,
            5 => &self.email,
            6 => &self.active,
            7 => &self.created_at,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Customer {
    type New = NewCustomer;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCustomer {
    /// `store_id integer not null`
    pub store_id: i32,
    /// `first_name text not null`
    pub first_name: String,
    /// `last_name text not null`
    pub last_name: String,
    /// `email text not null`
    pub email: String,
    /// What may be left out.
    pub optional: NewCustomerOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewCustomerOptional {
    /// `customer_id uuid not null`
    pub customer_id: Option<rt::uuid::Uuid>,
    /// `referred_by uuid`
    pub referred_by: Option<rt::uuid::Uuid>,
    /// `active boolean not null`
    pub active: Option<bool>,
    /// `created_at timestamp with time zone not null`
    pub created_at: Option<rt::chrono::DateTime<rt::chrono::Utc>>,
}

impl rt::Insertable for NewCustomer {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => rt::optional(&self.optional.customer_id),
            1 => Some(&self.store_id),
            2 => rt::optional(&self.optional.referred_by),
            3 => Some(&self.first_name),
            4 => Some(&self.last_name),
            5 => Some(&self.email),
            6 => rt::optional(&self.optional.active),
            7 => rt::optional(&self.optional.created_at),
            _ => None,
        }
    }
}
