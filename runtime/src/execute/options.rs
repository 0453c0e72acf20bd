//! Where to connect, and how statements are run there.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use crate::error::Error;

/// How statements are run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Each statement is prepared once for each connection and kept, up to a number; the least recently used goes
    /// first.
    #[default]
    Prepared,
    /// Nothing is prepared: one round trip for each statement, which the server plans anew each time. What poolers in
    /// transaction mode need, such as PgBouncer before 1.21.
    Unprepared,
}

/// Where to connect, and how statements are run there.
///
/// ```
/// use relvar::{ConnectOptions, Mode};
///
/// let options: ConnectOptions = "postgres://app@db.example.com/shop?sslmode=verify-full".parse()?;
/// let options = options.mode(Mode::Unprepared).application_name("shop");
/// # Ok::<(), relvar::Error>(())
/// ```
#[derive(Clone)]
pub struct ConnectOptions {
    pub(super) config: Config,
    pub(super) mode: Mode,
    pub(super) cached_statements: usize,
    pub(super) tls: Tls,
}

/// What is asked of the server's certificate.
#[derive(Clone, Debug, Default)]
pub(super) struct Tls {
    pub(super) verify: Verify,
    pub(super) root: Option<PathBuf>,
}

/// How much of a certificate is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verify {
    #[default]
    Nothing,
    /// That a trusted authority signed it.
    Authority,
    /// That, and the host's name.
    Host,
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

    /// How long to try to connect to each address.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.config.connect_timeout(limit);
        self
    }

    /// The name the connection has in `pg_stat_activity`.
    #[must_use]
    pub fn application_name(mut self, name: &str) -> Self {
        self.config.application_name(name);
        self
    }
}

impl From<Config> for ConnectOptions {
    fn from(config: Config) -> Self {
        Self { config, mode: Mode::default(), cached_statements: 256, tls: Tls::default() }
    }
}

/// A URL (`postgres://user:password@host:port/database?…`) or keywords (`host=… dbname=…`), as libpq reads them.
///
/// `sslmode` is `disable`, `prefer` (the default), `require`, `verify-ca` or `verify-full`. As with libpq, the server's
/// certificate is verified by the last two alone, or where `sslrootcert` names a file of authorities to trust, and its
/// name by `verify-full` alone. Without `sslrootcert`, the system's authorities are trusted; as anyone may have a
/// certificate from one of them, the name is then verified by `verify-ca` too.
impl FromStr for ConnectOptions {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut tls = Tls::default();
        let mut rest = String::with_capacity(text.len());
        let is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
        let (head, settings, separator) = match text.split_once('?') {
            Some((head, query)) if is_url => (format!("{head}?"), query, '&'),
            _ if is_url => (text.to_owned(), "", '&'),
            _ => (String::new(), text, ' '),
        };
        rest.push_str(&head);
        for setting in settings.split(separator) {
            match setting.trim().split_once('=') {
                Some(("sslmode", mode @ ("verify-ca" | "verify-full"))) => {
                    tls.verify = if mode == "verify-ca" { Verify::Authority } else { Verify::Host };
                    rest.push_str("sslmode=require");
                }
                Some(("sslrootcert", "system")) => tls.verify = Verify::Host,
                Some(("sslrootcert", path)) => {
                    tls.verify = tls.verify.max(Verify::Authority);
                    tls.root = Some(if is_url { decoded(path) } else { path.into() });
                }
                _ => rest.push_str(setting),
            }
            rest.push(separator);
        }
        let config = Config::from_str(rest.trim_end_matches(['&', ' ', '?'])).map_err(Error::connect)?;
        if config.get_ssl_mode() == SslMode::Disable {
            tls.verify = Verify::Nothing;
        } else if tls.verify == Verify::Authority && tls.root.is_none() {
            tls.verify = Verify::Host;
        }
        Ok(Self { tls, ..Self::from(config) })
    }
}

/// A path in a URL, where `%20` is a blank.
fn decoded(text: &str) -> PathBuf {
    let mut parts = text.split('%');
    let mut path = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                path.push(byte);
                path.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => path.extend(std::iter::once(b'%').chain(part.bytes())),
        }
    }
    String::from_utf8_lossy(&path).into_owned().into()
}

/// Without the password.
impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("hosts", &self.config.get_hosts())
            .field("ports", &self.config.get_ports())
            .field("user", &self.config.get_user())
            .field("dbname", &self.config.get_dbname())
            .field("mode", &self.mode)
            .field("cached_statements", &self.cached_statements)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_settings_are_those_of_libpq() {
        for (text, verify, root, mode) in [
            ("postgres://u:p@h/d", Verify::Nothing, None, SslMode::Prefer),
            ("postgres://u@h/d?sslmode=require", Verify::Nothing, None, SslMode::Require),
            ("postgres://u@h/d?sslmode=verify-full&connect_timeout=3", Verify::Host, None, SslMode::Require),
            ("postgres://u@h/d?connect_timeout=3&sslmode=verify-ca", Verify::Host, None, SslMode::Require),
            ("host=h sslrootcert=/a.pem sslmode=verify-ca", Verify::Authority, Some("/a.pem"), SslMode::Require),
            ("host=h sslmode=require sslrootcert=system", Verify::Host, None, SslMode::Require),
            ("host=h sslmode=verify-full sslrootcert=/a.pem user=u", Verify::Host, Some("/a.pem"), SslMode::Require),
            ("postgres://u@h/d?sslrootcert=/a.pem", Verify::Authority, Some("/a.pem"), SslMode::Prefer),
            ("postgres://u@h/d?sslrootcert=%2Fa%20b.pem", Verify::Authority, Some("/a b.pem"), SslMode::Prefer),
            ("host=h sslmode=disable sslrootcert=/a.pem", Verify::Nothing, Some("/a.pem"), SslMode::Disable),
            ("host=h password='a b'  user=u", Verify::Nothing, None, SslMode::Prefer),
        ] {
            let options: ConnectOptions = text.parse().expect(text);
            assert_eq!(options.tls.verify, verify, "{text}");
            assert_eq!(options.tls.root, root.map(PathBuf::from), "{text}");
            assert_eq!(options.config.get_ssl_mode(), mode, "{text}");
            assert_eq!(options.config.get_hosts().len(), 1, "{text}");
        }
    }

    #[test]
    fn passwords_are_not_printed() {
        let options: ConnectOptions = "postgres://u:secret@h/d".parse().expect("parses");
        assert!(!format!("{options:?}").contains("secret"));
        let error = "postgres://u:secret@h:port/d".parse::<ConnectOptions>().expect_err("no port");
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}
