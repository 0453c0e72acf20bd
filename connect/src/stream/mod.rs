//! Streams to a server: TCP, and sockets of the file system.

mod drained;
#[cfg(target_os = "linux")]
mod local;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::Config;
pub(crate) use drained::Drained;
#[cfg(target_os = "linux")]
use local::LocalSocket;
#[cfg(all(unix, not(target_os = "linux")))]
use tokio::net::UnixStream as LocalSocket;

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    Tcp(SocketAddr),
    /// The path of a socket; `@` stands for Linux's abstract ones.
    Local(PathBuf),
}

/// A stream to a server.
#[derive(Debug)]
pub struct Stream(Inner);

#[derive(Debug)]
enum Inner {
    Tcp(TcpStream),
    #[cfg(unix)]
    Local(LocalSocket),
}

impl Address {
    /// Opens a stream, watched over by the system as a configuration says.
    pub(crate) async fn open(&self, config: &Config) -> io::Result<Stream> {
        match self {
            Self::Tcp(address) => {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                watch(&stream, config)?;
                Ok(Stream(Inner::Tcp(stream)))
            }
            #[cfg(unix)]
            Self::Local(path) => local_socket(path).await.map(|socket| Stream(Inner::Local(socket))),
            #[cfg(not(unix))]
            Self::Local(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

fn watch(stream: &TcpStream, config: &Config) -> io::Result<()> {
    let socket = SockRef::from(stream);
    #[cfg(target_os = "linux")]
    if let Some(limit) = config.tcp_user_timeout {
        socket.set_tcp_user_timeout(Some(limit))?;
    }
    let Some(keepalive) = &config.keepalive else { return Ok(()) };
    let mut settings = TcpKeepalive::new();
    if let Some(idle) = keepalive.idle {
        settings = settings.with_time(idle);
    }
    if let Some(interval) = keepalive.interval {
        settings = settings.with_interval(interval);
    }
    #[cfg(not(windows))]
    if let Some(count) = keepalive.count {
        settings = settings.with_retries(count);
    }
    socket.set_keepalive(true)?;
    socket.set_tcp_keepalive(&settings)
}

#[cfg(unix)]
async fn local_socket(path: &std::path::Path) -> io::Result<LocalSocket> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let bytes = path.as_os_str().as_bytes();
    let stream = match bytes.strip_prefix(b"@") {
        Some(name) => {
            let name = [b"\0", name].concat();
            tokio::net::UnixStream::connect(OsStr::from_bytes(&name)).await?
        }
        None => tokio::net::UnixStream::connect(path).await?,
    };
    #[cfg(target_os = "linux")]
    return local::watched(stream);
    #[cfg(not(target_os = "linux"))]
    Ok(stream)
}

impl AsyncRead for Stream {
    #[inline]
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Inner::Tcp(stream) => Pin::new(stream).poll_read(cx, out),
            #[cfg(unix)]
            Inner::Local(stream) => Pin::new(stream).poll_read(cx, out),
        }
    }
}

impl AsyncWrite for Stream {
    #[inline]
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.0 {
            Inner::Tcp(stream) => Pin::new(stream).poll_write(cx, bytes),
            #[cfg(unix)]
            Inner::Local(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    #[inline]
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Inner::Tcp(stream) => Pin::new(stream).poll_flush(cx),
            #[cfg(unix)]
            Inner::Local(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Inner::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            #[cfg(unix)]
            Inner::Local(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn the_system_watches_over_a_connection_as_it_is_told() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::Tcp(listener.local_addr().unwrap());
        let open = async |text: &str| match address.open(&text.parse().unwrap()).await.unwrap() {
            Stream(Inner::Tcp(stream)) => stream,
            Stream(Inner::Local(_)) => unreachable!(),
        };
        let seconds = Duration::from_secs;
        let stream = open("keepalives_idle=70 keepalives_interval=7 keepalives_count=3 tcp_user_timeout=9000").await;
        let socket = SockRef::from(&stream);
        assert!(socket.keepalive().unwrap() && socket.tcp_nodelay().unwrap());
        assert_eq!(socket.tcp_keepalive_time().unwrap(), seconds(70));
        assert_eq!(socket.tcp_keepalive_interval().unwrap(), seconds(7));
        assert_eq!(socket.tcp_keepalive_retries().unwrap(), 3);
        #[cfg(target_os = "linux")]
        assert_eq!(socket.tcp_user_timeout().unwrap(), Some(seconds(9)));
        assert!(SockRef::from(&open("").await).keepalive().unwrap());
        assert!(!SockRef::from(&open("keepalives=0 keepalives_idle=1").await).keepalive().unwrap());
    }
}
