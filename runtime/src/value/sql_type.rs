//! Which PostgreSQL type a value has, and as which built-in type it travels.

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

/// How a value of a type is read.
pub(crate) enum Reading {
    /// As it is.
    Plain,
    /// Cast to this type.
    Cast(&'static str),
    /// Through this function.
    Call(&'static str),
}

const ARRAY_SEND: &str = "pg_catalog.array_send";

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
        Self::sent(sql, "pg_catalog.record_send", &super::types::TEXT)
    }

    /// A range type of the user's.
    pub const fn range(sql: &'static str) -> Self {
        Self::sent(sql, "pg_catalog.range_send", &super::types::TEXT)
    }

    /// The multirange type of a range type of the user's.
    pub const fn multirange(sql: &'static str) -> Self {
        Self::sent(sql, "pg_catalog.multirange_send", &super::types::TEXT)
    }

    /// A domain over an array of types that are read in their binary form.
    pub const fn sent_array(sql: &'static str, wire: &Self) -> Self {
        Self::sent(sql, ARRAY_SEND, wire)
    }

    /// The array type over this one. An array of arrays is the same type in PostgreSQL.
    #[must_use]
    pub const fn array(self) -> Self {
        match super::types::array_of(self.wire) {
            Some(wire) => Self { wire, array: true, ..self },
            None => self,
        }
    }

    /// The name in SQL of the built-in type that travels.
    pub(crate) const fn wire_sql(&self) -> &'static str {
        super::types::name_of(self.wire)
    }

    /// The built-in type that the server announces for a value that is read.
    pub(crate) const fn read_type(&self) -> Oid {
        match self.reading() {
            Reading::Plain | Reading::Cast(_) => self.wire,
            Reading::Call(_) => super::types::BYTEA.wire,
        }
    }

    pub(crate) const fn reading(&self) -> Reading {
        match self.send {
            _ if !self.cast => Reading::Plain,
            Some(_) if self.array => Reading::Call(ARRAY_SEND),
            Some(send) => Reading::Call(send),
            None => Reading::Cast(self.wire_sql()),
        }
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sql)?;
        if self.array { f.write_str("[]") } else { Ok(()) }
    }
}
