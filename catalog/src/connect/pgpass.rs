//! Password files (PostgreSQL manual, "The Password File").

use std::{fs, path::Path};

/// Who wants to connect where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Login<'a> {
    pub(super) host: &'a str,
    pub(super) port: &'a str,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// The password of the first line that fits. As in libpq, a file that others may read is not used.
pub(super) fn password(path: &Path, login: Login<'_>) -> Option<String> {
    if is_exposed(path) {
        return None;
    }
    let file = fs::read_to_string(path).ok()?;
    file.lines().find_map(|line| password_in(line, login))
}

#[cfg(unix)]
fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &Path) -> bool {
    false
}

fn password_in(line: &str, login: Login<'_>) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    // A socket of the default folder goes by the name `localhost`.
    let host = if login.host.starts_with('/') { "localhost" } else { login.host };
    let mut rest = line;
    for wanted in [host, login.port, login.database, login.user] {
        let (field, after) = field(rest)?;
        let is_path = wanted == host && field == login.host;
        if field != "*" && field != wanted && !is_path {
            return None;
        }
        rest = after;
    }
    Some(field(rest).map_or_else(|| unescape(rest), |(password, _)| password))
}

/// Takes a field and its colon off a line; `\:` and `\\` are not what they look like.
fn field(line: &str) -> Option<(String, &str)> {
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ':' => return Some((unescape(&line[..at]), &line[at + 1..])),
            _ => {}
        }
    }
    None
}

fn unescape(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::new();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_fits_is_taken() {
        let login = Login { host: "db.example.org", port: "5432", database: "shop", user: "ann" };
        let check =
            |line: &str, password: Option<&str>| assert_eq!(password_in(line, login).as_deref(), password, "{line}");
        check("db.example.org:5432:shop:ann:secret", Some("secret"));
        check("*:*:*:ann:a\\:b\\\\c", Some("a:b\\c"));
        check("*:*:*:*:x:ignored", Some("x"));
        check("*:5433:*:ann:secret", None);
        check("# *:*:*:*:secret", None);
        check("*:*:*", None);
        let socket = Login { host: "/var/run/postgresql", ..login };
        assert_eq!(password_in("localhost:*:*:*:s", socket).as_deref(), Some("s"));
        assert_eq!(password_in("/var/run/postgresql:*:*:*:s", socket).as_deref(), Some("s"));
    }
}
