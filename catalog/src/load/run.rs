//! Executing the steps of a script.

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::{Client, error::SqlState};

use super::{
    Data, Done, LoadError, Script,
    bodies::{self, Definition},
    error::Rights,
    privileged::{self, Kind, Privileged, Refusal},
    roles::Roles,
    rounds::{self, Scope, Waiting, is_for_later, is_known_shell, is_missing, makes},
    split::{Step, StepKind, identifiers, words},
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

/// What is done when all scripts have run.
#[derive(Default)]
pub(super) struct Later<'a> {
    /// Statements that need what is not there yet.
    waiting: Vec<Waiting<'a>>,
    /// Functions whose bodies were not looked at.
    definitions: Vec<Definition<'a>>,
}

/// Executes the steps of a script in order; what needs something that is not there yet is put off.
pub(super) async fn run<'a>(
    job: Job<'a>,
    steps: Vec<Step<'a>>,
    (roles, later, progress): (&mut Roles, &mut Later<'a>, &mut impl FnMut(&str, Done)),
) -> Result<(), LoadError> {
    let mut batch = Vec::new();
    let mut in_transaction = false;
    let mut bodies = true;
    let count = steps.len();
    for (at, step) in steps.into_iter().enumerate() {
        match step.kind {
            StepKind::Statement(sql) => {
                roles.note(sql);
                if roles.skip(sql) || job.privileged.is_some_and(|superuser| superuser.receives(sql)) {
                    continue;
                }
                // A script that says how bodies are to be taken has them taken so.
                bodies &= !is_about_bodies(sql);
                let mode = mode(sql);
                let statement = Statement { step, sql, check_body: bodies && bodies::defines_routine(sql) };
                if mode == Mode::Together && !in_transaction {
                    batch.push(statement);
                } else {
                    job.flush(&mut batch, later).await?;
                    let within = if in_transaction { Within::Transaction } else { Within::Nothing };
                    job.attempt(statement, (within, later)).await?;
                }
                in_transaction = match mode {
                    Mode::Begin => true,
                    Mode::End => false,
                    Mode::Together | Mode::Alone => in_transaction,
                };
            }
            StepKind::Copy { statement, data } => {
                job.flush(&mut batch, later).await?;
                if job.data == Data::Load {
                    job.copy(&step, statement, data).await?;
                }
            }
            StepKind::Command(command) => check_command(job.script, &step, command)?,
        }
        if batch.len() == BATCH {
            job.flush(&mut batch, later).await?;
            progress(&job.script.name, Done { steps: at + 1, of: count });
        }
    }
    job.flush(&mut batch, later).await?;
    progress(&job.script.name, Done { steps: count, of: count });
    Ok(())
}

/// Tries what was put off, in rounds, and has the bodies of functions checked.
pub(super) async fn finish(
    client: &Client,
    privileged: Option<&Privileged<'_>>,
    (later, data): (Later<'_>, Data),
) -> Result<(), LoadError> {
    let Later { mut waiting, mut definitions } = later;
    let broken = |error: tokio_postgres::Error| LoadError::Connection(error.into());
    let scope = Scope::read(client).await.map_err(broken)?;
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut left = Later::default();
        for Waiting { script, step, sql, check_body, scope, error: _ } in waiting {
            let job = Job { client, privileged, script, data };
            scope.set(client).await.map_err(broken)?;
            job.attempt(Statement { step, sql, check_body }, (Within::Nothing, &mut left)).await?;
        }
        waiting = left.waiting;
        definitions.extend(left.definitions);
        if waiting.len() == before {
            break;
        }
    }
    rounds::unresolved(waiting)?;
    let rights = if privileged.is_some() { Rights::Confined } else { Rights::Own };
    bodies::check(client, &definitions, rights).await?;
    scope.set(client).await.map_err(broken)
}

/// `SET check_function_bodies`.
fn is_about_bodies(sql: &str) -> bool {
    sql.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("set"))
        && identifiers(sql).any(|word| word == "check_function_bodies")
}

/// A statement on its way.
#[derive(Clone)]
struct Statement<'a> {
    step: Step<'a>,
    sql: &'a str,
    /// It defines a function whose body is to be looked at in the end.
    check_body: bool,
}

/// Why a statement was not done.
enum Failure {
    /// It may be done when others are.
    Early(Option<LoadError>),
    /// It will not.
    Final(LoadError),
}

