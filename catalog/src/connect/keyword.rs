//! The keywords of connection strings (PostgreSQL manual, "Parameter Key Words").

use super::ConfigError;

/// A keyword, and the environment variable that stands in for it.
pub(super) struct Keyword {
    pub(super) name: &'static str,
    pub(super) variable: Option<&'static str>,
}

const fn keyword(name: &'static str, variable: &'static str) -> Keyword {
    Keyword { name, variable: Some(variable) }
}

const fn without_variable(name: &'static str) -> Keyword {
    Keyword { name, variable: None }
}

/// Every keyword that is understood, or that can be passed over without harm.
pub(super) const KEYWORDS: &[Keyword] = &[
    keyword("application_name", "PGAPPNAME"),
    keyword("channel_binding", "PGCHANNELBINDING"),
    keyword("client_encoding", "PGCLIENTENCODING"),
    keyword("connect_timeout", "PGCONNECT_TIMEOUT"),
    keyword("dbname", "PGDATABASE"),
    without_variable("fallback_application_name"),
    keyword("gssencmode", "PGGSSENCMODE"),
    keyword("host", "PGHOST"),
    keyword("hostaddr", "PGHOSTADDR"),
    without_variable("keepalives"),
    without_variable("keepalives_idle"),
    without_variable("keepalives_interval"),
    without_variable("keepalives_count"),
    keyword("options", "PGOPTIONS"),
    keyword("passfile", "PGPASSFILE"),
    keyword("password", "PGPASSWORD"),
    keyword("port", "PGPORT"),
    keyword("service", "PGSERVICE"),
    keyword("sslcert", "PGSSLCERT"),
    keyword("sslkey", "PGSSLKEY"),
    keyword("sslmode", "PGSSLMODE"),
    keyword("sslnegotiation", "PGSSLNEGOTIATION"),
    keyword("sslrootcert", "PGSSLROOTCERT"),
    keyword("sslsni", "PGSSLSNI"),
    keyword("target_session_attrs", "PGTARGETSESSIONATTRS"),
    without_variable("tcp_user_timeout"),
    keyword("user", "PGUSER"),
];

/// The keyword of that name.
pub(super) fn find(name: &str) -> Result<&'static str, ConfigError> {
    let found = KEYWORDS.iter().find(|keyword| keyword.name == name);
    found
        .map(|keyword| keyword.name)
        .ok_or_else(|| ConfigError::UnknownKeyword { name: name.to_owned(), nearest: nearest(name) })
}

/// The keyword that differs least from a misspelled one.
fn nearest(name: &str) -> Option<&'static str> {
    let distances = KEYWORDS.iter().map(|keyword| (distance(name, keyword.name), keyword.name));
    distances.min().filter(|(distance, _)| *distance <= 3).map(|(_, name)| name)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
