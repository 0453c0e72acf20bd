//! Service files (PostgreSQL manual, "The Connection Service File").

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::environment::{Lookup, Settings, home};
use super::keyword;
use crate::Error;

/// Where Debian has the file that applies to all users.
const SYSTEM: &str = "/etc/postgresql-common/pg_service.conf";

/// The settings of a service: from the user's file, or else from the system's.
pub(super) fn settings(service: &str, file: Option<PathBuf>, lookup: Lookup<'_>) -> Result<Settings, Error> {
    let is_named = file.is_some();
    let user = file.or_else(|| Some(home(lookup)?.join(".pg_service.conf")));
    let system = lookup("PGSYSCONFDIR").map(|folder| PathBuf::from(folder).join("pg_service.conf"));
    let system = system.unwrap_or_else(|| PathBuf::from(SYSTEM));
    let mut known = Vec::new();
    for (path, must_exist) in user.into_iter().map(|path| (path, is_named)).chain([(system, false)]) {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !must_exist => continue,
            Err(error) => {
                let message = format!("the service file `{}` cannot be read: {error}", path.display());
                return Err(Error::configuration(message).with_source(error));
            }
        };
        if let Some(settings) = section(&text, service, &path)? {
            return Ok(settings);
        }
        known.extend(text.lines().filter_map(name).map(|name| format!("`{name}`")));
    }
    // The name that was asked for is not shown: it comes from the connection string.
    let error = Error::configuration("the service is not defined");
    Err(if known.is_empty() {
        error.with_hint("define it in ~/.pg_service.conf, or in the file that PGSERVICEFILE names")
    } else {
        error.with_hint(format!("the service files define {}", known.join(", ")))
    })
}

/// The name of a section, where a line begins one.
fn name(line: &str) -> Option<&str> {
    line.trim().strip_prefix('[')?.strip_suffix(']')
}

/// The lines below `[service]`. As libpq reads them, a value is all that follows `=`, quotes included.
fn section(text: &str, service: &str, path: &Path) -> Result<Option<Settings>, Error> {
    let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    if !lines.any(|(_, line)| name(line) == Some(service)) {
        return Ok(None);
    }
    let mut settings = Settings::new();
    for (number, line) in lines.take_while(|(_, line)| !line.starts_with('[')) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = || format!("line {number} of the service file `{}`", path.display());
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| Error::configuration(format!("{} is not of the form `keyword=value`", place())))?;
        let keyword = keyword::find(name, format_args!("the keyword in {}", place()))?;
        if matches!(keyword, "service" | "servicefile") {
            return Err(Error::configuration(format!("{} names another service", place())));
        }
        settings.entry(keyword).or_insert_with(|| value.to_owned());
    }
    Ok(Some(settings))
}
