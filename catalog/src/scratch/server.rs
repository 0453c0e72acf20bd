//! A running scratch server.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use tokio::sync::OnceCell;
use tokio_postgres::{Config, NoTls, config::Host};

use super::chain::{providers, who_has};
use super::confine::confine;
use super::provider::{Refusal, Running, quoted};
use super::{Attempt, Error, Fetching, Options, Superuser, signal};

/// A PostgreSQL server that exists for its owner alone; dropping it removes it.
pub struct Server {
    running: Arc<dyn Running>,
    attempts: Vec<Attempt>,
    trust: bool,
    /// What [`confine`](Self::confine) gave.
    confined: OnceCell<Option<Superuser>>,
}

impl Server {
    /// Starts a server with the first provider that works, or with the one that is chosen.
    ///
    /// Blocks the thread, for about a second, and for a download where server programs are fetched first, which a line
    /// on standard error announces. Leftovers of runs that were killed are swept on the way.
    #[expect(clippy::print_stderr, reason = "nothing is downloaded in silence; `start_with` leaves it to the caller")]
    pub fn start(options: &Options) -> Result<Self, Error> {
        Self::start_with(options, &mut |fetching| eprintln!("{fetching}"))
    }

    /// The same; `announce` is told before anything is downloaded.
    pub fn start_with(options: &Options, announce: &mut dyn FnMut(&Fetching)) -> Result<Self, Error> {
        let mut attempts = Vec::new();
        for provider in providers(options.provider.as_ref()) {
            match provider.start(options, announce) {
                Ok(running) => {
                    let running = Arc::from(running);
                    signal::register(&running);
                    return Ok(Self { running, attempts, trust: options.trust, confined: OnceCell::new() });
                }
                Err(Refusal { reason, hint, missing }) => {
                    let hint = hint.or_else(|| (!missing.is_empty()).then(|| who_has(&missing)));
                    attempts.push(Attempt { provider: provider.name(), reason, hint });
                }
            }
        }
        Err(Error::NoServer { attempts })
    }

    /// The same on a thread of its own, for asynchronous programs.
    pub async fn start_async(options: Options, announce: &mut dyn FnMut(&Fetching)) -> Result<Self, Error> {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let starting = tokio::task::spawn_blocking(move || {
            Self::start_with(&options, &mut |fetching| {
                // Whoever does not listen any more has dropped the future.
                let _ = sender.send(fetching.clone());
            })
        });
        while let Some(fetching) = receiver.recv().await {
            announce(&fetching);
        }
        starting.await.map_err(Error::Task)?
    }

    /// Takes the rights of a superuser from the role of [`config`](Self::config) and [`url`](Self::url), for files that
    /// need not be trusted: as a superuser they could run programs, and read and write files of this machine.
    ///
    /// Gives the superuser that is left; `None` if there is none to beware of: the files are trusted
    /// ([`Options::trust`]), the role of the URL is none, or the server is embedded and reaches nothing. Connections that
    /// are open already keep what they have.
    pub async fn confine(&self) -> Result<Option<Superuser>, Error> {
        if self.trust {
            return Ok(None);
        }
        Ok(self.confined.get_or_try_init(|| confine(&*self.running)).await?.clone())
    }

    /// How to reach a database that is fresh and empty, as superuser (behind a URL: as its owner).
    pub fn config(&self) -> Config {
        self.running.config()
    }

    /// The URL of that database, for any libpq client.
    pub fn url(&self) -> String {
        self.running.url(None)
    }

    /// What leads a program to that database: `DATABASE_URL`, and libpq's variables for `psql`, `pg_dump` and others.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let config = self.config();
        let host = config.get_hosts().first().map(|host| match host {
            Host::Tcp(host) => host.into(),
            #[cfg(unix)]
            Host::Unix(folder) => folder.into(),
        });
        let password = config.get_password().map(|password| String::from_utf8_lossy(password).into_owned().into());
        let variables = [
            ("DATABASE_URL", Some(self.url().into())),
            ("PGHOST", host),
            ("PGPORT", config.get_ports().first().map(|port| port.to_string().into())),
            ("PGUSER", config.get_user().map(OsString::from)),
            ("PGPASSWORD", password),
            ("PGDATABASE", config.get_dbname().map(OsString::from)),
        ];
        variables.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Creates a further database, empty and in UTF-8, which goes with the server.
    ///
    /// It has this name on a server of our own; behind a URL, where others have theirs, a longer one.
    /// A server with a [`single_connection`](Self::single_connection) cannot.
    pub async fn database(&self, name: &str) -> Result<Config, Error> {
        let Some(maintenance) = self.running.maintenance() else {
            return Err(Error::SingleDatabase { name: name.to_owned(), server: self.description() });
        };
        let real_name = self.running.real_name(name);
        let created = create_database(&maintenance, &real_name).await;
        created.map_err(|error| Error::CreateDatabase { name: name.to_owned(), source: error.into() })?;
        self.running.adopt(&real_name);
        let mut config = self.running.config();
        config.dbname(&real_name);
        Ok(config)
    }

    /// The URL of a database that [`database`](Self::database) created.
    pub fn url_of(&self, database: &str) -> String {
        self.running.url(Some(&self.running.real_name(database)))
    }

    /// How many connections may be open at once, about.
    pub fn max_connections_hint(&self) -> usize {
        self.running.max_connections()
    }

    /// Whether a second connection has to wait until the first one is closed.
    pub fn single_connection(&self) -> bool {
        self.max_connections_hint() == 1
    }

    /// What runs and where it came from, such as `PostgreSQL 15.18 from /usr/lib/postgresql/15/bin`.
    pub fn description(&self) -> String {
        self.running.description()
    }

    /// The providers that were asked before and not taken, each with its reason.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// Removes the server now.
    pub fn stop(self) {
        self.running.remove();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("description", &self.description()).finish_non_exhaustive()
    }
}

async fn create_database(maintenance: &Config, name: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = maintenance.connect(NoTls).await?;
    let statement = format!("create database {} template template0 encoding 'UTF8'", quoted(name));
    let creating = async {
        let created = client.batch_execute(&statement).await;
        drop(client);
        created
    };
    let (created, closed) = tokio::join!(creating, connection);
    created.and(closed)
}
