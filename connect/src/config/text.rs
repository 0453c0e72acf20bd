//! The two forms of a connection string.
//!
//! No error shows any part of the string: in one that is malformed, any part could be the password.

use super::keyword;
use crate::Error;

/// Keywords and values in the order they are written.
pub(super) type Pairs = Vec<(&'static str, String)>;

const URL_HINT: &str = "write `postgres://user:password@host:port/database`";
const ENCODE: &str = "in a password or a name write `%2F` for `/`, `%40` for `@`, `%3A` for `:`, `%3F` for `?`, `%23` for \
    `#`, `%25` for `%` and `%20` for a space";

/// Reads `postgres://user:password@host:port/dbname?keyword=value`, with every part optional, or `keyword=value …`.
pub(super) fn parse(text: &str) -> Result<Pairs, Error> {
    let text = text.trim_matches(is_space);
    if text.contains('\0') {
        return Err(Error::configuration("the connection string contains a NUL character"));
    }
    match text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) {
        Some(rest) => url(rest),
        None if text.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme)) => {
            Err(Error::configuration("the URL's scheme is not one of PostgreSQL").with_hint(URL_HINT))
        }
        None => pairs(text),
    }
}

/// White space, as C has it: a no-break space may be part of a password.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// libpq's grammar, but that a password may contain `@`.
fn url(rest: &str) -> Result<Pairs, Error> {
    let mut settings = Pairs::new();
    let mut add = |keyword: &'static str, value: &str| {
        if !value.is_empty() {
            settings.push((keyword, decode(value)?));
        }
        Ok::<(), Error>(())
    };
    let (login, rest) = split_login(rest);
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    add("user", user)?;
    add("password", password)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (hosts, rest) = rest.split_at(end);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let database = path.strip_prefix('/').unwrap_or(path);
    // More often than names with such characters there are passwords with them, which end up here.
    if hosts.contains(['=', '&', '#', '"', '<', '>', '\\', '^', '`', '{', '|', '}']) || hosts.contains(is_space) {
        return Err(
            Error::configuration("the host of the URL contains a character that it cannot have").with_hint(ENCODE)
        );
    }
    if database.contains(['@', '&', '=', '#']) || database.contains(is_space) {
        let message = "the database of the URL contains a character that must be percent-encoded";
        return Err(Error::configuration(message).with_hint(ENCODE));
    }
    let mut names = String::new();
    let mut ports = String::new();
    for (at, host) in hosts.split(',').enumerate() {
        let (name, port) = host_and_port(host)?;
        if at > 0 {
            names.push(',');
            ports.push(',');
        }
        names.push_str(name);
        ports.push_str(port);
    }
    add("host", &names)?;
    add("port", &ports)?;
    add("dbname", database)?;
    parameters(query, &mut settings)?;
    Ok(settings)
}

/// The user and password, which stand before an `@`, and the rest.
///
/// The first `@` before any `/` ends them in libpq. No host contains one: where another follows, it is the password
/// that contains the first.
fn split_login(text: &str) -> (&str, &str) {
    let authority = text.find('/').unwrap_or(text.len());
    let Some(first) = text[..authority].find('@') else { return ("", text) };
    let end = text[first..authority].find('?').map_or(authority, |at| first + at);
    let last = text[..end].rfind('@').unwrap_or(first);
    (&text[..last], &text[last + 1..])
}

fn parameters(query: &str, settings: &mut Pairs) -> Result<(), Error> {
    for (at, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        let Some((name, value)) = pair.split_once('=') else {
            let message = format!("`=` and a value are missing after parameter {} of the URL", at + 1);
            return Err(Error::configuration(message).with_hint(ENCODE));
        };
        let (name, value) = (decode(name)?, decode(value)?);
        // As JDBC writes it.
        if name == "ssl" && value == "true" {
            settings.push(("sslmode", "require".to_owned()));
            continue;
        }
        settings.push((keyword::find(&name, format_args!("parameter {} of the URL", at + 1))?, value));
    }
    Ok(())
}

/// `host:port`, where the host may be an IPv6 address in brackets.
fn host_and_port(text: &str) -> Result<(&str, &str), Error> {
    let Some(text) = text.strip_prefix('[') else { return Ok(text.split_once(':').unwrap_or((text, ""))) };
    let wrong = || Error::configuration("the URL has a `[` that begins no IPv6 address").with_hint(ENCODE);
    let (address, rest) = text.split_once(']').filter(|(address, _)| !address.is_empty()).ok_or_else(wrong)?;
    match rest.strip_prefix(':') {
        Some(port) => Ok((address, port)),
        None if rest.is_empty() => Ok((address, "")),
        None => Err(wrong()),
    }
}

/// Undoes percent encoding.
fn decode(text: &str) -> Result<String, Error> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, after @ ..] = after else { return Err(not_encoded()) };
        let digit = |byte: &u8| (*byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (Some(high), Some(low)) = (digit(high), digit(low)) else { return Err(not_encoded()) };
        if (high, low) == (0, 0) {
            return Err(Error::configuration("the URL contains `%00`"));
        }
        bytes.push(high << 4 | low);
        rest = after;
    }
    String::from_utf8(bytes)
        .map_err(|_| Error::configuration("the percent-encoded bytes of the URL are not UTF-8").with_hint(ENCODE))
}

fn not_encoded() -> Error {
    Error::configuration("a `%` of the URL is not followed by two hexadecimal digits").with_hint(ENCODE)
}

/// `keyword = value` pairs; a value with spaces stands in single quotes, and a backslash escapes the next character.
fn pairs(text: &str) -> Result<Pairs, Error> {
    const HINT: &str = "write `host=… dbname=…`, with a value that contains spaces in single quotes, or a URL";
    let mut settings = Pairs::new();
    let mut chars = text.chars().peekable();
    loop {
        let number = settings.len() + 1;
        while chars.next_if(|c| is_space(*c)).is_some() {}
        let mut name = String::new();
        while let Some(c) = chars.next_if(|c| *c != '=' && !is_space(*c)) {
            name.push(c);
        }
        if name.is_empty() && chars.peek().is_none() {
            return Ok(settings);
        }
        while chars.next_if(|c| is_space(*c)).is_some() {}
        if chars.next() != Some('=') {
            let message = format!("`=` and a value are missing after keyword {number} of the connection string");
            return Err(Error::configuration(message).with_hint(HINT));
        }
        let keyword = keyword::find(&name, format_args!("keyword {number} of the connection string"))?;
        while chars.next_if(|c| is_space(*c)).is_some() {}
        let quoted = chars.next_if_eq(&'\'').is_some();
        let mut value = String::new();
        loop {
            match chars.next() {
                Some('\\') => value.extend(chars.next()),
                Some('\'') if quoted => break,
                Some(c) if !quoted && is_space(c) => break,
                Some(c) => value.push(c),
                None if quoted => {
                    return Err(Error::configuration(format!(
                        "the quotes around the value of `{keyword}` are not closed"
                    )));
                }
                None => break,
            }
        }
        // `host=db;password=…`, as others write it, would be one long name.
        if !quoted && value.contains('=') && matches!(keyword, "dbname" | "host" | "hostaddr" | "port" | "user") {
            let message = format!("the value of `{keyword}` contains `=`");
            return Err(Error::configuration(message).with_hint("separate settings by spaces, or quote the value"));
        }
        settings.push((keyword, value));
    }
}
