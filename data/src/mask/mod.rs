//! Masking: values are replaced while rows are read, so that nobody sees the original ones.
//!
//! Equal values get equal replacements in all columns that are masked in the same way, so what belongs together still does. They
//! depend on a key: whoever does not have it cannot find out the original by trying.

mod json;
mod kind;
mod masks;
mod moment;
mod permute;
mod plan;
mod shape;

use std::fmt;

use relvar_catalog::QualifiedName;
use serde::Serialize;

pub(crate) use masks::Masks;
pub(crate) use plan::plan;

/// What is masked, and how.
#[derive(Clone, Default)]
pub struct Masking {
    /// The first rule that names a column counts.
    pub rules: Vec<Rule>,
    /// What replacements depend on: the same key gives the same ones.
    pub key: Vec<u8>,
}

impl fmt::Debug for Masking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Masking").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// How some columns are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The columns: `public.users.email`, `users.email`, or patterns with `*` and `?`.
    pub columns: Vec<String>,
    /// How.
    pub method: Method,
}

/// What a value becomes. A NULL stays NULL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// NULL.
    Null,
    /// Always this text, as the type of the column reads it.
    Constant(String),
    /// Something that depends on the value and the key and looks like neither.
    Hash,
    /// Something of the same shape: letters become letters, digits become digits, and the rest stays.
    Shape,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Constant(_) => "constant",
            Self::Hash => "hash",
            Self::Shape => "shape",
        })
    }
}

/// What became of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MaskedColumn {
    /// Its table.
    pub table: QualifiedName,
    /// Its name.
    pub column: String,
    /// How it is masked.
    pub method: Method,
    /// Values that were replaced.
    pub values: u64,
    /// Values that have nothing to be replaced, and stay: without a letter or a digit, or `infinity`.
    pub unchanged: u64,
}
