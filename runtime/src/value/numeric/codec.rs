//! The binary form: count, weight, sign and scale of 16 bits each, then the digits.

use bytes::{BufMut, BytesMut};

use super::super::codec::{Decode, Encode, IsNull, Reader, Type, is_one_of};
use super::super::{Oid, types};
use super::{BASE, Finite, Numeric, Repr};
use crate::error::Error;

const POSITIVE: u16 = 0x0000;
const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const NEG_INFINITY: u16 = 0xF000;

impl Encode for Numeric {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let zero = Finite::default();
        let (sign, finite) = match &self.0 {
            Repr::NaN => (NAN, &zero),
            Repr::Infinity => (INFINITY, &zero),
            Repr::NegInfinity => (NEG_INFINITY, &zero),
            Repr::Finite(finite) if finite.negative => (NEGATIVE, finite),
            Repr::Finite(finite) => (POSITIVE, finite),
        };
        let count = u16::try_from(finite.digits.len()).map_err(|_| Error::encode("a numeric of too many digits"))?;
        out.reserve(8 + 2 * finite.digits.len());
        out.put_u16(count);
        out.put_i16(finite.weight);
        out.put_u16(sign);
        out.put_u16(finite.scale);
        for digit in &finite.digits {
            out.put_u16(*digit);
        }
        Ok(IsNull::No)
    }
}

impl Decode for Numeric {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let count = reader.u16()?;
        let weight = reader.i16()?;
        let sign = reader.u16()?;
        let scale = reader.u16()?;
        let negative = match sign {
            POSITIVE => false,
            NEGATIVE => true,
            NAN => return Ok(Self::NAN),
            INFINITY => return Ok(Self::INFINITY),
            NEG_INFINITY => return Ok(Self::NEG_INFINITY),
            _ => return Err(Error::decode("a numeric of an unknown sign")),
        };
        let mut digits = Vec::with_capacity(usize::from(count).min(reader.0.len() / 2));
        for _ in 0..count {
            digits.push(reader.u16()?);
        }
        reader.end()?;
        if digits.iter().any(|digit| *digit >= BASE) {
            return Err(Error::decode("a numeric of a digit out of range"));
        }
        // The server's digits have no zeros at either end, so that they are taken as they are.
        if digits.first().is_some_and(|digit| *digit != 0) && digits.last().is_some_and(|digit| *digit != 0) {
            return Ok(Self(Repr::Finite(Finite { negative, weight, scale, digits: digits.into() })));
        }
        Finite::new(negative, weight.into(), scale, &digits)
            .map(|finite| Self(Repr::Finite(finite)))
            .ok_or_else(|| Error::decode("a numeric of a weight out of range"))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::NUMERIC])
    }
}
