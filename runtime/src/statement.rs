//! A statement: SQL text, and its parameters with their types.

use std::fmt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use crate::error::Error;
use crate::value::{Encode, IsNull, Oid, SqlType};

/// A statement, ready to be sent: SQL text with `$1`, `$2`, … and the values for them.
///
/// `Debug` shows the text and the types of the parameters, never a value.
#[derive(Clone)]
pub struct Statement {
    /// The text.
    pub sql: Arc<str>,
    /// The parameters, in the order of their numbers.
    pub params: Vec<Param>,
}

/// A parameter of a statement: a value, and the type it is sent as.
#[derive(Clone)]
pub struct Param {
    /// The value.
    pub value: Encoded,
    /// The type; what travels is its `wire`.
    pub ty: SqlType,
}

/// A value that can be sent any number of times and is cheap to clone.
#[derive(Clone)]
pub enum Encoded {
    /// A value that is encoded when it is sent.
    Shared(Arc<dyn Encode>),
    /// The binary form.
    Bytes(Bytes),
    /// NULL.
    Null,
    /// A value that has no binary form, and why.
    Failed(Arc<Error>),
}

impl Param {
    /// A value, sent as a type.
    pub fn new(value: impl Encode + 'static, ty: SqlType) -> Self {
        Self { value: Encoded::Shared(Arc::new(value)), ty }
    }
}

impl Encoded {
    /// Whether both are one value in memory. What takes no memory is not told apart, and is no value used twice.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Shared(a), Self::Shared(b)) => Arc::ptr_eq(a, b),
            (Self::Bytes(a), Self::Bytes(b)) => !a.is_empty() && std::ptr::eq(a.as_ref(), b.as_ref()),
            _ => false,
        }
    }

    /// Whether it is known to be NULL.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl Encode for Encoded {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        match self {
            Self::Shared(value) => value.encode(wire, out),
            Self::Bytes(bytes) => {
                out.extend_from_slice(bytes);
                Ok(IsNull::No)
            }
            Self::Null => Ok(IsNull::Yes),
            Self::Failed(error) => Err(Error::encode(error.to_string())),
        }
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql)?;
        let types = self.params.iter().map(|param| param.ty.to_string()).collect::<Vec<_>>();
        if types.is_empty() { Ok(()) } else { write!(f, " -- {}", types.join(", ")) }
    }
}

impl fmt::Debug for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Param({})", self.ty)
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encoded")
    }
}
