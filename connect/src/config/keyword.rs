//! The keywords of connection strings (PostgreSQL manual, "Parameter Key Words").

use std::fmt;

use crate::Error;

/// A keyword, and the environment variable that stands in for it.
pub(super) struct Keyword {
    pub(super) name: &'static str,
    pub(super) variable: Option<&'static str>,
    pub(super) effect: Effect,
}

/// What becomes of a setting.
pub(super) enum Effect {
    /// It is used.
    Used,
    /// Nothing: it is of no importance here.
    Ignored,
    /// It asks for something that there is not: an error, but for these values, which ask for nothing.
    Refused(&'static [&'static str]),
}

const fn used(name: &'static str, variable: &'static str) -> Keyword {
    Keyword { name, variable: Some(variable), effect: Effect::Used }
}

const fn without_variable(name: &'static str) -> Keyword {
    Keyword { name, variable: None, effect: Effect::Used }
}

const fn ignored(name: &'static str, variable: Option<&'static str>) -> Keyword {
    Keyword { name, variable, effect: Effect::Ignored }
}

const fn refused(name: &'static str, variable: Option<&'static str>, harmless: &'static [&'static str]) -> Keyword {
    Keyword { name, variable, effect: Effect::Refused(harmless) }
}

/// Every keyword of libpq 18.
pub(super) const KEYWORDS: &[Keyword] = &[
    used("application_name", "PGAPPNAME"),
    used("channel_binding", "PGCHANNELBINDING"),
    // The text of this program is UTF-8.
    ignored("client_encoding", Some("PGCLIENTENCODING")),
    used("connect_timeout", "PGCONNECT_TIMEOUT"),
    used("dbname", "PGDATABASE"),
    without_variable("fallback_application_name"),
    ignored("gssdelegation", Some("PGGSSDELEGATION")),
    refused("gssencmode", Some("PGGSSENCMODE"), &["disable", "prefer"]),
    ignored("gsslib", Some("PGGSSLIB")),
    used("host", "PGHOST"),
    used("hostaddr", "PGHOSTADDR"),
    without_variable("keepalives"),
    without_variable("keepalives_count"),
    without_variable("keepalives_idle"),
    without_variable("keepalives_interval"),
    ignored("krbsrvname", Some("PGKRBSRVNAME")),
    used("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    ignored("max_protocol_version", Some("PGMAXPROTOCOLVERSION")),
    refused("min_protocol_version", Some("PGMINPROTOCOLVERSION"), &["3.0"]),
    ignored("oauth_client_id", None),
    ignored("oauth_client_secret", None),
    ignored("oauth_issuer", None),
    ignored("oauth_scope", None),
    used("options", "PGOPTIONS"),
    used("passfile", "PGPASSFILE"),
    used("password", "PGPASSWORD"),
    used("port", "PGPORT"),
    refused("replication", None, &["0", "false", "no", "off"]),
    refused("require_auth", Some("PGREQUIREAUTH"), &[]),
    refused("requirepeer", Some("PGREQUIREPEER"), &[]),
    refused("scram_client_key", None, &[]),
    refused("scram_server_key", None, &[]),
    used("service", "PGSERVICE"),
    used("servicefile", "PGSERVICEFILE"),
    used("sslcert", "PGSSLCERT"),
    used("sslcertmode", "PGSSLCERTMODE"),
    ignored("sslcompression", Some("PGSSLCOMPRESSION")),
    used("sslcrl", "PGSSLCRL"),
    refused("sslcrldir", Some("PGSSLCRLDIR"), &[]),
    used("sslkey", "PGSSLKEY"),
    refused("sslkeylogfile", None, &[]),
    refused("ssl_max_protocol_version", Some("PGSSLMAXPROTOCOLVERSION"), &["TLSv1.3"]),
    used("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    used("sslmode", "PGSSLMODE"),
    used("sslnegotiation", "PGSSLNEGOTIATION"),
    // Keys that are encrypted are refused when they are read.
    ignored("sslpassword", None),
    used("sslrootcert", "PGSSLROOTCERT"),
    used("sslsni", "PGSSLSNI"),
    used("target_session_attrs", "PGTARGETSESSIONATTRS"),
    without_variable("tcp_user_timeout"),
    used("user", "PGUSER"),
];

/// The keyword of that name. The name itself is not shown: it could be a part of a password with a space in it.
pub(super) fn find(name: &str, place: fmt::Arguments<'_>) -> Result<&'static str, Error> {
    if let Some(keyword) = KEYWORDS.iter().find(|keyword| keyword.name == name) {
        return Ok(keyword.name);
    }
    let error = Error::configuration(format!("{place} is not known"));
    Err(match nearest(name) {
        Some(keyword) => error.with_hint(format!("did you mean `{keyword}`?")),
        None => error.with_hint("quote or percent-encode values that contain spaces, `&`, `=`, `?`, `/` or `@`"),
    })
}

/// The keyword that differs least from a misspelled one.
fn nearest(name: &str) -> Option<&'static str> {
    // Longer ones are as far from each keyword, and take their time.
    if name.len() > 40 {
        return None;
    }
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
