//! Why scripts could not be loaded.

use std::{fmt, io, path::PathBuf};

use tokio_postgres::error::{DbError, ErrorPosition};

use crate::Cause;

use super::{
    script::{Place, Script},
    split::{Step, words},
};

/// A failure to read or execute a script.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file or folder cannot be read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Unreadable {
        /// Its path.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A folder has nothing to load.
    #[error("there is no `.sql` file in `{}`", folder.display())]
    NoFiles {
        /// Its path.
        folder: PathBuf,
    },
    /// A file is not UTF-8.
    #[error("`{file}`, line {line}: not UTF-8\nhint: convert it, for example with `iconv -t UTF-8`")]
    Encoding {
        /// The file.
        file: String,
        /// The line of the first byte that is not.
        line: usize,
    },
    /// A quotation, a comment or a block of data begins and does not end.
    #[error("{at}: this {what} does not end{}", at.excerpt())]
    Unterminated {
        /// Where it begins.
        at: Place,
        /// What it is.
        what: &'static str,
    },
    /// A command of psql that cannot be left out.
    #[error("{at}: `\\{command}` is a command of psql{}\nhint: {hint}", at.excerpt())]
    Command {
        /// Where it is.
        at: Place,
        /// The command.
        command: String,
        /// What to do instead.
        hint: &'static str,
    },
    /// Rows where only statements can be run.
    #[error("{at}: rows follow this `COPY`{}\nhint: write them as `INSERT … VALUES`", at.excerpt())]
    Data {
        /// Where it is.
        at: Place,
    },
    /// The server refused a statement.
    #[error("{at}: {source}{}{}", at.excerpt(), Hint(.hint))]
    Statement {
        /// The line of the error, as the server points at it, or where the statement begins.
        at: Place,
        /// What to do about it, where that is known.
        hint: Option<String>,
        /// What the server said.
        source: Cause,
    },
    /// Statements that need what does not exist, when everything else was done.
    #[error("{}", Listed(.failures))]
    Unresolved {
        /// Each of them, in order.
        failures: Vec<LoadError>,
    },
    /// The connection broke, or the server's roles could not be read.
    #[error("the connection failed while loading: {0}")]
    Connection(#[source] Cause),
}

/// The first failures of several, and how many more there are.
struct Listed<'a>(&'a [LoadError]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 20;
        write!(f, "{} statements need what does not exist", self.0.len())?;
        self.0.iter().take(SHOWN).try_for_each(|failure| write!(f, "\n{failure}"))?;
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

struct Hint<'a>(&'a Option<String>);

impl fmt::Display for Hint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|hint| write!(f, "\nhint: {hint}"))
    }
}

impl LoadError {
    /// The server's refusal of a statement, which it was sent by itself.
    pub(super) fn refused(
        script: &Script,
        step: &Step<'_>,
        sql: &str,
        error: tokio_postgres::Error,
        rights: Rights,
    ) -> Self {
        let Some(refusal) = error.as_db_error() else {
            return Self::Connection(error.into());
        };
        let line = step.line + lines_before(refusal, sql);
        let hint = hint(refusal, sql, rights);
        Self::Statement { at: script.at(line), hint, source: error.into() }
    }

    /// The server's refusal of a statement that a superuser was not asked to execute either.
    pub(super) fn withheld(script: &Script, step: &Step<'_>, error: tokio_postgres::Error, why: &str) -> Self {
        let hint = Some(format!("{why}; if you trust the files, `--trust` runs them as a superuser"));
        Self::Statement { at: script.at(step.line), hint, source: error.into() }
    }
}

/// Of the role that executes files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rights {
    /// Those of the role that was given.
    Own,
    /// Those of a superuser were taken from it.
    Confined,
}

/// Line ends before the place that the server points at.
fn lines_before(refusal: &DbError, sql: &str) -> usize {
    match refusal.position() {
        Some(ErrorPosition::Original(position)) => {
            let before = usize::try_from(*position).unwrap_or(1).saturating_sub(1);
            sql.chars().take(before).filter(|c| *c == '\n').count()
        }
        _ => 0,
    }
}

/// What there is to say of a refusal for want of rights, once a superuser's were taken away.
const TRUST: &str = "the files do not run as a superuser, so that they run no programs and reach no files of this \
                     machine; if you trust them, `--trust` lifts that";

fn hint(refusal: &DbError, sql: &str, rights: Rights) -> Option<String> {
    let is_extension = words(sql, 2) == ["CREATE", "EXTENSION"];
    let own = match refusal.code().code() {
        // undefined_file before 16, feature_not_supported since
        "58P01" | "0A000" if is_extension => Some(
            "install the extension for this server (Debian: `postgresql-contrib` or `postgresql-NN-…`), or choose a \
             server that has it: `--server postgres://…` or RELVAR_SERVER",
        ),
        "42P01" | "3F000" => Some("no statement of the files creates it; is a file missing?"),
        "42704" if refusal.message().starts_with("role ") => {
            Some("create the role on the server first, or leave it out")
        }
        "42704" | "42883" => Some("is it part of an extension that is created later or not at all?"),
        "42P07" | "42710" | "42723" => {
            Some("it was created before: by another of the files, or by this one given twice?")
        }
        "42501" if rights == Rights::Confined => Some(TRUST),
        "42501" => Some("the role that loads needs more rights"),
        _ => None,
    };
    own.map(str::to_owned).or_else(|| refusal.hint().map(str::to_owned))
}
