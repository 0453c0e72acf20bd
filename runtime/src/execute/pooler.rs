//! What stands between a connection and the server: nothing, or a pooler.
//!
//! A pooler in transaction mode gives each transaction another session of the server. Prepared statements then meet those
//! of other clients: the driver names them `s0`, `s1`, …, as every process does. Such a pooler has to be found before the
//! first statement is prepared.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};
use tokio_postgres::{Client, SimpleQueryMessage};

/// How a connection reaches the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// It is one session of the server.
    Direct,
    /// Through a pooler that keeps the prepared statements of each client apart.
    Prepared,
    /// Through a pooler that may give each transaction another session, and knows nothing of prepared statements.
    Shared,
}

/// How a connection reaches the server. One round trip where there is no pooler.
///
/// A server tells the same process when it greets and when it is asked; a pooler greets by itself.
pub(super) async fn find(client: &Client) -> Result<Route, tokio_postgres::Error> {
    match backend(client).await {
        Ok(process) if process.is_some() && process == greeting(client) => return Ok(Route::Direct),
        Err(error) if error.as_db_error().is_none() => return Err(error),
        _ => {}
    }
    // In one transaction, whose statements reach one session.
    client.batch_execute("begin").await?;
    let renamed = is_renamed(client).await;
    client.batch_execute("rollback").await?;
    match renamed {
        Ok(true) => Ok(Route::Prepared),
        Err(error) if error.as_db_error().is_none() => Err(error),
        _ => Ok(Route::Shared),
    }
}

/// Whether a prepared statement has another name on the server than the driver has given it: the pooler's own.
async fn is_renamed(client: &Client) -> Result<bool, tokio_postgres::Error> {
    const NAMES: &str = "select name from pg_catalog.pg_prepared_statements where statement like '%this very text%'";
    let statement = client.prepare(NAMES).await?;
    let names: Vec<String> =
        client.query(&statement, &[]).await?.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    // The driver tells its own name for it nowhere else.
    let ours = format!("{statement:?}");
    Ok(!names.is_empty() && names.iter().all(|name| !ours.contains(&format!("{name:?}"))))
}

/// The process of the session that answers.
pub(super) async fn backend(client: &Client) -> Result<Option<i32>, tokio_postgres::Error> {
    let answers = client.simple_query("select pg_catalog.pg_backend_pid()").await?;
    Ok(answers.iter().find_map(|answer| match answer {
        SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
        _ => None,
    }))
}

/// The process of the greeting, which the driver tells in a request to cancel alone: one is made, and not sent.
fn greeting(client: &Client) -> Option<i32> {
    let mut request = Request::default();
    client.cancel_token().cancel_query_raw(&mut request, Plain).now_or_never()?.ok()?;
    // The last 16 bytes: length, code, process and key.
    let request = request.0.last_chunk::<16>()?;
    Some(i32::from_be_bytes([request[8], request[9], request[10], request[11]]))
}

/// Keeps what is sent to it, and agrees to encryption.
#[derive(Default)]
struct Request(Vec<u8>);

/// Encrypts nothing.
struct Plain;

impl AsyncRead for Request {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        out.put_slice(b"S");
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Request {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl TlsStream for &mut Request {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<'a> TlsConnect<&'a mut Request> for Plain {
    type Stream = &'a mut Request;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<&'a mut Request>>;

    fn connect(self, stream: &'a mut Request) -> Self::Future {
        std::future::ready(Ok(stream))
    }
}
