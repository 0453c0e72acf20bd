//! Runs a plan, and watches each statement.

use std::collections::BTreeSet;

use relvar_catalog::{Cause, QualifiedName, connect::Session, ddl::PREAMBLE};

use crate::{
    observe::{self, State},
    plan::{Hazard, Plan, Statement, Transaction},
};

/// A statement that failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) text: String,
    /// It fails because of what rows say.
    pub(super) is_about_rows: bool,
}

impl Failure {
    fn new(error: tokio_postgres::Error, told: impl FnOnce(&str) -> String) -> Self {
        // Data exceptions and violated constraints.
        let is_about_rows =
            error.code().is_some_and(|state| state.code().starts_with("22") || state.code().starts_with("23"));
        Self { text: told(&Cause::from(error).to_string()), is_about_rows }
    }
}

/// What became of the statements.
#[derive(Debug, Default)]
pub(super) struct Trial {
    /// What failed.
    pub(super) failure: Option<Failure>,
    /// What is gone although the statement says nothing of it.
    pub(super) lost: Vec<String>,
    /// What was written anew although the statement says nothing of it.
    pub(super) undeclared: Vec<String>,
    /// How many statements wrote a table anew.
    pub(super) rewrites: usize,
}

/// Runs the segments of a plan.
pub(super) async fn run(session: &Session, plan: &Plan) -> Result<Trial, Cause> {
    let mut trial = Trial::default();
    session.batch_execute(PREAMBLE).await.map_err(Cause::from)?;
    for segment in plan.segments() {
        let is_within = segment.transaction != Transaction::None;
        if is_within {
            session.batch_execute("BEGIN").await.map_err(Cause::from)?;
        }
        for statement in segment.statements {
            let before = observe::state(session).await?;
            if let Err(error) = session.batch_execute(&statement.sql).await {
                let told = |message: &str| format!("`{}`: {message}: {}", statement.object, short(&statement.sql));
                trial.failure = Some(Failure::new(error, told));
                if is_within {
                    session.batch_execute("ROLLBACK").await.map_err(Cause::from)?;
                }
                return Ok(trial);
            }
            let after = observe::state(session).await?;
            compare(&mut trial, statement, (&before, &after), &descendants(session).await?);
        }
        if is_within && let Err(error) = session.batch_execute("COMMIT").await {
            trial.failure = Some(Failure::new(error, |message| format!("COMMIT: {message}")));
            return Ok(trial);
        }
    }
    session.batch_execute("RESET search_path; RESET check_function_bodies").await.map_err(Cause::from)?;
    Ok(trial)
}

/// What a statement did beside what it says.
fn compare(
    trial: &mut Trial,
    statement: &Statement,
    (before, after): (&State, &State),
    children: &BTreeSet<(QualifiedName, QualifiedName)>,
) {
    let observed = observe::between(before, after);
    let deletes = statement.hazards.contains(&Hazard::DeletesData);
    let gone = observed.gone.iter().map(ToString::to_string);
    let gone = gone.chain(observed.gone_columns.iter().map(|(relation, column)| format!("{relation}.{column}")));
    // A generated column is computed again.
    let is_generated = statement.sql.contains("DROP COLUMN") && !deletes;
    if !deletes && !is_generated {
        trial.lost.extend(gone.map(|name| format!("`{name}` is gone: {}", short(&statement.sql))));
    }
    trial.rewrites += usize::from(!observed.rewritten.is_empty());
    let own = statement.object.relation();
    let is_declared = |relation: &QualifiedName| {
        statement.rewrites
            && own.is_some_and(|own| own == relation || children.contains(&(own.clone(), relation.clone())))
    };
    let undeclared = observed.rewritten.iter().filter(|relation| !is_declared(relation));
    trial.undeclared.extend(undeclared.map(|relation| format!("`{relation}`: {}", short(&statement.sql))));
}

const CHILDREN: &str = "
WITH RECURSIVE below AS (
    SELECT inhparent AS above, inhrelid AS own FROM pg_catalog.pg_inherits
    UNION
    SELECT below.above, deeper.inhrelid FROM below JOIN pg_catalog.pg_inherits AS deeper ON deeper.inhparent = below.own
)
SELECT a.nspname, above.relname, b.nspname, own.relname
FROM below JOIN pg_catalog.pg_class AS above ON above.oid = below.above
    JOIN pg_catalog.pg_namespace AS a ON a.oid = above.relnamespace
    JOIN pg_catalog.pg_class AS own ON own.oid = below.own
    JOIN pg_catalog.pg_namespace AS b ON b.oid = own.relnamespace";

/// Tables with all that is below them.
async fn descendants(session: &Session) -> Result<BTreeSet<(QualifiedName, QualifiedName)>, Cause> {
    let rows = session.query(CHILDREN, &[]).await.map_err(Cause::from)?;
    let name = |row: &tokio_postgres::Row, at: usize| {
        QualifiedName::new(row.get::<_, String>(at), row.get::<_, String>(at + 1))
    };
    Ok(rows.iter().map(|row| (name(row, 0), name(row, 2))).collect())
}

/// A statement on one line.
pub(super) fn short(sql: &str) -> String {
    const SHOWN: usize = 160;
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
