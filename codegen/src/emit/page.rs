//! Files that are to be printed, and printing them by as many threads as the machine runs at once.

use std::{
    num::NonZero,
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::source::Source;

/// A file that is to be printed.
pub(super) struct Page<'m> {
    pub(super) path: String,
    pub(super) content: Content<'m>,
}

/// What is in a file.
pub(super) enum Content<'m> {
    /// Rust, which is made by the thread that prints it.
    Code(Box<dyn Fn() -> Source + Sync + 'm>),
    /// Anything else.
    Text(String),
}

impl<'m> Page<'m> {
    pub(super) fn code(path: String, source: impl Fn() -> Source + Sync + 'm) -> Self {
        Self { path, content: Content::Code(Box::new(source)) }
    }

    pub(super) fn text(path: String, text: String) -> Self {
        Self { path, content: Content::Text(text) }
    }
}

/// What a function makes of each page, in any order.
pub(super) fn in_parallel<T: Send>(pages: &[Page<'_>], print: impl Fn(&Page<'_>) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(page) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(print(page));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(pages.len());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        done.flatten().collect()
    })
}
