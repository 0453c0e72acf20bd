//! Row locks, and what a statement says of them.

use super::subset::{Lock, Wait};
use super::{Pick, Query};
use crate::error::Error;

/// Locks on the rows that are read, until the end of the transaction.
///
/// What is read with a lock is read within a transaction: elsewhere the lock is gone before the row arrives, so that it
/// is an error. A write is a transaction of its own, which may update or delete what it locks: that is how rows are
/// claimed by one of many, each once.
///
/// ```ignore
/// let claimed = Job::filter(Job::STATE.eq(State::Queued))
///     .order_by(Job::JOB_ID.asc())
///     .limit(1)
///     .for_update()
///     .skip_locked()
///     .update()
///     .set(Job::STATE, State::Running)
///     .returning(&db)
///     .await?;
/// ```
///
/// A lock is never left out: where a set with a lock stands for something else than its rows (combined with another set,
/// followed along a key, in groups, distinct, in `exists`), the statement is an error that says so. Combine first, and
/// lock the result.
impl<R> Query<R> {
    /// `FOR UPDATE`: nobody else may change, delete or lock the rows.
    #[must_use]
    pub fn for_update(self) -> Self {
        self.lock("UPDATE")
    }

    /// `FOR NO KEY UPDATE`: as [`for_update`](Self::for_update), but rows may be inserted that refer to these.
    #[must_use]
    pub fn for_no_key_update(self) -> Self {
        self.lock("NO KEY UPDATE")
    }

    /// `FOR SHARE`: nobody may change or delete the rows.
    #[must_use]
    pub fn for_share(self) -> Self {
        self.lock("SHARE")
    }

    /// `FOR KEY SHARE`: nobody may delete the rows or change their keys.
    #[must_use]
    pub fn for_key_share(self) -> Self {
        self.lock("KEY SHARE")
    }

    /// Leaves out rows that others have locked. Locks [`for_update`](Self::for_update) where no lock was asked for.
    #[must_use]
    pub fn skip_locked(self) -> Self {
        self.wait(Wait::Skip)
    }

    /// Fails where others have locked a row, rather than wait. Locks [`for_update`](Self::for_update) where no lock
    /// was asked for.
    #[must_use]
    pub fn nowait(self) -> Self {
        self.wait(Wait::Fail)
    }

    fn lock(mut self, strength: &'static str) -> Self {
        let pick = self.subset.pick_mut();
        let wait = pick.lock.map_or(Wait::Block, |lock| lock.wait);
        pick.lock = Some(Lock { strength, wait, refused: None });
        self
    }

    fn wait(mut self, wait: Wait) -> Self {
        let pick: &mut Pick = self.subset.pick_mut();
        let strength = pick.lock.map_or("UPDATE", |lock| lock.strength);
        pick.lock = Some(Lock { strength, wait, refused: None });
        self
    }
}

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
