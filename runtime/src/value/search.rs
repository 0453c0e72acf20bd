//! Documents prepared for full-text search (`tsvector`).

use std::fmt;

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Encode, IsNull, Reader, Type, is_one_of, value};
use super::text::utf8;
use super::{Oid, types};
use crate::error::Error;

/// A document prepared for full-text search: its lexemes, sorted, each with the places where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TsVector(pub Vec<Lexeme>);

/// A lexeme of a [`TsVector`].
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lexeme {
    /// The normalised word.
    pub word: String,
    /// Where it stands in the document; nothing where that was stripped.
    pub positions: Vec<Position>,
}

/// Where a lexeme stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Position {
    /// The place among the words of the document, 1 to 16383.
    pub at: u16,
    /// The weight of the part of the document it stands in.
    pub weight: Weight,
}

/// The weight of a part of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Weight {
    /// The lowest, and the default.
    #[default]
    D,
    /// The one above `D`.
    C,
    /// The one above `C`.
    B,
    /// The highest.
    A,
}

value!(TsVector: TSVECTOR);

/// The bits of a position, below those of its weight.
const PLACE: u16 = 0x3FFF;

impl Position {
    fn from_bits(bits: u16) -> Self {
        let weight = match bits >> 14 {
            3 => Weight::A,
            2 => Weight::B,
            1 => Weight::C,
            _ => Weight::D,
        };
        Self { at: bits & PLACE, weight }
    }

    fn bits(self) -> u16 {
        let weight = match self.weight {
            Weight::A => 3,
            Weight::B => 2,
            Weight::C => 1,
            Weight::D => 0,
        };
        weight << 14 | self.at & PLACE
    }
}

/// As PostgreSQL writes it: `'cat':3 'fat':2,11A`.
impl fmt::Display for TsVector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Lexeme { word, positions }) in self.0.iter().enumerate() {
            let word = word.replace('\'', "''").replace('\\', "\\\\");
            write!(f, "{}'{word}'", if at == 0 { "" } else { " " })?;
            for (at, Position { at: place, weight }) in positions.iter().enumerate() {
                write!(f, "{}{place}", if at == 0 { ':' } else { ',' })?;
                if *weight != Weight::D {
                    write!(f, "{weight:?}")?;
                }
            }
        }
        Ok(())
    }
}

impl Encode for TsVector {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let count = |count: usize| i32::try_from(count).map_err(|_| Error::encode("a document of too many lexemes"));
        if types::is_text(wire) {
            out.put_slice(self.to_string().as_bytes());
            return Ok(IsNull::No);
        }
        out.put_i32(count(self.0.len())?);
        for Lexeme { word, positions } in &self.0 {
            if word.contains('\0') {
                return Err(Error::encode("a lexeme with a character of code 0"));
            }
            out.put_slice(word.as_bytes());
            out.put_u8(0);
            let places = u16::try_from(positions.len()).map_err(|_| Error::encode("a lexeme at too many places"))?;
            out.put_u16(places);
            for position in positions {
                out.put_u16(position.bits());
            }
        }
        Ok(IsNull::No)
    }
}

impl Decode for TsVector {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let count = reader.u32()?;
        let mut lexemes = Vec::new();
        for _ in 0..count {
            let length = reader.0.iter().position(|byte| *byte == 0);
            let word = reader.take(length.ok_or_else(|| Error::decode("a lexeme without an end"))?)?;
            reader.u8()?;
            let places = reader.u16()?;
            let positions = (0..places).map(|_| reader.u16().map(Position::from_bits)).collect::<Result<_, _>>()?;
            lexemes.push(Lexeme { word: utf8(word)?.to_owned(), positions });
        }
        reader.end()?;
        Ok(Self(lexemes))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TSVECTOR])
    }
}
