//! Row locks.

use super::subset::{Lock, Wait};
use super::{Pick, Query};

/// Locks on the rows that are read, until the end of the transaction; only within one do they mean anything.
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
        pick.lock = Some(Lock { strength, wait });
        self
    }

    fn wait(mut self, wait: Wait) -> Self {
        let pick: &mut Pick = self.subset.pick_mut();
        let strength = pick.lock.map_or("UPDATE", |lock| lock.strength);
        pick.lock = Some(Lock { strength, wait });
        self
    }
}
