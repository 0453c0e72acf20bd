//! Table `public.payment`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::Rental;

/// A row of `public.payment`.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// `payment_id bigint not null`
    pub payment_id: i64,
    /// `rental_id bigint not null`
    pub rental_id: i64,
    /// `amount numeric not null`
    pub amount: rt::Numeric,
    /// `paid_at timestamp with time zone not null`
    pub paid_at: rt::chrono::DateTime<rt::chrono::Utc>,
}

/// Columns.
impl Payment {
    /// `payment_id bigint not null`
    pub const PAYMENT_ID: rt::Generated<Self, i64> = rt::generated(0);
    /// `rental_id bigint not null`
    pub const RENTAL_ID: rt::Column<Self, i64> = rt::column(1);
    /// `amount numeric not null`
    pub const AMOUNT: rt::Column<Self, rt::Numeric> = rt::column(2);
    /// `paid_at timestamp with time zone not null`
    pub const PAID_AT: rt::Column<Self, rt::chrono::DateTime<rt::chrono::Utc>> = rt::column(3);
}

/// Keys.
impl Payment {
    /// `payment_pkey`
    pub const PAYMENT_PKEY: rt::Key<Self> = rt::key("payment_pkey", &[0]);
    /// The row with this key.
    pub fn find(payment_id: i64) -> rt::Query<Self> {
        Self::PAYMENT_PKEY.find([rt::bind(payment_id)])
    }
}

/// Foreign keys, in both directions.
impl Payment {
    /// To `public.rental`.
    pub const RENTAL: rt::ToOne<Self, Rental> = rt::to_one(&[(1, 0)]);
    /// The rows of `public.rental` it leads to.
    pub fn rental(&self) -> rt::Query<Rental> {
        Self::RENTAL.of(self)
    }
}

/// The same navigation on a set.
pub trait PaymentRelations: rt::Set<Payment> {
    /// The rows of `public.rental` it leads to.
    fn rental(self) -> rt::Query<Rental> {
        Payment::RENTAL.via(self)
    }
}

impl PaymentRelations for rt::Query<Payment> {}

impl rt::Relation for Payment {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "payment",
        columns: &[
            ("payment_id", rt::types::INT8),
            ("rental_id", rt::types::INT8),
            ("amount", rt::types::NUMERIC),
            ("paid_at", rt::types::TIMESTAMPTZ),
        ],
        primary_key: &[0],
        nullable: &[],
        keys: &[("payment_pkey", &[0]), ("payment_rental_id_fkey", &[1])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { payment_id: row.get(0)?, rental_id: row.get(1)?, amount: row.get(2)?, paid_at: row.get(3)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.payment_id,
            1 => &self.rental_id,
            2 => &self.amount,
            3 => &self.paid_at,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Payment {
    type New = NewPayment;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPayment {
    /// `rental_id bigint not null`
    pub rental_id: i64,
    /// `amount numeric not null`
    pub amount: rt::Numeric,
    /// `paid_at timestamp with time zone not null`
    pub paid_at: rt::chrono::DateTime<rt::chrono::Utc>,
}

impl rt::Insertable for NewPayment {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            1 => Some(&self.rental_id),
            2 => Some(&self.amount),
            3 => Some(&self.paid_at),
            _ => None,
        }
    }
}
