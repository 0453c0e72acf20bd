//! One-letter codes of the system catalogs, and names of privileges. One that is not known, as a newer server may have it, is an error.

use std::error::Error;

use tokio_postgres::types::{FromSql, Type};

use crate::catalog::{
    Compression, Firing, Identity, MatchType, ObjectClass, Parallel, PartitionStrategy, Persistence, PolicyCommand,
    PrivilegeType, ReferentialAction, RelationKind, ReplicaIdentity, RoutineKind, RuleEvent, Storage, Volatility,
};

/// A code that this version of relvar does not know.
#[derive(Debug, thiserror::Error)]
#[error("`{code}` is not a {what} that this version of relvar knows")]
struct UnknownCode {
    what: &'static str,
    code: String,
}

/// Reads codes as the values they stand for.
macro_rules! codes {
    ($($Enum:ident $what:literal { $($code:literal => $value:ident),* $(,)? })*) => {$(
        impl FromSql<'_> for $Enum {
            fn from_sql(_: &Type, raw: &[u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
                match raw {
                    $([$code] => Ok(Self::$value),)*
                    other => Err(Box::new(UnknownCode { what: $what, code: String::from_utf8_lossy(other).into_owned() })),
                }
            }

            fn accepts(type_: &Type) -> bool {
                *type_ == Type::CHAR
            }
        }
    )*};
}

impl FromSql<'_> for PrivilegeType {
    fn from_sql(_: &Type, raw: &[u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let name = String::from_utf8_lossy(raw);
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or_else(|| UnknownCode { what: "privilege", code: name.into_owned() }.into())
    }

    fn accepts(type_: &Type) -> bool {
        *type_ == Type::TEXT
    }
}

/// The kinds of type (`pg_type.typtype`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeCode {
    Base,
    Composite,
    Domain,
    Enum,
    Multirange,
    Pseudo,
    Range,
}

/// The kinds of constraint (`pg_constraint.contype`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConstraintCode {
    Check,
    Exclusion,
    ForeignKey,
    NotNull,
    PrimaryKey,
    Unique,
}

/// How generated columns come by their values (`pg_attribute.attgenerated`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GeneratedCode {
    Stored,
    Virtual,
}

/// The modes of arguments as one list (`pg_proc.proargmodes`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ModeCode {
    In,
    InOut,
    Out,
    Table,
    Variadic,
}

/// How firmly an object depends on another (`pg_depend.deptype`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum DependencyCode {
    Normal,
    Auto,
    Internal,
    PartitionPrimary,
    PartitionSecondary,
    Extension,
    AutoExtension,
}

codes! {
    RelationKind "kind of relation" {
        b'r' => Table, b'p' => PartitionedTable, b'v' => View, b'm' => MaterializedView, b'f' => ForeignTable,
    }
    Persistence "persistence" { b'p' => Permanent, b'u' => Unlogged, b't' => Temporary }
    ReplicaIdentity "replica identity" { b'f' => Full, b'n' => Nothing, b'i' => Index }
    Identity "kind of identity column" { b'a' => Always, b'd' => ByDefault }
    GeneratedCode "kind of generated column" { b's' => Stored, b'v' => Virtual }
    Storage "storage of a column" { b'p' => Plain, b'e' => External, b'x' => Extended, b'm' => Main }
    Compression "compression of a column" { b'p' => Pglz, b'l' => Lz4 }
    ConstraintCode "kind of constraint" {
        b'c' => Check, b'x' => Exclusion, b'f' => ForeignKey, b'n' => NotNull, b'p' => PrimaryKey, b'u' => Unique,
    }
    ReferentialAction "action of a foreign key" {
        b'a' => NoAction, b'r' => Restrict, b'c' => Cascade, b'n' => SetNull, b'd' => SetDefault,
    }
    MatchType "match type of a foreign key" { b's' => Simple, b'f' => Full }
    Firing "state of a trigger or rule" { b'O' => Origin, b'A' => Always, b'R' => Replica, b'D' => Disabled }
    RuleEvent "event of a rule" { b'1' => Select, b'2' => Update, b'3' => Insert, b'4' => Delete }
    PolicyCommand "command of a policy" {
        b'*' => All, b'r' => Select, b'a' => Insert, b'w' => Update, b'd' => Delete,
    }
    PartitionStrategy "partition strategy" { b'l' => List, b'r' => Range, b'h' => Hash }
    TypeCode "kind of type" {
        b'b' => Base, b'c' => Composite, b'd' => Domain, b'e' => Enum, b'm' => Multirange, b'p' => Pseudo, b'r' => Range,
    }
    RoutineKind "kind of routine" { b'f' => Function, b'p' => Procedure, b'a' => Aggregate, b'w' => Window }
    ModeCode "mode of an argument" { b'i' => In, b'b' => InOut, b'o' => Out, b't' => Table, b'v' => Variadic }
    Volatility "volatility" { b'i' => Immutable, b's' => Stable, b'v' => Volatile }
    Parallel "parallel safety" { b'u' => Unsafe, b'r' => Restricted, b's' => Safe }
    ObjectClass "kind of object with default privileges" {
        b'r' => Tables, b'S' => Sequences, b'f' => Functions, b'T' => Types, b'n' => Schemas, b'L' => LargeObjects,
    }
    DependencyCode "kind of dependency" {
        b'n' => Normal, b'a' => Auto, b'i' => Internal, b'P' => PartitionPrimary, b'S' => PartitionSecondary,
        b'e' => Extension, b'x' => AutoExtension,
    }
}
