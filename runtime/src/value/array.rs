//! Arrays: `Vec` for those of one dimension, [`Array`] for those of several.

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::Kind;

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Reader, Type, Value, write_part};
use super::{Oid, SqlType, types};
use crate::error::Error;

/// An array of any number of dimensions, with the bounds of each.
///
/// ```
/// use relvar::Array;
///
/// let matrix = Array::new(vec![2, 2], vec![1, 2, 3, 4]).expect("four elements");
/// assert_eq!(matrix.get(&[2, 1]), Some(&3));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Array<T> {
    dimensions: Vec<Dimension>,
    elements: Vec<T>,
}

/// One dimension of an [`Array`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Dimension {
    /// The number of elements.
    pub length: usize,
    /// The index of the first one: 1, but for arrays made otherwise.
    pub lower: i32,
}

impl<T> Array<T> {
    /// An array of the given lengths, with its elements in row-major order; `None` where their number is another.
    pub fn new(lengths: Vec<usize>, elements: Vec<T>) -> Option<Self> {
        let dimensions = lengths.into_iter().map(|length| Dimension { length, lower: 1 }).collect();
        Self::with_bounds(dimensions, elements)
    }

    /// An array of the given dimensions, with its elements in row-major order; `None` where their number is another.
    pub fn with_bounds(dimensions: Vec<Dimension>, elements: Vec<T>) -> Option<Self> {
        let count = dimensions.iter().try_fold(1_usize, |count, dimension| count.checked_mul(dimension.length))?;
        match elements.len() {
            0 if dimensions.is_empty() || count == 0 => Some(Self { dimensions: Vec::new(), elements }),
            length if length == count && !dimensions.is_empty() => Some(Self { dimensions, elements }),
            _ => None,
        }
    }

    /// The dimensions, outermost first; none where the array is empty.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The elements in row-major order.
    pub fn elements(&self) -> &[T] {
        &self.elements
    }

    /// The elements in row-major order.
    pub fn into_elements(self) -> Vec<T> {
        self.elements
    }

    /// The element at these indexes, as in SQL: `array[2][1]`.
    pub fn get(&self, indexes: &[i32]) -> Option<&T> {
        if indexes.len() != self.dimensions.len() {
            return None;
        }
        let mut position = 0;
        for (index, dimension) in indexes.iter().zip(&self.dimensions) {
            let offset = usize::try_from(i64::from(*index) - i64::from(dimension.lower)).ok()?;
            if offset >= dimension.length {
                return None;
            }
            position = position * dimension.length + offset;
        }
        self.elements.get(position)
    }
}

impl<T> From<Vec<T>> for Array<T> {
    fn from(elements: Vec<T>) -> Self {
        let dimensions = match elements.len() {
            0 => Vec::new(),
            length => vec![Dimension { length, lower: 1 }],
        };
        Self { dimensions, elements }
    }
}

impl<T: Element> Value for Array<T> {
    const TYPE: SqlType = T::TYPE.array();
    type Base = Self;
    type Nullable = Option<Self>;
}

impl<T: Element> NotNull for Array<T> {}

impl<T: Element> Encode for Array<T> {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        encode(&self.dimensions, &self.elements, wire, out)
    }
}

impl<T: Element> Decode for Array<T> {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let (_, dimensions) = read_header(&mut reader)?;
        let elements = read_elements(&mut reader, &dimensions)?;
        Ok(Self { dimensions, elements })
    }

    fn accepts(ty: &Type) -> bool {
        accepts::<T>(ty)
    }
}

impl<T: Element> Value for Vec<T> {
    const TYPE: SqlType = T::TYPE.array();
    type Base = Self;
    type Nullable = Option<Self>;
}

impl<T: Element> NotNull for Vec<T> {}

impl<T: Element> Encode for Vec<T> {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let dimension = Dimension { length: self.len(), lower: 1 };
        encode(if self.is_empty() { &[] } else { std::slice::from_ref(&dimension) }, self, wire, out)
    }
}

