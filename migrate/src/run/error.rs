//! Why a run ended before its time.

use std::time::Duration;

use relvar_catalog::{Cause, connect, introspect::IntrospectError, load::LoadError};

use super::{drifted::Drifted, holder::Holder, watch::Blocking};
use crate::{history::HistoryError, revision::RevisionError};

/// A failure to migrate a database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// The revisions cannot be read or put together, or the target leads nowhere.
    #[error(transparent)]
    Revisions(#[from] RevisionError),
    /// A file of a revision cannot be taken apart.
    #[error(transparent)]
    Script(#[from] LoadError),
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] connect::Error),
    /// The connection broke, or the tables of the tracking schema cannot be read or written.
    #[error("the records of revisions cannot be read or written: {0}")]
    Tracking(#[source] Cause),
    /// The tables are of a newer version.
    #[error(
        "the tables in schema `{schema}` have layout {found}, and this version of relvar knows {known}\nhint: use a newer relvar"
    )]
    Layout {
        /// The tracking schema.
        schema: String,
        /// The layout there is.
        found: i32,
        /// The layout that is known.
        known: i32,
    },
    /// Someone else is migrating the database.
    #[error("another runner has been migrating this database for longer than {} s{}", waited.as_secs(), holder.as_ref().map_or_else(String::new, |holder| format!(": {holder}")))]
    Held {
        /// How long was waited.
        waited: Duration,
        /// Who it is, if that can be seen.
        holder: Option<Holder>,
    },
    /// The connection goes through a pooler that changes servers between transactions.
    #[error(
        "the connection goes through a pooler in transaction mode, which cannot hold a lock for a session\nhint: \
         connect to the server itself: its own port, or the pooler's database in session mode"
    )]
    Pooler,
    /// The database is at revisions that are not among those on disk.
    #[error(
        "the database is at {}, which is not among the revisions\nhint: check out the branch that has it; or, if it is \
         gone for good, say where the database is with `relvar migrate stamp --purge REVISION`",
        ids.join(", ")
    )]
    UnknownHeads {
        /// These heads.
        ids: Vec<String>,
    },
    /// The database is at a revision that was consolidated into another one, and not at the last of these.
    #[error(
        "the database is at {id}, which was consolidated into {by}\nhint: bring it to {last} first, with the revisions as \
         they were before"
    )]
    Replaced {
        /// Where the database is.
        id: String,
        /// The revision that stands for it.
        by: String,
        /// The last of those that it stands for.
        last: String,
    },
    /// The catalog of the database cannot be read, to see whether it is what it should be.
    #[error(transparent)]
    Catalog(#[from] IntrospectError),
    /// The database is not what the last run left.
    #[error(
        "the database is not what the last run left, so nothing was run{}\nhint: put it back; or write a revision that says \
         the same and stamp it; or run all the same with `--allow-drift`",
        listed(objects)
    )]
    Drifted {
        /// What differs.
        objects: Vec<Drifted>,
    },
    /// The database is not what it was when the run was planned.
    #[error("the database has changed since this was planned, so nothing was run\nhint: make the plan again")]
    Changed,
    /// A revision has a Rust function that this program does not have.
    #[error(
        "revision `{id}` has a Rust function, which this program does not have\nhint: run the program that registers it \
         with `Migrator::function`"
    )]
    NoFunction {
        /// The revision.
        id: String,
    },
    /// A function is registered under a name that means no revision with functions.
    #[error("`{name}` means no revision that has a Rust function\nhint: its header has to say `-- rust = on`")]
    NotForFunctions {
        /// The name.
        name: String,
    },
    /// A revision has no `down.sql`.
    #[error("revision `{id}` has no `down.sql`, so it cannot be reverted")]
    NoDown {
        /// The revision.
        id: String,
    },
    /// A revision begins or ends a transaction itself.
    #[error(
        "`{file}`, line {line}: a revision cannot begin or end a transaction, because it is recorded in the same \
         one\nhint: leave it out; `-- transaction = off` in the header runs each statement by itself"
    )]
    TransactionControl {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
    },
    /// What a broken run has done was edited since.
    #[error(
        "revision `{id}` was interrupted after {done} statements, and statement {at} was edited since\nhint: put it back \
         as it was, or finish by hand and `relvar migrate stamp {id}`"
    )]
    EditedHalfway {
        /// The revision.
        id: String,
        /// How many statements were done.
        done: usize,
        /// The first statement that is another one, from 1.
        at: usize,
    },
    /// The server refused a statement.
    #[error(transparent)]
    Statement(#[from] Box<Refused>),
}

/// A statement that the server refused.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "`{file}`, line {line}, revision `{id}`: {message}\n  statement {at} of {of}: {excerpt}\nhint: {}",
    hint(sqlstate.as_deref(), *left, blocking)
)]
pub struct Refused {
    /// The revision.
    pub id: String,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// Which statement it was, from 1.
    pub at: usize,
    /// How many there are.
    pub of: usize,
    /// Its beginning.
    pub excerpt: String,
    /// How many statements before it stay done.
    pub left: usize,
    /// What the server said.
    pub message: String,
    /// The SQLSTATE of that.
    pub sqlstate: Option<String>,
    /// The sessions that it waited for.
    pub blocking: Vec<Blocking>,
}

impl MigrateError {
    pub(super) fn tracking(error: tokio_postgres::Error) -> Self {
        Self::Tracking(error.into())
    }
}

/// An error of the graph needs the revisions to say where their files are.
pub(super) fn in_history(revisions: &crate::revision::Revisions, error: HistoryError) -> MigrateError {
    revisions.explain(error).into()
}

/// Objects, a line each, as far as they are shown.
fn listed(objects: &[Drifted]) -> String {
    const SHOWN: usize = 10;
    let mut lines: Vec<_> = objects.iter().take(SHOWN).map(|own| format!("\n  {} {}", own.verb, own.object)).collect();
    if objects.len() > SHOWN {
        lines.push(format!("\n  and {} more", objects.len() - SHOWN));
    }
    lines.concat()
}

fn hint(sqlstate: Option<&str>, left: usize, blocking: &[Blocking]) -> String {
    match sqlstate {
        Some("25001") => {
            "it does not run in a transaction: `-- transaction = off` in the header; nothing of the revision is left"
                .to_owned()
        }
        Some("55P03") if !blocking.is_empty() => {
            let blocking: Vec<_> = blocking.iter().map(ToString::to_string).collect();
            format!("{} holds the lock; try again, or raise `--lock-timeout`", blocking.join("; "))
        }
        Some("55P03") => "another session holds a lock on it; try again, or raise `--lock-timeout`".to_owned(),
        _ if left > 0 => format!("{left} statements are done and stay; the next `up` goes on with this one"),
        _ => "nothing of the revision is left; mend it and run `up` again".to_owned(),
    }
}
