//! Somebody who sees the database without relvar: a connection of the driver alone.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio_postgres::{Client, NoTls};

/// Far more than anything here needs, on however busy a machine: what takes longer does not end at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A connection of the driver alone.
pub(crate) struct Witness(Client);

impl Witness {
    /// Connects to the server itself.
    pub(crate) async fn at(url: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("the witness connects");
        tokio::spawn(connection);
        Self(client)
    }

    /// The same, as soon as a server that restarts takes connections again.
    pub(crate) async fn at_last(url: &str) -> Self {
        let begun = Instant::now();
        loop {
            match tokio_postgres::connect(url, NoTls).await {
                Ok((client, connection)) => {
                    tokio::spawn(connection);
                    return Self(client);
                }
                Err(error) => assert!(begun.elapsed() < PATIENCE, "the server does not come back: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) async fn run(&self, sql: &str) {
        self.0.batch_execute(sql).await.expect(sql);
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        self.0.query_one(sql, &[]).await.expect(sql).get(0)
    }

    /// Each token with its rows: all of them, different parts, and parts that belong to the whole.
    pub(crate) async fn tokens(&self) -> Vec<(i64, [i64; 3])> {
        let sql =
            "select token, count(*), count(distinct part), count(*) filter (where part >= 0) from entry group by 1";
        let rows = self.0.query(sql, &[]).await.expect(sql);
        rows.iter().map(|row| (row.get(0), [row.get(1), row.get(2), row.get(3)])).collect()
    }

    /// Waits until every other session of this database is idle and in no transaction.
    pub(crate) async fn settles(&self) {
        let busy = "select coalesce(string_agg(format('%s: %s', state, query), e'\\n'), '') from pg_stat_activity \
            where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'";
        let begun = Instant::now();
        loop {
            let left: String = self.0.query_one(busy, &[]).await.expect(busy).get(0);
            if left.is_empty() {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "sessions that do not become idle:\n{left}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The output of a call, which must come to an end.
pub(crate) async fn ends<F: Future>(what: &str, call: F) -> F::Output {
    let Ok(output) = tokio::time::timeout(PATIENCE, call).await else { panic!("{what} does not end") };
    output
}
