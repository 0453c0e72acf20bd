//! What rules would delete: counted, with nothing changed.

use relvar_catalog::{connect::Config, introspect};
use tokio_postgres::{Client, IsolationLevel};

use crate::{
    Error, session, sql,
    subset::{Key, Keys, Places, Set},
};

use super::{
    Affected, Fate, Planned, Rule,
    order::order,
    rule::{Prepared, changes, prepare, tables},
};

/// Counts what rules would delete, in the order in which they would do it.
///
/// A condition that looks at other tables sees them as they are now, not as earlier rules would leave them. The places of rows that
/// others may refer to are kept in memory, with about 16 bytes for each row.
pub async fn plan(config: &Config, rules: &[Rule]) -> Result<Vec<Planned>, Error> {
    let failed = || Error::server("rows cannot be counted");
    let mut session = session::open(config).await?;
    session::run(&session, "the session cannot be prepared", &format!("{}SET row_security = off", sql::PATIENT))
        .await?;
    let catalog = introspect::introspect(&mut session).await?.catalog;
    let builder = session.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let transaction = builder.start().await.map_err(failed())?;
    let client = transaction.client();
    let keys = Keys::read(client, &catalog, &tables(&catalog)).await?;
    let prepared = order(prepare(&catalog, &keys, rules)?);
    // What earlier rules delete is not in the way of later ones.
    let mut gone = Set::new(client, &keys);
    let mut planned = Vec::new();
    for own in &prepared {
        let matters = !own.below.is_empty() || prepared.iter().any(|other| is_below(own, other));
        planned.push(if matters { follow(own, &keys, &mut gone).await? } else { count(own, &keys, client).await? });
    }
    drop(gone);
    transaction.commit().await.map_err(failed())?;
    session.close().await;
    Ok(planned)
}

fn is_below(own: &Prepared, other: &Prepared) -> bool {
    own.leaves.iter().any(|leaf| other.below.contains(leaf))
}

/// Of tables that nothing refers to, the number of rows is all.
async fn count(own: &Prepared, keys: &Keys, client: &Client) -> Result<Planned, Error> {
    let mut rows = 0;
    for leaf in &own.leaves {
        let sql =
            format!("SELECT pg_catalog.count(*) FROM ONLY {} own WHERE {}", leaf.to_sql(), own.condition(keys, leaf));
        let row = client.query_one(&sql, &[]).await;
        let row = row.map_err(Error::server(format!("rows of `{}` cannot be counted", own.rule.table)))?;
        rows += u64::try_from(row.get::<_, i64>(0)).unwrap_or_default();
    }
    Ok(Planned { table: own.rule.table.clone(), rows, others: Vec::new() })
}

/// Finds the rows, and those that refer to them, without those that earlier rules delete.
async fn follow(own: &Prepared, keys: &Keys, gone: &mut Set<'_>) -> Result<Planned, Error> {
    let mut found = Places::new();
    for leaf in &own.leaves {
        let sql = format!(
            "SELECT own.tableoid::bigint, own.ctid::text FROM ONLY {} own WHERE {}",
            leaf.to_sql(),
            own.condition(keys, leaf)
        );
        found.extend(gone.add_by(leaf, &sql).await?);
    }
    let rows = found.values().map(|places| places.len() as u64).sum();
    let all = gone.add_children(found.clone(), |key| own.follows(key)).await?;
    let deleted = all.iter().map(|(table, places)| {
        let found = found.get(table).map(Vec::len).unwrap_or_default();
        Affected { table: table.clone(), rows: (places.len() - found) as u64, fate: Fate::Deleted }
    });
    let mut others: Vec<Affected> = deleted.filter(|other| other.rows > 0).collect();
    let affected = |fate| move |(key, rows): (&Key, u64)| Affected { table: key.child.clone(), rows, fate };
    others.extend(gone.referring(&all, changes).await?.into_iter().map(affected(Fate::Changed)));
    others.extend(gone.referring(&all, |key| own.stops_at(key)).await?.into_iter().map(affected(Fate::InTheWay)));
    Ok(Planned { table: own.rule.table.clone(), rows, others })
}
