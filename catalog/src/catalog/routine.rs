//! Functions, procedures, aggregates and window functions.

use serde::{Deserialize, Serialize};

use super::{ObjectId, Privileges, QualifiedName, RoutineKind, TypeRef};

/// A routine.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, as in the declaration")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routine {
    /// Its name; several routines may share it.
    pub name: QualifiedName,
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
    /// `COST`, where it is not the default of its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<f32>,
    /// `ROWS`, where it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<f32>,
    /// `SUPPORT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<QualifiedName>,
    /// `TRANSFORM FOR TYPE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transforms: Vec<TypeRef>,
    /// `SET` clauses, in the order in which they take effect: parameter and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<(String, String)>,
    /// The extension it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// The role that owns it.
    pub owner: String,
    /// What it does; absent for members of extensions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// `COMMENT ON`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who may do what; absent where the defaults apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Privileges>,
}

impl Routine {
    /// Its identity.
    pub fn id(&self) -> ObjectId {
        let arguments = self.input_types().cloned().collect();
        ObjectId::Routine { kind: self.kind, name: self.name.clone(), arguments }
    }

    /// The types of the arguments that a call passes, in order: with the name they identify the routine.
    pub fn input_types(&self) -> impl Iterator<Item = &TypeRef> {
        self.arguments.iter().filter(|argument| argument.mode.is_input()).map(|argument| &argument.type_)
    }

    /// The types of [`input_types`](Self::input_types) as SQL, with commas between them.
    pub fn signature(&self) -> String {
        self.input_types().map(|type_| type_.sql.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// What a routine does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Text that its language interprets.
    #[serde(with = "super::lines::required")]
    Source(String),
    /// Statements that PostgreSQL parsed when it was defined: `RETURN …` or `BEGIN ATOMIC … END` (PostgreSQL 14).
    #[serde(with = "super::lines::required")]
    Sql(String),
    /// A function of a shared library.
    Library {
        /// The file.
        file: String,
        /// The function in it.
        symbol: String,
    },
    /// What an aggregate is computed by.
    Aggregate {
        /// The parameters of `CREATE AGGREGATE`: `SFUNC = …, STYPE = …`.
        parameters: String,
        /// The number of arguments before `ORDER BY`, of an ordered-set aggregate.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct_arguments: Option<u16>,
    },
}

impl Routine {
    /// What its body says as text; nothing for members of extensions.
    pub fn source(&self) -> Option<&str> {
        match self.body.as_ref()? {
            Body::Source(text) | Body::Sql(text) => Some(text),
            Body::Library { symbol, file: _ } => Some(symbol),
            Body::Aggregate { parameters, direct_arguments: _ } => Some(parameters),
        }
    }
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
    /// The default as SQL; a call may leave the argument out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
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

impl ArgumentMode {
    /// A call passes a value for it.
    pub fn is_input(self) -> bool {
        match self {
            Self::In | Self::InOut | Self::Variadic => true,
            Self::Out | Self::Table => false,
        }
    }
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
