//! What became of the statements of a transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;

/// What became of the statements of a transaction.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Whether one met another transaction, so that this one may succeed another time.
    retryable: AtomicBool,
    /// That of the transaction around this one.
    outer: Option<Arc<Outcome>>,
}

impl Outcome {
    /// That of a transaction within another.
    pub(super) fn within(outer: &Arc<Self>) -> Self {
        Self { outer: Some(Arc::clone(outer)), ..Self::default() }
    }

    /// Keeps what an error means for the transaction.
    #[cold]
    pub(super) fn record(&self, error: &Error) {
        if error.is_retryable() {
            self.record_retryable();
        } else if error.is_outcome_unknown() {
            // It may have been committed: run again, it might be done twice.
            self.retryable.store(false, Ordering::Relaxed);
        }
    }

    pub(super) fn is_retryable(&self) -> bool {
        self.retryable.load(Ordering::Relaxed)
    }

    fn record_retryable(&self) {
        self.retryable.store(true, Ordering::Relaxed);
        if let Some(outer) = &self.outer {
            outer.record_retryable();
        }
    }
}
