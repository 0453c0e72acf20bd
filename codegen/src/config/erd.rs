//! Diagrams that have a name: which relations are in each, and how much of them.

use serde::{Deserialize, Serialize};

use super::Pattern;

/// A diagram with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Viewpoint {
    /// Only relations that match one of these, where there is one.
    pub include: Vec<Pattern>,
    /// Not these.
    pub exclude: Vec<Pattern>,
    /// Only what is within `depth` keys of these relations, where there is one.
    pub around: Around,
    /// How many keys away from `around` a relation may be: one, unless it is said.
    pub depth: Option<usize>,
    /// Which columns are drawn: all, unless it is said.
    pub columns: Option<Columns>,
    /// Comments and the labels of enums are drawn too, where the format has room for them.
    pub comments: bool,
}

/// One relation, or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected the name of a relation or a list of them")]
pub enum Around {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Around {
    /// The names, as they were written.
    pub fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

impl Default for Around {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

/// Which columns of a relation are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Columns {
    /// None: names of relations alone.
    None,
    /// Those that the keys in the picture join.
    Joined,
    /// Those of primary, unique and foreign keys.
    Keys,
    /// All of them.
    #[default]
    All,
}
