//! A Unix socket that wakes the program when there is something to read, and only then.
//!
//! tokio's own watches for room to write as well, of which Linux tells a Unix socket whenever the other side has taken
//! something off it: who sent a statement would be woken when the server reads it, and once more when it answers.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncRead, AsyncWrite, BufReader, Interest, ReadBuf};

/// A connected Unix socket. What is read goes through a buffer that is initialised once.
pub(super) type LocalSocket = BufReader<Watched>;

/// The socket itself.
#[derive(Debug)]
pub(super) struct Watched {
    stream: AsyncFd<UnixStream>,
    /// While there is no room to write: the same socket, watched for it.
    full: Option<AsyncFd<UnixStream>>,
}

/// A socket that is connected.
pub(super) fn watched(stream: tokio::net::UnixStream) -> io::Result<LocalSocket> {
    let stream = watch(stream.into_std()?, Interest::READABLE)?;
    Ok(BufReader::new(Watched { stream, full: None }))
}

#[expect(deprecated, reason = "its successor is unsafe, for descriptors that may change: a `UnixStream` keeps its own")]
fn watch(stream: UnixStream, interest: Interest) -> io::Result<AsyncFd<UnixStream>> {
    AsyncFd::with_interest(stream, interest)
}

impl AsyncRead for Watched {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            let mut ready = ready!(self.stream.poll_read_ready(cx))?;
            let room = out.initialize_unfilled();
            match ready.get_inner().read(room) {
                Ok(count) => {
                    // Where there is room left, all that was there has been read.
                    if 0 < count && count < room.len() {
                        ready.clear_ready();
                    }
                    out.advance(count);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => ready.clear_ready(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        loop {
            match self.stream.get_ref().write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let full = match self.full.take() {
                        Some(full) => full,
                        None => watch(self.stream.get_ref().try_clone()?, Interest::WRITABLE)?,
                    };
                    ready!(self.full.insert(full).poll_write_ready(cx))?.clear_ready();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => {
                    self.full = None;
                    return Poll::Ready(written);
                }
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream.get_ref().shutdown(Shutdown::Write))
    }
}
