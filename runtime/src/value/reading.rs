//! How values of a type are read, and what the array type over it is: what follows from the list of built-in types.

use super::sql_type::ARRAY_SEND;
use super::{Oid, SqlType, types};

/// How a value of a type is read.
pub(crate) enum Reading {
    /// As it is.
    Plain,
    /// Cast to this type.
    Cast(&'static str),
    /// Through this function.
    Call(&'static str),
}

impl SqlType {
    /// The array type over this one. An array of arrays is the same type in PostgreSQL.
    #[must_use]
    pub const fn array(self) -> Self {
        match types::array_of(self.wire) {
            Some(wire) => Self { wire, array: true, ..self },
            None => self,
        }
    }

    /// The name in SQL of the built-in type that travels.
    pub(crate) const fn wire_sql(&self) -> &'static str {
        types::name_of(self.wire)
    }

    /// The built-in type that the server announces for a value that is read.
    pub(crate) const fn read_type(&self) -> Oid {
        match self.reading() {
            Reading::Plain | Reading::Cast(_) => self.wire,
            Reading::Call(_) => types::BYTEA.wire,
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
