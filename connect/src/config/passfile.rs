//! Password files (PostgreSQL manual, "The Password File").

use std::fs;
use std::path::Path;

use super::read::DEFAULT_FOLDERS;

/// Who wants to connect where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Login<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: u16,
    pub(crate) database: &'a str,
    pub(crate) user: &'a str,
}

/// What a password file says of a login.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing, or there is no such file.
    Nothing,
    /// The file is not used, because others may read it.
    Exposed,
    /// The password of the first line that fits.
    Password(String),
}

/// Looks a login up.
pub(crate) fn find(path: &Path, login: Login<'_>) -> Found {
    let Ok(metadata) = fs::metadata(path) else { return Found::Nothing };
    if !metadata.is_file() {
        return Found::Nothing;
    }
    if is_exposed(&metadata) {
        return Found::Exposed;
    }
    let Ok(text) = fs::read_to_string(path) else { return Found::Nothing };
    let password = text.lines().find_map(|line| password_in(line, login));
    password.filter(|password| !password.is_empty()).map_or(Found::Nothing, Found::Password)
}

#[cfg(unix)]
fn is_exposed(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_exposed(_: &fs::Metadata) -> bool {
    false
}

fn password_in(line: &str, login: Login<'_>) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    // The socket in a default folder goes by the name `localhost`.
    let host = if DEFAULT_FOLDERS.contains(&login.host) { "localhost" } else { login.host };
    let port = login.port.to_string();
    let mut rest = line;
    for (wanted, other) in
        [(host, login.host), (&port, &port), (login.database, login.database), (login.user, login.user)]
    {
        let (field, after) = field(rest)?;
        if field != "*" && unescape(field) != wanted && unescape(field) != other {
            return None;
        }
        rest = after;
    }
    Some(unescape(field(rest).map_or(rest, |(password, _)| password)))
}

/// Takes a field and its colon off a line; `\:` and `\\` are not what they look like.
fn field(line: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ':' => return Some((&line[..at], &line[at + 1..])),
            _ => {}
        }
    }
    None
}

fn unescape(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::new();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next().or(Some(c)) } else { Some(c) });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_fits_is_taken() {
        let login = Login { host: "db.example.org", port: 5432, database: "shop", user: "ann" };
        let check =
            |line: &str, password: Option<&str>| assert_eq!(password_in(line, login).as_deref(), password, "{line}");
        check("db.example.org:5432:shop:ann:secret", Some("secret"));
        check("*:*:*:ann:a\\:b\\\\c", Some("a:b\\c"));
        check("*:*:*:*:x:ignored", Some("x"));
        check("*:5433:*:ann:secret", None);
        check("# *:*:*:*:secret", None);
        check("*:*:*", None);
        check("\\*:*:*:*:secret", None);
        let socket = Login { host: "/var/run/postgresql", ..login };
        assert_eq!(password_in("localhost:*:*:*:s", socket).as_deref(), Some("s"));
        assert_eq!(password_in("/var/run/postgresql:*:*:*:s", socket).as_deref(), Some("s"));
        let elsewhere = Login { host: "/srv/run", ..login };
        assert_eq!(password_in("localhost:*:*:*:s", elsewhere), None);
    }
}
