//! How long reading, writing and `pg_dump` take.

use std::time::{Duration, Instant};

use relvar_catalog::{Catalog, ddl, snapshot};
use relvar_migrate::dump;

/// Each is measured as often as this; the shortest counts.
const ROUNDS: u32 = 5;

/// The figures of a schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// Connecting and reading the catalog.
    pub(crate) reading: Duration,
    /// `pg_dump --schema-only`.
    pub(crate) dumping: Duration,
    /// The script, from the catalog.
    pub(crate) writing: Duration,
    /// The size of the snapshot in bytes.
    pub(crate) snapshot: usize,
}

impl Times {
    /// Measures a database; `read` connects and reads.
    pub(crate) async fn measure(url: &str, read: impl AsyncFn() -> anyhow::Result<Catalog>) -> anyhow::Result<Self> {
        let mut times = Self { reading: Duration::MAX, dumping: Duration::MAX, writing: Duration::MAX, snapshot: 0 };
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let catalog = read().await?;
            times.reading = times.reading.min(began.elapsed());
            let began = Instant::now();
            dump::text(url)?;
            times.dumping = times.dumping.min(began.elapsed());
            let began = Instant::now();
            let script = ddl::ddl(&catalog, &ddl::Options::default()).to_string();
            times.writing = times.writing.min(began.elapsed());
            drop(script);
            times.snapshot = snapshot::write(&catalog).len();
        }
        Ok(times)
    }

    /// How long reading takes, of the time of `pg_dump`.
    pub(crate) fn share(&self) -> f64 {
        self.reading.as_secs_f64() / self.dumping.as_secs_f64()
    }
}
