//! Introspection asks a fixed number of questions, however many relations there are.
#![cfg(feature = "scratch")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use relvar_catalog::{
    introspect::{introspect, statistics},
    scratch,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, UnixStream},
};
use tokio_postgres::{Config, NoTls, config::Host};

/// A connection that counts the queries that are sent over it: `Query` and `Execute` of the frontend's messages.
struct Counting<S> {
    stream: S,
    /// What was written and is not a whole message yet.
    pending: Vec<u8>,
    started: bool,
    queries: Arc<AtomicUsize>,
}

impl<S> Counting<S> {
    fn count(&mut self, written: &[u8]) {
        self.pending.extend_from_slice(written);
        loop {
            // The first message has no tag.
            let head = usize::from(self.started);
            let Some(length) = self.pending.get(head..head + 4) else { return };
            let length = head + u32::from_be_bytes(length.try_into().unwrap()) as usize;
            if self.pending.len() < length {
                return;
            }
            if self.started && matches!(self.pending[0], b'Q' | b'E') {
                self.queries.fetch_add(1, Ordering::Relaxed);
            }
            self.started = true;
            self.pending.drain(..length);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Counting<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counting<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buffer);
        if let Poll::Ready(Ok(count)) = written {
            self.count(&buffer[..count]);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Creates more relations, reads the catalog, and says how many queries that took and how many relations there are.
async fn queries<S>(stream: S, config: &Config, relations: usize) -> (usize, usize)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let queries = Arc::new(AtomicUsize::new(0));
    let counting = Counting { stream, pending: Vec::new(), started: false, queries: queries.clone() };
    let (mut client, connection) = config.connect_raw(counting, NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let create = format!(
        "do $$ begin for i in 1..{relations} loop
            execute format('create table t_{relations}_%s (id int primary key, parent int references t_{relations}_%s)', i, i);
        end loop; end $$"
    );
    client.batch_execute(&create).await.unwrap();
    queries.store(0, Ordering::Relaxed);
    let catalog = introspect(&mut client).await.unwrap().catalog;
    assert_eq!(statistics(&mut client).await.unwrap().relations.len(), catalog.relations.len());
    let asked = queries.load(Ordering::Relaxed);
    drop(client);
    connection.await.unwrap().unwrap();
    (asked, catalog.relations.len())
}

#[tokio::test]
async fn the_number_of_queries_does_not_depend_on_the_number_of_relations() {
    let server = tokio::task::spawn_blocking(|| scratch::Server::start(&scratch::Options::from_env())).await.unwrap();
    let server = server.unwrap();
    let config = server.config();
    let port = config.get_ports()[0];
    let mut counts = Vec::new();
    for relations in [1, 200] {
        counts.push(match &config.get_hosts()[0] {
            Host::Unix(folder) => {
                let stream = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.unwrap();
                queries(stream, &config, relations).await
            }
            Host::Tcp(host) => {
                let stream = TcpStream::connect((host.as_str(), port)).await.unwrap();
                queries(stream, &config, relations).await
            }
        });
    }
    let [(few, 1), (many, 201)] = counts[..] else { panic!("{counts:?}") };
    assert_eq!(few, many);
    assert!(few < 50, "{few} queries");
}
