//! A stream that is closed by reading it to its end.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream whose shutdown waits until the other side has closed it, and tells the other side nothing before.
///
/// A server closes the stream of a request to cancel once it has acted on it. A pooler in between that learns of the
/// end of the request before that may forget it.
pub(crate) struct Drained<S>(pub(crate) S);

impl<S: AsyncRead + Unpin> AsyncRead for Drained<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, out)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Drained<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut buffer = [0; 64];
        loop {
            let mut out = ReadBuf::new(&mut buffer);
            // That the other side ends it with an error is an end too.
            if ready!(Pin::new(&mut self.0).poll_read(cx, &mut out)).is_err() || out.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
