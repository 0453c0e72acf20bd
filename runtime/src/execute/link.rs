//! The client of a connection, how much is under way on it, and what was left in the middle.

use std::borrow::Cow;
use std::error::Error as _;
use std::future::Future;
use std::mem;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use relvar_connect::Target;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio_postgres::Client;

use super::settle::Settling;
use crate::error::Error;

/// The part of a connection that lives as long as somebody reads from it, or tidies it up.
///
/// A statement is counted while it is under way. Where its future is dropped before the answer has come, the link is
/// *unsettled*: nothing more is sent until the statement has ended or was cancelled, and what it left is tidied up. So
/// a request to cancel never hits a statement that somebody waits for.
pub(super) struct Link {
    pub(super) client: Client,
    /// Where it leads; none where somebody else opened it.
    pub(super) target: Option<Target>,
    /// Why it ended.
    end: Arc<OnceLock<Error>>,
    /// The task that drives it.
    driving: Option<AbortHandle>,
    runtime: Option<Handle>,
    /// The number of statements under way, and [`UNSETTLED`].
    state: AtomicUsize,
    /// Whether rows may still be coming that nobody reads, within a transaction.
    unread: AtomicBool,
    left: Mutex<Left>,
    /// Told when the link is settled again.
    settled: Notify,
}

const UNSETTLED: usize = 1 << (usize::BITS - 1);

/// What was left to do.
#[derive(Default)]
pub(super) struct Left {
    /// Whether something may still be running.
    pub(super) cancel: bool,
    /// What to execute then, in this order.
    pub(super) then: Vec<Remedy>,
}

/// Statements that bring a connection back to where it was.
pub(super) struct Remedy {
    pub(super) sql: Cow<'static, str>,
    /// Whether the connection is of no use without it.
    pub(super) is_needed: bool,
}

impl Link {
    pub(super) fn new(
        client: Client,
        target: Option<Target>,
        end: Arc<OnceLock<Error>>,
        driving: Option<AbortHandle>,
    ) -> Self {
        Self {
            client,
            target,
            end,
            driving,
            runtime: Handle::try_current().ok(),
            state: AtomicUsize::new(0),
            unread: AtomicBool::new(false),
            left: Mutex::default(),
            settled: Notify::new(),
        }
    }

