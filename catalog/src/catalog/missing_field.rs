//! A stored object that lacks a field.

/// A field that the kind demands is not there.
#[derive(Debug, thiserror::Error)]
#[error("`{object}`: a {kind} needs the field `{field}`")]
pub(super) struct MissingField {
    pub(super) object: String,
    pub(super) kind: &'static str,
    pub(super) field: &'static str,
}
