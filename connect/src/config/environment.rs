//! What stands in for a setting that is not given: a service, the environment, a default.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::keyword::KEYWORDS;
use super::service;
use crate::Error;

/// Settings by keyword. An empty value is given too: it asks for the default.
pub(super) type Settings = BTreeMap<&'static str, String>;

/// Looks up an environment variable; an empty one counts as unset.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variables of this process.
pub(super) fn of_process(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Adds what is missing, in libpq's order: service, environment, defaults.
pub(super) fn complete(settings: &mut Settings, lookup: Lookup<'_>) -> Result<(), Error> {
    for name in ["service", "servicefile"] {
        let variable = KEYWORDS.iter().find(|keyword| keyword.name == name).and_then(|keyword| keyword.variable);
        if let (None, Some(value)) = (settings.get(name), variable.and_then(lookup)) {
            settings.insert(name, value);
        }
    }
    if let Some(service) = settings.get("service").filter(|service| !service.is_empty()) {
        let file = settings.get("servicefile").filter(|file| !file.is_empty()).map(PathBuf::from);
        for (name, value) in service::settings(service, file, lookup)? {
            settings.entry(name).or_insert(value);
        }
    }
    for keyword in KEYWORDS {
        if let Some(value) = keyword.variable.and_then(lookup) {
            settings.entry(keyword.name).or_insert(value);
        }
    }
    Ok(())
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
