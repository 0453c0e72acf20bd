//! What differs from what the last run left.

use serde::Serialize;

use crate::diff::Verb;

/// An object that is not what the last run left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drifted {
    /// What happened to it since.
    pub verb: Verb,
    /// The object, such as `table public.film`.
    pub object: String,
}
