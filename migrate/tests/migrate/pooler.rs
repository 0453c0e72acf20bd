//! Behind PgBouncer, which is skipped if it is not installed.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking, and say what they pass over"
)]

use std::{
    fs,
    os::unix::net::UnixStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::common::Bench;
use relvar_migrate::MigrateError;
use tempfile::TempDir;

/// A running PgBouncer, stopped when dropped.
struct Bouncer {
    process: Child,
    folder: TempDir,
}

impl Bouncer {
    /// Starts one in a mode before a server, with several connections to it.
    fn start(mode: &str, bench: &Bench) -> Option<Self> {
        let server = bench.server.config();
        let host = match &server.get_hosts()[0] {
            tokio_postgres::config::Host::Tcp(name) => name.clone(),
            tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        };
        let port = server.get_ports().first().copied().unwrap_or(5432);
        let (user, database) = (server.get_user().unwrap(), server.get_dbname().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let shown = folder.path().display();
        let settings = format!(
            "[databases]\nbehind = host={host} port={port} dbname={database} user={user}\n\
             [pgbouncer]\nlisten_addr =\nunix_socket_dir = {shown}\nlisten_port = 6432\nauth_type = any\n\
             pool_mode = {mode}\ndefault_pool_size = 5\nmin_pool_size = 5\nlogfile = {shown}/log\npidfile = {shown}/pid\n"
        );
        let path = folder.path().join("settings.ini");
        fs::write(&path, settings).unwrap();
        let mut command = Command::new("pgbouncer");
        command.arg("-q").arg(&path).stdin(Stdio::null()).stderr(Stdio::null());
        if Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n") {
            // It refuses to run as root.
            Command::new("chown").args(["-R", "postgres"]).arg(folder.path()).status().unwrap();
            command.args(["-u", "postgres"]);
        }
        let Ok(process) = command.spawn() else {
            eprintln!("skipped: pgbouncer is not installed");
            return None;
        };
        let bouncer = Self { process, folder };
        for _ in 0..500 {
            if UnixStream::connect(bouncer.folder.path().join(".s.PGSQL.6432")).is_ok() {
                return Some(bouncer);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("pgbouncer does not listen");
    }

    fn url(&self) -> String {
        format!("host={} port=6432 user=postgres dbname=behind", self.folder.path().display())
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_pooler_in_transaction_mode_is_refused() {
    let bench = Bench::new();
    let Some(bouncer) = Bouncer::start("transaction", &bench) else { return };
    bench.write("aaaa", "", ("CREATE TABLE film ();", ""));
    for _ in 0..5 {
        let refused = bench.migrator().up(&bouncer.url().parse().unwrap()).await.unwrap_err();
        assert!(matches!(refused, MigrateError::Pooler), "{refused}");
        assert!(refused.to_string().contains("connect to the server itself"), "{refused}");
    }
    assert_eq!(bench.text("SELECT to_regclass('film')").await, "");
    assert_eq!(bench.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").await, "0");
    // Looking takes no lock.
    assert_eq!(bench.migrator().pending(&bouncer.url().parse().unwrap()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_pooler_in_session_mode_is_taken() {
    let bench = Bench::new();
    let Some(bouncer) = Bouncer::start("session", &bench) else { return };
    bench.write("aaaa", "", ("CREATE TABLE film ();", ""));
    assert_eq!(bench.migrator().up(&bouncer.url().parse().unwrap()).await.unwrap(), ["aaaa"]);
    assert_eq!(bench.text("SELECT to_regclass('film')").await, "film");
}
