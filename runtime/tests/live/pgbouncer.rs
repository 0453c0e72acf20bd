//! A PgBouncer, for the tests that need one.

use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

static STARTED: AtomicUsize = AtomicUsize::new(0);

/// A running PgBouncer, stopped when dropped.
pub(crate) struct Bouncer {
    process: Child,
    folder: PathBuf,
}

impl Bouncer {
    /// Starts one in transaction mode before a server; `None`, with a message, where it is not installed.
    pub(crate) async fn start(server: &str) -> Option<Self> {
        Self::start_in("transaction", server).await
    }

    /// Starts one in another mode.
    pub(crate) async fn start_in(mode: &'static str, server: &str) -> Option<Self> {
        let server = server.to_owned();
        tokio::task::spawn_blocking(move || Self::start_blocking(mode, &server)).await.expect("starts")
    }

    fn start_blocking(mode: &str, server: &str) -> Option<Self> {
        let server: tokio_postgres::Config = server.parse().expect("a URL");
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("relvar-bouncer-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let host = match &server.get_hosts()[0] {
            tokio_postgres::config::Host::Tcp(name) => name.clone(),
            tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        };
        let port = server.get_ports().first().copied().unwrap_or(5432);
        let (user, database) = (server.get_user().unwrap_or("postgres"), server.get_dbname().unwrap_or("postgres"));
        let shown = folder.display();
        let settings = format!(
            "[databases]\nbehind = host={host} port={port} dbname={database} user={user}\n\
             [pgbouncer]\nlisten_addr =\nunix_socket_dir = {shown}\nlisten_port = 6432\nauth_type = any\n\
             pool_mode = {mode}\ndefault_pool_size = 3\nlogfile = {shown}/log\npidfile = {shown}/pid\n"
        );
        let path = folder.join("settings.ini");
        std::fs::write(&path, settings).expect("writes");
        let mut command = Command::new("pgbouncer");
        command.arg("-q").arg(&path).stdin(Stdio::null()).stderr(Stdio::null());
        if is_root() {
            // It refuses to run as root.
            Command::new("chown").args(["-R", "postgres"]).arg(&folder).status().expect("gives it away");
            command.args(["-u", "postgres"]);
        }
        let Ok(process) = command.spawn() else {
            eprintln!("skipped: pgbouncer is not installed");
            return None;
        };
        let bouncer = Self { process, folder };
        for _ in 0..500 {
            if UnixStream::connect(bouncer.folder.join(".s.PGSQL.6432")).is_ok() {
                return Some(bouncer);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        unreachable!("pgbouncer does not listen");
    }

    /// The URL of the database behind it.
    pub(crate) fn url(&self) -> String {
        format!("host={} port=6432 user=postgres dbname=behind", self.folder.display())
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}
