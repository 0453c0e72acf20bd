//! What generation noticed: nothing is skipped, renamed or left untyped in silence.

use std::fmt;

/// One thing the user may want to know or to fix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The object it is about, as SQL names it: `public.film.rating`.
    pub object: String,
    /// What kind of thing it is.
    pub rule: Rule,
    /// What was noticed, and what was done.
    pub message: String,
    /// How to fix it.
    pub hint: Option<String>,
}

/// The kinds of diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Two objects would have the same name in Rust; one was given another.
    NameClash,
    /// A name Rust or the runtime has taken.
    ReservedName,
    /// A type with no Rust type of its own; its text form is used.
    UntypedColumn,
    /// A column that the role that read the catalog may not read.
    UnreadableColumn,
    /// A foreign key from or to a relation that is not generated.
    HiddenReference,
    /// A foreign key that cannot be followed.
    ForeignKeyNotFollowed,
    /// A foreign key that partitions have and their partitioned table has not.
    PartitionKey,
    /// A routine, or an argument of one, that generated code does not offer.
    RoutineLeftOut,
    /// A tag in a comment that cannot be followed.
    InvalidTag,
    /// An entry of the configuration that matches nothing.
    UnusedConfig,
    /// A derive of the configuration that the compiler would refuse.
    InvalidDerive,
    /// An entry of the configuration that contradicts the catalog.
    InvalidConfig,
    /// An entry of the configuration that has no effect.
    NoEffect,
}

impl Rule {
    /// Every rule, in order.
    pub const ALL: &'static [Self] = &[
        Self::NameClash,
        Self::ReservedName,
        Self::UntypedColumn,
        Self::UnreadableColumn,
        Self::HiddenReference,
        Self::ForeignKeyNotFollowed,
        Self::PartitionKey,
        Self::RoutineLeftOut,
        Self::InvalidTag,
        Self::UnusedConfig,
        Self::InvalidDerive,
        Self::InvalidConfig,
        Self::NoEffect,
    ];

    /// The name of the rule, for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NameClash => "name-clash",
            Self::ReservedName => "reserved-name",
            Self::UntypedColumn => "untyped-column",
            Self::UnreadableColumn => "unreadable-column",
            Self::HiddenReference => "hidden-reference",
            Self::ForeignKeyNotFollowed => "foreign-key-not-followed",
            Self::PartitionKey => "partition-key",
            Self::RoutineLeftOut => "routine-left-out",
            Self::InvalidTag => "invalid-tag",
            Self::UnusedConfig => "unused-config",
            Self::InvalidDerive => "invalid-derive",
            Self::InvalidConfig => "invalid-config",
            Self::NoEffect => "no-effect",
        }
    }

    /// Whether nothing is written because of it: what was meant is not known, or it would not compile.
    pub fn is_error(self) -> bool {
        match self {
            Self::UnusedConfig | Self::InvalidDerive => true,
            Self::NameClash
            | Self::ReservedName
            | Self::UntypedColumn
            | Self::UnreadableColumn
            | Self::HiddenReference
            | Self::ForeignKeyNotFollowed
            | Self::PartitionKey
            | Self::RoutineLeftOut
            | Self::InvalidTag
            | Self::InvalidConfig
            | Self::NoEffect => false,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = if self.rule.is_error() { "error" } else { "warning" };
        write!(f, "{level}[{}]: `{}`: {}", self.rule.as_str(), self.object, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}
