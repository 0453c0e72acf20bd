//! One runner at a time.
//!
//! The lock is asked for again and again and never waited for in the server: a session that waits there has a snapshot,
//! which `CREATE INDEX CONCURRENTLY` of the holder would wait for in turn. It is held by the session that runs the
//! statements, so that a server that is still busy with a statement of a dead runner keeps others out.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::{Duration, Instant},
};

use relvar_catalog::connect::{self, Config};
use sha2::{Digest as _, Sha256};
use tokio_postgres::{Client, SimpleQueryMessage, types::Type};

use super::{Holder, MigrateError, watch::Watch};

/// The key of the lock of a tracking schema; the server has one of it for each database.
fn key(schema: &str) -> i64 {
    let digest = Sha256::digest(format!("relvar migrate\0{schema}").as_bytes());
    digest.iter().take(8).fold(0_i64, |key, byte| key << 8 | i64::from(*byte))
}

/// Between questions.
const FIRST: Duration = Duration::from_millis(25);
const LAST: Duration = Duration::from_secs(2);

/// Takes the lock. `waiting` is told who holds it, once.
pub(super) async fn take(
    client: &Client,
    schema: &str,
    patience: Duration,
    waiting: &mut (dyn FnMut(Option<&Holder>) + Send),
) -> Result<(), MigrateError> {
    let key = key(schema);
    let began = Instant::now();
    let mut pause = FIRST;
    let mut is_told = false;
    loop {
        let row = client.query_typed("SELECT pg_catalog.pg_try_advisory_lock($1)", &[(&key, Type::INT8)]).await;
        if row.map_err(MigrateError::tracking)?.first().is_some_and(|row| row.get(0)) {
            return Ok(());
        }
        if began.elapsed() >= patience {
            return Err(MigrateError::Held { waited: began.elapsed(), holder: holder(client, key).await? });
        }
        if !is_told && pause > FIRST {
            is_told = true;
            waiting(holder(client, key).await?.as_ref());
        }
        tokio::time::sleep(jitter(pause)).await;
        pause = (pause * 2).min(LAST);
    }
}

/// Gives the lock back. If that fails, the end of the session does.
pub(super) async fn release(client: &Client, schema: &str) {
    let _ = client.query_typed("SELECT pg_catalog.pg_advisory_unlock($1)", &[(&key(schema), Type::INT8)]).await;
}

/// Between a half and the whole.
pub(super) fn jitter(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(0_u8) % 1000;
    pause / 2 + pause * u32::try_from(random).unwrap_or(0) / 2000
}

/// Who holds the lock of a tracking schema.
pub(super) async fn holder_of(client: &Client, schema: &str) -> Result<Option<Holder>, MigrateError> {
    holder(client, key(schema)).await
}

async fn holder(client: &Client, key: i64) -> Result<Option<Holder>, MigrateError> {
    let query = "SELECT a.pid, coalesce(a.usename::text, ''), coalesce(a.application_name, ''),
            coalesce(a.backend_start::timestamptz(0)::text, '')
        FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
            AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
            AND l.classid::bigint = ($1::bigint >> 32) & 4294967295 AND l.objid::bigint = $1::bigint & 4294967295";
    let row = client.query_opt(query, &[&key]).await.map_err(MigrateError::tracking)?;
    Ok(row.map(|row| Holder { pid: row.get(0), user: row.get(1), application: row.get(2), since: row.get(3) }))
}

/// Refuses a pooler in transaction mode: two sessions at once have the same process there, or one has several. The second
/// session stays open, to look at what the first one waits for.
///
/// A process that is older than its connection belongs to a pooler of whatever mode, which is then asked more often.
pub(super) async fn refuse_pooler(client: &Client, config: &Config) -> Result<Option<Watch>, MigrateError> {
    const ROUNDS: usize = 10;
    let (first, _) = process(client).await.map_err(MigrateError::tracking)?;
    let began = Instant::now();
    // A server may not take a second connection.
    let Some(second) = connect::connect(config).await.ok() else { return Ok(None) };
    let mut rounds = 1;
    for round in 0..ROUNDS {
        let (other, age) = process(&second).await.map_err(MigrateError::tracking)?;
        if age > began.elapsed() {
            rounds = ROUNDS;
        }
        let (again, _) = process(client).await.map_err(MigrateError::tracking)?;
        if again != first || other == first {
            return Err(MigrateError::Pooler);
        }
        if round + 1 >= rounds {
            break;
        }
    }
    Ok(Some(Watch { session: second, pid: first }))
}

/// The process that answers, and how old it is. A pooler does not have to know prepared statements for this.
async fn process(client: &Client) -> Result<(i32, Duration), tokio_postgres::Error> {
    const QUERY: &str = "SELECT pid, extract(epoch FROM pg_catalog.clock_timestamp() - backend_start)
        FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()";
    let messages = client.simple_query(QUERY).await?;
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let field = |at| row.and_then(|row| row.get(at)).unwrap_or_default();
    let age = field(1).parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    Ok((field(0).parse().unwrap_or_default(), age.unwrap_or_default()))
}
