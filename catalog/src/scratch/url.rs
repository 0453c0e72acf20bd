//! The provider that takes a server which is there already, and creates databases in it.
//!
//! They are dropped at the end, and those of runs that were killed at the next start. Which ones these are, the server
//! knows: every run keeps a connection whose `application_name` is the name of its first database, with which the names
//! of its other databases begin.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use tokio::sync::oneshot;
use tokio_postgres::{Client, Config, NoTls};

use super::Options;
use super::provider::{Announce, Provider, Reach, Refusal, Running, percent_encoded, quoted};
use crate::Cause;

/// A server's URL, if one was given.
pub(super) struct Url {
    pub(super) text: Option<String>,
}

impl Provider for Url {
    fn name(&self) -> &'static str {
        "url"
    }

    fn start(&self, options: &Options, _announce: Announce<'_>) -> Result<Box<dyn Running>, Refusal> {
        let Some(text) = &self.text else {
            return Err(Refusal::new("none was given")
                .hint("set RELVAR_SERVER=postgres://… to a server where you may create databases"));
        };
        Ok(Box::new(Guest::start(text, &options.extensions)?))
    }
}

/// Our databases on somebody's server.
struct Guest {
    url: String,
    /// To the database of the URL, from which others are created.
    maintenance: Config,
    /// The first database; the names of others begin with it.
    database: String,
    greeting: Greeting,
    /// Databases besides the first.
    others: Arc<Mutex<Vec<String>>>,
    keeper: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
    /// The role and the password to log in with, if not those of the URL.
    login: Mutex<Option<(String, String)>>,
}

impl Guest {
    fn login(&self) -> MutexGuard<'_, Option<(String, String)>> {
        self.login.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the server says of itself.
struct Greeting {
    version: String,
    max_connections: usize,
}

impl Guest {
    fn start(url: &str, extensions: &[String]) -> Result<Self, Refusal> {
        // Not the driver's whole text: it may quote the URL, and with it a password.
        let mut maintenance: Config = url.parse().map_err(|_| {
            Refusal::new("the URL is none that a scratch server can have")
                .hint("write postgres://user:password@host:port/database, without encryption")
        })?;
        let database = new_name();
        maintenance.application_name(&database).connect_timeout(Duration::from_secs(10));
        let others = Arc::default();
        let (started, starting) = mpsc::channel();
        let (stop, stopping) = oneshot::channel();
        let keep = {
            let keeper =
                Keeper { maintenance: maintenance.clone(), database: database.clone(), others: Arc::clone(&others) };
            let extensions = extensions.to_vec();
            move || keeper.run(&extensions, &started, stopping)
        };
        let keeper = std::thread::Builder::new().name("scratch databases".to_owned()).spawn(keep);
        let keeper = keeper.map_err(|error| Refusal::new(format!("no thread could be started: {error}")))?;
        let greeting = starting.recv().unwrap_or_else(|_| Err(Refusal::new("the connection crashed")))?;
        let keeper = Mutex::new(Some((stop, keeper)));
        let login = Mutex::default();
        Ok(Self { url: url.to_owned(), maintenance, database, greeting, others, keeper, login })
    }
}

impl Running for Guest {
    fn description(&self) -> String {
        format!("PostgreSQL {} behind the given URL", self.greeting.version)
    }

    fn config(&self) -> Config {
        let mut config = self.maintenance.clone();
        config.dbname(&self.database).application_name("relvar");
        if let Some((role, password)) = &*self.login() {
            config.user(role).password(password);
        }
        config
    }

    fn url(&self, database: Option<&str>) -> String {
        let url = with_database(&self.url, database.unwrap_or(&self.database));
        match &*self.login() {
            Some((role, password)) => with_login(&url, role, password),
            None => url,
        }
    }

    fn maintenance(&self) -> Option<Config> {
        let mut config = self.maintenance.clone();
        config.application_name("relvar");
        Some(config)
    }

    fn real_name(&self, database: &str) -> String {
        format!("{}_{database}", self.database)
    }

    fn reach(&self) -> Reach {
        Reach::Foreign
    }

    fn log_in_as(&self, role: &str, password: &str) {
        *self.login() = Some((role.to_owned(), password.to_owned()));
    }

    fn max_connections(&self) -> usize {
        self.greeting.max_connections
    }

    fn adopt(&self, database: &str) {
        self.others.lock().unwrap_or_else(PoisonError::into_inner).push(database.to_owned());
    }

