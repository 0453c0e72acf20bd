//! Removing all servers when the process is told to end.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};

use tokio::runtime::{Builder, Runtime};

use super::provider::Running;

/// The servers there are.
static LIVING: Mutex<Vec<Weak<dyn Running>>> = Mutex::new(Vec::new());

/// From now on, removes all servers before the process ends at Ctrl-C, `SIGTERM` or `SIGHUP`.
///
/// For programs: a library leaves signals to its caller. Without it, the processes and files of a server are still
/// removed, by its watcher, a moment after the process has ended; but databases behind a URL stay until the next start.
pub fn remove_on_signal() -> io::Result<()> {
    static INSTALLED: Once = Once::new();
    let mut result = Ok(());
    INSTALLED.call_once(|| result = install());
    result
}

/// Notes a new server.
pub(super) fn register(server: &Arc<dyn Running>) {
    let mut living = living();
    living.retain(|server| server.strong_count() > 0);
    living.push(Arc::downgrade(server));
}

fn living() -> MutexGuard<'static, Vec<Weak<dyn Running>>> {
    LIVING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn install() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let signals = Signals::listen(&runtime)?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let status = runtime.block_on(signals.next());
        let servers: Vec<_> = living().iter().filter_map(Weak::upgrade).collect();
        for server in servers {
            server.remove();
        }
        std::process::exit(status);
    })?;
    Ok(())
}

/// The signals that end a process.
#[cfg(unix)]
struct Signals([(i32, tokio::signal::unix::Signal); 3]);

#[cfg(unix)]
impl Signals {
    fn listen(runtime: &Runtime) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let _entered = runtime.enter();
        let listen = |kind: SignalKind| Ok::<_, io::Error>((kind.as_raw_value(), signal(kind)?));
        Ok(Self([listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?, listen(SignalKind::hangup())?]))
    }

    /// Waits for one; gives the status with which a shell reports it.
    async fn next(self) -> i32 {
        let Self([mut interrupt, mut terminate, mut hangup]) = self;
        let number = tokio::select! {
            _ = interrupt.1.recv() => interrupt.0,
            _ = terminate.1.recv() => terminate.0,
            _ = hangup.1.recv() => hangup.0,
        };
        128 + number
    }
}

/// The signals that end a process.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
    fn listen(_runtime: &Runtime) -> io::Result<Self> {
        Ok(Self)
    }

    /// Waits for Ctrl-C; gives the status with which a shell reports it.
    async fn next(self) -> i32 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => 130,
            Err(_) => std::future::pending().await,
        }
    }
}