impl<T: Element> Decode for Vec<T> {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let (_, dimensions) = read_header(&mut reader)?;
        match &dimensions[..] {
            [] | [Dimension { lower: 1, .. }] => {}
            [Dimension { lower, .. }] => return Err(no_vec(format_args!("whose first index is {lower}"))),
            _ => return Err(no_vec(format_args!("of {} dimensions", dimensions.len()))),
        }
        read_elements(&mut reader, &dimensions)
    }

    fn accepts(ty: &Type) -> bool {
        accepts::<T>(ty)
    }
}

fn accepts<T: Element>(ty: &Type) -> bool {
    match ty.kind() {
        Kind::Array(element) => T::accepts(element),
        Kind::Domain(base) => accepts::<T>(base),
        _ => false,
    }
}

fn encode<T: Element>(
    dimensions: &[Dimension],
    elements: &[T],
    wire: Oid,
    out: &mut BytesMut,
) -> Result<IsNull, Error> {
    let element = types::element_of(wire).unwrap_or(T::TYPE.wire);
    let mut head = [0; 12];
    head[..4].copy_from_slice(&i32::try_from(dimensions.len()).map_err(|_| too_large())?.to_be_bytes());
    // Then, whether there are NULLs: not read by the server, which sees them.
    head[8..].copy_from_slice(&element.to_be_bytes());
    out.put_slice(&head);
    for dimension in dimensions {
        let length = i32::try_from(dimension.length).map_err(|_| too_large())?;
        out.put_i64(i64::from(length) << 32 | i64::from(dimension.lower.cast_unsigned()));
    }
    for value in elements {
        write_part(out, |out| value.encode(element, out))?;
    }
    Ok(IsNull::No)
}

/// The type of the elements, and the dimensions.
pub(super) fn read_header(reader: &mut Reader<'_>) -> Result<(Oid, Vec<Dimension>), Error> {
    // PostgreSQL has at most six dimensions.
    let count = usize::try_from(reader.i32()?).ok().filter(|count| *count <= 6);
    let count = count.ok_or_else(|| Error::decode("an array without a valid number of dimensions"))?;
    reader.i32()?;
    let element = reader.u32()?;
    let dimension = |_| {
        let length = usize::try_from(reader.i32()?).map_err(|_| Error::decode("a dimension of negative length"))?;
        Ok::<_, Error>(Dimension { length, lower: reader.i32()? })
    };
    Ok((element, (0..count).map(dimension).collect::<Result<_, _>>()?))
}

fn read_elements<T: Decode>(reader: &mut Reader<'_>, dimensions: &[Dimension]) -> Result<Vec<T>, Error> {
    let count = match dimensions {
        [] => 0,
        _ => dimensions.iter().fold(1_usize, |count, dimension| count.saturating_mul(dimension.length)),
    };
    // Each element takes four bytes at least: a length that lies does not allocate.
    let mut elements = Vec::with_capacity(count.min(reader.0.len() / 4));
    for _ in 0..count {
        elements.push(match reader.part()? {
            Some(raw) => T::decode(raw)?,
            None => T::decode_null().map_err(|error| {
                error.with_context("an element of an array").with_hint(
                    "read it as a `Vec<Option<T>>`: for a column of generated code say `array = \"nullable\"` in `relvar.toml`",
                )
            })?,
        });
    }
    reader.end()?;
    Ok(elements)
}

#[cold]
fn no_vec(what: std::fmt::Arguments<'_>) -> Error {
    Error::decode(format!("an array {what} does not fit a `Vec`")).with_hint(
        "read it as a `relvar::Array<T>`: for a column of generated code say `array = \"any_shape\"` in `relvar.toml`",
    )
}

#[cold]
fn too_large() -> Error {
    Error::encode("an array of too many elements")
}
