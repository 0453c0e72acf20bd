//! Strings of bits: `bit` and `bit varying`.

use std::fmt;
use std::str::FromStr;

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Encode, IsNull, Reader, Type, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

/// A string of bits, of any length.
///
/// ```
/// use relvar::BitString;
///
/// let bits: BitString = "10110".parse()?;
/// assert_eq!((bits.len(), bits.get(1), bits.get(2)), (5, Some(false), Some(true)));
/// # Ok::<(), relvar::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct BitString {
    length: usize,
    /// Eight in each byte, the first one highest; what is beyond the length is zero.
    bytes: Vec<u8>,
}

value!(BitString: VARBIT);

impl BitString {
    /// How many bits there are.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// A bit.
    pub fn get(&self, position: usize) -> Option<bool> {
        (position < self.length).then(|| self.bytes[position / 8] & (0x80 >> (position % 8)) != 0)
    }

    /// The bits in order.
    pub fn iter(&self) -> impl Iterator<Item = bool> + '_ {
        (0..self.length).filter_map(|position| self.get(position))
    }
}

impl FromIterator<bool> for BitString {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Self {
        let mut string = Self::default();
        for bit in bits {
            if string.length % 8 == 0 {
                string.bytes.push(0);
            }
            if let (true, Some(byte)) = (bit, string.bytes.last_mut()) {
                *byte |= 0x80 >> (string.length % 8);
            }
            string.length += 1;
        }
        string
    }
}

impl fmt::Display for BitString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|bit| f.write_str(if bit { "1" } else { "0" }))
    }
}

impl fmt::Debug for BitString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "B'{self}'")
    }
}

impl FromStr for BitString {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.bytes()
            .map(|byte| match byte {
                b'0' => Ok(false),
                b'1' => Ok(true),
                _ => Err(Error::encode("not a string of bits: only `0` and `1`")),
            })
            .collect()
    }
}

impl Encode for BitString {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_i32(i32::try_from(self.length).map_err(|_| Error::encode("a string of too many bits"))?);
        out.put_slice(&self.bytes);
        Ok(IsNull::No)
    }
}

impl Decode for BitString {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let length = usize::try_from(reader.u32()?).map_err(|_| Error::decode("a string of too many bits"))?;
        let bytes = reader.take(length.div_ceil(8))?.to_vec();
        reader.end()?;
        Ok(Self { length, bytes })
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::BIT, types::VARBIT])
    }
}
