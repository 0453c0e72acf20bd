//! From settings, which are text, to what they mean. No error shows a value.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::config::ChannelBinding;

use super::environment::{Lookup, Settings, default_passfile, default_tls_file};
use super::keyword::{Effect, KEYWORDS};
use super::{Config, Host, Identity, Keepalive, Roots, SessionAttributes, SslMode, Tls};
use crate::Error;

pub(super) const DEFAULT_PORT: u16 = 5432;

/// How long to try an address unless `connect_timeout` says otherwise.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);

/// The folders where servers have their socket: Debian's, and the one of a server built without settings.
pub(super) const DEFAULT_FOLDERS: [&str; 3] = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

/// Reads settings that are complete.
pub(super) fn read(settings: &Settings, lookup: Lookup<'_>) -> Result<Config, Error> {
    let given = Given(settings);
    given.refuse_unsupported()?;
    Ok(Config {
        hosts: given.hosts()?,
        user: given.text("user"),
        password: given.text("password").map(String::into_bytes),
        passfile: given.path("passfile").or_else(|| default_passfile(lookup)),
        database: given.text("dbname"),
        application_name: given.text("application_name").or_else(|| given.text("fallback_application_name")),
        options: given.text("options"),
        connect_timeout: match given.number("connect_timeout", "a number of seconds")? {
            Some(seconds) => seconds.map(Duration::from_secs),
            None => Some(TIMEOUT),
        },
        keepalive: given.keepalive()?,
        tcp_user_timeout: given
            .number("tcp_user_timeout", "a number of milliseconds")?
            .flatten()
            .map(Duration::from_millis),
        tls: given.tls(lookup)?,
        session: given.one_of("target_session_attrs", SESSION_ATTRIBUTES)?.unwrap_or_default(),
        channel_binding: given.one_of("channel_binding", CHANNEL_BINDINGS)?.unwrap_or(ChannelBinding::Prefer),
        is_balanced: given.one_of("load_balance_hosts", &[("disable", false), ("random", true)])?.unwrap_or(false),
    })
}

const SSL_MODES: &[(&str, SslMode)] = &[
    ("disable", SslMode::Disable),
    ("allow", SslMode::Allow),
    ("prefer", SslMode::Prefer),
    ("require", SslMode::Require),
    ("verify-ca", SslMode::VerifyCa),
    ("verify-full", SslMode::VerifyFull),
];

const SESSION_ATTRIBUTES: &[(&str, SessionAttributes)] = &[
    ("any", SessionAttributes::Any),
    ("read-write", SessionAttributes::ReadWrite),
    ("read-only", SessionAttributes::ReadOnly),
    ("primary", SessionAttributes::Primary),
    ("standby", SessionAttributes::Standby),
    ("prefer-standby", SessionAttributes::PreferStandby),
];

const CHANNEL_BINDINGS: &[(&str, ChannelBinding)] =
    &[("disable", ChannelBinding::Disable), ("prefer", ChannelBinding::Prefer), ("require", ChannelBinding::Require)];

/// The least versions of TLS, and whether 1.2 is below them; rustls has nothing older.
const TLS_VERSIONS: &[(&str, bool)] = &[("TLSv1", false), ("TLSv1.1", false), ("TLSv1.2", false), ("TLSv1.3", true)];

/// The host where there is none: the folder of a socket that exists, or else this machine.
pub(super) fn default_host(port: u16) -> String {
    let has_socket = |folder: &&&str| Path::new(folder).join(format!(".s.PGSQL.{port}")).exists();
    DEFAULT_FOLDERS.iter().find(has_socket).map_or("localhost", |folder| *folder).to_owned()
}

/// Complete settings.
struct Given<'a>(&'a Settings);

