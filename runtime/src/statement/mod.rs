//! A statement: SQL text, and its parameters with their types.

mod lock;

use std::fmt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

pub(crate) use lock::{Locks, Refusal};

use crate::error::Error;
use crate::value::{Encode, IsNull, Oid, SqlType};

/// A statement, ready to be sent: SQL text with `$1`, `$2`, … and the values for them.
///
/// `Debug` shows the text and the types of the parameters, never a value.
#[derive(Clone)]
pub struct Statement {
    /// The text.
    pub sql: Arc<str>,
    /// The parameters.
    pub params: Params,
    /// What it locks.
    pub(crate) locks: Locks,
    /// The types that its columns are read as, where they are known: see [`SqlType::read_type`].
    pub(crate) columns: Option<Arc<[Oid]>>,
}

/// A column that is read whatever its type is.
pub(crate) const ANY: Oid = 0;

/// The parameters of a statement, in the order of their numbers.
#[derive(Clone, Default)]
pub struct Params {
    /// The first of them, where the statement inserts rows of them.
    rows: Option<Arc<Rows>>,
    each: Vec<Param>,
}

/// The values of rows, row by row and close together: there may be tens of thousands.
pub(crate) struct Rows {
    /// The types of the columns.
    pub(crate) types: Vec<SqlType>,
    /// How many rows there are.
    pub(crate) count: usize,
    pub(crate) bytes: Bytes,
    /// Where each value ends among the bytes, or NULL.
    pub(crate) ends: Vec<Option<usize>>,
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

impl Statement {
    /// A statement of this text with these parameters, which locks nothing.
    pub fn new(sql: impl Into<Arc<str>>, params: impl Into<Params>) -> Self {
        Self { sql: sql.into(), params: params.into(), locks: Locks::None, columns: None }
    }

    /// The same, whose columns must be of these types.
    pub(crate) fn reading(self, types: impl IntoIterator<Item = Oid>) -> Self {
        Self { columns: Some(types.into_iter().collect()), ..self }
    }
}

impl Params {
    pub(crate) fn new(rows: Option<Arc<Rows>>, each: Vec<Param>) -> Self {
        Self { rows, each }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.of_rows() + self.each.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their types.
    pub fn types(&self) -> impl Iterator<Item = SqlType> {
        let of_rows = self.rows.iter().flat_map(|rows| rows.types.iter().cycle().take(rows.ends.len()));
        of_rows.copied().chain(self.each.iter().map(|param| param.ty))
    }

    /// These, after values of rows.
    pub(crate) fn after(self, rows: Option<Arc<Rows>>) -> Self {
        Self { rows, ..self }
    }

    /// One more.
    pub(crate) fn push(&mut self, param: Param) {
        self.each.push(param);
    }

    /// Those that are no values of rows.
    pub(crate) fn each(&self) -> &[Param] {
        &self.each
    }

    fn of_rows(&self) -> usize {
        self.rows.as_ref().map_or(0, |rows| rows.ends.len())
    }

    /// As they are sent.
    #[inline]
    pub(crate) fn sent(&self) -> impl ExactSizeIterator<Item = Sent<'_>> {
        let (of_rows, mut start, mut types) = (self.of_rows(), 0, [].iter());
        (0..self.len()).map(move |at| match &self.rows {
            Some(rows) if at < of_rows => {
                let bytes = rows.ends[at].map(|end| &rows.bytes[std::mem::replace(&mut start, end)..end]);
                let ty = types.next().unwrap_or_else(|| {
                    types = rows.types[1..].iter();
                    &rows.types[0]
                });
                Sent { value: SentValue::Bytes(bytes), ty }
            }
            _ => {
                let Param { value, ty } = &self.each[at - of_rows];
                Sent { value: SentValue::Encoded(value), ty }
            }
        })
    }
}

impl From<Vec<Param>> for Params {
    fn from(each: Vec<Param>) -> Self {
        Self { rows: None, each }
    }
}

/// A parameter as it is sent.
pub(crate) struct Sent<'a> {
    value: SentValue<'a>,
    pub(crate) ty: &'a SqlType,
}

enum SentValue<'a> {
    Encoded(&'a Encoded),
    Bytes(Option<&'a [u8]>),
}

impl Sent<'_> {
    #[inline]
    pub(crate) fn encode(&self, out: &mut BytesMut) -> Result<IsNull, Error> {
        match self.value {
            SentValue::Encoded(value) => value.encode(self.ty.wire, out),
            SentValue::Bytes(Some(bytes)) => {
                out.extend_from_slice(bytes);
                Ok(IsNull::No)
            }
            SentValue::Bytes(None) => Ok(IsNull::Yes),
        }
    }
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
        let types = self.params.types().map(|ty| ty.to_string()).collect::<Vec<_>>();
        if types.is_empty() { Ok(()) } else { write!(f, " -- {}", types.join(", ")) }
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.types().map(|ty| format!("Param({ty})"))).finish()
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("count", &self.count).finish_non_exhaustive()
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
