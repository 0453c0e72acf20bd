//! Executing the steps of a script.

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::{Client, error::SqlState};

use super::{
    Data, Done, LoadError, Script,
    error::Rights,
    privileged::{self, Kind, Privileged, Refusal},
    roles::Roles,
    split::{Step, StepKind, words},
};

/// Statements that go to the server in one message. More save little, and hold more locks at once.
const BATCH: usize = 100;

/// A script and where it goes.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) client: &'a Client,
    /// For what the client's role is refused.
    pub(super) privileged: Option<&'a Privileged<'a>>,
    pub(super) script: &'a Script,
    pub(super) data: Data,
}

/// Executes the steps of a script in order.
pub(super) async fn run(
    job: Job<'_>,
    steps: &[Step<'_>],
    (roles, progress): (&mut Roles, &mut impl FnMut(&str, Done)),
) -> Result<(), LoadError> {
    let mut batch = Vec::new();
    let mut in_transaction = false;
    for (at, step) in steps.iter().enumerate() {
        match step.kind {
            StepKind::Statement(sql) => {
                roles.note(sql);
                if roles.skip(sql) || job.privileged.is_some_and(|superuser| superuser.receives(sql)) {
                    continue;
                }
                let mode = mode(sql);
                if mode == Mode::Together && !in_transaction {
                    batch.push((step, sql));
                } else {
                    job.flush(&mut batch).await?;
                    job.alone(step, sql, if in_transaction { Within::Transaction } else { Within::Nothing }).await?;
                }
                in_transaction = match mode {
                    Mode::Begin => true,
                    Mode::End => false,
                    Mode::Together | Mode::Alone => in_transaction,
                };
            }
            StepKind::Copy { statement, data } => {
                job.flush(&mut batch).await?;
                if job.data == Data::Load {
                    job.copy(step, statement, data).await?;
                }
            }
            StepKind::Command(command) => check_command(job.script, step, command)?,
        }
        if batch.len() == BATCH {
            job.flush(&mut batch).await?;
            progress(&job.script.name, Done { steps: at + 1, of: steps.len() });
        }
    }
    job.flush(&mut batch).await?;
    progress(&job.script.name, Done { steps: steps.len(), of: steps.len() });
    Ok(())
}

impl Job<'_> {
    /// Sends the statements that were put off, as one message: one transaction, unless one of them fails. Then nothing
    /// has happened, and they are sent one by one, which does what psql does and finds the culprit.
    async fn flush(&self, batch: &mut Vec<(&Step<'_>, &str)>) -> Result<(), LoadError> {
        // On a line of its own, the semicolon is not part of a comment that a statement ends in.
        let message = batch.iter().map(|(_, sql)| *sql).collect::<Vec<_>>().join("\n;");
        if !batch.is_empty() && self.client.batch_execute(&message).await.is_err() {
            for (step, sql) in batch.iter() {
                self.alone(step, sql, Within::Nothing).await?;
            }
        }
        batch.clear();
        Ok(())
    }

    async fn alone(&self, step: &Step<'_>, sql: &str, within: Within) -> Result<(), LoadError> {
        let refused = |error| self.refused(step, sql, error);
        let Some(privileged) = self.privileged else {
            return self.client.batch_execute(sql).await.map_err(refused);
        };
        let Some(kind) = Kind::of(sql) else {
            self.client.batch_execute(sql).await.map_err(refused)?;
            if matches!(words(sql, 1).first().map(String::as_str), Some("CREATE" | "DO")) && mode(sql) == Mode::Alone {
                privileged::join_roles(self.client).await.map_err(refused)?;
            }
            return Ok(());
        };
        // A refusal must not spoil the transaction of the script.
        let (before, after, undo) = match within {
            Within::Nothing => ("", "", ""),
            Within::Transaction => (
                "SAVEPOINT relvar",
                "RELEASE SAVEPOINT relvar",
                "ROLLBACK TO SAVEPOINT relvar; RELEASE SAVEPOINT relvar",
            ),
        };
        self.client.batch_execute(before).await.map_err(refused)?;
        let Err(error) = self.client.batch_execute(sql).await else {
            return self.client.batch_execute(after).await.map_err(refused);
        };
        if error.code() != Some(&SqlState::INSUFFICIENT_PRIVILEGE) {
            return Err(refused(error));
        }
        self.client.batch_execute(undo).await.map_err(refused)?;
        match privileged.execute(kind, sql, self.client, self.data).await {
            Ok(()) => Ok(()),
            Err(Refusal::Failed(error)) => Err(refused(error)),
            Err(Refusal::Harmful(why)) => Err(LoadError::withheld(self.script, step, error, why)),
        }
    }

    fn refused(&self, step: &Step<'_>, sql: &str, error: tokio_postgres::Error) -> LoadError {
        let rights = if self.privileged.is_some() { Rights::Confined } else { Rights::Own };
        LoadError::refused(self.script, step, sql, error, rights)
    }

    async fn copy(&self, step: &Step<'_>, statement: &str, data: &str) -> Result<(), LoadError> {
        let refused = |error| self.refused(step, statement, error);
        let sink = self.client.copy_in::<_, Bytes>(statement).await.map_err(refused)?;
        let mut sink = std::pin::pin!(sink);
        sink.send(Bytes::copy_from_slice(data.as_bytes())).await.map_err(refused)?;
        sink.finish().await.map_err(refused)?;
        Ok(())
    }
}

/// Whether a transaction of the script is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Transaction,
}

