//! One error, although each column has a type that is not there.

relvar::generated::contract!("0.1", time, rust_decimal);

pub struct Event {
    pub day: relvar::generated::time::Date,
    pub at: Option<relvar::generated::time::OffsetDateTime>,
}

pub const DAY: relvar::generated::SqlType = <relvar::generated::time::Date as relvar::generated::Value>::TYPE;

fn main() {}
