//! Reading the catalog of a live database.
//!
//! One read-only transaction, a fixed number of queries whatever the size of the database, all of them sent at once. What
//! the database has no objects of is not asked for.
//! Their rows are turned into a [`Catalog`], by a pure function.

mod assemble;
mod codes;
mod fingerprint;
mod lines;
mod locks;
mod others;
mod roles;
mod rows;
mod statistics;

use tokio_postgres::{Client, IsolationLevel, SimpleQueryMessage, Transaction};

use crate::{Catalog, Cause, Diagnostic, catalog::ObjectId};

use lines::Server;
use rows::Scope;

pub use fingerprint::fingerprint;
pub use roles::roles;
pub use statistics::statistics;

/// The oldest version that can be read.
pub const OLDEST_SERVER: u32 = 12;

/// What was read from a database.
#[derive(Clone, Debug, PartialEq)]
pub struct Introspection {
    /// What it says.
    pub catalog: Catalog,
    /// What the role that read it may not see or use.
    pub diagnostics: Vec<Diagnostic>,
    /// Objects of users that the catalog does not have, as PostgreSQL names them: `function pg_catalog.twice(integer)`.
    pub unmodelled: Vec<String>,
}

/// Why a database could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IntrospectError {
    /// The server is older than any that can be read.
    #[error("the server is PostgreSQL {version}, relvar reads {OLDEST_SERVER} and later")]
    TooOld {
        /// Its major version.
        version: u32,
    },
    /// The transaction could not be started or ended, or the connection broke.
    #[error("cannot read the catalog of the database: {0}")]
    Transaction(#[source] Cause),
    /// Another session holds a lock, and did not release it within `lock_timeout` (five seconds by default).
    #[error("cannot read the database, because it is locked: {}\nhint: wait until the session has ended, or end it with `select pg_terminate_backend(…)`", holders.join("; "))]
    Locked {
        /// The sessions, and the relations they hold.
        holders: Vec<String>,
    },
    /// One of the queries failed.
    #[error("cannot read the {what} of the database: {source}")]
    Query {
        /// What was asked for.
        what: &'static str,
        /// What the server said.
        source: Cause,
    },
    /// The server describes an object in a way that is not known, as a newer one may.
    #[error(
        "{object} is described in a way that this version of relvar does not know: `{description}`\n\
         hint: a newer version of relvar may read it"
    )]
    Unknown {
        /// The object.
        object: Box<ObjectId>,
        /// What the server said.
        description: String,
    },
}

impl From<tokio_postgres::Error> for IntrospectError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Transaction(error.into())
    }
}

/// Reads the catalog of the database that a client is connected to.
pub async fn introspect(client: &mut Client) -> Result<Introspection, IntrospectError> {
    read(client, Scope::Whole).await
}

/// Reads which relations there are, with their columns and comments: a catalog without constraints, indexes and whatever
/// else a list of relations does not take.
pub async fn relations(client: &mut Client) -> Result<Introspection, IntrospectError> {
    read(client, Scope::Relations).await
}

async fn read(client: &mut Client, scope: Scope) -> Result<Introspection, IntrospectError> {
    match read_at_once(client, scope).await {
        Err(error) => Err(locks::with_holders(client, error).await),
        read => read,
    }
}

async fn read_at_once(client: &mut Client, scope: Scope) -> Result<Introspection, IntrospectError> {
    let transaction =
        client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true).start().await?;
    let (rows, session) = fetch(&transaction, scope).await?;
    transaction.commit().await?;
    assemble::assemble(rows, &session)
}

/// Reads the catalog within a transaction, as the transaction sees the database. The transaction should be `REPEATABLE READ`.
///
/// The settings of the transaction change (`SET LOCAL`): among them `search_path`, `TimeZone` and `lock_timeout`.
pub async fn introspect_within(transaction: &Transaction<'_>) -> Result<Introspection, IntrospectError> {
    let (rows, session) = fetch(transaction, Scope::Whole).await?;
    assemble::assemble(rows, &session)
}

async fn fetch(transaction: &Transaction<'_>, scope: Scope) -> Result<(rows::Rows, Session), IntrospectError> {
    let session = Session::set_up(transaction).await?;
    // The futures of all queries are large together.
    let rows = Box::pin(rows::fetch(transaction, &session.server, scope)).await?;
    Ok((rows, session))
}

/// Who reads, and from what.
#[derive(Clone, Debug)]
struct Session {
    server: Server,
    /// The role whose privileges apply.
    role: String,
}

impl Session {
    /// Makes what the server writes independent of the settings of role and database, and asks who it is.
    async fn set_up(transaction: &Transaction<'_>) -> Result<Self, IntrospectError> {
        let sql = concat!(include_str!("sql/session.sql"), include_str!("sql/server.sql"));
        let messages = transaction.simple_query(sql).await?;
        let row = messages.iter().rev().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let field = |at| row.and_then(|row| row.get(at)).unwrap_or_default();
        let version = field(0).parse::<u32>().unwrap_or(0) / 10_000;
        if version < OLDEST_SERVER {
            return Err(IntrospectError::TooOld { version });
        }
        let filled = field(2).split_whitespace().map(str::to_owned).collect();
        Ok(Self {
            server: Server {
                version,
                filled,
                system_schemas: field(3).to_owned(),
                catalog_schemas: field(4).to_owned(),
            },
            role: field(1).to_owned(),
        })
    }
}

#[cfg(test)]
#[cfg(feature = "scratch")]
mod tests;
