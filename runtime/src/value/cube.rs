//! Boxes of any dimension (`cube`).

use std::fmt;

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Reader, Type, Value};
use super::{Oid, SqlType, types};
use crate::error::Error;

/// A box of any dimension, or a point where its corners are the same: a value of the extension `cube`.
///
/// ```
/// assert_eq!(relvar::Cube::point(vec![1.0, 2.5]).to_string(), "(1,2.5)");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cube {
    /// A coordinate in each dimension.
    pub corner: Vec<f64>,
    /// The opposite corner, with as many; `None` for a point.
    pub opposite: Option<Vec<f64>>,
}

impl Cube {
    /// A point.
    pub fn point(corner: Vec<f64>) -> Self {
        Self { corner, opposite: None }
    }
}

/// As PostgreSQL writes it: `(1,2),(3,4)`.
impl fmt::Display for Cube {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_corner(&self.corner, f)?;
        match &self.opposite {
            Some(opposite) => {
                f.write_str(",")?;
                write_corner(opposite, f)
            }
            None => Ok(()),
        }
    }
}

fn write_corner(corner: &[f64], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let coordinates: Vec<String> = corner.iter().map(f64::to_string).collect();
    write!(f, "({})", coordinates.join(","))
}

impl Value for Cube {
    const TYPE: SqlType = SqlType::sent("cube", "cube_send", &types::TEXT);
    type Base = Self;
    type Nullable = Option<Self>;
}

impl NotNull for Cube {}

impl Element for Cube {}

impl Encode for Cube {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_slice(self.to_string().as_bytes());
        Ok(IsNull::No)
    }
}

/// The flag of a point, beside the number of dimensions.
const POINT: u32 = 0x8000_0000;

impl Decode for Cube {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let head = reader.u32()?;
        let corner = |reader: &mut Reader<'_>| (0..head & !POINT).map(|_| reader.f64()).collect::<Result<_, _>>();
        let cube = Self {
            corner: corner(&mut reader)?,
            opposite: if head & POINT == 0 { Some(corner(&mut reader)?) } else { None },
        };
        reader.end()?;
        Ok(cube)
    }

    fn accepts(ty: &Type) -> bool {
        ty.name() == "cube"
    }
}
