//! The environment of the process: its variables, and the files that they or their defaults name.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Settings by keyword. An empty value is given too: it asks for the default.
pub(super) type Settings = BTreeMap<&'static str, String>;

/// Looks up an environment variable; an empty one counts as unset.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variables of this process.
pub(super) fn of_process(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The user's home folder.
pub(super) fn home(lookup: Lookup<'_>) -> Option<PathBuf> {
    lookup("HOME").map(PathBuf::from).or_else(std::env::home_dir)
}

/// Where libpq looks for a password file.
pub(super) fn default_passfile(lookup: Lookup<'_>) -> Option<PathBuf> {
    match lookup("APPDATA") {
        Some(data) if cfg!(windows) => Some(PathBuf::from(data).join("postgresql").join("pgpass.conf")),
        _ => home(lookup).map(|home| home.join(".pgpass")),
    }
}

/// Where libpq looks for a file of TLS's.
pub(super) fn default_tls_file(lookup: Lookup<'_>, name: &str) -> Option<PathBuf> {
    let folder = match lookup("APPDATA") {
        Some(data) if cfg!(windows) => PathBuf::from(data).join("postgresql"),
        _ => home(lookup)?.join(".postgresql"),
    };
    Some(folder.join(name))
}
