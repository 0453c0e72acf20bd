//! The temporary folder of a server, and the watcher that removes both when their owner is killed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use rustix::fs::{FlockOperation, flock};

use super::account::Account;
use super::provider::Refusal;

/// How the names of all homes begin.
pub(super) const PREFIX: &str = "relvar-scratch-";

/// The port in the name of the server's socket; nothing listens on TCP.
pub(super) const PORT: u16 = 5432;

/// Locked by the owner for as long as it lives: a home whose lock can be had is a leftover.
const LOCK: &str = "owner.lock";

/// The longest name of a Unix socket everywhere: macOS has 104 bytes for it, Linux 108, one of them a NUL.
const LONGEST_SOCKET: usize = 103;

/// Stops the server whose home is `$1`, if there is one, and removes the home.
const REMOVE: &str = r#"
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
    kill -INT "$pid" 2>/dev/null
    tries=0
    while [ -e "$1/data/postmaster.pid" ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    if [ -e "$1/data/postmaster.pid" ]; then kill -KILL "$pid" 2>/dev/null; fi
fi
rm -rf -- "$1"
"#;

/// The folder of one server; its owner is this process.
pub(super) struct Home {
    path: PathBuf,
    watcher: Child,
    /// Open while the owner lives: when the kernel closes it, the watcher reads the end of the file and acts.
    leash: ChildStdin,
    _lock: File,
}

impl Home {
    /// Creates a home and its watcher.
    pub(super) fn create(account: &Account) -> Result<Self, Refusal> {
        let base = roots().into_iter().find(|base| fits(base) && account.reaches(base)).ok_or_else(|| {
            Refusal::new(
                "no folder for temporary files has a path that is short enough for a socket and open to the server",
            )
            .hint("set TMPDIR to a short path that every user can reach, such as /tmp")
        })?;
        Self::create_in(&base, account)
            .map_err(|error| Refusal::new(format!("no temporary folder in {}: {error}", base.display())))
    }

    fn create_in(base: &Path, account: &Account) -> io::Result<Self> {
        let folder =
            tempfile::Builder::new().prefix(PREFIX).permissions(fs::Permissions::from_mode(0o700)).tempdir_in(base)?;
        let lock = lock(folder.path())?;
        account.own(folder.path())?;
        let mut watcher = watcher(folder.path(), account).spawn()?;
        let leash = watcher.stdin.take().ok_or_else(|| io::Error::other("the watcher has no pipe"))?;
        Ok(Self { path: folder.keep(), watcher, leash, _lock: lock })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it and sends the watcher home; the server in it has to be stopped.
    pub(super) fn remove(mut self) {
        let removed = fs::remove_dir_all(&self.path);
        if removed.is_ok() {
            // A line, rather than the end of the file, says that nothing is left to do.
            let _ = self.leash.write_all(b"removed\n");
        }
        drop(self.leash);
        let _ = self.watcher.wait();
    }
}

/// The lock of a home whose owner is gone. Only the lock counts: process ids come back.
pub(super) fn abandoned(home: &Path) -> Option<File> {
    let file = File::open(home.join(LOCK)).ok()?;
    flock(&file, FlockOperation::NonBlockingLockExclusive).ok()?;
    Some(file)
}

/// Stops a server whose owner is gone, and removes its home. Runs under the server's own account, so that a forged
/// home can stop nothing that its forger could not.
pub(super) fn remove_abandoned(home: &Path, account: &Account) -> io::Result<()> {
    // After a restart of the machine the process id in the file may be anybody's.
    if std::os::unix::net::UnixStream::connect(socket(home)).is_err() {
        let _ = fs::remove_file(home.join("data/postmaster.pid"));
    }
    let mut command = Command::new("sh");
    account.apply(command.args(["-c", REMOVE, "sh"]).arg(home).current_dir("/"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().map(drop)
}

/// The folders in which homes are created.
pub(super) fn roots() -> Vec<PathBuf> {
    vec![std::env::temp_dir(), PathBuf::from("/tmp")]
}

/// The server's socket in a home.
fn socket(home: &Path) -> PathBuf {
    home.join(format!(".s.PGSQL.{PORT}"))
}

/// Whether a socket's name in a home in this folder is short enough.
fn fits(base: &Path) -> bool {
    socket(&base.join(format!("{PREFIX}123456"))).as_os_str().len() <= LONGEST_SOCKET
}

/// Locks a new home. The file gets its name when it is locked, so that nobody sees it without its lock.
fn lock(home: &Path) -> io::Result<File> {
    let unlocked = home.join("owner.lock.new");
    let file = File::create(&unlocked)?;
    flock(&file, FlockOperation::NonBlockingLockExclusive)?;
    fs::rename(&unlocked, home.join(LOCK))?;
    Ok(file)
}

/// A shell that waits for the end of the owner. Its own process group keeps Ctrl-C from it.
fn watcher(home: &Path, account: &Account) -> Command {
    let script = format!("trap '' HUP INT TERM\nif read -r _; then exit 0; fi\n{REMOVE}");
    let mut command = Command::new("sh");
    account.apply(command.args(["-c", &script, "sh"]).arg(home).current_dir("/").process_group(0));
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_long_path_is_not_used_for_sockets() {
        assert!(fits("/tmp".as_ref()));
        assert!(fits("/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T".as_ref()));
        assert!(!fits(format!("/tmp/{}", "long".repeat(20)).as_ref()));
    }
}
