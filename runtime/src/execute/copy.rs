//! `COPY`: the quickest way to bring many rows in, and to take them out.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{SinkExt, Stream};
use tokio_postgres::{CopyInSink, CopyOutStream};

use super::link::{Link, Reading};
use super::outcome::Outcome;
use crate::error::Error;
use crate::row::Row;
use crate::value::{Encode, Oid, Reader, write_part};

/// What stands at the head of the binary format: a signature, no flags, no extension.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// When so much is gathered, it is sent.
const CHUNK: usize = 64 * 1024;

/// A `COPY … FROM STDIN` under way. Dropped before [`finish`](Self::finish), it brings in nothing.
pub struct CopyIn {
    sink: Pin<Box<CopyInSink<Bytes>>>,
    buffer: BytesMut,
    context: Watched,
}

/// The statement of a copy, and the transaction it belongs to.
struct Watched {
    sql: Arc<str>,
    outcome: Option<Arc<Outcome>>,
    /// What ends the transaction that was begun for it.
    commit: Option<Commit>,
    /// Until it has ended; none on the clients of other crates.
    reading: Option<Reading>,
    /// The pooled connection it runs on.
    #[cfg_attr(not(feature = "pool"), expect(dead_code, reason = "there is no pool"))]
    held: Option<Box<dyn Send + Sync>>,
}

type Commit = Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + Send + Sync>>;

impl Watched {
    fn new(sql: &str) -> Self {
        Self { sql: sql.into(), outcome: None, commit: None, reading: None, held: None }
    }

    fn commit(&mut self, link: Arc<Link>) {
        self.commit = Some(Box::pin(async move { link.client.batch_execute("commit").await }));
    }

    /// Commits the transaction that was begun for it, if there is one.
    fn poll_commit(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Some(commit) = &mut self.commit else { return Poll::Ready(Ok(())) };
        let committed = ready!(commit.as_mut().poll(cx));
        self.commit = None;
        Poll::Ready(committed.map_err(|error| self.failed(error)))
    }

    #[cold]
    fn failed(&mut self, error: tokio_postgres::Error) -> Error {
        let error = Error::from(error).with_sql(&self.sql);
        if let Some(outcome) = &self.outcome {
            outcome.record(&error);
        }
        self.ended(Some(&error));
        error
    }

    /// The server has said its last.
    fn ended(&mut self, error: Option<&Error>) {
        if let Some(reading) = self.reading.take() {
            reading.ended(error);
        }
    }
}

impl CopyIn {
    pub(super) fn new(sink: CopyInSink<Bytes>, sql: &str) -> Self {
        Self { sink: Box::pin(sink), buffer: BytesMut::new(), context: Watched::new(sql) }
    }

    /// Cancels the statement where it is dropped before its end.
    pub(super) fn reading(mut self, reading: Reading) -> Self {
        self.context.reading = Some(reading);
        self
    }

    pub(super) fn watched(mut self, outcome: Arc<Outcome>) -> Self {
        self.context.outcome = Some(outcome);
        self
    }

    /// Commits the transaction that was begun for it on this connection.
    pub(super) fn committing(mut self, link: Arc<Link>) -> Self {
        self.context.commit(link);
        self
    }

    #[cfg(feature = "pool")]
    pub(super) fn holding(mut self, held: impl Send + Sync + 'static) -> Self {
        self.context.held = Some(Box::new(held));
        self
    }

    /// Sends a row in the binary format, for a statement that says `with (format binary)`: its values, each with the
    /// built-in type it travels as, which is the column's own.
    pub async fn row<'v>(&mut self, values: impl ExactSizeIterator<Item = (&'v dyn Encode, Oid)>) -> Result<(), Error> {
        self.row_of(values.map(|(value, wire)| (value, wire, None))).await
    }

    /// The same, with the type of the elements that the server expects of an array, where that is not the one it
    /// travels with.
    pub(crate) async fn row_of<'v>(
        &mut self,
        values: impl ExactSizeIterator<Item = (&'v dyn Encode, Oid, Option<Oid>)>,
    ) -> Result<(), Error> {
        if self.buffer.capacity() == 0 {
            self.buffer.reserve(CHUNK + CHUNK / 8);
            self.buffer.put_slice(HEAD);
        }
        let count = i16::try_from(values.len()).map_err(|_| Error::encode("a row of too many columns"))?;
        let start = self.buffer.len();
        self.buffer.put_i16(count);
        for (value, wire, element) in values {
            let at = self.buffer.len();
            let mut written = write_part(&mut self.buffer, |out| value.encode(wire, out));
            if let (Ok(()), Some(element)) = (&written, element) {
                written = retype(&mut self.buffer[at..], element);
            }
            if let Err(error) = written {
                // Half a row is not sent.
                self.buffer.truncate(start);
                return Err(error);
            }
        }
        if self.buffer.len() >= CHUNK {
            let chunk = self.buffer.split().freeze();
            self.send(chunk).await?;
            self.buffer.reserve(CHUNK + CHUNK / 8);
        }
        Ok(())
    }

    /// Sends a part of the input as it is, in the statement's format.
    pub async fn send(&mut self, part: Bytes) -> Result<(), Error> {
        match self.sink.send(part).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.reason(error).await),
        }
    }

    /// Ends the copy, and gives the number of rows it has brought in.
    pub async fn finish(mut self) -> Result<u64, Error> {
        if self.buffer.capacity() > 0 {
            self.buffer.put_i16(-1);
            let rest = self.buffer.split().freeze();
            self.send(rest).await?;
        }
        let finished = self.sink.as_mut().finish().await;
        let count = finished.map_err(|error| self.context.failed(error))?;
        self.committed().await?;
        poll_fn(|cx| self.context.poll_commit(cx)).await?;
        self.context.ended(None);
        Ok(count)
    }

    /// Waits for what comes behind the number of rows: outside of a transaction, the server commits after it has told
    /// that number, and a constraint that is checked at the end may still refuse.
    async fn committed(&mut self) -> Result<(), Error> {
        match self.sink.as_mut().finish().await {
            // The driver takes the server's readiness for an answer that does not belong there.
            Err(error) if error.as_db_error().is_some() || error.is_closed() => Err(self.context.failed(error)),
            _ => Ok(()),
        }
    }

    /// The same, of a copy in the binary format that may be without rows.
    #[doc(hidden)]
    pub async fn finish_binary(mut self) -> Result<u64, Error> {
        if self.buffer.capacity() == 0 {
            self.buffer.reserve(HEAD.len() + 2);
            self.buffer.put_slice(HEAD);
        }
        self.finish().await
    }

    /// The server stops reading when it refuses a row; its answer, which tells why, comes at the end.
    #[cold]
    async fn reason(&mut self, error: tokio_postgres::Error) -> Error {
        match self.sink.as_mut().finish().await {
            Err(reason) if !reason.is_closed() => self.context.failed(reason),
            _ => self.context.failed(error),
        }
    }
}

