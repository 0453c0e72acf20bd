//! The binary form of ranges: flags, then the bounds there are; of multiranges: a count, then ranges.

use std::ops::Bound;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::Kind;

use super::super::codec::{Decode, Element, Encode, IsNull, NotNull, Reader, Type, Value, write_part};
use super::super::range_flags::{EMPTY, LOWER_INCLUDED, LOWER_UNBOUNDED, UPPER_INCLUDED, UPPER_UNBOUNDED};
use super::super::{Oid, SqlType, literal, types};
use super::{Multirange, Range};
use crate::error::Error;

impl<T: Element + NotNull> Value for Range<T> {
    const TYPE: SqlType = types::ranges_over(T::TYPE).0;
    type Base = Self;
    type Nullable = Option<Self>;
}

impl<T: Element + NotNull> NotNull for Range<T> {}

impl<T: Element + NotNull> Element for Range<T> {}

impl<T: Element + NotNull> Value for Multirange<T> {
    const TYPE: SqlType = types::ranges_over(T::TYPE).1;
    type Base = Self;
    type Nullable = Option<Self>;
}

impl<T: Element + NotNull> NotNull for Multirange<T> {}

impl<T: Element + NotNull> Element for Multirange<T> {}

impl<T: Element + NotNull> Encode for Range<T> {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let bound = types::bound_of(wire).unwrap_or(T::TYPE.wire);
        if types::is_text(wire) {
            return literal::written(out, |out| self.write(bound, out), |raw, text| literal::range(bound, raw, text));
        }
        self.write(bound, out)?;
        Ok(IsNull::No)
    }
}

impl<T: Encode> Range<T> {
    fn write(&self, bound: Oid, out: &mut BytesMut) -> Result<(), Error> {
        let Self::Bounds(lower, upper) = self else {
            out.put_u8(EMPTY);
            return Ok(());
        };
        let (lower_flag, lower) = flag(lower, LOWER_INCLUDED, LOWER_UNBOUNDED);
        let (upper_flag, upper) = flag(upper, UPPER_INCLUDED, UPPER_UNBOUNDED);
        out.put_u8(lower_flag | upper_flag);
        for value in [lower, upper].into_iter().flatten() {
            write_part(out, |out| value.encode(bound, out))?;
        }
        Ok(())
    }
}

fn flag<T>(bound: &Bound<T>, included: u8, unbounded: u8) -> (u8, Option<&T>) {
    match bound {
        Bound::Included(value) => (included, Some(value)),
        Bound::Excluded(value) => (0, Some(value)),
        Bound::Unbounded => (unbounded, None),
    }
}

impl<T: Element + NotNull> Decode for Range<T> {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let flags = reader.u8()?;
        if flags & EMPTY != 0 {
            return Ok(Self::Empty);
        }
        let lower = read_bound(&mut reader, flags, LOWER_INCLUDED, LOWER_UNBOUNDED)?;
        let upper = read_bound(&mut reader, flags, UPPER_INCLUDED, UPPER_UNBOUNDED)?;
        reader.end()?;
        Ok(Self::Bounds(lower, upper))
    }

    fn accepts(ty: &Type) -> bool {
        match ty.kind() {
            Kind::Range(subtype) => T::accepts(subtype),
            Kind::Domain(base) => Self::accepts(base),
            _ => false,
        }
    }
}

fn read_bound<T: Decode>(reader: &mut Reader<'_>, flags: u8, included: u8, unbounded: u8) -> Result<Bound<T>, Error> {
    if flags & unbounded != 0 {
        return Ok(Bound::Unbounded);
    }
    let value = T::decode(reader.part()?.ok_or_else(|| Error::decode("a range with a bound that is NULL"))?)?;
    Ok(if flags & included != 0 { Bound::Included(value) } else { Bound::Excluded(value) })
}

impl<T: Element + NotNull> Encode for Multirange<T> {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let bound = types::range_of(wire).and_then(types::bound_of).unwrap_or(T::TYPE.wire);
        if types::is_text(wire) {
            let text = |raw: &[u8], text: &mut String| literal::multirange(bound, raw, text);
            return literal::written(out, |out| self.write(bound, out), text);
        }
        self.write(bound, out)?;
        Ok(IsNull::No)
    }
}

impl<T: Encode> Multirange<T> {
    fn write(&self, bound: Oid, out: &mut BytesMut) -> Result<(), Error> {
        out.put_i32(i32::try_from(self.0.len()).map_err(|_| Error::encode("a multirange of too many ranges"))?);
        for range in &self.0 {
            write_part(out, |out| range.write(bound, out).map(|()| IsNull::No))?;
        }
        Ok(())
    }
}

impl<T: Element + NotNull> Decode for Multirange<T> {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let count = reader.u32()?;
        let mut ranges = Vec::new();
        for _ in 0..count {
            let raw = reader.part()?.ok_or_else(|| Error::decode("a multirange with a range that is NULL"))?;
            ranges.push(Range::decode(raw)?);
        }
        reader.end()?;
        Ok(Self(ranges))
    }

    fn accepts(ty: &Type) -> bool {
        match ty.kind() {
            Kind::Multirange(subtype) => T::accepts(subtype),
            Kind::Domain(base) => Self::accepts(base),
            _ => false,
        }
    }
}
