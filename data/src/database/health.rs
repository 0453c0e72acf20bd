//! What is wrong with a database that takes connections.

use relvar_catalog::connect::Config;
use serde::Serialize;

use crate::{Error, session};

/// How much something matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It is as it should be.
    Good,
    /// It may become a problem.
    Warning,
    /// It is a problem now.
    Problem,
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What was found.
    pub text: String,
    /// What to do about it.
    pub hint: Option<&'static str>,
}

/// A query that names what is wrong, a row each.
struct Check {
    what: &'static str,
    level: Level,
    sql: &'static str,
    hint: &'static str,
}

const CHECKS: &[Check] = &[
    Check {
        what: "connections",
        level: Level::Warning,
        sql: "SELECT format('%s of %s connections are in use', n, max) FROM (SELECT count(*) AS n, \
              current_setting('max_connections')::integer AS max FROM pg_stat_activity WHERE backend_type = 'client backend') s \
              WHERE n >= max * 0.8",
        hint: "a pooler, or fewer connections of each program; `relvar db sessions` shows whose they are",
    },
    Check {
        what: "blocked sessions",
        level: Level::Problem,
        sql: "SELECT format('session %s (%s) waits for session %s', pid, coalesce(nullif(application_name, ''), usename::text), \
              array_to_string(pg_blocking_pids(pid), ', ')) FROM pg_stat_activity \
              WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0 ORDER BY pid",
        hint: "`relvar db sessions` shows what they do, and `relvar db sessions --end PID` ends one",
    },
    Check {
        what: "open transactions",
        level: Level::Warning,
        sql: "SELECT format('session %s (%s) has done nothing in its transaction for %s', pid, \
              coalesce(nullif(application_name, ''), usename::text), date_trunc('second', now() - state_change)) \
              FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%' \
              AND now() - state_change > interval '5 minutes' ORDER BY pid",
        hint: "it keeps dead rows and locks; `idle_in_transaction_session_timeout` ends such sessions",
    },
    Check {
        what: "sequences near their limit",
        level: Level::Warning,
        sql: "SELECT format('sequence %I.%I is at %s of %s', schemaname, sequencename, last_value, \
              CASE WHEN increment_by > 0 THEN max_value ELSE min_value END) FROM pg_sequences WHERE NOT cycle AND \
              last_value IS NOT NULL AND CASE WHEN increment_by > 0 THEN last_value::numeric / max_value > 0.8 \
              ELSE last_value::numeric / least(min_value, -1) > 0.8 END ORDER BY 1",
        hint: "make the column and its sequence bigint",
    },
    Check {
        what: "sequences behind their rows",
        level: Level::Problem,
        sql: "",
        hint: "`SELECT setval(…)` with the highest value of the column; the next insert fails until then",
    },
    Check {
        what: "indexes that are not valid",
        level: Level::Problem,
        sql: "SELECT format('index %s of %s', i.indexrelid::regclass, i.indrelid::regclass) FROM pg_index i \
              JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relkind = 'i' ORDER BY 1",
        hint: "a CREATE INDEX CONCURRENTLY failed: REINDEX it, or drop it",
    },
    Check {
        what: "constraints that are not valid",
        level: Level::Warning,
        sql: "SELECT format('constraint %I of %s', conname, conrelid::regclass) FROM pg_constraint WHERE NOT convalidated ORDER BY 1",
        hint: "ALTER TABLE … VALIDATE CONSTRAINT checks the rows that are there",
    },
    Check {
        what: "dead rows",
        level: Level::Warning,
        sql: "SELECT format('table %I.%I has %s dead rows beside %s', schemaname, relname, n_dead_tup, n_live_tup) \
              FROM pg_stat_user_tables WHERE n_dead_tup > 100000 AND n_dead_tup > n_live_tup ORDER BY 1",
        hint: "does autovacuum run, and does a long transaction hold it up? VACUUM removes them",
    },
    Check {
        what: "transaction numbers",
        level: Level::Problem,
        sql: "SELECT format('the oldest transaction number is %s transactions old', age(datfrozenxid)) FROM pg_database \
              WHERE datname = current_database() AND age(datfrozenxid) > 1500000000",
        hint: "VACUUM (FREEZE) soon: at about 2,100,000,000 the server takes no writes any more",
    },
    Check {
        what: "collations",
        level: Level::Warning,
        sql: "SELECT format('collation %I.%I was made with version %s, and the system has %s', n.nspname, c.collname, \
              c.collversion, pg_collation_actual_version(c.oid)) FROM pg_collation c \
              JOIN pg_namespace n ON n.oid = c.collnamespace WHERE c.collversion IS NOT NULL \
              AND c.collversion <> pg_collation_actual_version(c.oid) AND c.oid >= 16384 ORDER BY 1",
        hint: "indexes on texts may be wrong: REINDEX, then ALTER COLLATION … REFRESH VERSION",
    },
    Check {
        what: "extensions",
        level: Level::Warning,
        sql: "SELECT format('extension %I is at %s, and the server has %s', e.extname, e.extversion, a.default_version) \
              FROM pg_extension e JOIN pg_available_extensions a ON a.name = e.extname \
              WHERE a.default_version <> e.extversion ORDER BY 1",
        hint: "ALTER EXTENSION … UPDATE",
    },
    Check {
        what: "restores",
        level: Level::Problem,
        sql: "SELECT 'a restore was begun and did not end' WHERE to_regclass('relvar_restore.state') IS NOT NULL",
        hint: "run `relvar restore` with the same file again: it continues",
    },
];

