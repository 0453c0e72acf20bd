//! Exit statuses: what a shell or CI learns from the end of a command.

use std::{fmt, process::ExitCode};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The command did its work, or both sides are the same.
    Done,
    /// The command failed.
    Failed,
    /// There are differences or findings.
    Differences,
    /// Something would be destroyed: the command stopped before that, unless an option such as `--force` or `--prune` allows
    /// it, or `diff` prints statements that delete data. Or `diff` has no complete plan.
    Refused,
    /// The command line is wrong.
    Usage,
}

impl Exit {
    /// What `relvar --help` says about exit statuses; 130 is that of [`relvar_catalog::scratch::remove_on_signal`].
    pub(crate) const HELP: &str = "\
Exit status:
  0    done, or both sides are the same
  1    failed
  2    differences or findings
  3    something would be destroyed (--force or --prune allows it),
       or relvar diff cannot write all statements
  64   wrong usage of the command line
  130  interrupted (Ctrl-C)
`relvar server run` exits as the command that it runs.";

    /// The number.
    fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Differences => 2,
            Self::Refused => 3,
            Self::Usage => 64,
        }
    }

    /// The status for an error that ended a command.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        error.downcast_ref().map_or(Self::Failed, |Stopped { exit, .. }| *exit)
    }

    /// An error that ends the command with this status.
    pub(crate) fn error(self, message: impl Into<String>) -> anyhow::Error {
        Stopped { exit: self, message: message.into() }.into()
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}

/// An error with a status of its own.
#[derive(Debug)]
struct Stopped {
    exit: Exit,
    message: String,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Stopped {}
