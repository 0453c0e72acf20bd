//! Which PostgreSQL type a value has, and which built-in type carries it.

use std::fmt;

/// The object identifier of a type.
pub type Oid = u32;

/// A PostgreSQL type: its name in SQL, and the built-in type that travels for it.
///
/// A type of the user's never travels itself, so that its identifier need not be looked up: it is cast from and to
/// a built-in one, an enum through `text`, a domain through its base type. Composites and ranges, whose text depends on
/// the session's settings, are sent as text, but read in their binary form, which a function of PostgreSQL's gives as
/// `bytea`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SqlType {
    /// The type's name in SQL, quoted and qualified where it must be; without the `[]` of [`SqlType::array`], which
    /// `Display` adds.
    pub sql: &'static str,
    /// The built-in type that travels.
    pub wire: Oid,
    /// Whether a value is cast between the two.
    pub cast: bool,
    /// Whether this is the array type over `sql`.
    pub array: bool,
    /// The function that gives the binary form of a value, for types that are not read by a cast.
    pub send: Option<&'static str>,
}

/// What carries values that are sent as text.
const TEXT: SqlType = SqlType::builtin("text", 25);

pub(super) const ARRAY_SEND: &str = "pg_catalog.array_send";

impl SqlType {
    /// A built-in type, which travels as itself.
    pub const fn builtin(sql: &'static str, oid: Oid) -> Self {
        Self { sql, wire: oid, cast: false, array: false, send: None }
    }

    /// A type of the user's, which travels as `wire`.
    pub const fn user(sql: &'static str, wire: &Self) -> Self {
        Self { sql, wire: wire.wire, cast: true, array: false, send: None }
    }

    /// A type of the user's that is sent as `wire`, and read through the function that gives its binary form.
    pub const fn sent(sql: &'static str, send: &'static str, wire: &Self) -> Self {
        Self { send: Some(send), ..Self::user(sql, wire) }
    }

    /// A composite type, or the row type of a relation.
    pub const fn composite(sql: &'static str) -> Self {
        Self::sent(sql, "pg_catalog.record_send", &TEXT)
    }

    /// A range type of the user's.
    pub const fn range(sql: &'static str) -> Self {
        Self::sent(sql, "pg_catalog.range_send", &TEXT)
    }

    /// The multirange type of a range type of the user's.
    pub const fn multirange(sql: &'static str) -> Self {
        Self::sent(sql, "pg_catalog.multirange_send", &TEXT)
    }

    /// A domain over an array of types that are read in their binary form.
    pub const fn sent_array(sql: &'static str, wire: &Self) -> Self {
        Self::sent(sql, ARRAY_SEND, wire)
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sql)?;
        if self.array { f.write_str("[]") } else { Ok(()) }
    }
}
