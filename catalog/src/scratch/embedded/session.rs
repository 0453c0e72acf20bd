//! One PostgreSQL session that serves many clients, one after the other.
//!
//! To open a session takes a quarter of a second, and ten seconds once there are thousands of relations, because each
//! one begins as after a crash. So it stays open, and is reset between clients as a connection pool does it.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oliphaunt_wasix::session::{ProtocolPumpOutcome, ProtocolSession, ProtocolStream};

use super::client::Client;
use super::wire;

/// The only user and the only database that exist from the start.
pub(super) const NAME: &str = "postgres";

/// An open session.
pub(super) struct Session {
    protocol: ProtocolSession,
    line: Line,
    /// What every client is told first, without the `ReadyForQuery` at the end.
    greeting: Vec<u8>,
}

/// The session does not work any more, and says why.
#[derive(Debug)]
pub(super) struct Broken(pub(super) String);

impl Broken {
    pub(super) fn new(reason: impl std::fmt::Display) -> Self {
        // `{:#}` has all causes of the engine's errors.
        Self(format!("{reason:#}"))
    }
}

/// What the session has for the client.
pub(super) enum Reply {
    /// An answer.
    Answer(Vec<u8>),
    /// An answer, and the end of the connection.
    Last(Vec<u8>),
}

impl Session {
    /// Makes a newly opened one ready for clients.
    pub(super) fn begin(mut protocol: ProtocolSession) -> Result<Self, Broken> {
        let packet = wire::startup(&[("user", NAME), ("database", NAME), ("client_encoding", "UTF8")]);
        let started = protocol.startup_with_packet(&packet).map_err(Broken::new)?;
        if !started.accepted {
            return Err(Broken::new("its startup packet was refused"));
        }
        let greeting = wire::messages(&started.output).filter(|(kind, _)| *kind != b'Z');
        let greeting = greeting.flat_map(|(_, message)| message).copied().collect();
        let line = Line::default();
        if protocol.supports_protocol_pump() {
            protocol.attach_protocol_stream(line.clone()).map_err(Broken::new)?;
        }
        Ok(Self { protocol, line, greeting })
    }

    /// Takes up a client: who it is and the settings it wants. Gives the answer to its startup packet.
    pub(super) fn greet(&mut self, client: &Client) -> Result<Reply, Broken> {
        let user = client.parameter("user").unwrap_or_default();
        let database = client.parameter("database").unwrap_or(user);
        if database != NAME {
            return Ok(Reply::Last(wire::fatal("3D000", &format!("database \"{database}\" does not exist"))));
        }
        let settings = settings(client);
        let mut batch = Vec::new();
        if user != NAME {
            batch = wire::query(&format!("set session authorization \"{}\"", user.replace('"', "\"\"")));
        }
        let applied =
            settings.iter().map(|(name, value)| format!("set_config({}, {}, false)", literal(name), literal(value)));
        batch.extend(wire::query(&format!("select {}", applied.collect::<Vec<_>>().join(", "))));
        let applied = self.protocol.send_buffered(&batch).map_err(Broken::new)?;
        if let Some((_, error)) = wire::messages(&applied).find(|(kind, _)| *kind == b'E') {
            return Ok(Reply::Last(error.to_vec()));
        }
        // Of its own answer the client sees the settings that changed, and that the session is ready.
        let mut answer = self.greeting.clone();
        answer.extend(wire::messages(&applied).filter(|(kind, _)| *kind == b'S').flat_map(|(_, message)| message));
        answer.extend(b"Z\0\0\0\x05I");
        self.line.connect(Some(client.socket().map_err(Broken::new)?));
        Ok(Reply::Answer(answer))
    }

    /// Hands a batch of messages over. After the first `COPY` of a client the session reads and writes the socket
    /// itself, beginning with what was read of it already, until the client leaves.
    pub(super) fn exchange(&mut self, batch: &[u8], client: &Client) -> Result<Reply, Broken> {
        let sent = self.protocol.send_with_connection_protocol_pump(batch, || client.unread());
        match sent.map_err(Broken::new)? {
            ProtocolPumpOutcome::Buffered(answer) => Ok(Reply::Answer(answer)),
            ProtocolPumpOutcome::Streamed => Ok(Reply::Last(Vec::new())),
        }
    }

    /// Forgets the client: its transaction, its temporary tables, its settings.
    pub(super) fn reset(&mut self) -> Result<(), Broken> {
        self.line.connect(None);
        let batch = [wire::SYNC, &wire::query("rollback"), &wire::query("discard all")].concat();
        let answer = self.protocol.send_buffered(&batch).map_err(Broken::new)?;
        match wire::messages(&answer).last() {
            Some((b'Z', [.., b'I'])) if !wire::messages(&answer).any(|(kind, _)| kind == b'E') => Ok(()),
            _ => Err(Broken::new("it could not be reset")),
        }
    }

    /// Ends it.
    pub(super) fn close(mut self) -> Result<(), Broken> {
        self.protocol.shutdown().map_err(Broken::new)
    }
}

/// The settings in a client's startup packet, those in `options` first: `-c name=value` and `--name=value`.
fn settings(client: &Client) -> Vec<(String, String)> {
    let options = client.parameter("options").unwrap_or_default().replace("-c ", "--");
    let pairs = options.split_whitespace().filter_map(|option| option.trim_start_matches('-').split_once('='));
    let mut settings: Vec<(String, String)> =
        pairs.map(|(name, value)| (name.replace('-', "_"), value.to_owned())).collect();
    let others = client.parameters.iter().filter(|(name, _)| {
        !matches!(name.as_str(), "user" | "database" | "options" | "replication") && !name.starts_with("_pq_.")
    });
    settings.extend(others.cloned());
    settings
}

/// A text as an SQL literal.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The socket of whichever client is served.
#[derive(Clone, Default)]
struct Line(Arc<Mutex<Ends>>);

/// What there is to read and to write.
#[derive(Default)]
struct Ends {
    client: Option<TcpStream>,
    /// What is read after the client's last byte: without it, the session would not survive a client that vanishes.
    farewell: &'static [u8],
}

impl Line {
    fn connect(&self, client: Option<TcpStream>) {
        *self.ends() = Ends { client, farewell: wire::FAREWELL };
    }

    fn ends(&self) -> MutexGuard<'_, Ends> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Line {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut ends = self.ends();
        match ends.client.as_mut().map_or(Ok(0), |client| client.read(buffer)) {
            Ok(read) if read > 0 => Ok(read),
            Ok(_) | Err(_) => ends.farewell.read(buffer),
        }
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A client that is gone may be told anything: the next read says farewell for it.
        Ok(self.ends().client.as_mut().and_then(|client| client.write(bytes).ok()).unwrap_or(bytes.len()))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ProtocolStream for Line {
    fn read_ready(&mut self) -> io::Result<bool> {
        let ends = self.ends();
        let Some(client) = &ends.client else { return Ok(true) };
        client.set_nonblocking(true)?;
        let peeked = client.peek(&mut [0]);
        client.set_nonblocking(false)?;
        Ok(!peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock))
    }
}
