//! How large a database is, and who works with it.

use relvar_catalog::{QualifiedName, connect::Config};
use serde::Serialize;

use crate::{Error, session};

/// The size of a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
    /// All bytes.
    pub bytes: u64,
    /// Tables and materialized views, the largest first.
    pub relations: Vec<RelationSize>,
}

/// The size of a relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelationSize {
    /// Its name.
    pub name: QualifiedName,
    /// Rows, as statistics estimate them; none before the first `ANALYZE`.
    pub rows: Option<u64>,
    /// Bytes of rows, with those of large values.
    pub table: u64,
    /// Bytes of indexes.
    pub indexes: u64,
}

/// The sizes of a database and of what is in it.
pub async fn size(config: &Config) -> Result<Size, Error> {
    let failed = || Error::server("the size of the database cannot be read");
    let session = session::open(config).await?;
    let sql = "SELECT n.nspname::text, c.relname::text, c.reltuples::double precision, pg_catalog.pg_table_size(c.oid), \
               pg_catalog.pg_indexes_size(c.oid) FROM pg_catalog.pg_class c \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
               WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
               ORDER BY pg_catalog.pg_total_relation_size(c.oid) DESC, 1, 2";
    let rows = session.query(sql, &[]).await.map_err(failed())?;
    let all = session
        .query_one("SELECT pg_catalog.pg_database_size(pg_catalog.current_database())", &[])
        .await
        .map_err(failed())?;
    let number = |number: i64| u64::try_from(number).unwrap_or_default();
    let relation = |row: &tokio_postgres::Row| RelationSize {
        name: QualifiedName::new(row.get::<_, String>(0), row.get::<_, String>(1)),
        rows: estimate(row.get(2)),
        table: number(row.get(3)),
        indexes: number(row.get(4)),
    };
    let size = Size { bytes: number(all.get(0)), relations: rows.iter().map(relation).collect() };
    session.close().await;
    Ok(size)
}

/// Rows by the statistics; -1 stands for none, and before PostgreSQL 14, 0 does too.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number that is not negative")]
fn estimate(rows: f64) -> Option<u64> {
    (rows >= 0.0).then_some(rows as u64)
}

/// A session of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionRow {
    /// The number of its process.
    pub pid: i32,
    /// Its role.
    pub role: Option<String>,
    /// What its program calls itself.
    pub application: Option<String>,
    /// Where its program is; none on a socket.
    pub client: Option<String>,
    /// `active`, `idle`, `idle in transaction`, …
    pub state: Option<String>,
    /// Seconds since its transaction, or else its state, began.
    pub seconds: Option<i64>,
    /// What it waits for.
    pub waits_for: Option<String>,
    /// The sessions that it waits for.
    pub blocked_by: Vec<i32>,
    /// Its statement, or the last one.
    pub statement: Option<String>,
}

/// The sessions in a database, those that wait for others first.
pub async fn sessions(config: &Config) -> Result<Vec<SessionRow>, Error> {
    let session = session::open(config).await?;
    let sql = "SELECT pid, usename::text, nullif(application_name, ''), client_addr::text, state, \
               extract(epoch FROM now() - coalesce(xact_start, state_change))::bigint, wait_event_type || ': ' || wait_event, \
               pg_catalog.pg_blocking_pids(pid), nullif(query, '') FROM pg_catalog.pg_stat_activity \
               WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() \
               ORDER BY pg_catalog.cardinality(pg_catalog.pg_blocking_pids(pid)) DESC, state, pid";
    let rows = session.query(sql, &[]).await.map_err(Error::server("the sessions cannot be read"))?;
    let row = |row: &tokio_postgres::Row| SessionRow {
        pid: row.get(0),
        role: row.get(1),
        application: row.get(2),
        client: row.get(3),
        state: row.get(4),
        seconds: row.get(5),
        waits_for: row.get(6),
        blocked_by: row.get(7),
        statement: row.get(8),
    };
    let sessions = rows.iter().map(row).collect();
    session.close().await;
    Ok(sessions)
}

/// Ends a session in the database; false if there is none with that number.
pub async fn end_session(config: &Config, pid: i32) -> Result<bool, Error> {
    let session = session::open(config).await?;
    let sql = "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity \
               WHERE pid = $1 AND datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()";
    let rows = session.query(sql, &[&pid]).await.map_err(Error::server(format!("session {pid} cannot be ended")))?;
    session.close().await;
    Ok(rows.iter().any(|row| row.get(0)))
}
