//! Servers with samples, and what independent programs say of them.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use relvar_catalog::{
    connect::{Config, Session},
    scratch::{Options, Server},
};
use relvar_data::{backup, restore};
use tempfile::TempDir;

/// A server with a folder for files.
pub(crate) struct Bench {
    pub(crate) server: Server,
    folder: TempDir,
}

pub(crate) const SAMPLES: [&str; 2] = [include_str!("../samples/values.sql"), include_str!("../samples/shapes.sql")];

impl Bench {
    pub(crate) fn new() -> Self {
        let server = Server::start(&Options::from_env()).unwrap();
        Self { server, folder: tempfile::tempdir().unwrap() }
    }

    /// A database with the samples.
    pub(crate) async fn with_samples(name: &str) -> Self {
        let bench = Self::new();
        bench.create(name).await;
        for sample in SAMPLES {
            bench.psql(name, sample);
        }
        bench
    }

    pub(crate) async fn create(&self, name: &str) {
        self.server.database(name).await.unwrap();
    }

    pub(crate) fn url(&self, name: &str) -> String {
        self.server.url_of(name)
    }

    pub(crate) fn config(&self, name: &str) -> Config {
        self.url(name).parse().unwrap()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) async fn session(&self, name: &str) -> Session {
        relvar_catalog::connect::connect(&self.config(name)).await.unwrap()
    }

    /// One text of a query.
    pub(crate) async fn text(&self, name: &str, sql: &str) -> String {
        let row = self.session(name).await.query_one(&format!("SELECT ({sql})::text"), &[]).await.unwrap();
        row.get::<_, Option<String>>(0).unwrap_or_else(|| "NULL".to_owned())
    }

    pub(crate) async fn backup(&self, name: &str, file: &Path, options: &backup::Options) -> backup::Summary {
        let out = std::fs::File::create(file).unwrap();
        backup::backup(&self.config(name), options, out, &mut |_| {}).await.unwrap()
    }

    pub(crate) async fn restore(
        &self,
        name: &str,
        file: &Path,
        options: &restore::Options,
    ) -> Result<restore::Summary, relvar_data::Error> {
        restore::restore(&self.config(name), file, options, &mut |_| {}).await
    }

    /// Runs a script by psql, which stops at the first error.
    pub(crate) fn psql(&self, name: &str, script: &str) {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-d", &self.url(name)]);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let script = script.to_owned();
        let writing = std::thread::spawn(move || {
            // psql closes its input when it stops.
            let _ = std::io::Write::write_all(&mut input, script.as_bytes());
        });
        let output = child.wait_with_output().unwrap();
        writing.join().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// What pg_dump says of a database, schema and rows: the rows of each table in the order in which they are stored.
    pub(crate) fn dump(&self, name: &str) -> String {
        let output = Command::new("pg_dump").args(["-d", &self.url(name)]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        // The keys of these lines differ from run to run.
        let is_key = |line: &&str| line.starts_with("\\restrict") || line.starts_with("\\unrestrict");
        text.lines().filter(|line| !is_key(line)).collect::<Vec<_>>().join("\n")
    }
}

/// Both dumps are the same; if not, the first lines that differ are shown.
pub(crate) fn assert_same_dump(one: &str, other: &str) {
    if one == other {
        return;
    }
    let (left, right): (Vec<&str>, Vec<&str>) = (one.lines().collect(), other.lines().collect());
    let at = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let some = |lines: &[&str]| lines.iter().skip(at.saturating_sub(3)).take(9).copied().collect::<Vec<_>>().join("\n");
    panic!("the dumps differ:\n{}\n--- and\n{}", some(&left), some(&right));
}

/// The same time in each file.
pub(crate) fn at_once() -> backup::Options {
    backup::Options { time: Some("2026-01-02T03:04:05Z".to_owned()), ..backup::Options::default() }
}