    fn remove(&self) {
        if let Some((stop, keeper)) = self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = stop.send(());
            let _ = keeper.join();
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.remove();
    }
}

/// The thread with the connection that says that we live.
struct Keeper {
    maintenance: Config,
    database: String,
    others: Arc<Mutex<Vec<String>>>,
}

impl Keeper {
    fn run(
        self,
        extensions: &[String],
        started: &mpsc::Sender<Result<Greeting, Refusal>>,
        stopping: oneshot::Receiver<()>,
    ) {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                let _ = started.send(Err(Refusal::new(format!("no runtime could be started: {error}"))));
                return;
            }
        };
        runtime.block_on(async {
            let begun = self.begin(extensions).await;
            let (client, greeting) = match begun {
                Ok((client, greeting)) => (Some(client), Ok(greeting)),
                Err(refusal) => (None, Err(refusal)),
            };
            if started.send(greeting).is_ok() && client.is_some() {
                // An owner that forgot the server without stopping it counts as one that stopped it.
                let _ = stopping.await;
            }
            if let Some(client) = client {
                self.end(client).await;
            }
        });
    }

    async fn begin(&self, extensions: &[String]) -> Result<(Client, Greeting), Refusal> {
        let refused = |what: &'static str| move |error| Refusal::new(format!("{what}: {}", Cause::from(error)));
        let client = self.connect().await.map_err(refused("no connection"))?;
        let row = client.query_one(GREETING, &[&extensions]).await.map_err(refused("the server is not understood"))?;
        let missing: Vec<&str> = row.get(2);
        if !missing.is_empty() {
            return Err(Refusal::lacks("the server behind the URL", &missing));
        }
        let max_connections: i32 = row.get(1);
        let max_connections = usize::try_from(max_connections).unwrap_or(1);
        let greeting = Greeting { version: row.get(0), max_connections };
        sweep(&client).await;
        let create = format!("create database {} template template0 encoding 'UTF8'", self.database);
        client.batch_execute(&create).await.map_err(|error| {
            refused("no database could be created")(error).hint("the role in the URL needs the attribute CREATEDB")
        })?;
        Ok((client, greeting))
    }

    async fn connect(&self) -> Result<Client, tokio_postgres::Error> {
        let (client, connection) = self.maintenance.connect(NoTls).await?;
        tokio::spawn(async move {
            // Its errors come up in the queries.
            let _ = connection.await;
        });
        Ok(client)
    }

    async fn end(&self, mut client: Client) {
        if client.is_closed() {
            // The server may have restarted; if it is gone, there is nothing to drop.
            let Ok(again) = self.connect().await else { return };
            client = again;
        }
        let others = std::mem::take(&mut *self.others.lock().unwrap_or_else(PoisonError::into_inner));
        for database in others.iter().chain([&self.database]) {
            drop_database(&client, database).await;
        }
        drop_role(&client, &self.database).await;
    }
}

/// Version, connections, and which of the extensions in `$1` are not there.
const GREETING: &str = "select split_part(current_setting('server_version'), ' ', 1),
       current_setting('max_connections')::int4 - current_setting('superuser_reserved_connections')::int4,
       array(select e from unnest($1::text[]) e where not exists (select from pg_available_extensions where name = e))";

/// Our own databases whose run has no connection any more.
const ABANDONED: &str = r"select ours.datname::text from pg_database ours
where ours.datname ~ '^relvar_scratch_[0-9]+_[0-9a-f]+'
  and ours.datdba = (select oid from pg_roles where rolname = current_user)
  and not exists (
    select from pg_stat_activity run
    where run.application_name = substring(ours.datname from '^relvar_scratch_[0-9]+_[0-9a-f]+'))";

/// Drops what killed runs left behind; whatever cannot be dropped stays.
async fn sweep(client: &Client) {
    for row in client.query(ABANDONED, &[]).await.unwrap_or_default() {
        let database: &str = row.get(0);
        drop_database(client, database).await;
        drop_role(client, database).await;
    }
}

/// Drops a database, with the connections to it. (`with (force)` does the same, from PostgreSQL 13 on.)
async fn drop_database(client: &Client, name: &str) {
    let connections = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
    let _ = client.execute(connections, &[&name]).await;
    // A connection may take a moment to end; `drop database` itself waits for five seconds.
    let _ = client.batch_execute(&format!("drop database if exists {}", quoted(name))).await;
}

/// Drops the role that files were run as, which is called as the first database.
async fn drop_role(client: &Client, name: &str) {
    let _ = client.batch_execute(&format!("drop role if exists {}", quoted(name))).await;
}

/// A name that no other run has, on whatever machine.
fn new_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let moment = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_micros();
    format!("relvar_scratch_{}_{moment:x}{count:x}", std::process::id())
}

/// The URL with another database.
fn with_database(url: &str, database: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let start = base.find("://").map_or(0, |at| at + 3);
    let end = base[start..].find('/').map_or(base.len(), |at| start + at);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{}{query}", &base[..end], percent_encoded(database))
}

/// The URL with another user and password.
fn with_login(url: &str, role: &str, password: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let (scheme, rest) = base.split_once("://").unwrap_or(("postgres", base));
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let others = query.into_iter().flat_map(|query| query.split('&'));
    let others: Vec<&str> =
        others.filter(|pair| !matches!(pair.split('=').next(), Some("user" | "password"))).collect();
    let query = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
    format!("{scheme}://{}:{}@{host}{path}{query}", percent_encoded(role), percent_encoded(password))
}

#[cfg(test)]
mod tests {
    use super::{new_name, with_database, with_login};

    #[test]
    fn a_login_takes_the_place_of_the_one_in_the_url() {
        let cases = [
            ("postgres://me:p%40w@host:5433/db?sslmode=disable", "postgres://x:y@host:5433/db?sslmode=disable"),
            ("postgresql://host", "postgresql://x:y@host"),
            ("postgres:///db?host=/tmp&user=me&password=pw", "postgres://x:y@/db?host=/tmp"),
        ];
        for (url, expected) in cases {
            assert_eq!(with_login(url, "x", "y"), expected);
        }
    }

    #[test]
    fn a_database_takes_the_place_of_the_one_in_the_url() {
        let cases = [
            ("postgres://me:pw@host:5433/db?sslmode=disable", "postgres://me:pw@host:5433/x%20y?sslmode=disable"),
            ("postgresql://host", "postgresql://host/x%20y"),
            ("postgres://me@/db?host=/tmp/a&port=1", "postgres://me@/x%20y?host=/tmp/a&port=1"),
            ("postgres://?host=/tmp", "postgres:///x%20y?host=/tmp"),
        ];
        for (url, expected) in cases {
            assert_eq!(with_database(url, "x y"), expected);
        }
    }

    #[test]
    fn names_differ() {
        assert_ne!(new_name(), new_name());
    }
}
