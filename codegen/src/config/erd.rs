//! Diagrams that have a name: which relations are in each, and how much of them.

use serde::{Deserialize, Serialize};

use super::Pattern;

/// A diagram with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Viewpoint {
    /// Only relations that match one of these; all if the list is empty.
    pub include: Vec<Pattern>,
    /// Not what matches one of these.
    pub exclude: Vec<Pattern>,
    /// Only these relations, and those within `depth` foreign keys of them.
    pub around: Around,
    /// Maximum distance from `around` in foreign keys; 1 by default.
    pub depth: Option<usize>,
    /// The columns that are drawn; all by default.
    pub columns: Option<Columns>,
    /// Draw comments and enum labels too, if the format has room for them.
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
    /// None, only the names of relations.
    None,
    /// Those of the foreign keys in the diagram.
    Joined,
    /// Those of primary, unique and foreign keys.
    Keys,
    /// All of them.
    #[default]
    All,
}
