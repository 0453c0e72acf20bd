//! What stands in for a setting that is not given: a service, the environment, a default.

use std::{collections::BTreeMap, fs, path::PathBuf};

use super::{ConfigError, config::Settings, keyword::KEYWORDS, text};

/// Looks up an environment variable; an empty one counts as unset.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variables of this process.
pub(super) fn of_process(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Adds what is missing, in libpq's order: service, environment, defaults.
pub(super) fn complete(settings: &mut Settings, lookup: Lookup<'_>) -> Result<(), ConfigError> {
    if let (None, Some(service)) = (settings.get("service"), lookup("PGSERVICE")) {
        settings.insert("service", service);
    }
    if let Some(service) = settings.get("service") {
        for (name, value) in service_settings(service, lookup)? {
            settings.entry(name).or_insert(value);
        }
    }
    let mut add = |name: &'static str, value: Option<String>| {
        if let Some(value) = value {
            settings.entry(name).or_insert(value);
        }
    };
    for keyword in KEYWORDS {
        add(keyword.name, keyword.variable.and_then(lookup));
    }
    add("user", lookup("USER").or_else(|| lookup("LOGNAME")).or_else(|| lookup("USERNAME")));
    add("host", Some(default_host()));
    add("port", Some("5432".to_owned()));
    add("passfile", default_passfile(lookup).map(|path| path.display().to_string()));
    if let Some(user) = settings.get("user").cloned() {
        settings.entry("dbname").or_insert(user);
    }
    Ok(())
}

/// The folder of the server's socket, where there is one.
fn default_host() -> String {
    let folders = ["/var/run/postgresql", "/tmp"];
    let has_socket = |folder: &&&str| PathBuf::from(**folder).join(".s.PGSQL.5432").exists();
    folders.iter().find(has_socket).map_or("localhost", |folder| *folder).to_owned()
}

/// The user's home folder.
pub(super) fn home(lookup: Lookup<'_>) -> Option<PathBuf> {
    lookup("HOME").or_else(|| lookup("USERPROFILE")).map(PathBuf::from)
}

fn default_passfile(lookup: Lookup<'_>) -> Option<PathBuf> {
    match lookup("APPDATA") {
        Some(data) if cfg!(windows) => Some(PathBuf::from(data).join("postgresql").join("pgpass.conf")),
        _ => home(lookup).map(|home| home.join(".pgpass")),
    }
}

/// The settings of a service: from the user's file, or else from the system's.
fn service_settings(service: &str, lookup: Lookup<'_>) -> Result<BTreeMap<&'static str, String>, ConfigError> {
    let user = lookup("PGSERVICEFILE").map(PathBuf::from).or_else(|| Some(home(lookup)?.join(".pg_service.conf")));
    let system = lookup("PGSYSCONFDIR").map(|folder| PathBuf::from(folder).join("pg_service.conf"));
    let system = system.or_else(|| Some(PathBuf::from("/etc/postgresql-common/pg_service.conf")));
    for path in [user, system].into_iter().flatten() {
        let Ok(file) = fs::read_to_string(&path) else { continue };
        if let Some(settings) = section(&file, service)? {
            return Ok(settings);
        }
    }
    Err(ConfigError::UnknownService { service: service.to_owned() })
}

/// The lines below `[service]`.
fn section(file: &str, service: &str) -> Result<Option<BTreeMap<&'static str, String>>, ConfigError> {
    let mut lines = file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let header = format!("[{service}]");
    if !lines.any(|line| line == header) {
        return Ok(None);
    }
    let mut settings = BTreeMap::new();
    for line in lines.take_while(|line| !line.starts_with('[')) {
        let (name, value) = line.split_once('=').ok_or(ConfigError::NoValue)?;
        let keyword = super::keyword::find(name.trim())?;
        let value = text::pairs(&format!("{keyword}={}", value.trim())).ok().and_then(|mut pairs| pairs.pop());
        settings.extend(value.map(|(_, value)| (keyword, value)));
    }
    Ok(Some(settings))
}
