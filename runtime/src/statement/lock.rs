//! What a statement says of row locks.

use crate::error::Error;

/// The locks of a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Locks {
    /// Nothing that is read is locked, or it is written at once.
    #[default]
    None,
    /// Rows are locked until the end of the transaction.
    Taken,
    /// A lock was asked for that cannot be taken.
    Refused(Refusal),
}

/// Why a lock cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The set is part of an expression.
    Misplaced,
    /// Rows that stand for several.
    Distinct,
    /// Groups of rows.
    Grouped,
    /// Only whether there is a row.
    Exists,
    /// Rows that a function gave and a limit picked.
    Source,
}

impl Locks {
    /// An error where a lock is refused, and where it would end before the row arrives.
    #[inline]
    pub(crate) fn check(self, in_transaction: bool) -> Result<(), Error> {
        match self {
            Self::None => Ok(()),
            Self::Taken if in_transaction => Ok(()),
            Self::Taken => Err(outside()),
            Self::Refused(refusal) => Err(refusal.error()),
        }
    }

    /// Both: what is refused stays so.
    pub(crate) fn add(&mut self, other: Self) {
        if !matches!(self, Self::Refused(_)) && other != Self::None {
            *self = other;
        }
    }
}

#[cold]
fn outside() -> Error {
    Error::usage("a row lock outside of a transaction ends before the row arrives").with_hint(
        "read within `db.transaction(async |tx| …)`, or claim the rows in one statement: `.update().set(…).returning(&db)`",
    )
}

impl Refusal {
    #[cold]
    fn error(self) -> Error {
        let (message, hint) = match self {
            Self::Misplaced => (
                "a row lock on a set that is part of an expression",
                "lock the set that is read: `(a & b).for_update()`, `a.language().for_update()`",
            ),
            Self::Distinct => (
                "a row lock on `distinct` or `distinct_on` rows",
                "read what is distinct without the lock, then lock those rows by their keys",
            ),
            Self::Grouped => (
                "a row lock on groups",
                "lock the rows first, `.for_update().all(tx)`, then compute over the set without it",
            ),
            Self::Exists => (
                "a row lock in `exists`, which looks at one row",
                "`count` and `all` lock every row; without the lock, `exists` asks whether there is one",
            ),
            Self::Source => (
                "`skip_locked` on rows that a function gave and a limit picked",
                "leave out the limit, or lock the rows of the relation",
            ),
        };
        Error::usage(message).with_hint(hint)
    }
}
