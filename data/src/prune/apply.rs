//! Deleting what rules mean, in small transactions.

use std::fmt::Write as _;

use relvar_catalog::{
    QualifiedName,
    connect::{Config, Session},
    introspect,
};
use tokio_postgres::Client;

use crate::{
    Error,
    select::Place,
    session, sql,
    subset::{Key, Keys, Places, Set},
};

use super::{
    Fate, Planned, Rule, State,
    order::order,
    plan,
    rule::{Prepared, prepare, tables},
};

/// Rows of one transaction, as a multiple of the batch, above which it is made smaller.
const MANY: usize = 10;
/// Attempts at a transaction that stands against one of somebody else.
const ATTEMPTS: u32 = 5;

/// Deletes what rules mean. If rows are in the way, nothing is deleted.
///
/// `progress` is told of every transaction, after its end. Whenever this is interrupted, all that it was told of is deleted.
pub async fn prune(config: &Config, rules: &[Rule], progress: &mut (dyn FnMut(&State) + Send)) -> Result<State, Error> {
    let blockers = in_the_way(&plan(config, rules).await?);
    if !blockers.is_empty() {
        return Err(Error::Referred { blockers });
    }
    let mut session = session::open(config).await?;
    let prepare_session = format!("{}SET row_security = off; SET synchronize_seqscans = off", sql::PATIENT);
    session::run(&session, "the session cannot be prepared", &prepare_session).await?;
    let catalog = introspect::introspect(&mut session).await?.catalog;
    let keys = Keys::read(&session, &catalog, &tables(&catalog)).await?;
    let mut state = State::default();
    for own in &order(prepare(&catalog, &keys, rules)?) {
        state.table = Some(own.rule.table.clone());
        for leaf in &own.leaves {
            table(&mut session, &keys, (own, leaf), (&mut state, progress)).await?;
        }
    }
    session.close().await;
    state.table = None;
    Ok(state)
}

fn in_the_way(planned: &[Planned]) -> Vec<String> {
    let lines = planned.iter().flat_map(|own| {
        let blockers = own.others.iter().filter(|other| other.fate == Fate::InTheWay);
        blockers.map(|other| line(&other.table, other.rows, &own.table))
    });
    lines.collect()
}

fn line(table: &QualifiedName, rows: u64, to: &QualifiedName) -> String {
    format!("{rows} rows of `{table}`, because of `{to}`")
}

/// Deletes rows of a table from its beginning to its end, until none is found.
async fn table(
    session: &mut Session,
    keys: &Keys,
    (own, leaf): (&Prepared, &QualifiedName),
    (state, progress): (&mut State, &mut (dyn FnMut(&State) + Send)),
) -> Result<(), Error> {
    let batch = usize::try_from(own.rule.batch.max(1)).unwrap_or(usize::MAX);
    let (mut limit, mut after, mut is_any) = (batch, None, false);
    loop {
        let done = attempts(session, keys, (own, leaf), (limit, after)).await?;
        match done {
            Batch::TooLarge => limit = (limit / 2).max(1),
            Batch::Empty if is_any => (after, is_any) = (None, false),
            Batch::Empty => return Ok(()),
            Batch::Done { last, deleted } => {
                after = Some(last);
                is_any |= deleted.iter().any(|(_, rows)| *rows > 0);
                limit = (limit + limit / 4 + 1).min(batch);
                state.batches += 1;
                for (table, rows) in deleted {
                    *state.deleted.entry(table).or_default() += rows;
                }
                progress(state);
                tokio::time::sleep(own.rule.pause).await;
            }
        }
    }
}

/// What became of a transaction.
enum Batch {
    /// No row was found.
    Empty,
    /// Too many rows refer to those that were found. Nothing was done.
    TooLarge,
    Done {
        last: Place,
        deleted: Vec<(QualifiedName, u64)>,
    },
}

/// Tries again if the transaction stood against another one.
async fn attempts(
    session: &mut Session,
    keys: &Keys,
    target: (&Prepared, &QualifiedName),
    from: (usize, Option<Place>),
) -> Result<Batch, Error> {
    let mut attempt = 1;
    loop {
        match transaction(session, keys, target, from).await {
            Err(Error::Server { source, .. })
                if attempt < ATTEMPTS && matches!(source.sqlstate(), Some("40001" | "40P01")) =>
            {
                attempt += 1;
                tokio::time::sleep(target.0.rule.pause).await;
            }
            done => return done,
        }
    }
}

async fn transaction(
    session: &mut Session,
    keys: &Keys,
    (own, leaf): (&Prepared, &QualifiedName),
    (limit, after): (usize, Option<Place>),
) -> Result<Batch, Error> {
    let failed = || Error::server(format!("rows of `{leaf}` cannot be deleted"));
    let transaction = session.transaction().await.map_err(failed())?;
    let client = transaction.client();
    let mut set = Set::locking(client, keys);
    let after = after.map(|Place(block, at)| format!("own.ctid > '({block},{at})'::pg_catalog.tid AND "));
    let statement = format!(
        "SELECT own.tableoid::bigint, own.ctid::text FROM ONLY {} own WHERE {}{} LIMIT {limit} FOR UPDATE OF own",
        leaf.to_sql(),
        after.unwrap_or_default(),
        own.condition(keys, leaf)
    );
    let found = set.add_by(leaf, &statement).await?;
    let Some(last) = set.places(leaf).last().copied() else { return Ok(Batch::Empty) };
    let all = set.add_children(found, |key| own.follows(key)).await?;
    let rows: usize = all.values().map(Vec::len).sum();
    if limit > 1 && rows > MANY * usize::try_from(own.rule.batch).unwrap_or(usize::MAX) {
        return Ok(Batch::TooLarge);
    }
    let blockers = set.referring(&all, |key| own.stops_at(key)).await?;
    if !blockers.is_empty() {
        let lines = blockers.into_iter().map(|(key, rows): (&Key, u64)| line(&key.child, rows, &own.rule.table));
        return Err(Error::Referred { blockers: lines.collect() });
    }
    let deleted = delete(client, &all).await?;
    transaction.commit().await.map_err(failed())?;
    Ok(Batch::Done { last, deleted })
}

/// Deletes rows of several tables by one statement, so that circles of foreign keys are checked when all are gone.
async fn delete(client: &Client, rows: &Places) -> Result<Vec<(QualifiedName, u64)>, Error> {
    let mut with = String::new();
    let mut counts = String::new();
    for (at, (table, places)) in rows.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let places = Place::array(places);
        let _ = write!(
            with,
            "{comma}own{at} AS (DELETE FROM ONLY {} WHERE ctid = ANY ({places}) RETURNING 1)",
            table.to_sql()
        );
        let _ = write!(counts, "{comma}(SELECT pg_catalog.count(*) FROM own{at})");
    }
    let row = client.query_one(&format!("WITH {with} SELECT {counts}"), &[]).await;
    let row = row.map_err(Error::server("rows cannot be deleted"))?;
    let count = |at| u64::try_from(row.get::<_, i64>(at)).unwrap_or_default();
    Ok(rows.keys().enumerate().map(|(at, table)| (table.clone(), count(at))).collect())
}
