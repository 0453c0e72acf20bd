//! The statements of a script.

use std::{collections::BTreeSet, fmt};

use serde::Serialize;

use crate::{Diagnostic, catalog::ObjectId};

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// What it makes, or says something about: of a table's comment the table.
    pub object: ObjectId,
    /// The object that it is written with: of an index the table.
    pub home: ObjectId,
    /// What it does.
    pub action: Action,
    /// What it needs besides; of several statements that make one thing, the first says so for all of them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub needs: BTreeSet<ObjectId>,
    /// Its text, without the semicolon at its end.
    pub sql: String,
}

/// What a statement does with its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It makes the object.
    Create,
    /// It completes the object, with what `CREATE` cannot say or what had to wait.
    Alter,
    /// It names the owner.
    Owner,
    /// It sets the comment.
    Comment,
    /// It grants or revokes privileges.
    Grant,
}

/// The statements that create a schema from nothing, in an order in which they work.
///
/// Displayed as a script for psql or any other client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The statements.
    pub statements: Vec<Statement>,
    /// What could not be written, and what it needs that is not part of it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Script {
    /// The statements of some objects alone, each with what is written with it, and what they need that is not among them.
    pub fn select(self, is_wanted: impl Fn(&ObjectId) -> bool) -> (Self, BTreeSet<ObjectId>) {
        let (mut made, mut needs) = (BTreeSet::new(), BTreeSet::new());
        let mut statements = self.statements;
        statements.retain(|statement| is_wanted(&statement.home));
        for statement in &statements {
            made.insert(statement.home.clone());
            needs.extend(statement.needs.iter().cloned());
        }
        // Every database has it.
        made.insert(ObjectId::Schema("public".to_owned()));
        needs.retain(|need| !made.contains(need));
        (Self { statements, diagnostics: self.diagnostics }, needs)
    }
}

/// What a script begins with: bodies of functions may use what comes later, and every name is written in full.
pub const PREAMBLE: &str = "SET check_function_bodies = off;\nSET search_path = '';\n";

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREAMBLE)?;
        write!(f, "{}", Body(&self.statements))
    }
}

/// Statements as text: what is short stands together with what is on the same object, an empty line before anything else.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a>(pub &'a [Statement]);

impl fmt::Display for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last: Option<&Statement> = None;
        for statement in self.0 {
            let is_short = |statement: &Statement| !statement.sql.contains('\n');
            let together = last.is_some_and(|last| {
                last.home == statement.home
                    && (statement.action > Action::Create || is_short(last) && is_short(statement))
            });
            if !together {
                f.write_str("\n")?;
            }
            writeln!(f, "{};", statement.sql)?;
            last = Some(statement);
        }
        Ok(())
    }
}
