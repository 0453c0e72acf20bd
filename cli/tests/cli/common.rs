//! The command, run as a user runs it, and folders and servers for it.

use std::{ffi::OsString, path::Path, process::Command};

use relvar_catalog::scratch::{Options, Server};
use tempfile::TempDir;

/// A run to come.
pub struct Relvar(Command);

/// What came of a run.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Relvar {
    /// The command with these arguments and without the settings of whoever runs the tests.
    pub fn new<const N: usize>(arguments: [&str; N]) -> Self {
        Self::with_arguments(&arguments)
    }

    /// The same, for arguments of any number.
    pub fn with_arguments(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relvar"));
        command.args(arguments);
        for variable in ["DATABASE_URL", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSERVICE"] {
            command.env_remove(variable);
        }
        Self(command)
    }

    /// The same, with a variable in its environment.
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.0.env(variable, value);
        self
    }

    /// The same, in that folder.
    pub fn within(mut self, folder: &TempDir) -> Self {
        self.0.current_dir(folder.path());
        self
    }

    pub fn run(mut self) -> Run {
        let output = self.0.output().expect("the command starts");
        Run {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Writes a file and says where it is.
pub fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file in a temporary folder");
    path.to_string_lossy().into_owned()
}

/// Every file below a folder with its text, by path.
pub fn files(folder: &Path) -> Vec<(OsString, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("a text");
                found.push((path.into_os_string(), text));
            }
        }
    }
    found.sort();
    found
}

pub fn scratch() -> Server {
    Server::start(&Options::from_env()).expect("a scratch server")
}

/// Runs SQL as the owner of a scratch server.
pub fn execute(server: &Server, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, connection) = server.config().connect(tokio_postgres::NoTls).await.expect("a connection");
        let (done, _) = tokio::join!(
            async {
                let done = client.batch_execute(sql).await;
                drop(client);
                done
            },
            connection
        );
        done.expect("the statements run");
    });
}

/// Does something while another session has executed these statements and stays open.
pub fn locked<T>(server: &Server, sql: &str, act: impl FnOnce() -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _session = runtime.block_on(async {
        let (client, connection) = server.config().connect(tokio_postgres::NoTls).await.expect("a connection");
        tokio::spawn(connection);
        client.batch_execute(sql).await.expect("the statements run");
        client
    });
    act()
}
