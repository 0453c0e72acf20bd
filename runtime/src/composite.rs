//! Composite types, and the rows of relations, as values: of columns, parameters, array elements and attributes.
//!
//! They are read in their binary form and sent as text; see `docs/decisions/0006-composites.md`.

use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::Kind;

use crate::error::Error;
use crate::row::Row;
use crate::value::{Encode, IsNull, Oid, Reader, SqlType, Type, is_read_as, literal};

/// A composite type of the database, as a struct with a field for each attribute.
///
/// Generated code implements it, with [`Value`](crate::generated::Value) and its kin by the functions of this module.
pub trait Composite: Sized + 'static {
    /// Name and type of each attribute, in order.
    const ATTRIBUTES: &'static [(&'static str, SqlType)];

    /// Reads a value whose attributes are all there, in their order.
    fn from_attributes(attributes: &Row<'_>) -> Result<Self, Error>;

    /// The value of an attribute.
    fn attribute(&self, at: u16) -> &dyn Encode;
}

/// Appends the text of a composite: `("a","b",)`.
///
/// Every attribute that is not NULL is in double quotes, which PostgreSQL's grammar of composites takes of any type.
pub fn encode_composite<C: Composite>(value: &C, out: &mut BytesMut) -> Result<IsNull, Error> {
    let mut text = String::from("(");
    let mut raw = BytesMut::new();
    let mut attribute = String::new();
    for (at, (name, ty)) in (0..).zip(C::ATTRIBUTES) {
        if at > 0 {
            text.push(',');
        }
        raw.clear();
        attribute.clear();
        let written = value.attribute(at).encode(ty.wire, &mut raw).and_then(|is_null| match is_null {
            IsNull::Yes => Ok(()),
            IsNull::No => literal::text(ty.wire, &raw, &mut attribute).map(|()| literal::quoted(&attribute, &mut text)),
        });
        written.map_err(|error| error.with_context(format_args!("attribute `{name}`")))?;
    }
    text.push(')');
    out.extend_from_slice(text.as_bytes());
    Ok(IsNull::No)
}

/// Reads the binary form of a composite: for each attribute its type, its length and its value.
pub fn decode_composite<C: Composite>(raw: &[u8]) -> Result<C, Error> {
    let mut reader = Reader(raw);
    let count = reader.u32()?;
    if usize::try_from(count).ok() != Some(C::ATTRIBUTES.len()) {
        return Err(changed(count, C::ATTRIBUTES.len()));
    }
    let mut values = Vec::with_capacity(C::ATTRIBUTES.len());
    for (name, ty) in C::ATTRIBUTES {
        let found = reader.u32()?;
        if found != ty.wire && !is_attribute(*ty, found) {
            return Err(retyped(name, *ty, found));
        }
        values.push(reader.part()?);
    }
    reader.end()?;
    C::from_attributes(&Row::of_attributes(&values, C::ATTRIBUTES))
}

/// Whether a type, or the base of a domain, is composite.
pub fn is_composite(ty: &Type) -> bool {
    match ty.kind() {
        Kind::Domain(base) => is_composite(base),
        Kind::Composite(_) => true,
        _ => *ty == Type::RECORD,
    }
}

/// Writes a composite as `#[derive(Debug)]` would, with the names of the attributes.
pub fn debug_composite<C: Composite>(value: &C, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = std::any::type_name::<C>();
    let mut composite = f.debug_struct(name.rsplit("::").next().unwrap_or(name));
    for (at, (name, _)) in (0..).zip(C::ATTRIBUTES) {
        composite.field(name, &value.attribute(at));
    }
    composite.finish()
}

/// Whether an attribute of a type is read right where it is of the type that was found: a built-in one stands for itself,
/// and that of a user, whose identifier is not known here, for what it was.
#[cold]
fn is_attribute(ty: SqlType, found: Oid) -> bool {
    Type::from_oid(found).map_or(ty.cast, |found| is_read_as(ty.wire, &found))
}

#[cold]
fn retyped(name: &str, ty: SqlType, found: Oid) -> Error {
    let expected = ty.wire_sql();
    match Type::from_oid(found) {
        Some(found) => Error::drift(format!(
            "attribute `{name}` is of type `{found}` in the database and `{expected}` in the models"
        )),
        None => Error::drift(format!("attribute `{name}` is no longer of type `{expected}` in the database")),
    }
}

#[cold]
fn changed(found: u32, known: usize) -> Error {
    Error::drift(format!("a composite of {found} attributes, where the code was generated from one of {known}"))
}
