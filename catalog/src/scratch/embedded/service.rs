//! The embedded PostgreSQL behind a TCP port of this machine, on a thread of its own.

use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use super::client::Client;
use super::engine::{Engine, VERSION};
use super::session::{Broken, NAME, Reply, Session};
use super::wire;
use crate::scratch::provider::{Reach, Refusal, Running};

/// WebAssembly's frames are larger than native ones, and the engine recurses as deep as PostgreSQL does.
const STACK: usize = 16 << 20;

/// How long a running statement may hold up the end; after that, it goes with the process.
const PATIENCE: Duration = Duration::from_secs(5);

/// The running thread.
pub(super) struct Service {
    address: SocketAddr,
    state: Arc<State>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What the thread and its owner share.
#[derive(Default)]
struct State {
    stopping: AtomicBool,
    client: Mutex<Option<TcpStream>>,
}

impl Service {
    /// Starts the thread, and waits until its PostgreSQL takes a connection.
    pub(super) fn start() -> Result<Self, Refusal> {
        let state = Arc::new(State::default());
        let (started, starting) = channel();
        let run = {
            let state = Arc::clone(&state);
            move || run(&state, &started)
        };
        let thread = std::thread::Builder::new().name("embedded PostgreSQL".to_owned()).stack_size(STACK).spawn(run);
        let thread = thread.map_err(|error| Refusal::new(format!("no thread could be started: {error}")))?;
        let address = starting.recv().unwrap_or_else(|_| Err(Refusal::new("the embedded PostgreSQL crashed")))?;
        Ok(Self { address, state, thread: Mutex::new(Some(thread)) })
    }
}

impl Running for Service {
    fn description(&self) -> String {
        format!("PostgreSQL {VERSION}, embedded in this process")
    }

    fn config(&self) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config.host(self.address.ip().to_string()).port(self.address.port()).user(NAME).dbname(NAME);
        config.ssl_mode(tokio_postgres::config::SslMode::Disable);
        config
    }

    fn url(&self, _database: Option<&str>) -> String {
        format!("postgres://postgres@{}/postgres?sslmode=disable", self.address)
    }

    fn maintenance(&self) -> Option<tokio_postgres::Config> {
        None
    }

    fn max_connections(&self) -> usize {
        1
    }

    fn reach(&self) -> Reach {
        Reach::Inside
    }

    fn remove(&self) {
        let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return;
        };
        self.state.stopping.store(true, Ordering::SeqCst);
        if let Some(client) = &*self.state.client.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = client.shutdown(Shutdown::Both);
        }
        // Wakes the thread where it waits for a client.
        drop(TcpStream::connect(self.address));
        let begun = Instant::now();
        while !thread.is_finished() && begun.elapsed() < PATIENCE {
            sleep(Duration::from_millis(2));
        }
        if thread.is_finished() {
            let _ = thread.join();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.remove();
    }
}

/// The thread: one client after the other.
fn run(state: &State, started: &Sender<Result<SocketAddr, Refusal>>) {
    let (engine, session, listener) = match begin() {
        Ok(begun) => begun,
        Err(refusal) => {
            let _ = started.send(Err(refusal));
            return;
        }
    };
    let address = listener.local_addr().map_err(|error| port_failed(&error));
    if started.send(address).is_ok() {
        serve_all(state, &engine, session, &listener);
    }
    engine.close();
}

fn begin() -> Result<(Engine, Session, TcpListener), Refusal> {
    let engine = Engine::prepare()?;
    let session = engine.open().map_err(|Broken(reason)| {
        Refusal::new(format!("the embedded PostgreSQL could not open a session: {reason}"))
    })?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| port_failed(&error))?;
    Ok((engine, session, listener))
}

fn port_failed(error: &std::io::Error) -> Refusal {
    Refusal::new(format!("no port of 127.0.0.1 can be listened on: {error}"))
}

/// Serves until the owner stops.
fn serve_all(state: &State, engine: &Engine, session: Session, listener: &TcpListener) {
    let mut session = Ok(session);
    while let Ok((stream, _)) = listener.accept() {
        *state.client.lock().unwrap_or_else(PoisonError::into_inner) = stream.try_clone().ok();
        if state.stopping.load(Ordering::SeqCst) {
            break;
        }
        // An error of the socket means that the client is gone.
        let Ok(Some(mut client)) = Client::begin(stream) else { continue };
        session = match session {
            Ok(session) => serve(engine, session, client),
            Err(Broken(reason)) => {
                let _ =
                    client.send(&wire::fatal("58000", &format!("the embedded PostgreSQL stopped working: {reason}")));
                Err(Broken(reason))
            }
        };
    }
    if let Ok(session) = session {
        // What could not be closed goes with the process.
        let _ = session.close();
    }
}

/// Serves a client, and gives the session for the one after it: a new one where this one broke.
fn serve(engine: &Engine, mut session: Session, client: Client) -> Result<Session, Broken> {
    let served = converse(&mut session, client).and_then(|()| session.reset());
    match served {
        Ok(()) => Ok(session),
        Err(Broken(reason)) => {
            let _ = session.close();
            engine.open().map_err(|Broken(then)| Broken(format!("{reason}; {then}")))
        }
    }
}

/// Carries messages to and fro until the client leaves.
fn converse(session: &mut Session, mut client: Client) -> Result<(), Broken> {
    let mut reply = session.greet(&client)?;
    loop {
        let answer = match reply {
            Reply::Answer(answer) => answer,
            Reply::Last(answer) => {
                let _ = client.send(&answer);
                return Ok(());
            }
        };
        if client.send(&answer).is_err() {
            return Ok(());
        }
        let Ok(Some(batch)) = client.batch() else { return Ok(()) };
        reply = session.exchange(&batch, &client)?;
    }
}
