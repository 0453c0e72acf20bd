//! Where a catalog comes from: a live database, DDL files, or a snapshot.

use std::{fmt, fs, io, path::PathBuf};

use crate::{
    Diagnostic,
    connect::{Config, Error as ConnectError, Session, connect},
    introspect::{self, IntrospectError, Introspection, introspect, statistics},
    load::{Data, Done, LoadError, Script, Sessions, load_as, read_scripts, wanted_extensions},
    scratch,
    snapshot::{self, SnapshotError},
    statistics::Statistics,
};

/// Where to read a catalog from.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a program has one or two")]
pub enum Source {
    /// A live database.
    Database(Config),
    /// DDL files, executed in order on a scratch server.
    Schema {
        /// Files, folders, or `-` for the standard input.
        paths: Vec<PathBuf>,
        /// The server to execute them on. Extensions that the files create are added to those it has to have.
        server: scratch::Options,
    },
    /// A snapshot file.
    Snapshot(PathBuf),
}

/// What is being done, for the user to see.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Step<'a> {
    /// Connecting to a database.
    Connecting(&'a Config),
    /// Starting a scratch server.
    Starting,
    /// Downloading the programs of a scratch server.
    Fetching(&'a scratch::Fetching),
    /// The scratch server runs.
    Started(&'a scratch::Server),
    /// Executing a file.
    Loading {
        /// The file.
        file: &'a str,
        /// Statements executed.
        done: usize,
        /// Statements in all.
        of: usize,
    },
    /// Reading the catalog of the database.
    Reading,
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connecting(config) => write!(f, "connecting to {config}"),
            Self::Starting => f.write_str("starting a scratch server"),
            Self::Fetching(fetching) => write!(f, "{fetching}"),
            Self::Started(server) => write!(f, "{}", server.description()),
            Self::Loading { file, done, of } => write!(f, "loading {file}: {done} of {of} statements"),
            Self::Reading => f.write_str("reading the catalog"),
        }
    }
}

