//! The vectors of the extension `vector`, as the types of the crate `pgvector`.
//!
//! They travel as text: Rust and PostgreSQL both write the shortest number that is this one and no other.

use std::fmt::{self, Write};
use std::str::FromStr;

use bytes::BytesMut;
use pgvector::{HalfVector, SparseVector, Vector};

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value};
use super::text::{is_text, utf8};
use super::{Oid, SqlType, types};
use crate::error::Error;

macro_rules! vectors {
    ($($rust:ty: $sql:literal, $write:ident, $read:ident;)*) => {
        $(
            impl Value for $rust {
                const TYPE: SqlType = SqlType::user($sql, &types::TEXT);
                type Base = Self;
                type Nullable = Option<Self>;
            }

            impl NotNull for $rust {}

            impl Element for $rust {}

            impl Encode for $rust {
                fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
                    $write(self, out).map_err(|_| Error::encode("not enough room for the text of a vector"))?;
                    Ok(IsNull::No)
                }
            }

            impl Decode for $rust {
                fn decode(raw: &[u8]) -> Result<Self, Error> {
                    $read(utf8(raw)?).ok_or_else(|| Error::decode(concat!("not the text of a `", $sql, "`")))
                }

                fn accepts(ty: &Type) -> bool {
                    is_text(ty)
                }
            }
        )*
    };
}

vectors! {
    Vector: "vector", write_vector, read_vector;
    HalfVector: "halfvec", write_half, read_half;
    SparseVector: "sparsevec", write_sparse, read_sparse;
}

/// `[1,2.5]`.
fn write_vector(vector: &Vector, out: &mut BytesMut) -> fmt::Result {
    write_dense(vector.as_slice().iter().copied(), out)
}

fn write_half(vector: &HalfVector, out: &mut BytesMut) -> fmt::Result {
    write_dense(vector.as_slice().iter().map(|coordinate| coordinate.to_f32()), out)
}

fn write_dense(coordinates: impl Iterator<Item = f32>, out: &mut BytesMut) -> fmt::Result {
    out.write_char('[')?;
    write_separated(coordinates, out)?;
    out.write_char(']')
}

/// `{1:0.5,3:2}/5`: coordinates that are not zero, counted from 1, and of how many.
fn write_sparse(vector: &SparseVector, out: &mut BytesMut) -> fmt::Result {
    out.write_char('{')?;
    let coordinates = vector.indices().iter().zip(vector.values());
    write_separated(coordinates.map(|(index, value)| format!("{}:{value}", i64::from(*index) + 1)), out)?;
    write!(out, "}}/{}", vector.dimensions())
}

fn write_separated(parts: impl Iterator<Item = impl fmt::Display>, out: &mut BytesMut) -> fmt::Result {
    for (at, part) in parts.enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}{part}")?;
    }
    Ok(())
}

fn read_vector(text: &str) -> Option<Vector> {
    read_dense(text).map(Vector::from)
}

/// Its coordinates lose nothing on the way: each is a number that fits half the bits.
fn read_half(text: &str) -> Option<HalfVector> {
    read_dense(text).map(|coordinates| HalfVector::from_f32_slice(&coordinates))
}

fn read_dense(text: &str) -> Option<Vec<f32>> {
    text.strip_prefix('[')?.strip_suffix(']')?.split(',').map(number).collect()
}

fn read_sparse(text: &str) -> Option<SparseVector> {
    let (coordinates, dimensions) = text.strip_prefix('{')?.split_once("}/")?;
    let dimensions: i32 = number(dimensions)?;
    let mut values = Vec::new();
    for coordinate in coordinates.split(',').filter(|coordinate| !coordinate.is_empty()) {
        let (index, value) = coordinate.split_once(':')?;
        let index: i32 = number(index)?;
        values.push((index.checked_sub(1)?, number(value)?));
    }
    Some(SparseVector::from_map(values.iter().map(|(index, value): &(i32, f32)| (index, value)), dimensions))
}

fn number<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use pgvector::{HalfVector, SparseVector, Vector};

    use super::{Decode, Encode, types};

    fn text(value: &impl Encode) -> BytesMut {
        let mut text = BytesMut::new();
        value.encode(types::TEXT.wire, &mut text).expect("encodes");
        text
    }

    #[test]
    fn vectors_are_their_text_and_back() {
        let vector = Vector::from(vec![1.0, -2.5, f32::MIN_POSITIVE, 16_777_216.0]);
        assert!(text(&vector).starts_with(b"[1,-2.5,0.0000"));
        assert_eq!(Vector::decode(&text(&vector)).expect("decodes"), vector);
        let half = HalfVector::from_f32_slice(&[0.5, 65504.0, -0.0]);
        assert_eq!(&text(&half)[..], b"[0.5,65504,-0]");
        assert_eq!(HalfVector::decode(&text(&half)).expect("decodes"), half);
        let sparse = SparseVector::from_dense(&[0.0, 1.5, 0.0, -2.0, 0.0]);
        assert_eq!(&text(&sparse)[..], b"{2:1.5,4:-2}/5");
        assert_eq!(SparseVector::decode(b"{2:1.5,4:-2}/5").expect("decodes"), sparse);
        assert_eq!(SparseVector::decode(b"{}/3").expect("decodes"), SparseVector::from_dense(&[0.0; 3]));
    }

    #[test]
    fn other_text_is_an_error() {
        for wrong in ["", "[1,2", "[a]", "{1}", "{1:2}", "{a:1}/2", "{1:a}/2", "{-2147483648:1}/2", "{1:1}/"] {
            assert!(Vector::decode(wrong.as_bytes()).is_err(), "{wrong}");
            assert!(HalfVector::decode(wrong.as_bytes()).is_err(), "{wrong}");
            assert!(SparseVector::decode(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