/// Gives an array another type of elements: in its head, behind its length, the number of dimensions and the flags.
fn retype(part: &mut [u8], element: Oid) -> Result<(), Error> {
    const NULL: [u8; 4] = (-1_i32).to_be_bytes();
    if part.starts_with(&NULL) {
        return Ok(());
    }
    let place = part.get_mut(12..16).ok_or_else(|| Error::encode("an array without a head"))?;
    place.copy_from_slice(&element.to_be_bytes());
    Ok(())
}

/// A `COPY … TO STDOUT` under way: a stream of parts in the statement's format. Dropped before its end, it is cancelled
/// on the server; within a transaction, which would fail by that, the rest is skipped instead.
pub struct CopyOut {
    stream: Pin<Box<CopyOutStream>>,
    context: Watched,
    started: bool,
    /// Whether all parts have come.
    is_read: bool,
}

impl CopyOut {
    pub(super) fn new(stream: CopyOutStream, sql: &str) -> Self {
        Self { stream: Box::pin(stream), context: Watched::new(sql), started: false, is_read: false }
    }

    /// Cancels the statement where it is dropped before its end.
    pub(super) fn reading(mut self, reading: Reading) -> Self {
        self.context.reading = Some(reading);
        self
    }

    pub(super) fn watched(mut self, outcome: Arc<Outcome>) -> Self {
        self.context.outcome = Some(outcome);
        self
    }

    /// Commits the transaction that was begun for it on this connection.
    pub(super) fn committing(mut self, link: Arc<Link>) -> Self {
        self.context.commit(link);
        self
    }

    #[cfg(feature = "pool")]
    pub(super) fn holding(mut self, held: impl Send + Sync + 'static) -> Self {
        self.context.held = Some(Box::new(held));
        self
    }

    /// The next row of the binary format, for a statement that says `with (format binary)`.
    pub fn poll_row(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<CopyRow, Error>>> {
        loop {
            return Poll::Ready(match ready!(Pin::new(&mut *self).poll_next(cx)) {
                Some(Ok(part)) => match self.parse(part).transpose() {
                    // The end of the rows. That of the statement is yet to come.
                    None => continue,
                    row => row,
                },
                Some(Err(error)) => Some(Err(error)),
                None => None,
            });
        }
    }

    /// The server sends a row in each part; the head comes with the first, and the end is a part of its own.
    fn parse(&mut self, mut part: Bytes) -> Result<Option<CopyRow>, Error> {
        if !self.started {
            if !part.starts_with(&HEAD[..11]) {
                return Err(Error::usage("the copy is not in the binary format")
                    .with_hint("say `with (format binary)`")
                    .with_sql(&self.context.sql));
            }
            self.started = true;
            let mut reader = Reader(&part[15..]);
            let extension = reader.u32()?;
            let head = 19 + usize::try_from(extension).unwrap_or(usize::MAX - 19);
            if part.len() < head {
                return Err(Error::decode("a truncated head of a copy"));
            }
            part = part.split_off(head);
        }
        let mut reader = Reader(&part);
        let Ok(count) = usize::try_from(reader.i16()?) else { return Ok(None) };
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            values.push(reader.part()?.map(|raw| part.slice_ref(raw)));
        }
        reader.end()?;
        Ok(Some(CopyRow { values }))
    }
}

impl Stream for CopyOut {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.is_read {
            match ready!(self.stream.as_mut().poll_next(cx)) {
                Some(Ok(part)) => return Poll::Ready(Some(Ok(part))),
                Some(Err(error)) => return Poll::Ready(Some(Err(self.context.failed(error)))),
                None => self.is_read = true,
            }
        }
        Poll::Ready(match ready!(self.context.poll_commit(cx)) {
            Ok(()) => {
                self.context.ended(None);
                None
            }
            Err(error) => Some(Err(error)),
        })
    }
}

impl Drop for CopyOut {
    fn drop(&mut self) {
        // Cancelled, it would fail the transaction.
        if self.context.outcome.is_some()
            && let Some(reading) = self.context.reading.take()
        {
            reading.left();
        }
    }
}

/// A row of a `COPY … TO STDOUT` in the binary format.
#[derive(Debug)]
pub struct CopyRow {
    values: Vec<Option<Bytes>>,
}

impl CopyRow {
    /// The row, to be decoded by position.
    pub fn row(&self) -> Row<'_> {
        Row::of_parts(&self.values)
    }
}