/// Why a source could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// There is no connection to the database.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// No scratch server could be had.
    #[error(transparent)]
    Server(#[from] scratch::Error),
    /// The files could not be executed.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The files could not be executed on a scratch server, though another one might do.
    #[error("{source}\nserver: {server}")]
    LoadOn {
        /// What the files were executed on.
        server: String,
        /// What went wrong.
        source: LoadError,
    },
    /// The database could not be read.
    #[error(transparent)]
    Introspect(#[from] IntrospectError),
    /// The snapshot file could not be read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Unreadable {
        /// Its path.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The snapshot file is none.
    #[error("`{}`: {source}", path.display())]
    Snapshot {
        /// Its path.
        path: PathBuf,
        /// What is wrong with it.
        source: SnapshotError,
    },
    /// The task that starts or stops the server did not end.
    #[error("the scratch server could not be driven")]
    Task(#[from] tokio::task::JoinError),
}

impl Source {
    /// Reads the catalog. `progress` is told what is being done.
    pub async fn read(&self, progress: &mut dyn FnMut(Step<'_>)) -> Result<Introspection, SourceError> {
        match self {
            Self::Database(config) => {
                let mut session = open(config, progress).await?;
                let introspection = introspect(&mut session).await?;
                session.close().await;
                Ok(introspection)
            }
            Self::Schema { paths, server } => schema(paths, server.clone(), progress).await,
            Self::Snapshot(path) => {
                let text = fs::read_to_string(path);
                let text = text.map_err(|source| SourceError::Unreadable { path: path.clone(), source })?;
                let catalog = snapshot::read(&text);
                let catalog = catalog.map_err(|source| SourceError::Snapshot { path: path.clone(), source })?;
                Ok(Introspection { catalog, diagnostics: Vec::new(), unmodelled: Vec::new() })
            }
        }
    }

    /// Reads the catalog and, of a live database, the roles of its server. A snapshot may have roles.
    pub async fn read_with_roles(&self, progress: &mut dyn FnMut(Step<'_>)) -> Result<Introspection, SourceError> {
        let Self::Database(config) = self else { return self.read(progress).await };
        let mut session = open(config, progress).await?;
        let mut introspection = introspect(&mut session).await?;
        introspection.catalog.roles = introspect::roles(&mut session).await?;
        session.close().await;
        Ok(introspection)
    }

    /// Reads which relations there are; of a live database nothing that a list of them does not take
    /// (see [`relations`](introspect::relations)), but how much is in it.
    pub async fn read_list(
        &self,
        progress: &mut dyn FnMut(Step<'_>),
    ) -> Result<(Introspection, Option<Statistics>), SourceError> {
        let Self::Database(config) = self else { return Ok((self.read(progress).await?, None)) };
        let mut session = open(config, progress).await?;
        let introspection = introspect::relations(&mut session).await?;
        let statistics = statistics(&mut session).await?;
        session.close().await;
        Ok((introspection, Some(statistics)))
    }

    /// Reads the catalog and, of a live database, how much is in it, over the same connection.
    pub async fn read_with_statistics(
        &self,
        progress: &mut dyn FnMut(Step<'_>),
    ) -> Result<(Introspection, Option<Statistics>), SourceError> {
        let Self::Database(config) = self else { return Ok((self.read(progress).await?, None)) };
        let mut session = open(config, progress).await?;
        let introspection = introspect(&mut session).await?;
        let statistics = statistics(&mut session).await?;
        session.close().await;
        Ok((introspection, Some(statistics)))
    }
}

/// Connects, and says so.
async fn open(config: &Config, progress: &mut dyn FnMut(Step<'_>)) -> Result<Session, SourceError> {
    progress(Step::Connecting(config));
    let session = connect(config).await?;
    progress(Step::Reading);
    Ok(session)
}

/// Files that were executed on a scratch server.
#[derive(Debug)]
pub struct Loaded {
    /// The session that executed them, with the settings that it had before.
    pub session: Session,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
    /// A role of the server that stands for another one.
    alias: Option<(String, String)>,
}

/// Executes files on a new scratch server: as a role that is no superuser, unless the server was started with
/// [`trust`](scratch::Options::trust).
pub async fn load_on(
    server: &scratch::Server,
    scripts: &[Script],
    data: Data,
    progress: impl FnMut(&str, Done),
) -> Result<Loaded, SourceError> {
    load_in(server, None, scripts, data, progress).await
}

/// The same in a database that [`database`](scratch::Server::database) created, by the name that its settings have.
pub async fn load_in(
    server: &scratch::Server,
    database: Option<&str>,
    scripts: &[Script],
    data: Data,
    progress: impl FnMut(&str, Done),
) -> Result<Loaded, SourceError> {
    let confined = server.confine().await?;
    let superuser = match &confined {
        Some(superuser) => {
            let mut config = superuser.config.clone();
            database.map(|name| config.dbname(name));
            Some(Session::open(&config).await?)
        }
        None => None,
    };
    // Not asked for earlier: only now is its role the one without rights.
    let mut config = server.config();
    database.map(|name| config.dbname(name));
    let session = Session::open(&config).await?;
    let sessions = Sessions { files: &session, superuser: superuser.as_deref() };
    let loaded = load_as(sessions, scripts, data, progress).await;
    let diagnostics = loaded.map_err(|source| SourceError::LoadOn { server: server.description(), source })?;
    if let Some(superuser) = superuser {
        superuser.close().await;
    }
    // What the scripts set for their session is not part of the schema.
    session.batch_execute("RESET ALL").await.map_err(IntrospectError::from)?;
    Ok(Loaded { session, diagnostics, alias: confined.map(|superuser| superuser.alias) })
}

impl Loaded {
    /// Reads what the files made, and ends the session.
    pub async fn read(self) -> Result<Introspection, SourceError> {
        let Self { mut session, diagnostics, alias } = self;
        let mut introspection = introspect(&mut session).await?;
        if let Some((role, name)) = alias {
            introspection.catalog.rename_role(&role, &name);
        }
        introspection.diagnostics.extend(diagnostics);
        session.close().await;
        Ok(introspection)
    }
}

/// Executes files on a scratch server and reads what they made.
async fn schema(
    paths: &[PathBuf],
    mut options: scratch::Options,
    progress: &mut dyn FnMut(Step<'_>),
) -> Result<Introspection, SourceError> {
    let scripts = read_scripts(paths)?;
    options.extensions.extend(wanted_extensions(&scripts));
    progress(Step::Starting);
    let server = scratch::Server::start_async(options, &mut |fetching| progress(Step::Fetching(fetching))).await?;
    progress(Step::Started(&server));
    let mut loading = |file: &str, done: usize, of: usize| progress(Step::Loading { file, done, of });
    let loaded = load_on(&server, &scripts, Data::Skip, |file, done| loading(file, done.steps, done.of)).await?;
    progress(Step::Reading);
    let introspection = loaded.read().await?;
    // Stopping blocks.
    tokio::task::spawn_blocking(move || server.stop()).await?;
    Ok(introspection)
}
