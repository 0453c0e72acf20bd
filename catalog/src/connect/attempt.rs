//! Trying hosts and modes until one works, and saying why none did.

use std::{net::IpAddr, time::Duration};

use tokio_postgres::{NoTls, Socket, config, tls::MakeTlsConnect};

use crate::Cause;

use super::{Config, ConnectError, Session, SslMode, config::Target, tls};

/// Connects to the first host of a completed configuration that answers.
pub async fn connect(config: &Config) -> Result<Session, ConnectError> {
    let mut failure = None;
    let targets = config.targets().map_err(|error| ConnectError {
        message: error.to_string(),
        hint: "write `postgres://user@host:port/database`".to_owned(),
        source: None,
    })?;
    for target in &targets {
        match connect_to(config, target).await {
            Ok(session) => return Ok(session),
            Err(error) => failure = Some(error),
        }
    }
    Err(failure.unwrap_or_else(|| ConnectError {
        message: "there is no host to connect to".to_owned(),
        hint: "write `postgres://user@host:port/database`".to_owned(),
        source: None,
    }))
}

/// Whether and how one attempt encrypts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    Without,
    IfPossible,
    Always,
}

async fn connect_to(config: &Config, target: &Target) -> Result<Session, ConnectError> {
    // Over a socket of the file system there is nothing to protect, and the protocol has no encryption for it.
    let mode = if target.host.starts_with('/') { SslMode::Disable } else { config.ssl_mode() };
    let attempts: &[Encryption] = match mode {
        SslMode::Disable => &[Encryption::Without],
        SslMode::Allow => &[Encryption::Without, Encryption::Always],
        // The server may offer encryption and then fail at it.
        SslMode::Prefer => &[Encryption::IfPossible, Encryption::Without],
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[Encryption::Always],
    };
    let mut failure: Option<Failure> = None;
    for encryption in attempts {
        match attempt(config, target, *encryption).await {
            Ok(session) => return Ok(session),
            // A second try only helps where encryption was the matter.
            Err(error) if error.is_about_encryption() => failure = failure.or(Some(error)),
            Err(error) => {
                failure = Some(failure.unwrap_or(error));
                break;
            }
        }
    }
    let Some(failure) = failure else { return Err(timed_out(target)) };
    let databases = if failure.sqlstate() == Some("3D000") { databases(config, target).await } else { Vec::new() };
    Err(failure.explain(config, target, &databases))
}

/// Why an attempt failed.
enum Failure {
    Driver(Cause),
    Setup(ConnectError),
    Timeout(Duration),
}

async fn attempt(config: &Config, target: &Target, encryption: Encryption) -> Result<Session, Failure> {
    let mut driver = driver_config(config, target);
    driver.ssl_mode(match encryption {
        Encryption::Without => config::SslMode::Disable,
        Encryption::IfPossible => config::SslMode::Prefer,
        Encryption::Always => config::SslMode::Require,
    });
    let timeout = config.timeout();
    if encryption == Encryption::Without {
        return open(&driver, NoTls, timeout).await;
    }
    open(&driver, tls::connector(config).map_err(Failure::Setup)?, timeout).await
}

async fn open<T>(driver: &tokio_postgres::Config, tls: T, timeout: Option<Duration>) -> Result<Session, Failure>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let connecting = driver.connect(tls);
    // The driver's own limit ends with the handshake of TCP; a server may be silent after that too.
    let connected = match timeout {
        Some(limit) => tokio::time::timeout(limit, connecting).await.map_err(|_| Failure::Timeout(limit))?,
        None => connecting.await,
    };
    let (client, connection) = connected.map_err(|error| Failure::Driver(error.into()))?;
    Ok(Session::drive(client, connection))
}

fn driver_config(config: &Config, target: &Target) -> tokio_postgres::Config {
    let mut driver = tokio_postgres::Config::new();
    driver.host(&target.host).port(target.port);
    if let Some(address) = target.address.as_ref().and_then(|address| address.parse::<IpAddr>().ok()) {
        driver.hostaddr(address);
    }
    driver.user(config.user()).dbname(config.database());
    if let Some(password) = config.value("password") {
        driver.password(password);
    }
    if let Some(options) = config.value("options") {
        driver.options(options);
    }
    let name = config.value("application_name").or_else(|| config.value("fallback_application_name"));
    driver.application_name(name.unwrap_or("relvar"));
    if config.value("sslnegotiation") == Some("direct") {
        driver.ssl_negotiation(config::SslNegotiation::Direct);
    }
    driver.target_session_attrs(match config.value("target_session_attrs") {
        Some("read-write" | "primary") => config::TargetSessionAttrs::ReadWrite,
        Some("read-only" | "standby") => config::TargetSessionAttrs::ReadOnly,
        _ => config::TargetSessionAttrs::Any,
    });
    driver.channel_binding(match config.value("channel_binding") {
        Some("disable") => config::ChannelBinding::Disable,
        Some("require") => config::ChannelBinding::Require,
        _ => config::ChannelBinding::Prefer,
    });
    driver
}

