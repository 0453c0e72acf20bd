//! Why rows could not be read or written.

use std::io;

use relvar_catalog::{Cause, connect, introspect::IntrospectError};

use crate::file::FileError;

/// Why a backup, or restoring one, failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] connect::Error),
    /// The catalog of the database could not be read.
    #[error(transparent)]
    Introspect(#[from] IntrospectError),
    /// The server refused something.
    #[error("{what}: {source}")]
    Server {
        /// What was done.
        what: String,
        /// What the server said.
        source: Cause,
    },
    /// The server refused something that can be left out.
    #[error("{what}: {source}\nhint: {hint}")]
    Refused {
        /// What was done.
        what: String,
        /// What the server said.
        source: Cause,
        /// How to leave it out.
        hint: &'static str,
    },
    /// Row security policies hide rows from the role that makes the backup.
    #[error(
        "row security policies would hide rows of `{table}`, so there is no backup\n\
         hint: make it as the owner of the table, or as a role with BYPASSRLS"
    )]
    HiddenRows {
        /// The table.
        table: String,
    },
    /// The file is not a backup, or it is damaged.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file could not be written.
    #[error("the file cannot be written: {0}")]
    Write(#[from] io::Error),
    /// Nothing has a name like that.
    #[error("there is no {what} `{pattern}`")]
    Missing {
        /// What was looked for.
        what: &'static str,
        /// Its name, or the pattern.
        pattern: String,
    },
    /// The target is not what the rows of the file fit into.
    #[error(
        "the tables of the database do not fit the file, and nothing was changed:\n{}\n\
         hint: restore into an empty database, or choose tables with --table", faults.join("\n")
    )]
    Differs {
        /// What does not fit, a line each.
        faults: Vec<String>,
    },
    /// Another restore was begun in the database.
    #[error(
        "another file is being restored in this database, or was and did not end\n\
         hint: restore that file again, which goes on from there; or drop the schema `{schema}` and what was restored"
    )]
    Unfinished {
        /// The schema with the state of that restore.
        schema: &'static str,
    },
    /// Columns cannot be masked as the rules say.
    #[error("columns cannot be masked as the rules say, and nothing was read:\n{}", faults.join("\n"))]
    Mask {
        /// Why not, a line each.
        faults: Vec<String>,
    },
    /// Rows refer to those that would be deleted.
    #[error(
        "other rows refer to some of those that would be deleted:\n{}\n\
         hint: `dependents = \"delete\"` deletes them first, and `dependents = \"keep\"` keeps rows that others refer to",
        blockers.join("\n")
    )]
    Referred {
        /// Tables with the number of their rows, a line each.
        blockers: Vec<String>,
    },
    /// What is asked for does not go together.
    #[error("{0}")]
    Unsupported(String),
    /// A thread of ours ended early.
    #[error("a task of relvar ended before its time: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl Error {
    /// The server's answer to something that was done.
    pub(crate) fn server(what: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let what = what.into();
        move |error| Self::Server { what, source: error.into() }
    }
}