    /// Begins a statement, once nothing is left of others.
    #[inline]
    pub(super) async fn enter(self: &Arc<Self>) -> Underway<'_> {
        match self.try_enter() {
            Some(underway) => underway,
            None => Box::pin(self.enter_settled()).await,
        }
    }

    #[inline]
    fn try_enter(self: &Arc<Self>) -> Option<Underway<'_>> {
        if self.state.fetch_add(1, Ordering::AcqRel) & UNSETTLED == 0 {
            return Some(Underway(self));
        }
        self.leave();
        None
    }

    async fn enter_settled(self: &Arc<Self>) -> Underway<'_> {
        loop {
            self.settle().await;
            if let Some(underway) = self.try_enter() {
                return underway;
            }
        }
    }

    #[inline]
    fn leave(&self) {
        self.state.fetch_sub(1, Ordering::AcqRel);
    }

    #[inline]
    pub(super) fn is_settled(&self) -> bool {
        self.state.load(Ordering::Acquire) & UNSETTLED == 0
    }

    /// Whether no statement is under way that somebody waits for.
    pub(super) fn is_quiet(&self) -> bool {
        self.state.load(Ordering::Acquire) & !UNSETTLED == 0
    }

    /// Waits until nothing is left of statements that were dropped. A connection on which that does not work is closed.
    pub(super) async fn settle(&self) {
        loop {
            let mut told = pin!(self.settled.notified());
            told.as_mut().enable();
            if self.is_settled() {
                return;
            }
            told.await;
        }
    }

    /// Leaves something to do before the next statement, and has it done.
    #[cold]
    pub(super) fn leave_to_do(self: &Arc<Self>, what: impl FnOnce(&mut Left)) {
        let mut left = self.left();
        what(&mut left);
        let before = self.state.fetch_or(UNSETTLED, Ordering::AcqRel);
        drop(left);
        if before & UNSETTLED == 0 {
            self.spawn(Settling::new(self).run());
        }
    }

    /// A statement under way is not waited for any longer.
    #[cold]
    fn abandon(self: &Arc<Self>) {
        self.leave_to_do(|left| left.cancel = true);
        self.leave();
    }

    /// Has a transaction undone, and what is still running in it cancelled.
    pub(super) fn undo(self: &Arc<Self>, remedy: Remedy) {
        let cancel = self.unread.swap(false, Ordering::AcqRel);
        self.leave_to_do(|left| {
            left.cancel |= cancel;
            left.then.push(remedy);
        });
    }

    /// A transaction was committed: all that was sent in it has been answered.
    pub(super) fn set_read(&self) {
        self.unread.store(false, Ordering::Release);
    }

    /// Runs a task where the connection was made. Where that has ended, the task is dropped.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        match self.runtime.clone().or_else(|| Handle::try_current().ok()) {
            Some(runtime) => drop(runtime.spawn(task)),
            None => drop(task),
        }
    }

    pub(super) fn left(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets statements in again.
    pub(super) fn set_settled(&self, mut left: MutexGuard<'_, Left>) {
        *left = Left::default();
        self.state.fetch_and(!UNSETTLED, Ordering::AcqRel);
        drop(left);
        self.settled.notify_waiters();
    }

    /// Closes a connection that is of no use any longer, and asks the server once to end what it is doing there.
    #[cold]
    pub(super) fn give_up(&self, reason: &'static str) {
        if let Some(target) = self.target.clone() {
            let token = self.client.cancel_token();
            self.spawn(async move { drop(target.cancel(&token, Duration::from_secs(5)).await) });
        }
        self.close(reason);
    }

    /// Keeps why the connection ended, for the statements that come later: one alone gets it from the server.
    #[cold]
    pub(super) fn keep_end(&self, error: &Error) {
        if error.is_connection_lost() && error.source().is_some() {
            let _ = self.end.set(Error::closed_by(error));
        }
    }

    /// Closes the connection at once, whatever the server is doing.
    pub(super) fn close(&self, reason: &'static str) {
        let _ = self.end.set(Error::closed().with_context(reason));
        if let Some(driving) = &self.driving {
            driving.abort();
        }
    }
}

/// A statement under way. Dropped before it has [`ended`](Self::ended), it is cancelled.
pub(super) struct Underway<'a>(&'a Arc<Link>);

impl Underway<'_> {
    /// The answer has come, and this is it.
    #[inline]
    pub(super) fn ended<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        // Where the driver did not understand the answer, there may be more of it.
        if !result.as_ref().is_err_and(Error::is_of_the_driver) {
            self.0.leave();
            mem::forget(self);
        }
        result
    }

    /// The answer has begun to come.
    #[inline]
    pub(super) fn begun(self) -> Reading {
        let link = Arc::clone(self.0);
        mem::forget(self);
        Reading(Some(link))
    }
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// A statement whose answer is read by somebody who does not hold the connection.
pub(super) struct Reading(Option<Arc<Link>>);

impl Reading {
    /// The answer has come to its end, or to an error.
    #[inline]
    pub(super) fn ended(mut self, error: Option<&Error>) {
        if error.is_some_and(Error::is_of_the_driver) {
            return;
        }
        if let Some(link) = self.0.take() {
            if let Some(error) = error {
                link.keep_end(error);
            }
            link.leave();
        }
    }

    /// The rest of the answer is not read. The statement is not cancelled for that: it would fail the transaction that
    /// it belongs to.
    #[cold]
    pub(super) fn left(mut self) {
        if let Some(link) = self.0.take() {
            link.unread.store(true, Ordering::Release);
            link.leave();
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(link) = self.0.take() {
            link.abandon();
        }
    }
}
