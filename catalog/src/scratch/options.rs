//! Which scratch server is wanted.

use std::path::PathBuf;

/// What [`Server::start`](super::Server::start) is to start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The provider to take; `None` asks all of them in order.
    pub provider: Option<Choice>,
    /// Extensions that will be created on the server: a provider that lacks one is passed over.
    pub extensions: Vec<String>,
    /// Nothing is downloaded: server programs that are not on this machine already are passed over.
    pub offline: bool,
    /// DDL files run as a superuser: they may run programs, and read and write files, as the account of the server.
    pub trust: bool,
}

impl Options {
    /// The provider that `RELVAR_SERVER` names, all of them where it is unset or empty; nothing is downloaded where
    /// `RELVAR_OFFLINE` is set to anything but nothing, `0`, `false`, `no` or `off`.
    ///
    /// See [`Choice`] for what `RELVAR_SERVER` may hold.
    pub fn from_env() -> Self {
        let provider = std::env::var_os("RELVAR_SERVER")
            .filter(|value| !value.is_empty())
            .map(|value| Choice::from(value.to_string_lossy().as_ref()));
        let offline = std::env::var_os("RELVAR_OFFLINE").is_some_and(|value| is_on(&value.to_string_lossy()));
        Self { provider, offline, ..Self::default() }
    }
}

/// Whether a value of an environment variable switches something on.
fn is_on(value: &str) -> bool {
    !["", "0", "f", "false", "n", "no", "off"].contains(&value.to_lowercase().as_str())
}

/// A provider of scratch servers, by name.
///
/// `Choice::from(text)` reads what `--server` and `RELVAR_SERVER` take: `postgres://…`, `system`, `embedded`,
/// `fetched`, `fetched:17`, and everything else is the path of a folder with `initdb` and `postgres`. Reading never
/// fails; a path that is no such folder is reported, with this list, by the start of the server.
#[derive(Clone, PartialEq, Eq)]
pub enum Choice {
    /// A server where we may create databases.
    Url(String),
    /// The installed binaries, wherever they are found.
    System,
    /// The binaries in this folder.
    Binaries(PathBuf),
    /// PostgreSQL inside this process.
    Embedded,
    /// Fetched binaries, of this major version or else of the newest one there is.
    Fetched(Option<u32>),
}

impl From<&str> for Choice {
    fn from(text: &str) -> Self {
        let fetched = || text.strip_prefix("fetched:")?.parse().ok();
        match text {
            "system" => Self::System,
            "embedded" => Self::Embedded,
            "fetched" => Self::Fetched(None),
            // Whatever looks like a connection string is no folder, which messages would show.
            _ if text.contains("://") || text.contains(['=', '@']) => Self::Url(text.to_owned()),
            _ => fetched().map_or_else(|| Self::Binaries(text.into()), |version| Self::Fetched(Some(version))),
        }
    }
}

/// Shows the provider, and of a URL nothing: it may hold a password.
impl std::fmt::Debug for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Url(_) => f.write_str("Url(…)"),
            Self::System => f.write_str("System"),
            Self::Binaries(folder) => f.debug_tuple("Binaries").field(folder).finish(),
            Self::Embedded => f.write_str("Embedded"),
            Self::Fetched(version) => f.debug_tuple("Fetched").field(version).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, is_on};

    #[test]
    fn a_switch_is_off_when_its_value_says_so() {
        for (value, on) in [("1", true), ("true", true), ("yes", true), ("", false), ("0", false), ("False", false)] {
            assert_eq!(is_on(value), on, "{value:?}");
        }
    }

    #[test]
    fn choices_are_read_as_documented() {
        let cases = [
            ("system", Choice::System),
            ("embedded", Choice::Embedded),
            ("fetched", Choice::Fetched(None)),
            ("fetched:17", Choice::Fetched(Some(17))),
            ("fetched:new", Choice::Binaries("fetched:new".into())),
            ("postgres://me@host/db", Choice::Url("postgres://me@host/db".into())),
            ("postgresql:///db", Choice::Url("postgresql:///db".into())),
            ("/usr/lib/postgresql/15/bin", Choice::Binaries("/usr/lib/postgresql/15/bin".into())),
        ];
        for (text, choice) in cases {
            assert_eq!(Choice::from(text), choice, "{text}");
        }
    }

    #[test]
    fn a_url_is_not_shown() {
        assert_eq!(format!("{:?}", Choice::from("postgres://me:secret@host/db")), "Url(…)");
    }
}