impl Given<'_> {
    /// A value; an empty one counts as unset.
    fn value(&self, keyword: &str) -> Option<&str> {
        self.0.get(keyword).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn text(&self, keyword: &str) -> Option<String> {
        self.value(keyword).map(str::to_owned)
    }

    fn path(&self, keyword: &str) -> Option<PathBuf> {
        self.value(keyword).map(PathBuf::from)
    }

    fn one_of<T: Copy>(&self, keyword: &str, values: &[(&str, T)]) -> Result<Option<T>, Error> {
        let Some(value) = self.value(keyword) else { return Ok(None) };
        let found = values.iter().find(|(name, _)| *name == value).map(|(_, value)| *value);
        let names = || values.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        found.map(Some).ok_or_else(|| invalid(keyword, &format!("one of {}", names())))
    }

    /// A whole number; `Some(None)` where it is zero or less, which asks for the default of what it counts.
    #[expect(clippy::option_option, reason = "not given, and given as nothing, differ")]
    fn number(&self, keyword: &str, expected: &str) -> Result<Option<Option<u64>>, Error> {
        let Some(value) = self.value(keyword) else { return Ok(None) };
        let number: i32 = value.trim().parse().map_err(|_| invalid(keyword, expected))?;
        Ok(Some(u64::try_from(number).ok().filter(|number| *number > 0)))
    }

    fn refuse_unsupported(&self) -> Result<(), Error> {
        for keyword in KEYWORDS {
            if let (Effect::Refused(harmless), Some(value)) = (&keyword.effect, self.value(keyword.name))
                && !harmless.contains(&value)
            {
                let error = Error::configuration(format!("`{}` is not supported", keyword.name));
                return Err(match keyword.variable {
                    Some(variable) => error.with_hint(format!("leave it out; it may come from {variable}")),
                    None => error.with_hint("leave it out"),
                });
            }
        }
        Ok(())
    }

    /// The hosts to try, in order. There is one port for all, or one for each.
    fn hosts(&self) -> Result<Vec<Host>, Error> {
        let list = |keyword| self.value(keyword).map(|value| value.split(',').collect::<Vec<_>>());
        let (names, addresses) = (list("host"), list("hostaddr"));
        let ports = list("port").unwrap_or_default();
        if let (Some(names), Some(addresses)) = (&names, &addresses)
            && names.len() != addresses.len()
        {
            return Err(Error::configuration("`hostaddr` does not have as many addresses as `host` has names"));
        }
        let count = addresses.as_ref().or(names.as_ref()).map_or(1, Vec::len);
        if ports.len() > 1 && ports.len() != count {
            return Err(Error::configuration("`port` does not have as many numbers as there are hosts")
                .with_hint("give one port for all hosts, or one for each"));
        }
        let entry = |list: &Option<Vec<&str>>, at: usize| {
            list.as_ref()
                .and_then(|list| list.get(at))
                .map(|entry| (*entry).to_owned())
                .filter(|entry| !entry.is_empty())
        };
        let host = |at: usize| {
            let port = match ports.get(at).or(ports.first()).filter(|port| !port.trim().is_empty()) {
                Some(port) => port.trim().parse().ok().filter(|port| *port > 0),
                None => Some(DEFAULT_PORT),
            };
            let port = port.ok_or_else(|| invalid("port", "a number from 1 to 65535"))?;
            let address = match entry(&addresses, at) {
                Some(text) => Some(text.parse::<IpAddr>().map_err(|_| invalid("hostaddr", "an IP address"))?),
                None => None,
            };
            let name = match (entry(&names, at), address) {
                (Some(name), _) => name,
                (None, Some(address)) => address.to_string(),
                (None, None) => default_host(port),
            };
            let is_path = name.starts_with(['/', '@']);
            if !is_path && name.contains(|c: char| c.is_whitespace() || c.is_control() || "=;&@#?/\\\"'".contains(c)) {
                return Err(invalid("host", "a name, an address, or the folder of a socket"));
            }
            Ok(Host { name, address, port })
        };
        (0..count).map(host).collect()
    }

    fn keepalive(&self) -> Result<Option<Keepalive>, Error> {
        let seconds =
            |keyword| Ok::<_, Error>(self.number(keyword, "a number of seconds")?.flatten().map(Duration::from_secs));
        let is_off = matches!(self.number("keepalives", "0 or 1")?, Some(None));
        let keepalive = Keepalive {
            idle: seconds("keepalives_idle")?,
            interval: seconds("keepalives_interval")?,
            count: self.number("keepalives_count", "a number")?.flatten().and_then(|count| count.try_into().ok()),
        };
        Ok((!is_off).then_some(keepalive))
    }

    fn tls(&self, lookup: Lookup<'_>) -> Result<Tls, Error> {
        let mode = self.one_of("sslmode", SSL_MODES)?;
        let roots = match self.value("sslrootcert") {
            Some("system") => Roots::System,
            Some(path) => Roots::File(path.into()),
            None => Roots::Default(default_tls_file(lookup, "root.crt")),
        };
        let is_direct = self.one_of("sslnegotiation", &[("postgres", false), ("direct", true)])?.unwrap_or(false);
        let mode = match (mode, &roots) {
            (None | Some(SslMode::VerifyFull), Roots::System) => SslMode::VerifyFull,
            // Anyone can have a certificate that a public authority signed: without the host's name it proves nothing.
            (Some(_), Roots::System) => {
                return Err(Error::configuration("with `sslrootcert=system` no `sslmode` but `verify-full` is secure")
                    .with_hint("use `sslmode=verify-full`"));
            }
            (mode, _) => mode.unwrap_or(SslMode::Prefer),
        };
        if is_direct && matches!(mode, SslMode::Disable | SslMode::Allow | SslMode::Prefer) {
            return Err(Error::configuration("`sslnegotiation=direct` needs a stronger `sslmode`")
                .with_hint("use `sslmode=require` at least, better `verify-full`"));
        }
        let certificates = self.one_of("sslcertmode", &[("disable", false), ("allow", true)])?;
        let identity = match certificates {
            Some(false) => Identity::default(),
            _ => self.identity(lookup),
        };
        Ok(Tls {
            mode,
            is_direct,
            roots,
            identity,
            revoked: self.path("sslcrl"),
            names_host: self.one_of("sslsni", &[("0", false), ("1", true)])?.unwrap_or(true),
            only_tls13: self.one_of("ssl_min_protocol_version", TLS_VERSIONS)?.unwrap_or(false),
        })
    }

    fn identity(&self, lookup: Lookup<'_>) -> Identity {
        let (certificate, key) = (self.path("sslcert"), self.path("sslkey"));
        Identity {
            is_default: certificate.is_none(),
            certificate: certificate.or_else(|| default_tls_file(lookup, "postgresql.crt")),
            key: key.or_else(|| default_tls_file(lookup, "postgresql.key")),
        }
    }
}

fn invalid(keyword: &str, expected: &str) -> Error {
    Error::configuration(format!("`{keyword}` has a value that it does not take")).with_hint(format!("give {expected}"))
}
