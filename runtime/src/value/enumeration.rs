//! Enums, which travel as the text of their labels.

use bytes::BytesMut;

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value};
use super::text::{is_text, utf8};
use super::{Oid, SqlType};
use crate::error::Error;

/// An enum of the database. Generated code implements it; columns, parameters and expressions follow from it.
pub trait Enum: Clone + std::fmt::Debug + PartialEq + Send + Sync + 'static {
    /// The type in the database.
    const TYPE: SqlType;

    /// Every label with its variant, in the database's order.
    const LABELS: &'static [(&'static str, Self)];

    /// The variant that holds a label which is none of these, where the configuration wants one.
    const OTHER: Option<fn(String) -> Self> = None;

    /// The label that the variant for unknown ones holds.
    fn other(&self) -> Option<&str> {
        None
    }

    /// The label of this variant.
    fn label(&self) -> &str {
        let known = || Self::LABELS.iter().find(|(_, variant)| variant == self).map_or("", |(label, _)| label);
        self.other().unwrap_or_else(known)
    }

    /// The variant of a label.
    fn from_label(label: &str) -> Option<Self> {
        let known = Self::LABELS.iter().find(|(known, _)| *known == label);
        known.map(|(_, variant)| variant.clone()).or_else(|| Self::OTHER.map(|other| other(label.to_owned())))
    }
}

// A type that is no value at all is not told to be an enum.
#[diagnostic::do_not_recommend]
impl<E: Enum> Value for E {
    const TYPE: SqlType = <E as Enum>::TYPE;
    type Base = Self;
    type Nullable = Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<E: Enum> NotNull for E {}

#[diagnostic::do_not_recommend]
impl<E: Enum> Element for E {}

#[diagnostic::do_not_recommend]
impl<E: Enum> Encode for E {
    #[inline]
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        self.label().encode(wire, out)
    }
}

#[diagnostic::do_not_recommend]
impl<E: Enum> Decode for E {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let label = utf8(raw)?;
        Self::from_label(label).ok_or_else(|| unknown_label::<E>(label))
    }

    fn accepts(ty: &Type) -> bool {
        is_text(ty)
    }
}

/// A label of the database is part of its schema and can be shown; any other text is a value, which cannot.
#[cold]
fn unknown_label<E: Enum>(label: &str) -> Error {
    let type_ = <E as Enum>::TYPE;
    if type_.cast {
        Error::drift(format!("`{label}` is not a label of the enum `{type_}` in the models"))
    } else {
        Error::decode(format!("a text that is not a label of `{}`", std::any::type_name::<E>()))
    }
}
