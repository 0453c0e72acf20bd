//! Which PostgreSQL type a value has, and as which built-in type it travels.

use std::fmt;

/// The object identifier of a type.
pub type Oid = u32;

/// A PostgreSQL type: its name in SQL, and the built-in type that travels for it.
///
/// A type of the user's never travels itself, so that its identifier need not be looked up: it is cast from and to
/// a built-in one, an enum through `text`, a domain through its base type.
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
}

impl SqlType {
    /// A built-in type, which travels as itself.
    pub const fn builtin(sql: &'static str, oid: Oid) -> Self {
        Self { sql, wire: oid, cast: false, array: false }
    }

    /// A type of the user's, which travels as `wire`.
    pub const fn user(sql: &'static str, wire: &Self) -> Self {
        Self { sql, wire: wire.wire, cast: true, array: false }
    }

    /// The array type over this one. An array of arrays is the same type in PostgreSQL.
    #[must_use]
    pub const fn array(self) -> Self {
        match super::types::array_of(self.wire) {
            Some(wire) => Self { wire, array: true, ..self },
            None => self,
        }
    }

    /// The name in SQL of the built-in type that travels: what a column of this type is cast to when it is read.
    pub const fn wire_sql(&self) -> &'static str {
        super::types::name_of(self.wire)
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sql)?;
        if self.array { f.write_str("[]") } else { Ok(()) }
    }
}
