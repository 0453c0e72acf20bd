//! Row locks, and what a statement says of them.

use super::Query;
use crate::node::{Lock, Pick, Wait};

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
