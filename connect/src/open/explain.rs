//! Why there is no connection, in words: what happened where, and what to do about it.

use std::io;
use std::time::Duration;

use super::attempt::{Attempt, Credentials};
use crate::config::Host;
use crate::stream::Address;
use crate::tls::HandshakeError;
use crate::{Error, ErrorKind};

/// Whether the next address or host may do better: this one is not there, not ready, or of the wrong kind. A server
/// that is ready and refuses would be passed over in silence.
pub(super) fn another_may_do(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Unreachable | ErrorKind::Refused | ErrorKind::TimedOut => true,
        ErrorKind::Server => error.sqlstate().is_none_or(|state| state == "57P03"),
        ErrorKind::Configuration | ErrorKind::Tls | ErrorKind::Authentication => false,
    }
}

/// Whether the same address with, or without, encryption may do better: `pg_hba.conf` tells them apart too.
pub(super) fn encryption_may_matter(error: &Error) -> bool {
    error.kind() == ErrorKind::Tls || error.sqlstate() == Some("28000")
}

pub(super) fn timed_out(host: &Host, limit: Duration) -> Error {
    let name = host.socket().map_or_else(|| host.to_string(), |path| path.display().to_string());
    Error::new(ErrorKind::TimedOut, format!("`{name}` does not answer within {limit:?}"))
        .with_hint("is the address right, and does a firewall let the port through? `connect_timeout` is the limit")
        .with_address(name)
}

pub(super) fn unknown_host(host: &Host, cause: Option<io::Error>) -> Error {
    let name = &host.name;
    let error = match cause {
        Some(cause) => {
            Error::new(ErrorKind::Unreachable, format!("host `{name}` is not known: {cause}")).with_source(cause)
        }
        None => Error::new(ErrorKind::Unreachable, format!("host `{name}` has no address")),
    };
    error.with_hint("is its name spelled right?").with_address(host.to_string())
}

/// The stream could not be opened.
pub(super) fn not_opened(attempt: &Attempt<'_>, cause: io::Error) -> Error {
    let name = attempt.name();
    let error = match (cause.kind(), &attempt.address) {
        (io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused, Address::Local(_)) => {
            Error::new(ErrorKind::Refused, format!("no server listens on the socket `{name}`: {cause}"))
                .with_hint("is the server running? For one on the network, name its host")
        }
        (io::ErrorKind::ConnectionRefused, Address::Tcp(address)) => Error::new(
            ErrorKind::Refused,
            format!("no server listens on `{name}`{}: {cause}", at(attempt.host, address)),
        )
        .with_hint("is it running, and are host and port right?"),
        (_, Address::Tcp(address)) => {
            let message = format!("`{name}`{} cannot be reached: {cause}", at(attempt.host, address));
            Error::new(ErrorKind::Unreachable, message).with_hint("is the address right?")
        }
        (_, Address::Local(_)) => {
            Error::new(ErrorKind::Unreachable, format!("the socket `{name}` cannot be opened: {cause}"))
                .with_hint("may this user open it?")
        }
    };
    error.with_address(name).with_source(cause)
}

/// The address of a host that goes by a name.
fn at(host: &Host, address: &std::net::SocketAddr) -> String {
    let ip = address.ip().to_string();
    if host.name == ip { String::new() } else { format!(" ({ip})") }
}

/// The stream was opened, and the server did not get ready.
pub(super) fn not_ready(attempt: &Attempt<'_>, credentials: &Credentials, cause: tokio_postgres::Error) -> Error {
    let error = match cause.code() {
        Some(state) => refused(attempt, credentials, (state.code(), &cause)),
        None => broken(attempt, credentials, &cause),
    };
    error.with_address(attempt.name()).with_driver(cause)
}

const PASSWORD_HINT: &str = "set PGPASSWORD, or add the password to ~/.pgpass or to the URL";

fn password_hint(credentials: &Credentials) -> &'static str {
    if credentials.is_exposed {
        "the password file is not used, because others may read it: give it the permissions u=rw (0600)"
    } else {
        PASSWORD_HINT
    }
}

/// The server refuses.
fn refused(attempt: &Attempt<'_>, credentials: &Credentials, refusal: (&str, &tokio_postgres::Error)) -> Error {
    let (state, cause) = refusal;
    let (name, Credentials { user, database, .. }) = (attempt.name(), credentials);
    let said = cause.as_db_error().map_or("", |error| error.message());
    let new = |kind, message: String| Error::new(kind, message);
    match state {
        "28P01" => new(ErrorKind::Authentication, format!("`{name}` refuses the password of role `{user}`"))
            .with_hint(password_hint(credentials)),
        "28000" => new(ErrorKind::Authentication, format!("`{name}` does not let role `{user}` in: {said}"))
            .with_hint("is the role right, and does the server's pg_hba.conf allow it?"),
        "3D000" => new(ErrorKind::Server, format!("there is no database `{database}` on `{name}`"))
            .with_hint(format!("create it: `createdb {database}`")),
        "53300" => {
            new(ErrorKind::Server, format!("`{name}` takes no more connections: {said}")).with_hint("try again later")
        }
        "57P03" => new(ErrorKind::Server, format!("`{name}` is not ready: {said}")).with_hint("try again in a moment"),
        _ => new(ErrorKind::Server, format!("`{name}` refuses the connection: {said}"))
            .with_hint("the server's log may say more"),
    }
}

/// There is no connection, and no answer that says why.
fn broken(attempt: &Attempt<'_>, credentials: &Credentials, cause: &tokio_postgres::Error) -> Error {
    use std::error::Error as _;
    let name = attempt.name();
    let source = cause.source();
    if let Some(handshake) = source.and_then(|source| source.downcast_ref::<HandshakeError>()) {
        return Error::new(ErrorKind::Tls, format!("no encrypted connection to `{name}`: {handshake}"))
            .with_hint("name the authority's certificate with `sslrootcert`, and the host as the certificate does");
    }
    if let Some(io) = source.and_then(|source| source.downcast_ref::<io::Error>()) {
        return Error::new(ErrorKind::Unreachable, format!("`{name}` ended the connection before it was ready: {io}"))
            .with_hint("is it a PostgreSQL server, and is it running?");
    }
    match source.map(ToString::to_string).as_deref() {
        None if cause.is_closed() => {
            Error::new(ErrorKind::Unreachable, format!("`{name}` ended the connection before it was ready"))
                .with_hint("is it a PostgreSQL server, and is it running?")
        }
        Some("password missing") => {
            let message = format!("`{name}` asks for a password of role `{}`, and there is none", credentials.user);
            Error::new(ErrorKind::Authentication, message).with_hint(password_hint(credentials))
        }
        Some("server does not support TLS") => {
            Error::new(ErrorKind::Tls, format!("`{name}` does not offer encryption"))
                .with_hint("turn it on in the server, or use `sslmode=prefer`")
        }
        Some(said) => Error::new(
            ErrorKind::Authentication,
            format!("`{name}` and this program do not agree on authentication: {said}"),
        )
        .with_hint("the server's pg_hba.conf says which method it wants"),
        None => Error::new(ErrorKind::Unreachable, format!("`{name}` does not speak PostgreSQL's protocol: {cause}"))
            .with_hint("is it a PostgreSQL server?"),
    }
}
