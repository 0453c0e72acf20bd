//! Executing DDL files on a server, as `psql -f` would, but in whatever order works.
//!
//! Statements are in the dialect of whatever the server is; nothing of them is interpreted here but where they end. What
//! fails because something does not exist yet waits, and is tried again when everything has run, in rounds until one gets
//! nothing done; what is left then is reported, each with its file and line. Any other failure ends the load. Bodies of
//! functions are looked at in the end.

mod bodies;
mod error;
mod privileged;
mod read;
mod roles;
mod rounds;
mod run;
mod script;
mod split;
mod statements;
mod tokens;

use tokio_postgres::Client;

use crate::Diagnostic;

pub use error::LoadError;
pub use read::{read_scripts, wanted_extensions};
pub use script::{Place, Script};
pub use statements::{Statement, statements};

/// What becomes of rows in a script (`COPY … FROM stdin`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Data {
    /// They are passed over: a schema has no use for them.
    #[default]
    Skip,
    /// They are loaded.
    Load,
}

/// Executes scripts in order. `progress` is told the name of each and how many of its steps are done.
///
/// Statements that give an object to a role, or rights on it, are passed over where the server has no such role: dumps
/// are full of them, and the schema is the same without. Each such role is reported.
///
/// The scripts' settings, such as `search_path`, stay with the connection.
pub async fn load(
    client: &Client,
    scripts: &[Script],
    data: Data,
    progress: impl FnMut(&str, Done),
) -> Result<Vec<Diagnostic>, LoadError> {
    load_as(Sessions { files: client, superuser: None }, scripts, data, progress).await
}

/// The sessions of a load.
#[derive(Clone, Copy, Debug)]
pub struct Sessions<'a> {
    /// The one that executes the files.
    pub files: &'a Client,
    /// One of a superuser in the same database, if the role of the other is none
    /// ([`Server::confine`](crate::scratch::Server::confine)): for the few statements that need a superuser and that
    /// do no harm, such as `CREATE EXTENSION` before there is a function.
    pub superuser: Option<&'a Client>,
}

/// The same as [`load`], for files that are not trusted.
pub async fn load_as(
    sessions: Sessions<'_>,
    scripts: &[Script],
    data: Data,
    mut progress: impl FnMut(&str, Done),
) -> Result<Vec<Diagnostic>, LoadError> {
    let Sessions { files: client, superuser } = sessions;
    let privileged = match superuser {
        Some(client) => Some(privileged::Privileged::new(client).await.map_err(|e| LoadError::Connection(e.into()))?),
        None => None,
    };
    let mut roles = roles::Roles::read(client).await?;
    let broken = |error: tokio_postgres::Error| LoadError::Connection(error.into());
    client.batch_execute("SET check_function_bodies = off").await.map_err(broken)?;
    let mut later = run::Later::default();
    for script in scripts {
        let steps = split::split(&script.text)
            .map_err(|error| LoadError::Unterminated { at: script.at(error.line), what: error.what })?;
        run::run(
            run::Job { client, privileged: privileged.as_ref(), script, data },
            steps,
            (&mut roles, &mut later, &mut progress),
        )
        .await?;
    }
    run::finish(client, privileged.as_ref(), (later, data)).await?;
    if let Some(privileged) = privileged {
        privileged.finish(client).await.map_err(|error| LoadError::Connection(error.into()))?;
    }
    Ok(roles.into_diagnostics())
}

/// How far a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Steps executed.
    pub steps: usize,
    /// Steps in all.
    pub of: usize,
}
