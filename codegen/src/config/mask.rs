//! Which columns are replaced where rows leave their database; what replacing means is not known here.

use serde::Deserialize;

use super::Pattern;

/// Columns that `relvar copy --mask` and `relvar backup --mask` replace. The first rule that names a column counts. Those of a
/// table mean its partitions, and tables that inherit from it, too.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Mask {
    /// The columns, by pattern: `public.users.email`, `users.phone`, `*.ip_address`.
    pub columns: Vec<Pattern>,
    /// How.
    pub with: MaskMethod,
    /// The text that takes the place of all values, if `with` is `constant`.
    pub value: Option<String>,
}

/// What values become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MaskMethod {
    /// NULL.
    Null,
    /// Always `value`.
    Constant,
    /// A hash of the value and a key: of texts, whole numbers, `uuid` and `bytea`.
    Hash,
    /// Something of the same shape: other letters for letters, other digits for digits.
    Shape,
}
