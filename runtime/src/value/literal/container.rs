//! The text of arrays and ranges.

use std::fmt::Write;

use super::super::codec::Reader;
use super::super::range_flags::{EMPTY, LOWER_INCLUDED, LOWER_UNBOUNDED, UPPER_INCLUDED, UPPER_UNBOUNDED};
use super::super::{Dimension, Oid, array as arrays, types};
use super::{quoted, text};
use crate::error::Error;

/// `{1,2}`, `[0:1]={{"a"},{NULL}}`, from the binary form.
pub(crate) fn array(raw: &[u8], out: &mut String) -> Result<(), Error> {
    let mut reader = Reader(raw);
    let (element, dimensions) = arrays::read_header(&mut reader)?;
    if dimensions.is_empty() {
        out.push_str("{}");
        return Ok(());
    }
    if dimensions.iter().any(|dimension| dimension.lower != 1) {
        for Dimension { length, lower } in &dimensions {
            let upper = i64::from(*lower) + i64::try_from(*length).unwrap_or(i64::MAX) - 1;
            let _ = write!(out, "[{lower}:{upper}]");
        }
        out.push('=');
    }
    nested(&mut reader, &dimensions, element, out)?;
    reader.end()
}

fn nested(reader: &mut Reader<'_>, dimensions: &[Dimension], element: Oid, out: &mut String) -> Result<(), Error> {
    let Some((outer, inner)) = dimensions.split_first() else { return Ok(()) };
    // The only type whose values have commas in their text, and another delimiter for that.
    let delimiter = if element == types::BOX.wire { ';' } else { ',' };
    out.push('{');
    for at in 0..outer.length {
        if at > 0 {
            out.push(delimiter);
        }
        if !inner.is_empty() {
            nested(reader, inner, element, out)?;
            continue;
        }
        match reader.part()? {
            Some(raw) => {
                let mut value = String::new();
                text(element, raw, &mut value)?;
                escaped(&value, out);
            }
            None => out.push_str("NULL"),
        }
    }
    out.push('}');
    Ok(())
}

/// An element in double quotes; within an array only a backslash escapes.
fn escaped(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        if c == '"' || c == '\\' {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

/// `["1","5")`, from the binary form.
pub(crate) fn range(bound: Oid, raw: &[u8], out: &mut String) -> Result<(), Error> {
    let mut reader = Reader(raw);
    let flags = reader.u8()?;
    if flags & EMPTY != 0 {
        out.push_str("empty");
        return Ok(());
    }
    out.push(if flags & LOWER_INCLUDED != 0 { '[' } else { '(' });
    end(&mut reader, flags & LOWER_UNBOUNDED != 0, bound, out)?;
    out.push(',');
    end(&mut reader, flags & UPPER_UNBOUNDED != 0, bound, out)?;
    out.push(if flags & UPPER_INCLUDED != 0 { ']' } else { ')' });
    reader.end()
}

fn end(reader: &mut Reader<'_>, unbounded: bool, bound: Oid, out: &mut String) -> Result<(), Error> {
    if unbounded {
        return Ok(());
    }
    let raw = reader.part()?.ok_or_else(|| Error::encode("a range with a bound that is NULL"))?;
    let mut value = String::new();
    text(bound, raw, &mut value)?;
    quoted(&value, out);
    Ok(())
}

/// `{["1","5"),["7",)}`, from the binary form.
pub(crate) fn multirange(bound: Oid, raw: &[u8], out: &mut String) -> Result<(), Error> {
    let mut reader = Reader(raw);
    let count = reader.u32()?;
    out.push('{');
    for at in 0..count {
        if at > 0 {
            out.push(',');
        }
        let raw = reader.part()?.ok_or_else(|| Error::encode("a multirange with a range that is NULL"))?;
        range(bound, raw, out)?;
    }
    out.push('}');
    reader.end()
}
