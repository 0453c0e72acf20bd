//! Table `public.membership`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::Customer;

/// A row of `public.membership`.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    /// `customer_id uuid not null`
    pub customer_id: rt::uuid::Uuid,
    /// `level text not null`
    pub level: String,
    /// `since date not null`
    pub since: rt::chrono::NaiveDate,
}

/// Columns.
impl Membership {
    /// `customer_id uuid not null`
    pub const CUSTOMER_ID: rt::Column<Self, rt::uuid::Uuid> = rt::column(0);
    /// `level text not null`
    pub const LEVEL: rt::Column<Self, String> = rt::column(1);
    /// `since date not null`
    pub const SINCE: rt::Column<Self, rt::chrono::NaiveDate> = rt::column(2);
}

/// Keys.
impl Membership {
    /// `membership_pkey`
    pub const MEMBERSHIP_PKEY: rt::Key<Self> = rt::key("membership_pkey", &[0]);
    /// The row with this key.
    pub fn find(customer_id: rt::uuid::Uuid) -> rt::Query<Self> {
        Self::MEMBERSHIP_PKEY.find([rt::bind(customer_id)])
    }
}

/// Foreign keys, in both directions.
impl Membership {
    /// To `public.customer`.
    pub const CUSTOMER: rt::ToOne<Self, Customer> = rt::to_one(&[(0, 0)]);
    /// The rows of `public.customer` it leads to.
    pub fn customer(&self) -> rt::Query<Customer> {
        Self::CUSTOMER.of(self)
    }
}

/// The same navigation on a set.
pub trait MembershipRelations: rt::Set<Membership> {
    /// The rows of `public.customer` it leads to.
    fn customer(self) -> rt::Query<Customer> {
        Membership::CUSTOMER.via(self)
    }
}

impl MembershipRelations for rt::Query<Membership> {}

impl rt::Relation for Membership {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "membership",
        columns: &[("customer_id", rt::types::UUID), ("level", rt::types::TEXT), ("since", rt::types::DATE)],
        primary_key: &[0],
        nullable: &[],
        keys: &[("membership_customer_id_fkey", &[0]), ("membership_pkey", &[0])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { customer_id: row.get(0)?, level: row.get(1)?, since: row.get(2)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.customer_id,
            1 => &self.level,
            2 => &self.since,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Membership {
    type New = NewMembership;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMembership {
    /// `customer_id uuid not null`
    pub customer_id: rt::uuid::Uuid,
    /// `level text not null`
    pub level: String,
    /// `since date not null`
    pub since: rt::chrono::NaiveDate,
}

impl rt::Insertable for NewMembership {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => Some(&self.customer_id),
            1 => Some(&self.level),
            2 => Some(&self.since),
            _ => None,
        }
    }
}
