//! What a statement that takes long waits for or is busy with, asked over a second connection.

use std::{fmt, pin::pin, time::Duration};

use relvar_catalog::connect::Session;
use serde::Serialize;
use tokio_postgres::Error;

/// A session that a statement waits for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blocking {
    /// Its process; 0 for a prepared transaction, which has none.
    pub pid: i32,
    /// Its role.
    pub user: String,
    /// The name of its program.
    pub application: String,
    /// What it does, such as `idle in transaction`; nothing if the role may not see that.
    pub state: Option<String>,
    /// Since how many seconds it does that.
    pub seconds: Option<f64>,
}

impl fmt::Display for Blocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, user, application, state, seconds } = self;
        if *pid == 0 {
            return f.write_str("a prepared transaction (see pg_prepared_xacts)");
        }
        write!(f, "process {pid} of `{user}` (`{application}`)")?;
        if let Some(state) = state {
            write!(f, ", {state}")?;
        }
        seconds.map_or(Ok(()), |seconds| write!(f, " for {seconds:.0} s"))
    }
}

/// How far the build of an index is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IndexBuild {
    /// What is being done, in PostgreSQL's words.
    pub phase: String,
    /// How many blocks or rows are done.
    pub done: i64,
    /// How many there are; 0 if the phase does not count.
    pub total: i64,
}

impl fmt::Display for IndexBuild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { phase, done, total } = self;
        f.write_str(phase)?;
        if *total > 0 { write!(f, " {}%", 100 * done.min(total) / total) } else { Ok(()) }
    }
}

/// What is seen of a statement.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) blocking: Vec<Blocking>,
    pub(super) build: Option<IndexBuild>,
    /// Those that were ended.
    pub(super) ended: Vec<Blocking>,
}

/// A second connection, and the process of the first.
pub(super) struct Watch {
    pub(super) session: Session,
    pub(super) pid: i32,
}

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);

impl Watch {
    async fn look(&self) -> Result<Seen, Error> {
        const BLOCKING: &str = "SELECT DISTINCT b.pid, coalesce(a.usename::text, ''), coalesce(a.application_name, ''),
                a.state, extract(epoch FROM clock_timestamp() - coalesce(a.state_change, a.xact_start))::float8
            FROM unnest(pg_catalog.pg_blocking_pids($1)) AS b (pid)
            LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = b.pid ORDER BY 1";
        const BUILD: &str = "SELECT phase, CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END,
                CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END
            FROM pg_catalog.pg_stat_progress_create_index WHERE pid = $1";
        let blocking = self.session.query(BLOCKING, &[&self.pid]).await?;
        let build = self.session.query_opt(BUILD, &[&self.pid]).await?;
        let blocking = blocking.iter().map(|row| Blocking {
            pid: row.get(0),
            user: row.get(1),
            application: row.get(2),
            state: row.get(3),
            seconds: row.get(4),
        });
        let build = build.map(|row| IndexBuild { phase: row.get(0), done: row.get(1), total: row.get(2) });
        Ok(Seen { blocking: blocking.collect(), build, ended: Vec::new() })
    }

    /// Ends the sessions that a statement waits for; what the role may not end stays.
    async fn terminate(&self, mut seen: Seen) -> Seen {
        const END: &str = "SELECT pg_catalog.pg_terminate_backend($1)";
        for own in seen.blocking.iter().filter(|own| own.pid != 0) {
            let ended = self.session.query_one(END, &[&own.pid]).await;
            if ended.is_ok_and(|row| row.get(0)) {
                seen.ended.push(own.clone());
            }
        }
        seen
    }
}

/// Waits for a statement, and looks what it waits for, first after a while and then every second. Those sessions are ended,
/// if that is wished.
pub(super) async fn watched<T>(
    (watch, terminates): (Option<&Watch>, bool),
    first: Duration,
    statement: impl Future<Output = T>,
    seen: &mut (dyn FnMut(Seen) + Send),
) -> T {
    let mut statement = pin!(statement);
    let Some(watch) = watch else { return statement.await };
    let mut pause = first;
    loop {
        tokio::select! {
            biased;
            done = &mut statement => return done,
            () = tokio::time::sleep(pause) => {}
        }
        pause = PAUSE;
        tokio::select! {
            biased;
            done = &mut statement => return done,
            // Nobody has to be told that nothing can be seen.
            found = watch.look() => if let Ok(mut found) = found {
                if terminates {
                    found = watch.terminate(found).await;
                }
                seen(found);
            },
        }
    }
}
