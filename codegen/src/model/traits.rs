//! The standard traits that generated types have, whatever the configuration says.

use super::{Enum, UserTypeKind};
use crate::code::Code;

/// The standard traits of one kind of generated type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// Those that it derives.
    pub derived: &'static [&'static str],
    /// Those that it has an `impl` for.
    pub implemented: &'static [&'static str],
}

impl Traits {
    /// The row of a relation.
    pub const ROW: Self = Self { derived: &["Clone", "PartialEq"], implemented: &["Debug"] };
    /// The row of a function.
    pub const RECORD: Self = Self { derived: &["Clone", "Debug", "PartialEq"], implemented: &[] };
    /// A domain as a type of its own.
    pub const NEWTYPE: Self = Self::RECORD;
    /// A composite type.
    pub const COMPOSITE: Self = Self { derived: &["Clone", "Default", "PartialEq"], implemented: &["Debug"] };
    /// An enum.
    pub const ENUM: Self =
        Self { derived: &["Clone", "Copy", "Debug", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"], implemented: &[] };
    /// An enum with a variant for labels that are not known.
    pub const OPEN_ENUM: Self =
        Self { derived: &["Clone", "Debug", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"], implemented: &[] };

    /// Whether the type has the trait that a path names.
    pub fn has(self, path: &Code) -> bool {
        let name = trait_name(path);
        self.derived.contains(&name.as_str()) || self.implemented.contains(&name.as_str())
    }
}

/// The trait that a path names: `std::fmt::Debug` and `Debug` are one, and so are `::serde::Serialize` and `serde::Serialize`.
pub(crate) fn trait_name(path: &Code) -> String {
    let text: String = path.as_str().chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_start_matches("::");
    let is_standard = ["std::", "core::"].iter().any(|home| text.starts_with(home));
    let name = if is_standard { text.rsplit("::").next().unwrap_or(text) } else { text };
    name.to_owned()
}

impl Enum {
    /// Its standard traits.
    pub fn traits(&self) -> Traits {
        if self.other.is_some() { Traits::OPEN_ENUM } else { Traits::ENUM }
    }
}

impl UserTypeKind {
    /// Its standard traits; an alias has no item that could have any.
    pub fn traits(&self) -> Option<Traits> {
        match self {
            Self::Enum(enumeration) => Some(enumeration.traits()),
            Self::Domain(_) => None,
            Self::Newtype(_) => Some(Traits::NEWTYPE),
            Self::Composite(_) => Some(Traits::COMPOSITE),
        }
    }
}