impl<'a> Job<'a> {
    /// Sends the statements that were put together, as one message: one transaction, unless one of them fails. Then nothing
    /// has happened, and they are sent one by one, which does what psql does and finds the culprit.
    async fn flush(&self, batch: &mut Vec<Statement<'a>>, later: &mut Later<'a>) -> Result<(), LoadError> {
        // On a line of its own, the semicolon is not part of a comment that a statement ends in.
        let message = batch.iter().map(|statement| statement.sql).collect::<Vec<_>>().join("\n;");
        if batch.is_empty() {
            return Ok(());
        }
        if self.client.batch_execute(&message).await.is_err() {
            for statement in batch.drain(..) {
                self.attempt(statement, (Within::Nothing, later)).await?;
            }
        } else if batch.iter().any(|statement| statement.check_body) {
            let scope = self.scope().await?;
            let defined = batch.drain(..).filter(|statement| statement.check_body);
            later.definitions.extend(defined.map(|statement| self.definition(statement, scope.clone())));
        }
        batch.clear();
        Ok(())
    }

    /// Executes a statement, or puts it off.
    async fn attempt(
        &self,
        statement: Statement<'a>,
        (within, later): (Within, &mut Later<'a>),
    ) -> Result<(), LoadError> {
        let done = if !later.waiting.is_empty() && is_for_later(statement.sql) {
            Err(Failure::Early(None))
        } else {
            self.alone(&statement.step, statement.sql, within).await
        };
        match done {
            Ok(()) if statement.check_body => {
                let scope = self.scope().await?;
                later.definitions.push(self.definition(statement, scope));
                Ok(())
            }
            Ok(()) => Ok(()),
            Err(Failure::Final(error)) => Err(error),
            Err(Failure::Early(error)) => {
                let scope = self.scope().await?;
                let Statement { step, sql, check_body } = statement;
                later.waiting.push(Waiting { script: self.script, step, sql, check_body, scope, error });
                Ok(())
            }
        }
    }

    async fn scope(&self) -> Result<Scope, LoadError> {
        Scope::read(self.client).await.map_err(|error| LoadError::Connection(error.into()))
    }

    fn definition(&self, statement: Statement<'a>, scope: Scope) -> Definition<'a> {
        let Statement { step, sql, check_body: _ } = statement;
        Definition { script: self.script, step, sql, scope }
    }

    async fn alone(&self, step: &Step<'_>, sql: &str, within: Within) -> Result<(), Failure> {
        let refused = |error| Failure::Final(self.refused(step, sql, error));
        let kind = self.privileged.and_then(|_| Kind::of(sql));
        let makes = makes(sql);
        // What fails must not spoil the transaction of the script, where it is tried again by others or later.
        let (before, after, undo) = match within {
            Within::Transaction if makes || kind.is_some() => (
                "SAVEPOINT relvar",
                "RELEASE SAVEPOINT relvar",
                "ROLLBACK TO SAVEPOINT relvar; RELEASE SAVEPOINT relvar",
            ),
            Within::Nothing | Within::Transaction => ("", "", ""),
        };
        self.client.batch_execute(before).await.map_err(refused)?;
        let Err(error) = self.client.batch_execute(sql).await else {
            self.client.batch_execute(after).await.map_err(refused)?;
            let makes_roles = matches!(words(sql, 1).first().map(String::as_str), Some("CREATE" | "DO"));
            if self.privileged.is_some() && kind.is_none() && makes_roles && mode(sql) == Mode::Alone {
                privileged::join_roles(self.client).await.map_err(refused)?;
            }
            return Ok(());
        };
        if is_known_shell(sql, &error) {
            return self.client.batch_execute(undo).await.map_err(refused);
        }
        if makes && is_missing(&error) {
            self.client.batch_execute(undo).await.map_err(refused)?;
            return Err(Failure::Early(Some(self.refused(step, sql, error))));
        }
        let (Some(privileged), Some(kind)) = (self.privileged, kind) else { return Err(refused(error)) };
        if error.code() != Some(&SqlState::INSUFFICIENT_PRIVILEGE) {
            return Err(refused(error));
        }
        self.client.batch_execute(undo).await.map_err(refused)?;
        match privileged.execute(kind, sql, self.client, self.data).await {
            Ok(()) => Ok(()),
            Err(Refusal::Failed(error)) if makes && is_missing(&error) => {
                Err(Failure::Early(Some(self.refused(step, sql, error))))
            }
            Err(Refusal::Failed(error)) => Err(refused(error)),
            Err(Refusal::Harmful(why)) => Err(Failure::Final(LoadError::withheld(self.script, step, error, why))),
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
        // They refuse to run in a transaction, end one themselves, what they do cannot be used before it ends, or what
        // follows depends on them.
        ["CREATE" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION", ..]
        | ["ALTER", "SYSTEM" | "TYPE" | "DATABASE" | "DEFAULT", ..]
        | [
            "VACUUM" | "REINDEX" | "CLUSTER" | "CALL" | "DO" | "SAVEPOINT" | "RELEASE" | "PREPARE" | "ROLLBACK" | "SET"
            | "RESET" | "SELECT",
            ..,
        ]
        | ["CREATE", "ROLE" | "USER" | "GROUP" | "EVENT", ..]
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
