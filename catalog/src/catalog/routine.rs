//! Functions, procedures, aggregates and window functions.

use serde::{Deserialize, Serialize};

use super::{Privileges, QualifiedName, TypeRef};

/// A routine.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, as in the declaration")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routine {
    /// Its name; several routines may share it.
    pub name: QualifiedName,
    /// `pg_get_function_identity_arguments`, schema-qualified: with the name it identifies the routine.
    pub signature: String,
    /// What it is.
    pub kind: RoutineKind,
    /// Arguments of every mode, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Argument>,
    /// The result type; absent for procedures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<TypeRef>,
    /// `RETURNS SETOF` or `RETURNS TABLE`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub returns_set: bool,
    /// The language.
    pub language: String,
    /// How far its result may change.
    pub volatility: Volatility,
    /// `STRICT`: null if any argument is null.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// `SECURITY DEFINER`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub security_definer: bool,
    /// `LEAKPROOF`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leakproof: bool,
    /// `PARALLEL`.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub parallel: Parallel,
    /// `SET` clauses, `name=value`, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<String>,
    /// The extension it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// The role that owns it.
    pub owner: String,
    /// The statement that creates it, schema-qualified; absent for members of extensions.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::lines")]
    pub definition: Option<String>,
    /// `COMMENT ON`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who may do what; absent where the defaults apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Privileges>,
}

/// The kinds of routine (`pg_proc.prokind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutineKind {
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate.
    Aggregate,
    /// A window function.
    Window,
}

/// An argument of a routine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// Its name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its mode.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub mode: ArgumentMode,
    /// Its type.
    #[serde(rename = "type")]
    pub type_: TypeRef,
    /// It has a default, so that a call may leave it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_default: bool,
}

/// The modes of an argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArgumentMode {
    /// `IN`.
    #[default]
    In,
    /// `OUT`.
    Out,
    /// `INOUT`.
    InOut,
    /// `VARIADIC`.
    Variadic,
    /// A column of `RETURNS TABLE`.
    Table,
}

/// How far a routine's result may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Volatility {
    /// Depends on its arguments alone.
    Immutable,
    /// Does not change within a statement.
    Stable,
    /// May change at any time.
    Volatile,
}

/// Whether parallel workers may run a routine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parallel {
    /// No.
    #[default]
    Unsafe,
    /// Only their leader.
    Restricted,
    /// Yes.
    Safe,
}
