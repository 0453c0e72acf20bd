//! Who may send on a connection: everybody at once, or one transaction alone.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::error::Error;

/// The door to a connection, or to a transaction on it.
///
/// A statement passes it together with others; a transaction, or a savepoint, passes it alone and the others wait, so
/// that no statement gets into a transaction it does not belong to. A statement that waits for the very transaction
/// it is called from would wait for ever: it is refused instead.
#[derive(Debug, Default)]
pub(super) struct Gate(RwLock<()>);

/// The right to send a statement.
pub(super) type Shared<'a> = RwLockReadGuard<'a, ()>;
/// The right to send alone.
pub(super) type Exclusive<'a> = RwLockWriteGuard<'a, ()>;

thread_local! {
    /// The gates that are closed by the transactions whose code runs on this thread just now.
    static CLOSED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

impl Gate {
    #[inline]
    pub(super) async fn share(&self) -> Result<Shared<'_>, Error> {
        if let Ok(shared) = self.0.try_read() {
            return Ok(shared);
        }
        self.refuse_within()?;
        Ok(self.0.read().await)
    }

    pub(super) async fn close(&self) -> Result<Exclusive<'_>, Error> {
        self.refuse_within()?;
        Ok(self.0.write().await)
    }

    /// Marks the code of a future as what this gate is closed for.
    pub(super) fn within<F: Future>(&self, future: F) -> Within<F> {
        Within { gate: self.id(), future }
    }

    /// An error in the code of a transaction that this gate marks: a statement on another connection would not be part of
    /// that transaction.
    #[cfg(feature = "pool")]
    pub(super) fn refuse_beside(&self) -> Result<(), Error> {
        if self.is_closed_here() {
            return Err(Error::usage("a transaction of this pool is open, and this would not be part of it").with_hint(
                "inside the transaction, run statements on the innermost `tx`; what is not to be part of it runs in a task \
                 of its own",
            ));
        }
        Ok(())
    }

    fn is_closed_here(&self) -> bool {
        CLOSED.with_borrow(|closed| closed.contains(&self.id()))
    }

    fn id(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    fn refuse_within(&self) -> Result<(), Error> {
        if self.is_closed_here() {
            return Err(Error::usage("a transaction is open on this connection")
                .with_hint("inside the transaction, run statements on the innermost `tx`"));
        }
        Ok(())
    }
}

pin_project! {
    /// A future whose code runs inside a transaction.
    pub(super) struct Within<F> {
        gate: usize,
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        struct Reopen;
        impl Drop for Reopen {
            fn drop(&mut self) {
                CLOSED.with_borrow_mut(Vec::pop);
            }
        }
        let this = self.project();
        CLOSED.with_borrow_mut(|closed| closed.push(*this.gate));
        let _reopen = Reopen;
        this.future.poll(cx)
    }
}
