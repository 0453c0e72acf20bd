//! What is wrong with a database that takes connections.

use std::{collections::BTreeSet, time::Duration};

use relvar_catalog::connect::Config;
use serde::Serialize;
use tokio_postgres::SimpleQueryMessage;

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
    // An entry of a tree takes its values, 8 bytes and a pointer of 4; a page is usually filled to 90 percent.
    Check {
        what: "bloated indexes",
        level: Level::Warning,
        sql: "SELECT format('index %s has %s, and its entries need about %s', oid::regclass, pg_size_pretty(size), \
              pg_size_pretty(wanted)) FROM (SELECT c.oid, pg_relation_size(c.oid) AS size, \
              (c.reltuples * (12 + 8 * ceil(sum(s.avg_width * (1 - s.null_frac)) / 8)) / 0.9)::bigint AS wanted \
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam AND m.amname = 'btree' \
              JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
              JOIN pg_attribute a ON a.attrelid = c.oid \
              LEFT JOIN pg_attribute o ON o.attrelid = t.oid AND o.attnum = i.indkey[a.attnum - 1] AND o.attnum > 0 \
              LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND NOT s.inherited \
              AND (s.tablename, s.attname) = (CASE WHEN o.attnum IS NULL THEN c.relname ELSE t.relname END, coalesce(o.attname, a.attname)) \
              WHERE c.relkind = 'i' AND c.reltuples >= 0 AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') \
              GROUP BY c.oid, c.reltuples HAVING bool_and(s.avg_width IS NOT NULL)) own \
              WHERE size > 8 * 1024 * 1024 AND size > 2.5 * wanted ORDER BY size DESC LIMIT 20",
        hint: "REINDEX INDEX CONCURRENTLY makes them as small as they can be",
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
        what: "rights",
        level: Level::Warning,
        sql: "SELECT format('role %I may not %s %s tables: %s', current_user, lower(p.word), count(*), \
              string_agg(CASE WHEN at <= 3 THEN name END, ', ') || CASE WHEN count(*) > 3 THEN ', …' ELSE '' END) \
              FROM (VALUES (1, 'SELECT'), (2, 'INSERT'), (3, 'UPDATE'), (4, 'DELETE')) p (n, word) JOIN LATERAL \
              (SELECT format('%I.%I', schemaname, tablename) AS name, row_number() OVER (ORDER BY schemaname, tablename) AS at \
              FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') \
              AND NOT (has_schema_privilege(schemaname, 'USAGE') \
              AND has_table_privilege(format('%I.%I', schemaname, tablename), p.word))) t ON true \
              GROUP BY p.n, p.word ORDER BY p.n",
        hint: "GRANT what the role needs; of tables that others make later, ALTER DEFAULT PRIVILEGES",
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
    findings.extend(pooler(&session, config).await?);
    session.close().await;
    Ok(findings)
}

/// Statements by which a pooler is noticed that gives each of them a session of its own.
const PROBES: usize = 8;

/// Whether something stands between this program and the server.
async fn pooler(session: &tokio_postgres::Client, config: &Config) -> Result<Option<Finding>, Error> {
    let failed = || Error::server("the session cannot be looked at");
    // Poolers keep what parameters of sessions they know, and forget others.
    session.batch_execute("SET relvar.probe = 'set'").await.map_err(failed())?;
    // Other programs take sessions of the server meanwhile.
    let (Ok(one), Ok(other)) = (session::open(config).await, session::open(config).await) else { return Ok(None) };
    let mut pids = BTreeSet::new();
    let mut is_forgotten = false;
    let sql = "SELECT pg_catalog.pg_backend_pid()::text, pg_catalog.current_setting('relvar.probe', true)";
    for _ in 0..PROBES {
        let busy = "SELECT pg_catalog.pg_sleep(0.02)";
        let late = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            session.simple_query(sql).await
        };
        let (_, _, rows) = tokio::join!(one.simple_query(busy), other.simple_query(busy), late);
        for message in rows.map_err(failed())? {
            if let SimpleQueryMessage::Row(row) = message {
                pids.extend(row.get(0).map(str::to_owned));
                is_forgotten |= row.get(1) != Some("set");
            }
        }
    }
    one.close().await;
    other.close().await;
    let hint =
        "settings, locks and temporary tables of a session do not last there; connect revisions and restores directly";
    let text = format!("statements of one session are run by {} sessions of the server", pids.len());
    Ok((pids.len() > 1 || is_forgotten).then_some(Finding {
        what: "pooler",
        level: Level::Warning,
        text,
        hint: Some(hint),
    }))
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