/// How a statement is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// With others, in one transaction.
    Together,
    /// By itself.
    Alone,
    /// By itself; it begins a transaction.
    Begin,
    /// By itself; it ends a transaction.
    End,
}

fn mode(sql: &str) -> Mode {
    let first = words(sql, 4);
    let first: Vec<_> = first.iter().map(String::as_str).collect();
    match first[..] {
        ["BEGIN", ..] | ["START", "TRANSACTION", ..] => Mode::Begin,
        ["COMMIT" | "END" | "ABORT", ..] => Mode::End,
        ["ROLLBACK", ..] if first.get(1) != Some(&"TO") => Mode::End,
        // They refuse to run in a transaction, end one themselves, or what they do cannot be used before it ends.
        ["CREATE" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION", ..]
        | ["ALTER", "SYSTEM" | "TYPE" | "DATABASE", ..]
        | ["VACUUM" | "REINDEX" | "CLUSTER" | "CALL" | "DO" | "SAVEPOINT" | "RELEASE" | "PREPARE" | "ROLLBACK", ..]
        | ["CREATE", "ROLE" | "USER" | "GROUP", ..]
        | ["SET", "LOCAL" | "TRANSACTION" | "CONSTRAINTS", ..]
        | ["CREATE" | "DROP", "INDEX", "CONCURRENTLY", ..]
        | ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY"]
        | ["REFRESH", "MATERIALIZED", "VIEW", "CONCURRENTLY"] => Mode::Alone,
        _ => Mode::Together,
    }
}

/// Refuses the commands of psql without which a script means something else; others only concern psql.
fn check_command(script: &Script, step: &Step<'_>, command: &str) -> Result<(), LoadError> {
    let name = command.split(|c: char| c.is_whitespace() || c == '\\').next().unwrap_or_default();
    let hint = match name {
        "c" | "connect" => "load the part for each database by itself; one catalog is of one database",
        "i" | "ir" | "include" | "include_relative" => "give the files themselves, in their order",
        "if" | "elif" | "else" | "endif" => "run the script through psql, or write the branch that applies to a file",
        "gexec" => "run the script through psql, or write the statements it makes to a file",
        _ => return Ok(()),
    };
    Err(LoadError::Command { at: script.at(step.line), command: name.to_owned(), hint })
}
