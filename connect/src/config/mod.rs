//! Where to connect, as whom, and how.

mod complete;
mod driver;
mod environment;
mod keyword;
mod passfile;
mod read;
mod service;
mod text;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::config::ChannelBinding;

use crate::Error;
use environment::{Lookup, Settings};
pub(crate) use passfile::{Found, Login, find as find_password};

/// Where to connect, as whom, and how.
///
/// Read from a URL or a `keyword=value` string, and completed as libpq does it: what is given in the text comes first,
/// then the service, then the environment, then defaults. Displayed as a URL with the password masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Config {
    pub(crate) hosts: Vec<Host>,
    /// None for the user of the process.
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Vec<u8>>,
    pub(crate) passfile: Option<PathBuf>,
    /// None for one that is named as the user.
    pub(crate) database: Option<String>,
    pub(crate) application_name: Option<String>,
    pub(crate) options: Option<String>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) keepalive: Option<Keepalive>,
    pub(crate) tcp_user_timeout: Option<Duration>,
    pub(crate) tls: Tls,
    pub(crate) session: SessionAttributes,
    pub(crate) channel_binding: ChannelBinding,
    /// Hosts and addresses are tried in random order.
    pub(crate) is_balanced: bool,
}

/// One of the hosts to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    /// A name, an address, or the folder of a socket.
    pub(crate) name: String,
    /// `hostaddr`: the address, where it need not be looked up.
    pub(crate) address: Option<IpAddr>,
    pub(crate) port: u16,
}

/// How the system finds out that the other side is gone. What is `None` is the system's own setting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keepalive {
    pub(crate) idle: Option<Duration>,
    pub(crate) interval: Option<Duration>,
    pub(crate) count: Option<u32>,
}

/// `sslmode`: whether the connection is encrypted, and what is demanded of the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SslMode {
    /// No encryption.
    Disable,
    /// Encryption if the server insists.
    Allow,
    /// Encryption if the server can.
    Prefer,
    /// Encryption; any certificate will do, unless a root certificate is given.
    Require,
    /// A certificate that a trusted authority signed.
    VerifyCa,
    /// A certificate that a trusted authority signed for the host's name.
    VerifyFull,
}

/// Encryption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tls {
    pub(crate) mode: SslMode,
    /// `sslnegotiation=direct`: no question comes before the handshake.
    pub(crate) is_direct: bool,
    pub(crate) roots: Roots,
    pub(crate) identity: Identity,
    pub(crate) revoked: Option<PathBuf>,
    /// The server is told the host's name.
    pub(crate) names_host: bool,
    /// TLS 1.2 will not do.
    pub(crate) only_tls13: bool,
}

/// The authorities to trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Roots {
    /// Those of this file, which is where libpq looks, if it exists; or else the system's.
    Default(Option<PathBuf>),
    /// The system's.
    System,
    /// Those of a file.
    File(PathBuf),
}

/// The client's own certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    /// The files are those where libpq looks: they need not exist.
    pub(crate) is_default: bool,
}

/// `target_session_attrs`: what is demanded of the server that is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SessionAttributes {
    #[default]
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

impl FromStr for Config {
    type Err = Error;

    /// Reads a URL or a `keyword=value` string, and completes it from services and the environment.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read(text, &environment::of_process)
    }
}

impl Config {
    /// The database of the environment: `DATABASE_URL`, or else libpq's variables (`PGHOST`, `PGSERVICE`, …).
    pub fn from_environment() -> Result<Self, Error> {
        environment::of_process("DATABASE_URL").unwrap_or_default().parse()
    }

    fn read(text: &str, lookup: Lookup<'_>) -> Result<Self, Error> {
        let mut settings: Settings = text::parse(text)?.into_iter().collect();
        complete::complete(&mut settings, lookup)?;
        read::read(&settings, lookup)
    }

    /// The database's name; empty where that is the user's.
    pub fn database(&self) -> &str {
        self.database.as_deref().unwrap_or_default()
    }

    /// The role to connect as; empty for the user of the process.
    pub fn user(&self) -> &str {
        self.user.as_deref().unwrap_or_default()
    }

    /// Whether connections are encrypted.
    pub fn ssl_mode(&self) -> SslMode {
        self.tls.mode
    }

    /// The same, for another database.
    #[must_use]
    pub fn with_database(mut self, name: &str) -> Self {
        self.database = Some(name.to_owned());
        self
    }

    /// How long to try each address: from the look-up of its name until the server is ready for statements.
    pub fn set_connect_timeout(&mut self, limit: impl Into<Option<Duration>>) {
        self.connect_timeout = limit.into();
    }

    /// How long what was sent may stay unacknowledged before the system gives a TCP connection up, on Linux.
    pub fn set_tcp_user_timeout(&mut self, limit: impl Into<Option<Duration>>) {
        self.tcp_user_timeout = limit.into();
    }

    /// Whether the system asks an idle TCP connection's other side whether it is there, as it does by default.
    pub fn set_keepalives(&mut self, is_on: bool) {
        self.keepalive = is_on.then(|| self.keepalive.take().unwrap_or_default());
    }

    /// How long a TCP connection is idle before the system asks.
    pub fn set_keepalives_idle(&mut self, idle: Duration) {
        self.keepalive.get_or_insert_default().idle = Some(idle);
    }

    /// How long the system waits before it asks again.
    pub fn set_keepalives_interval(&mut self, interval: Duration) {
        self.keepalive.get_or_insert_default().interval = Some(interval);
    }

    /// How many questions may stay without an answer.
    pub fn set_keepalives_count(&mut self, count: u32) {
        self.keepalive.get_or_insert_default().count = Some(count);
    }

    /// The name that connections have in `pg_stat_activity`.
    pub fn set_application_name(&mut self, name: &str) {
        self.application_name = Some(name.to_owned());
    }

    /// The name that connections have in `pg_stat_activity` where none is set.
    pub fn set_fallback_application_name(&mut self, name: &str) {
        self.application_name.get_or_insert_with(|| name.to_owned());
    }

    /// The role's name and the database's, as they are sent.
    pub(crate) fn names(&self) -> Result<(String, String), Error> {
        let user = match &self.user {
            Some(user) => user.clone(),
            None => whoami::username().map_err(|error| {
                Error::configuration("the user of this process has no name")
                    .with_hint("name the role with `user`, or set PGUSER")
                    .with_source(error)
            })?,
        };
        let database = self.database.clone().unwrap_or_else(|| user.clone());
        Ok((user, database))
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = &self.user {
            let password = if self.password.is_some() { ":***" } else { "" };
            write!(f, "{user}{password}@")?;
        }
        let hosts: Vec<_> = self.hosts.iter().map(ToString::to_string).collect();
        write!(f, "{}/{}", hosts.join(","), self.database())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Config({self})")
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.contains(':') {
            write!(f, "[{}]:{}", self.name, self.port)
        } else {
            write!(f, "{}:{}", self.name, self.port)
        }
    }
}

impl Host {
    /// The path of the socket, where it is one.
    pub(crate) fn socket(&self) -> Option<PathBuf> {
        if self.address.is_some() || !self.name.starts_with(['/', '@']) {
            return None;
        }
        Some(PathBuf::from(format!("{}/.s.PGSQL.{}", self.name.trim_end_matches('/'), self.port)))
    }
}

#[cfg(test)]
mod tests;
