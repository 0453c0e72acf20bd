//! What a provider of servers has to be able to do.

use super::{Fetching, Options};

/// One way to come by a server.
pub(super) trait Provider {
    /// The name that `RELVAR_SERVER` has for it.
    fn name(&self) -> &'static str;

    /// Starts a server, or says why not. Before anything is downloaded, `announce` is told.
    fn start(&self, options: &Options, announce: Announce<'_>) -> Result<Box<dyn Running>, Refusal>;
}

/// Who is told what is about to be downloaded.
pub(super) type Announce<'a> = &'a mut dyn FnMut(&Fetching);

/// A server that runs, with a database that is fresh and empty. Dropping it removes it.
pub(super) trait Running: Send + Sync {
    /// What runs, in words: version and origin.
    fn description(&self) -> String;

    /// How to reach the fresh database, as its superuser or owner.
    fn config(&self) -> tokio_postgres::Config;

    /// The same as a URL for any libpq client, or for a further database, by its real name.
    fn url(&self, database: Option<&str>) -> String;

    /// How to reach the database from which others are created; `None` where there is only the one.
    fn maintenance(&self) -> Option<tokio_postgres::Config>;

    /// How many connections the server takes at once.
    fn max_connections(&self) -> usize;

    /// The name under which a further database is created: on a server of our own, whichever is asked for.
    fn real_name(&self, database: &str) -> String {
        database.to_owned()
    }

    /// Notes a further database, by its real name, to be removed with the server; all of a server of our own are.
    fn adopt(&self, _database: &str) {}

    /// How much a superuser of it could do to others.
    fn reach(&self) -> Reach;

    /// Makes [`config`](Self::config) and [`url`](Self::url) lead to the databases as this role, with this password.
    fn log_in_as(&self, _role: &str, _password: &str) {}

    /// Removes the server and all it needed; at the latest, dropping does.
    fn remove(&self);
}

/// How far a superuser's hand reaches from a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nowhere: its files and programs are in its own memory.
    #[allow(dead_code, reason = "only the embedded server is one, which not every build has")]
    Inside,
    /// To what the user may do on this machine; the server and all roles on it are ours.
    #[cfg_attr(not(unix), allow(dead_code, reason = "servers from binaries are, which run on Unix only"))]
    Machine,
    /// To a server of somebody's, on which all roles but those we create are theirs.
    Foreign,
}

/// Why a provider is not taken.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) reason: String,
    pub(super) hint: Option<String>,
    /// The extensions that it does not have, if that is the reason.
    pub(super) missing: Vec<String>,
}

impl Refusal {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), hint: None, missing: Vec::new() }
    }

    /// These extensions are not there.
    pub(super) fn lacks(provider: &str, extensions: &[&str]) -> Self {
        let plural = if extensions.len() == 1 { "" } else { "s" };
        let reason = format!("{provider} lacks the extension{plural} `{}`", extensions.join("`, `"));
        Self { missing: extensions.iter().map(|name| (*name).to_owned()).collect(), ..Self::new(reason) }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A text as a part of a URL.
pub(super) fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    let encoded =
        text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    encoded.collect()
}

/// A name as an SQL identifier.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
