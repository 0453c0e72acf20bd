//! The traits of a value: to PostgreSQL's binary form, from it, and both with a type.

use std::fmt;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::Kind;
pub use tokio_postgres::types::{IsNull, Type};

use super::{Oid, SqlType};
use crate::error::Error;

/// A value that can be sent.
///
/// ```
/// use relvar::codec::{Encode, IsNull, types};
///
/// let mut out = bytes::BytesMut::new();
/// assert!(matches!(7_i32.encode(types::INT4.wire, &mut out), Ok(IsNull::No)));
/// assert_eq!(out.as_ref(), [0, 0, 0, 7]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of column: it cannot be sent",
    note = "see \"What every type becomes\" in the documentation of `relvar`: a type of another crate takes a feature of `relvar`, and a type of your own derives `relvar::codec::Value`"
)]
pub trait Encode: fmt::Debug + Send + Sync {
    /// Appends the binary form of the value as a `wire`, or says that it is NULL.
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error>;
}

/// A value that can be read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of column: it cannot be read",
    note = "see \"What every type becomes\" in the documentation of `relvar`: a type of another crate takes a feature of `relvar`, and a type of your own derives `relvar::codec::Value`"
)]
pub trait Decode: Sized {
    /// Reads the binary form of a value that is not NULL.
    fn decode(raw: &[u8]) -> Result<Self, Error>;

    /// The value of a NULL: an error but for `Option`.
    fn decode_null() -> Result<Self, Error> {
        Err(Error::unexpected_null())
    }

    /// Whether the binary form of a type is one [`decode`](Self::decode) reads. Asked once for each statement of the
    /// user's own SQL; generated statements are right by construction.
    fn accepts(ty: &Type) -> bool;
}

/// A type of column: a Rust type, with the PostgreSQL type it has where none is said.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of column",
    note = "see \"What every type becomes\" in the documentation of `relvar`: a type of another crate takes a feature of `relvar`, and a type of your own derives `relvar::codec::Value`"
)]
pub trait Value: Encode + Decode + Clone + Send + Sync + 'static {
    /// The PostgreSQL type a value has on its own; beside a column it takes the column's.
    const TYPE: SqlType;

    /// The type without `Option`.
    type Base: NotNull;

    /// Whether NULL is one of its values: it is an `Option`.
    const NULLABLE: bool = false;

    /// The type with `Option`, once.
    type Nullable: Value<Base = Self::Base, Nullable = Self::Nullable>;
}

/// A type of column without NULL: every [`Value`] but `Option`.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a type of column without NULL")]
pub trait NotNull: Value<Base = Self, Nullable = Option<Self>> {}

/// What an array can be made of: every scalar type, with or without NULL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of array elements",
    note = "an array of several dimensions is a `relvar::Array<T>`, not a `Vec` of `Vec`s"
)]
pub trait Element: Value {}

impl<T: NotNull + Element> Element for Option<T> {}

impl<T: NotNull> Value for Option<T> {
    const TYPE: SqlType = T::TYPE;
    const NULLABLE: bool = true;
    type Base = T;
    type Nullable = Self;
}

impl<T: Encode> Encode for Option<T> {
    #[inline]
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        match self {
            Some(value) => value.encode(wire, out),
            None => Ok(IsNull::Yes),
        }
    }
}

impl<T: Decode> Decode for Option<T> {
    #[inline]
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        T::decode(raw).map(Some)
    }

    #[inline]
    fn decode_null() -> Result<Self, Error> {
        Ok(None)
    }

    fn accepts(ty: &Type) -> bool {
        T::accepts(ty)
    }
}

/// Declares Rust types as values of one PostgreSQL type each.
macro_rules! value {
    ($($rust:ty: $sql:ident),* $(,)?) => {
        $(
            impl $crate::value::Value for $rust {
                const TYPE: $crate::value::SqlType = $crate::value::types::$sql;
                type Base = Self;
                type Nullable = Option<Self>;
            }

            impl $crate::value::NotNull for $rust {}

            impl $crate::value::Element for $rust {}
        )*
    };
}
pub(crate) use value;

/// Whether a type, or the base of a domain, is one of these built-in types.
pub(crate) fn is_one_of(ty: &Type, types: &[SqlType]) -> bool {
    match ty.kind() {
        Kind::Domain(base) => is_one_of(base, types),
        _ => types.iter().any(|known| known.wire == ty.oid()),
    }
}

/// Appends a part with its length before it; `-1` where it is NULL.
pub(crate) fn write_part(
    out: &mut BytesMut,
    write: impl FnOnce(&mut BytesMut) -> Result<IsNull, Error>,
) -> Result<(), Error> {
    let start = out.len();
    out.put_i32(0);
    let length = match write(out)? {
        IsNull::No => i32::try_from(out.len() - start - 4).map_err(|_| Error::encode("a value of more than 2 GB"))?,
        IsNull::Yes => -1,
    };
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

/// Reads numbers and parts off the front of a value's binary form.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (head, tail) = self.0.split_first_chunk::<N>().ok_or_else(truncated)?;
        self.0 = tail;
        Ok(*head)
    }

    /// The next `length` bytes.
    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (head, tail) = self.0.split_at_checked(length).ok_or_else(truncated)?;
        self.0 = tail;
        Ok(head)
    }

    /// The next part with its length before it, as [`write_part`] writes it.
    pub(crate) fn part(&mut self) -> Result<Option<&'a [u8]>, Error> {
        match usize::try_from(self.i32()?) {
            Ok(length) => self.take(length).map(Some),
            Err(_) => Ok(None),
        }
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Error> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn i16(&mut self) -> Result<i16, Error> {
        self.array().map(i16::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn i32(&mut self) -> Result<i32, Error> {
        self.array().map(i32::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn i64(&mut self) -> Result<i64, Error> {
        self.array().map(i64::from_be_bytes)
    }

    pub(crate) fn f64(&mut self) -> Result<f64, Error> {
        self.array().map(f64::from_be_bytes)
    }

    /// The end: an error where bytes are left.
    pub(crate) fn end(&self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::decode("trailing bytes")) }
    }
}

/// All of a value's binary form, which has a fixed length.
#[inline]
pub(crate) fn fixed<const N: usize>(raw: &[u8]) -> Result<[u8; N], Error> {
    raw.try_into().map_err(|_| wrong_length(N, raw.len()))
}

#[cold]
fn wrong_length(expected: usize, found: usize) -> Error {
    Error::drift(format!("expected {expected} bytes, found {found}"))
}

#[cold]
fn truncated() -> Error {
    Error::decode("truncated value")
}
