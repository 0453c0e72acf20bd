//! The two forms of a connection string.

use super::ConfigError;

/// Keywords and values in the order they are written.
pub(super) type Settings = Vec<(String, String)>;

/// Reads `postgres://user:password@host:port/dbname?keyword=value`, with every part optional, or `keyword=value …`.
pub(super) fn parse(text: &str) -> Result<Settings, ConfigError> {
    let text = text.trim();
    match text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) {
        Some(rest) => url(rest),
        None if text.contains("://") => {
            let scheme = text.split("://").next().unwrap_or_default().to_owned();
            Err(ConfigError::Scheme { scheme })
        }
        None => pairs(text),
    }
}

fn url(rest: &str) -> Result<Settings, ConfigError> {
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    // A password may contain `@`, a host cannot.
    let (login, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let mut settings = Settings::new();
    let mut add = |keyword: &str, value: &str| {
        if !value.is_empty() {
            settings.push((keyword.to_owned(), decode(value)?));
        }
        Ok(())
    };
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    add("user", user)?;
    add("password", password)?;
    let (names, ports): (Vec<_>, Vec<_>) = hosts.split(',').map(host_and_port).unzip();
    add("host", &names.join(","))?;
    if ports.iter().any(|port| !port.is_empty()) {
        add("port", &ports.join(","))?;
    }
    add("dbname", database)?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (keyword, value) = pair.split_once('=').ok_or(ConfigError::NoValue)?;
        match (keyword, value) {
            // As JDBC writes it.
            ("ssl", "true") => add("sslmode", "require")?,
            _ => add(keyword, value)?,
        }
    }
    Ok(settings)
}

/// `host:port`, where the host may be an IPv6 address in brackets.
fn host_and_port(text: &str) -> (&str, &str) {
    if let Some((address, rest)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        return (address, rest.strip_prefix(':').unwrap_or_default());
    }
    text.split_once(':').unwrap_or((text, ""))
}

/// Undoes percent encoding.
fn decode(text: &str) -> Result<String, ConfigError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.ok_or(ConfigError::PercentEncoding)?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).map_err(|_| ConfigError::PercentEncoding)
}

/// `keyword = value` pairs; a value with spaces stands in single quotes, and a backslash escapes the next character.
pub(super) fn pairs(text: &str) -> Result<Settings, ConfigError> {
    let mut settings = Settings::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let mut keyword = String::new();
        while let Some(c) = chars.next_if(|c| *c != '=' && !c.is_whitespace()) {
            keyword.push(c);
        }
        if keyword.is_empty() && chars.peek().is_none() {
            return Ok(settings);
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.next() != Some('=') {
            return Err(ConfigError::NoValue);
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let quoted = chars.next_if_eq(&'\'').is_some();
        let mut value = String::new();
        loop {
            match chars.next() {
                Some('\\') => value.extend(chars.next()),
                Some('\'') if quoted => break,
                Some(c) if !quoted && c.is_whitespace() => break,
                Some(c) => value.push(c),
                None if quoted => return Err(ConfigError::OpenQuote { keyword }),
                None => break,
            }
        }
        settings.push((keyword, value));
    }
}
