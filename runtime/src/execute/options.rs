//! Where to connect, and how statements are run there.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use relvar_connect::Config;

use crate::error::Error;

/// How statements are run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Each statement is prepared once for each connection and kept, up to a number; the least recently used goes
    /// first.
    ///
    /// Behind a pooler that knows nothing of prepared statements (PgBouncer before 1.21, or with
    /// `max_prepared_statements = 0`), where they would meet those of other programs, a connection is
    /// [`Unprepared`](Self::Unprepared). That is found out when it is opened, by one round trip more. A pooler in session
    /// mode is treated in the same way, as a client cannot tell the difference. There, `COPY` opens a connection for itself
    /// and is refused within transactions, `LISTEN` is refused in transaction mode, `timeout` holds only within
    /// transactions, and in your own SQL columns of types that are not built in have to be cast.
    #[default]
    Prepared,
    /// Nothing is prepared, whatever there is: one round trip for each statement, which the server plans anew each time.
    Unprepared,
}

/// Where to connect, and how statements are run there.
///
/// Made from a URL (`postgres://user:password@host:port/database?…`) or from keywords (`host=… dbname=…`), and completed as
/// libpq does it: what is given comes first, then the service (`service=…`, `PGSERVICE`), then the environment (`PGHOST`,
/// `PGUSER`, `PGPASSWORD`, …), then the password file and defaults. All of libpq's keywords are known; one that asks for
/// what there is not is an error.
///
/// `sslmode` is `disable`, `allow`, `prefer` (the default), `require`, `verify-ca` or `verify-full`. As with libpq, the
/// server's certificate is verified by the last two alone, or where there is a file of authorities to trust
/// (`sslrootcert`, `~/.postgresql/root.crt`), and its name by `verify-full` alone. Without such a file the system's
/// authorities are trusted; as anyone may have a certificate from one of them, the name is then verified by `verify-ca`
/// too.
///
/// ```
/// use std::time::Duration;
/// use relvar::{ConnectOptions, Mode};
///
/// let options: ConnectOptions = "postgres://app@db.example.com/shop?sslmode=verify-full".parse()?;
/// let options = options.mode(Mode::Unprepared).application_name("shop").connect_timeout(Duration::from_secs(5));
/// # Ok::<(), relvar::Error>(())
/// ```
#[derive(Clone)]
pub struct ConnectOptions {
    pub(super) config: Config,
    pub(super) mode: Mode,
    pub(super) cached_statements: usize,
}

impl ConnectOptions {
    /// How statements are run: prepared by default.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// How many prepared statements a connection keeps: 256 by default, at least one.
    #[must_use]
    pub fn cached_statements(mut self, count: usize) -> Self {
        self.cached_statements = count.max(1);
        self
    }

    /// How long to try each address, 30 seconds by default: from the look-up of its name to the end of authentication.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.config.set_connect_timeout(limit);
        self
    }

    /// The name the connection has in `pg_stat_activity`.
    #[must_use]
    pub fn application_name(mut self, name: &str) -> Self {
        self.config.set_application_name(name);
        self
    }

    /// Whether the system asks the other side of an idle TCP connection whether it is still there: yes by default.
    #[must_use]
    pub fn keepalives(mut self, is_on: bool) -> Self {
        self.config.set_keepalives(is_on);
        self
    }

    /// How long a TCP connection is idle before the system asks: the system's own time by default, often two hours.
    #[must_use]
    pub fn keepalives_idle(mut self, idle: Duration) -> Self {
        self.config.set_keepalives_idle(idle);
        self
    }

    /// How long the system waits for an answer before it asks again.
    #[must_use]
    pub fn keepalives_interval(mut self, interval: Duration) -> Self {
        self.config.set_keepalives_interval(interval);
        self
    }

    /// After how many questions without an answer the system gives the connection up. Not on Windows.
    #[must_use]
    pub fn keepalives_count(mut self, count: u32) -> Self {
        self.config.set_keepalives_count(count);
        self
    }

    /// How long what was sent may stay without acknowledgement before the system gives a TCP connection up. On Linux.
    #[must_use]
    pub fn tcp_user_timeout(mut self, limit: Duration) -> Self {
        self.config.set_tcp_user_timeout(limit);
        self
    }
}

impl From<Config> for ConnectOptions {
    fn from(config: Config) -> Self {
        Self { config, mode: Mode::default(), cached_statements: 256 }
    }
}

/// As they are: nothing comes from the environment, and encryption is not verified.
impl From<tokio_postgres::Config> for ConnectOptions {
    fn from(config: tokio_postgres::Config) -> Self {
        Self::from(Config::from(config))
    }
}

impl FromStr for ConnectOptions {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse::<Config>().map(Self::from).map_err(Error::connect)
    }
}

/// Without the password.
impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("config", &self.config)
            .field("mode", &self.mode)
            .field("cached_statements", &self.cached_statements)
            .finish()
    }
}
