//! Where pages are followed: an empty folder beside a checkout of relvar, with the command built from these sources.

use std::{
    collections::BTreeSet,
    env,
    ffi::OsString,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use relvar_catalog::{
    connect::Session,
    scratch::{Options, Server},
};

/// The URL of a database in the book, but for the name.
const URL: &str = "postgres://localhost/";

pub(crate) struct Place {
    folder: PathBuf,
    workspace: PathBuf,
    /// For pages with a database; started by the first one.
    server: Option<Server>,
    databases: BTreeSet<String>,
    runtime: tokio::runtime::Runtime,
}

impl Place {
    /// The folder has the same name in each run, so that Cargo finds what it compiled before. It is outside of the workspace.
    pub(crate) fn new() -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
        let mut hasher = DefaultHasher::new();
        workspace.hash(&mut hasher);
        let folder = env::temp_dir().join(format!("relvar-book-{:x}", hasher.finish()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { folder, workspace, server: None, databases: BTreeSet::new(), runtime }
    }

    /// Removes what the page before has left, and gives the folder.
    pub(crate) fn empty(&mut self) -> PathBuf {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).unwrap();
        }
        fs::create_dir_all(&self.folder).unwrap();
        symlink(&self.workspace, self.folder.join("relvar")).unwrap();
        self.databases.clear();
        self.server = None;
        self.folder.clone()
    }

    /// A shell in that folder, in which `relvar` is the command of these sources.
    pub(crate) fn shell(folder: &Path, script: &str) -> Command {
        let relvar = Path::new(env!("CARGO_BIN_EXE_relvar"));
        let mut path = OsString::from(relvar.parent().unwrap());
        path.push(":");
        path.push(env::var_os("PATH").unwrap_or_default());
        let target = relvar.ancestors().nth(2).unwrap().join("nested");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).current_dir(folder).env("PATH", path);
        for variable in
            ["DATABASE_URL", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSERVICE", "RUSTFLAGS"]
        {
            command.env_remove(variable);
        }
        // Variables that Cargo sets for tests would be inputs of what the page builds.
        for (variable, _) in
            env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_BIN_"))
        {
            command.env_remove(variable);
        }
        command.env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_MANIFEST_PATH").env_remove("RUST_BACKTRACE");
        command
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_TERM_COLOR", "never");
        command
    }

    /// Gives new packages the versions of the workspace, which are on this machine already.
    pub(crate) fn lock(&self, folder: &Path) {
        if folder.join("Cargo.toml").exists() && !folder.join("Cargo.lock").exists() {
            fs::copy(self.workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        }
    }

    /// Runs SQL in a database of that name.
    pub(crate) fn sql(&mut self, name: &str, sql: &str) {
        if self.server.is_none() {
            self.server = Some(Server::start(&Options::from_env()).unwrap());
        }
        let server = self.server.as_ref().unwrap();
        let is_new = self.databases.insert(name.to_owned());
        self.runtime.block_on(async {
            if is_new {
                let session = Session::open(&server.config()).await.unwrap();
                session.batch_execute(&format!("create database \"{name}\"")).await.unwrap();
                session.close().await;
            }
            let session = Session::open(&server.url_of(name).parse().unwrap()).await.unwrap();
            session.batch_execute(sql).await.unwrap();
            session.close().await;
        });
    }

    /// Runs a file of the repository in a database of that name, and lets the server count the rows.
    pub(crate) fn given(&mut self, name: &str, file: &str) {
        let sql = fs::read_to_string(self.workspace.join(file)).unwrap();
        self.sql(name, &sql);
        self.sql(name, "analyze");
    }

    /// A command with the URLs of the databases that are there.
    pub(crate) fn with_urls(&self, command: &str) -> String {
        let Some(server) = &self.server else { return command.to_owned() };
        self.databases.iter().fold(command.to_owned(), |command, name| {
            command.replace(&format!("{URL}{name}"), &format!("'{}'", server.url_of(name)))
        })
    }
}
