//! Values as PostgreSQL's text, for what travels as text: composites, ranges of users' types, and all within them.
//!
//! A value is written in its binary form first, and from that as text, so that a type has one codec. The text does not
//! depend on the settings of a session: dates are ISO 8601, bytes hexadecimal, numbers exact.

mod container;
mod scalar;

use bytes::BytesMut;

use super::codec::IsNull;
use super::{Oid, types};
use crate::error::Error;

pub(crate) use container::{array, multirange, range};

/// Appends the text of a value that is written in another form.
pub(crate) fn written(
    out: &mut BytesMut,
    write: impl FnOnce(&mut BytesMut) -> Result<(), Error>,
    literal: impl FnOnce(&[u8], &mut String) -> Result<(), Error>,
) -> Result<IsNull, Error> {
    let mut raw = BytesMut::new();
    write(&mut raw)?;
    let mut text = String::new();
    literal(&raw, &mut text)?;
    out.extend_from_slice(text.as_bytes());
    Ok(IsNull::No)
}

/// Appends the text of a value from its binary form as a built-in type.
pub(crate) fn text(wire: Oid, raw: &[u8], out: &mut String) -> Result<(), Error> {
    if types::element_of(wire).is_some() {
        return array(raw, out);
    }
    if let Some(bound) = types::bound_of(wire) {
        return range(bound, raw, out);
    }
    if let Some(bound) = types::range_of(wire).and_then(types::bound_of) {
        return multirange(bound, raw, out);
    }
    scalar::text(wire, raw, out)
}

/// Appends the text of a part of a composite or a range in double quotes, doubling what would end them.
pub(crate) fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        if c == '"' || c == '\\' {
            out.push(c);
        }
        out.push(c);
    }
    out.push('"');
}
