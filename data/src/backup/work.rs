//! Reading tables in several sessions, and writing them in their order.

use std::{
    collections::BTreeMap,
    io::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use bytes::Bytes;
use relvar_catalog::connect::{Config, Session};
use tokio::sync::{Notify, mpsc};
use tokio_postgres::Client;

use crate::{
    Error, Progress,
    file::Section,
    read::{self, Lead, Measured, Unit},
    session,
};

use super::{Options, cut::Cutter, output::Output};

/// Blocks of a table (8 MiB) that one session reads at once.
const BLOCKS: u64 = 1024;
/// Pieces of rows that wait for those before them, of each unit.
const WAITING: usize = 48;

/// Writes the rows of all tables.
pub(super) async fn tables(
    (config, lead): (&Config, &Lead<'_>),
    tables: &[Measured],
    (options, output): (&Options, &mut Output<impl Write + Send>),
    progress: &mut (dyn FnMut(&Progress) + Send),
) -> Result<(), Error> {
    let mut others: Vec<Session> = Vec::new();
    for _ in 1..options.jobs {
        let session = session::open(config).await?;
        lead.join(&session).await?;
        others.push(session);
    }
    let blocks = if others.is_empty() { u64::MAX } else { BLOCKS };
    let units = read::units(tables, blocks);
    let queue = Queue {
        units: &units,
        tables,
        channels: Mutex::default(),
        next: AtomicUsize::new(0),
        written: AtomicUsize::new(0),
        ahead: others.len() + 2,
        moved: Notify::new(),
    };
    let clients = others.iter().map(|session| &**session).chain([lead.client()]);
    let reading = futures_util::future::try_join_all(clients.map(|client| queue.read(client)));
    let writing = write(&queue, output, progress);
    let result = tokio::try_join!(reading, writing).map(|_| ());
    for session in others {
        session.close().await;
    }
    result
}

/// Which unit is read next.
struct Queue<'a> {
    units: &'a [Unit],
    tables: &'a [Measured],
    /// By unit, from when one side asks for its end until both have theirs.
    channels: Mutex<BTreeMap<usize, Ends>>,
    next: AtomicUsize,
    /// Units that are written.
    written: AtomicUsize,
    /// Units that may be read before those before them are written.
    ahead: usize,
    moved: Notify,
}

/// The ends of a channel that nobody has taken.
type Ends = (Option<mpsc::Sender<Bytes>>, Option<mpsc::Receiver<Bytes>>);

impl Queue<'_> {
    /// Takes an end of the channel of a unit.
    fn take<T>(&self, at: usize, end: impl FnOnce(&mut Ends) -> Option<T>) -> Option<T> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = channels.entry(at).or_insert_with(|| {
            let (sender, receiver) = mpsc::channel(WAITING);
            (Some(sender), Some(receiver))
        });
        let taken = end(ends);
        if matches!(ends, (None, None)) {
            channels.remove(&at);
        }
        taken
    }

    /// Reads one unit after the other.
    async fn read(&self, client: &Client) -> Result<(), Error> {
        loop {
            let at = self.next.fetch_add(1, SeqCst);
            let Some(unit) = self.units.get(at) else { return Ok(()) };
            while at >= self.written.load(SeqCst) + self.ahead {
                self.moved.notified().await;
            }
            if let Some(sender) = self.take(at, |ends| ends.0.take()) {
                read::rows(client, &self.tables[unit.table].table, (unit, &sender)).await?;
            }
        }
    }
}

/// Writes rows as they come, each table after the one before it.
async fn write(
    queue: &Queue<'_>,
    output: &mut Output<impl Write + Send>,
    progress: &mut (dyn FnMut(&Progress) + Send),
) -> Result<(), Error> {
    let mut state = Progress { of_bytes: queue.tables.iter().map(|table| table.bytes).sum(), ..Progress::default() };
    let mut cutter = Cutter::default();
    let mut open: Option<usize> = None;
    for (at, unit) in queue.units.iter().enumerate() {
        let Some(mut rows) = queue.take(at, |ends| ends.1.take()) else { continue };
        let table = unit.table;
        if open != Some(table) {
            if open.is_some() {
                close(output, &mut cutter).await?;
            }
            open = Some(table);
            let own = &queue.tables[table].table;
            state.step = own.name.to_string();
            output.begin(Section::Table { name: own.name.clone(), columns: own.columns.clone() })?;
            progress(&state);
        }
        while let Some(piece) = rows.recv().await {
            cutter.push(&piece);
            while let Some(block) = cutter.block() {
                state.bytes += block.len() as u64;
                state.rows = output.rows();
                output.block(block).await?;
                progress(&state);
            }
        }
        queue.written.store(at + 1, SeqCst);
        queue.moved.notify_waiters();
    }
    if open.is_some() {
        close(output, &mut cutter).await?;
    }
    Ok(())
}

async fn close(output: &mut Output<impl Write + Send>, cutter: &mut Cutter) -> Result<(), Error> {
    if let Some(block) = cutter.rest() {
        output.block(block).await?;
    }
    output.end().await
}