/// Looks at a database.
pub async fn health(config: &Config) -> Result<Vec<Finding>, Error> {
    let failed = || Error::server("the state of the database cannot be read");
    let session = session::open(config).await?;
    session::run(&session, "the session cannot be prepared", "SET search_path = pg_catalog").await?;
    let about = "SELECT format('PostgreSQL %s, encoding %s, role %s', current_setting('server_version'), \
                 pg_encoding_to_char(encoding), current_user), pg_encoding_to_char(encoding) = 'UTF8' \
                 FROM pg_database WHERE datname = current_database()";
    let row = session.query_one(about, &[]).await.map_err(failed())?;
    let (level, hint) = if row.get(1) { (Level::Good, None) } else { (Level::Warning, Some("texts should be UTF8")) };
    let mut findings = vec![Finding { what: "server", level, text: row.get(0), hint }];
    for Check { what, level, sql, hint } in CHECKS {
        let found = if sql.is_empty() {
            behind(&session).await?
        } else {
            let rows = session.query(*sql, &[]).await.map_err(failed())?;
            rows.iter().map(|row| row.get::<_, String>(0)).collect()
        };
        findings.extend(found.into_iter().map(|text| Finding { what, level: *level, text, hint: Some(hint) }));
    }
    session.close().await;
    Ok(findings)
}

/// Sequences whose next value a row has already.
async fn behind(session: &tokio_postgres::Client) -> Result<Vec<String>, Error> {
    let sql = "SELECT format('SELECT format(''sequence %%s is at %%s, and the column has %%s'', %L, s.last_value, m.at) \
               FROM %s s, (SELECT max(%I)::bigint AS at FROM %s) m WHERE m.at > s.last_value', \
               d.objid::regclass, d.objid::regclass, a.attname, d.refobjid::regclass) \
               FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S' \
               JOIN pg_sequence q ON q.seqrelid = c.oid AND q.seqincrement > 0 AND NOT q.seqcycle \
               JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid \
               JOIN pg_class t ON t.oid = d.refobjid AND t.relkind IN ('r', 'p') \
               WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 \
               AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT') END AND has_table_privilege(d.refobjid, 'SELECT') \
               AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = d.refobjid AND i.indkey[0] = a.attnum) ORDER BY 1";
    let failed = || Error::server("the sequences cannot be compared with their columns");
    let mut found = Vec::new();
    for row in session.query(sql, &[]).await.map_err(failed())? {
        let rows = session.query(row.get::<_, &str>(0), &[]).await.map_err(failed())?;
        found.extend(rows.iter().map(|row| row.get::<_, String>(0)));
    }
    Ok(found)
}
