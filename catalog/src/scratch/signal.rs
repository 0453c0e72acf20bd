//! What happens when the process is told to end: the command it runs is told as well, then all servers are removed.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};

use tokio::runtime::{Builder, Runtime};

use super::provider::Running;

/// The servers there are.
static LIVING: Mutex<Vec<Weak<dyn Running>>> = Mutex::new(Vec::new());

/// The command that [`forward_signals`] was called for.
static COMMAND: Mutex<Option<u32>> = Mutex::new(None);

/// A signal is ending the process.
static ENDING: AtomicBool = AtomicBool::new(false);

/// From now on, removes all servers before the process ends at Ctrl-C, `SIGTERM` or `SIGHUP`, with the status that a
/// shell has for it: 130 after Ctrl-C.
///
/// For programs: a library leaves signals to its caller. Without it, the processes and files of a server are still
/// removed, by its watcher, a moment after the process has ended; but databases behind a URL stay until the next start.
pub fn remove_on_signal() -> io::Result<()> {
    static INSTALLED: Once = Once::new();
    let mut result = Ok(());
    INSTALLED.call_once(|| result = install());
    result
}

/// Whether a signal is ending the process: what fails from now on fails because of it.
pub fn is_ending() -> bool {
    ENDING.load(Ordering::SeqCst)
}

/// Passes signals on to a command that runs beside a server, as long as the guard lives: the process then does not end
/// before the command does. One that does not end within ten seconds of `SIGTERM` or `SIGHUP` is killed.
///
/// Ctrl-C at a terminal reaches the command directly and is not passed on: it may mean something else to the command,
/// such as the end of a query in psql.
#[must_use = "signals are passed on as long as it lives"]
pub fn forward_signals(command: &std::process::Child) -> Forwarding {
    *self::command() = Some(command.id());
    Forwarding(())
}

/// A command to which signals are passed on.
#[derive(Debug)]
pub struct Forwarding(());

impl Drop for Forwarding {
    fn drop(&mut self) {
        *command() = None;
    }
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

fn command() -> MutexGuard<'static, Option<u32>> {
    COMMAND.lock().unwrap_or_else(PoisonError::into_inner)
}

fn install() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut signals = Signals::listen(&runtime)?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            loop {
                let signal = signals.next().await;
                let running = *command();
                match running {
                    Some(command) => signals.pass_on(signal, command),
                    None => end(128 + signal),
                }
            }
        });
    })?;
    Ok(())
}

fn end(status: i32) -> ! {
    ENDING.store(true, Ordering::SeqCst);
    let servers: Vec<_> = living().iter().filter_map(Weak::upgrade).collect();
    for server in servers {
        server.remove();
    }
    std::process::exit(status);
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

    /// Waits for one; gives its number.
    async fn next(&mut self) -> i32 {
        let Self([interrupt, terminate, hangup]) = self;
        tokio::select! {
            _ = interrupt.1.recv() => interrupt.0,
            _ = terminate.1.recv() => terminate.0,
            _ = hangup.1.recv() => hangup.0,
        }
    }

    /// Sends the signal to the command.
    fn pass_on(&self, signal: i32, command: u32) {
        use rustix::process::{Pid, Signal, kill_process};

        let Some(pid) = i32::try_from(command).ok().and_then(Pid::from_raw) else { return };
        let Self([interrupt, terminate, _]) = self;
        if signal == interrupt.0 {
            if !is_in_foreground() {
                let _ = kill_process(pid, Signal::INT);
            }
            return;
        }
        let _ = kill_process(pid, if signal == terminate.0 { Signal::TERM } else { Signal::HUP });
        tokio::spawn(async move {
            tokio::time::sleep(std::time::Duration::from_secs(10)).await;
            if *self::command() == Some(command) {
                let _ = kill_process(pid, Signal::KILL);
            }
        });
    }
}

/// Whether Ctrl-C at the terminal reaches this process and those it started.
#[cfg(unix)]
fn is_in_foreground() -> bool {
    let terminal = std::fs::File::open("/dev/tty");
    let group = terminal.ok().and_then(|terminal| rustix::termios::tcgetpgrp(&terminal).ok());
    group == Some(rustix::process::getpgrp())
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

    /// Waits for Ctrl-C; gives the number that it has on Unix.
    #[expect(clippy::unused_self, reason = "on Unix there are several")]
    async fn next(&mut self) -> i32 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => 2,
            Err(_) => std::future::pending().await,
        }
    }

    /// Ctrl-C reaches the command directly.
    #[expect(clippy::unused_self, reason = "on Unix there are several")]
    fn pass_on(&self, _signal: i32, _command: u32) {}
}