/// The databases there are instead of one that is missing.
async fn databases(config: &Config, target: &Target) -> Vec<String> {
    let Ok(config) = config.clone().with("dbname", "postgres") else { return Vec::new() };
    let encryption = match config.ssl_mode() {
        SslMode::Disable | SslMode::Allow => Encryption::Without,
        SslMode::Prefer => Encryption::IfPossible,
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => Encryption::Always,
    };
    let encryption = if target.host.starts_with('/') { Encryption::Without } else { encryption };
    let Ok(session) = attempt(&config, target, encryption).await else { return Vec::new() };
    let query = "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname";
    let rows = session.simple_query(query).await.unwrap_or_default();
    let name = |message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    };
    let names = rows.into_iter().filter_map(name).collect();
    session.close().await;
    names
}

/// Some names of a list that may be long.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown.join(", ")
}

fn timed_out(target: &Target) -> ConnectError {
    ConnectError {
        message: format!("`{target}` does not answer"),
        hint: "is the address right, and does a firewall let the port through?".to_owned(),
        source: None,
    }
}

impl Failure {
    fn sqlstate(&self) -> Option<&str> {
        match self {
            Self::Driver(cause) => cause.sqlstate(),
            Self::Setup(_) | Self::Timeout(_) => None,
        }
    }

    /// The same attempt with, or without, encryption may fare better: `pg_hba.conf` tells them apart too.
    fn is_about_encryption(&self) -> bool {
        match self {
            Self::Driver(cause) => cause.sqlstate() == Some("28000") || cause.driver().to_string().contains("TLS"),
            Self::Setup(_) | Self::Timeout(_) => false,
        }
    }

    fn explain(self, config: &Config, target: &Target, databases: &[String]) -> ConnectError {
        let cause = match self {
            Self::Driver(cause) => cause,
            Self::Setup(error) => return error,
            Self::Timeout(limit) => {
                let error = timed_out(target);
                return ConnectError {
                    message: format!("{} within {} seconds", error.message, limit.as_secs()),
                    ..error
                };
            }
        };
        let (message, hint) = describe(&cause, config, (target, databases));
        ConnectError { message, hint, source: Some(cause) }
    }
}

/// What happened, and what to do about it.
fn describe(cause: &Cause, config: &Config, (target, databases): (&Target, &[String])) -> (String, String) {
    let (user, database) = (config.user(), config.database());
    if let Some(state) = cause.sqlstate() {
        return match state {
            "28P01" => (
                format!("`{target}` refuses the password of role `{user}`"),
                "set PGPASSWORD, or add the password to ~/.pgpass or to the URL".to_owned(),
            ),
            "28000" => (
                format!("`{target}` does not let role `{user}` in: {cause}"),
                "is the role right, and does the server's pg_hba.conf allow it?".to_owned(),
            ),
            "3D000" if databases.is_empty() => (
                format!("there is no database `{database}` on `{target}`"),
                format!("create it: `createdb {database}`"),
            ),
            "3D000" => {
                (format!("there is no database `{database}` on `{target}`"), format!("it has {}", listed(databases)))
            }
            "53300" => (format!("`{target}` takes no more connections: {cause}"), "try again later".to_owned()),
            "57P03" => (format!("`{target}` is not ready: {cause}"), "try again in a moment".to_owned()),
            _ => (format!("`{target}` refuses the connection: {cause}"), "the server's log may say more".to_owned()),
        };
    }
    let text = cause.to_string();
    let socket = target.host.starts_with('/');
    match cause.io().map(std::io::Error::kind) {
        _ if text == "password missing" => (
            format!("`{target}` asks for a password of role `{user}`, and there is none"),
            "set PGPASSWORD, or add the password to ~/.pgpass or to the URL".to_owned(),
        ),
        _ if text.contains("does not support TLS") => (
            format!("`{target}` does not offer encryption"),
            "turn it on in the server, or use `sslmode=prefer`".to_owned(),
        ),
        _ if cause.driver().to_string().contains("TLS") => (
            format!("`{target}` cannot be trusted: {text}"),
            "name the authority's certificate with `sslrootcert`, and the host as the certificate does".to_owned(),
        ),
        Some(std::io::ErrorKind::NotFound) if socket => (
            format!("no server listens on a socket in `{}` (port {})", target.host, target.port),
            "is the server running? For one on the network, name its host".to_owned(),
        ),
        Some(std::io::ErrorKind::ConnectionRefused) => {
            (format!("no server listens on `{target}`"), "is it running, and are host and port right?".to_owned())
        }
        Some(_) if text.contains("lookup") || text.contains("resolve") => {
            (format!("host `{}` is not known: {text}", target.host), "is its name spelled right?".to_owned())
        }
        _ => {
            (format!("cannot connect to `{target}`: {text}"), "is the address right, and can it be reached?".to_owned())
        }
    }
}
