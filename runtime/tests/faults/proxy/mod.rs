//! A proxy before a server: it passes bytes on, until it is told to treat them badly.

mod frames;
mod pump;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_postgres::config::{Config, Host};

use pump::{pump, pump_messages};

/// What happens to the bytes of every connection, from the moment it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// They pass.
    Nothing,
    /// Each piece waits for this long.
    Delay(Duration),
    /// They pass in pieces of this size, a millisecond apart.
    Throttle(usize),
    /// A black hole: nothing passes, and nobody learns of it.
    Stop,
    /// After this many bytes from the client the connection ends.
    CutSent(usize, End),
    /// After this many bytes from the server the connection ends.
    CutReceived(usize, End),
    /// After this many whole messages of the server the connection ends.
    CutAfterMessage(u32, End),
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As when a process ends: what was sent is delivered, and then the end of the stream.
    Close,
    /// As when a machine has lost its memory: a reset, and what is on its way is lost.
    Reset,
}

/// A listening proxy; dropped, it closes all of its connections.
pub(crate) struct Proxy {
    address: SocketAddr,
    behind: Arc<Config>,
    fault: watch::Sender<Fault>,
    accepted: Arc<AtomicU32>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a TCP port of its own before the server of this URL.
    pub(crate) async fn start(server: &str) -> Self {
        let behind: Arc<Config> = Arc::new(server.parse().expect("a URL"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let address = listener.local_addr().expect("an address");
        let (fault, watched) = watch::channel(Fault::Nothing);
        let accepted = Arc::new(AtomicU32::new(0));
        let accepting = tokio::spawn(accept(listener, Arc::clone(&behind), watched, Arc::clone(&accepted)));
        Self { address, behind, fault, accepted, accepting }
    }

    /// How to reach the server's database through here.
    pub(crate) fn url(&self) -> String {
        let (user, database) = (self.behind.get_user(), self.behind.get_dbname());
        let (user, database) = (user.unwrap_or("postgres"), database.unwrap_or("postgres"));
        let port = self.address.port();
        format!("host=127.0.0.1 port={port} user={user} dbname={database} sslmode=disable")
    }

    /// From now on this happens, on open connections and on new ones; what is counted is counted from now.
    pub(crate) fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }

    /// How many connections there have been.
    pub(crate) fn accepted(&self) -> u32 {
        self.accepted.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, behind: Arc<Config>, fault: watch::Receiver<Fault>, accepted: Arc<AtomicU32>) {
    // Dropped with this task, and with it all of its connections.
    let mut connections = JoinSet::new();
    loop {
        let Ok((client, _)) = listener.accept().await else { continue };
        accepted.fetch_add(1, Ordering::Relaxed);
        let _ = client.set_nodelay(true);
        connections.spawn(connect(client, Arc::clone(&behind), fault.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn connect(client: TcpStream, behind: Arc<Config>, fault: watch::Receiver<Fault>) {
    let port = behind.get_ports().first().copied().unwrap_or(5432);
    match &behind.get_hosts()[0] {
        Host::Tcp(name) => {
            let Ok(server) = TcpStream::connect((name.as_str(), port)).await else { return };
            let _ = server.set_nodelay(true);
            relay(client, server, fault).await;
        }
        Host::Unix(folder) => {
            let Ok(server) = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await else { return };
            relay(client, server, fault).await;
        }
    }
}

/// Passes bytes in both directions. The end of one direction is passed on as well and leaves the other one open.
async fn relay(mut client: TcpStream, server: impl AsyncRead + AsyncWrite + Unpin, fault: watch::Receiver<Fault>) {
    let end = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = tokio::io::split(server);
        tokio::try_join!(pump(from_client, to_server, fault.clone()), pump_messages(from_server, to_client, fault))
    };
    if end == Err(End::Reset) {
        let _ = client.set_zero_linger();
    }
}
