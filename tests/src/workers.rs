//! Several workers at once, for the programs that go through folders of schemas.

use std::{panic::resume_unwind, thread};

/// Runs so many workers, each with its number, until all are done. The first error counts; a panic of one is a panic.
pub fn run(jobs: usize, work: impl Fn(usize) -> anyhow::Result<()> + Sync) -> anyhow::Result<()> {
    thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = (0..jobs).map(|worker| scope.spawn(move || work(worker))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}
