//! The statements of a script, for those who run them one by one.

use super::{
    LoadError, Script,
    split::{StepKind, split},
};

/// A statement of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The line it begins on, from 1.
    pub line: usize,
    /// Its text, without the semicolon.
    pub sql: String,
}

/// The statements of a script, in order. Commands of psql and blocks of data are errors.
pub fn statements(script: &Script) -> Result<Vec<Statement>, LoadError> {
    let steps =
        split(&script.text).map_err(|error| LoadError::Unterminated { at: script.at(error.line), what: error.what })?;
    let statement = |step: super::split::Step<'_>| match step.kind {
        StepKind::Statement(sql) => Ok(Statement { line: step.line, sql: sql.to_owned() }),
        StepKind::Copy { .. } => Err(LoadError::Data { at: script.at(step.line) }),
        StepKind::Command(command) => Err(LoadError::Command {
            at: script.at(step.line),
            command: command.to_owned(),
            hint: "only SQL is run here",
        }),
    };
    steps.into_iter().map(statement).collect()
}
