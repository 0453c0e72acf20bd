//! Where to connect, as whom, and how.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use super::{
    ConfigError,
    environment::{self, Lookup},
    keyword,
    pgpass::{self, Login},
    text,
};

/// Settings by keyword.
pub(super) type Settings = BTreeMap<&'static str, String>;

/// How long connecting to one host may take unless `connect_timeout` says otherwise.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Connection settings by libpq's keywords. Read from text, completed from the environment.
///
/// Displayed as a URL with the password masked.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Config {
    settings: Settings,
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

/// One of the hosts to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) host: String,
    pub(super) address: Option<String>,
    pub(super) port: u16,
}

impl FromStr for Config {
    type Err = ConfigError;

    /// Reads a URL or a `keyword=value` string. An unknown keyword is an error.
    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        for (name, value) in text::parse(text)? {
            config.settings.insert(keyword::find(&name)?, value);
        }
        config.check()?;
        Ok(config)
    }
}

impl Config {
    /// The database of the environment: `DATABASE_URL`, or else libpq's variables (`PGHOST`, `PGSERVICE`, …).
    pub fn from_environment() -> Result<Self, ConfigError> {
        match environment::of_process("DATABASE_URL") {
            Some(url) => url.parse::<Self>()?.complete(),
            None => Self::default().complete(),
        }
    }

    /// Adds what is missing: from the service that is named, libpq's environment variables, the password file, and
    /// defaults.
    pub fn complete(self) -> Result<Self, ConfigError> {
        self.complete_from(&environment::of_process)
    }

    pub(super) fn complete_from(mut self, lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        environment::complete(&mut self.settings, lookup)?;
        self.check()?;
        if !self.settings.contains_key("password")
            && let (Some(path), Some(target)) = (self.value("passfile"), self.targets()?.first())
        {
            let port = target.port.to_string();
            let login = Login { host: &target.host, port: &port, database: self.database(), user: self.user() };
            let password = pgpass::password(Path::new(path), login);
            self.settings.extend(password.map(|password| ("password", password)));
        }
        Ok(self)
    }

    /// The same, but for one setting. Panics never: an unknown keyword is an error.
    pub fn with(mut self, keyword: &str, value: impl Into<String>) -> Result<Self, ConfigError> {
        self.settings.insert(keyword::find(keyword)?, value.into());
        self.check()?;
        Ok(self)
    }

    /// The database's name; empty where it is not known yet.
    pub fn database(&self) -> &str {
        self.value("dbname").unwrap_or_default()
    }

    /// The role to connect as; empty where it is not known yet.
    pub fn user(&self) -> &str {
        self.value("user").unwrap_or_default()
    }

    /// `sslmode`, `prefer` by default.
    pub fn ssl_mode(&self) -> SslMode {
        let value = self.value("sslmode").unwrap_or("prefer");
        // A root certificate that is given is meant to be used: as libpq does, `require` then verifies.
        match parse_ssl_mode(value).unwrap_or(SslMode::Prefer) {
            SslMode::Require if self.root_certificate().is_some_and(|path| path.exists()) => SslMode::VerifyCa,
            mode => mode,
        }
    }

    pub(super) fn value(&self, keyword: &str) -> Option<&str> {
        self.settings.get(keyword).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// `sslrootcert`, or else the file where libpq looks for one.
    pub(super) fn root_certificate(&self) -> Option<PathBuf> {
        let default = || environment::home(&environment::of_process).map(|home| home.join(".postgresql/root.crt"));
        self.value("sslrootcert").map(PathBuf::from).or_else(default)
    }

    pub(super) fn timeout(&self) -> Option<Duration> {
        match self.value("connect_timeout").and_then(|seconds| seconds.parse().ok()) {
            Some(0) => None,
            Some(seconds) => Some(Duration::from_secs(seconds)),
            None => Some(TIMEOUT),
        }
    }

    /// The hosts to try, in order. There is one port for all, or one for each.
    pub(super) fn targets(&self) -> Result<Vec<Target>, ConfigError> {
        let list = |keyword| self.value(keyword).map(|value| value.split(',').collect::<Vec<_>>());
        let addresses = list("hostaddr");
        let hosts = list("host").or_else(|| addresses.clone()).unwrap_or_else(|| vec!["localhost"]);
        let ports = list("port").unwrap_or_default();
        let target = |(at, host): (usize, &&str)| {
            let port = ports.get(at).or_else(|| ports.first().filter(|_| ports.len() == 1));
            let port = port.copied().filter(|port| !port.is_empty()).unwrap_or("5432");
            Ok(Target {
                host: (*host).to_owned(),
                address: addresses
                    .as_ref()
                    .and_then(|addresses| addresses.get(at))
                    .map(|address| (*address).to_owned()),
                port: port.parse().map_err(|_| invalid("port", port))?,
            })
        };
        hosts.iter().enumerate().map(target).collect()
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.targets()?;
        if let Some(mode) = self.value("sslmode").filter(|mode| parse_ssl_mode(mode).is_none()) {
            return Err(invalid("sslmode", mode));
        }
        match self.value("connect_timeout") {
            Some(seconds) if seconds.parse::<u64>().is_err() => Err(invalid("connect_timeout", seconds)),
            _ => Ok(()),
        }
    }
}

fn invalid(keyword: &'static str, value: &str) -> ConfigError {
    ConfigError::InvalidValue { keyword, value: value.to_owned() }
}

fn parse_ssl_mode(text: &str) -> Option<SslMode> {
    Some(match text {
        "disable" => SslMode::Disable,
        "allow" => SslMode::Allow,
        "prefer" => SslMode::Prefer,
        "require" => SslMode::Require,
        "verify-ca" => SslMode::VerifyCa,
        "verify-full" => SslMode::VerifyFull,
        _ => return None,
    })
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.value("user") {
            let password = if self.value("password").is_some() { ":***" } else { "" };
            write!(f, "{user}{password}@")?;
        }
        let targets = self.targets().unwrap_or_default();
        let targets: Vec<_> = targets.iter().map(ToString::to_string).collect();
        write!(f, "{}/{}", targets.join(","), self.database())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Config({self})")
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests;
