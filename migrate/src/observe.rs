//! What a statement does to relations while it runs: locks, rewrites, scans, and what is gone. The server says so.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{Cause, QualifiedName};
use tokio_postgres::Client;

use crate::plan::Lock;

/// Relations of users, with the file of each and how often this transaction has scanned it.
const RELATIONS: &str = "
SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.relfilenode, pg_catalog.pg_stat_get_xact_numscans(c.oid), i.indrelid
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'i', 'I') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname !~ '^pg_(toast|temp)'";

/// Columns of tables.
const COLUMNS: &str = "
SELECT a.attrelid, a.attnum, a.attname
FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'";

/// Locks of this session.
const LOCKS: &str = "
SELECT relation, mode FROM pg_catalog.pg_locks
WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation' AND relation IS NOT NULL";

/// Privileges and policies.
const ACCESS: &str = "
SELECT pg_catalog.md5(pg_catalog.concat_ws(';',
    (SELECT pg_catalog.string_agg(oid::text || relacl::text || relrowsecurity || relforcerowsecurity, ',' ORDER BY oid)
     FROM pg_catalog.pg_class WHERE relacl IS NOT NULL OR relrowsecurity OR relforcerowsecurity),
    (SELECT pg_catalog.string_agg(attrelid::text || attnum || attacl::text, ',' ORDER BY attrelid, attnum)
     FROM pg_catalog.pg_attribute WHERE attacl IS NOT NULL),
    (SELECT pg_catalog.string_agg(oid::text || proacl::text, ',' ORDER BY oid)
     FROM pg_catalog.pg_proc WHERE proacl IS NOT NULL),
    (SELECT pg_catalog.string_agg(oid::text || nspacl::text, ',' ORDER BY oid)
     FROM pg_catalog.pg_namespace WHERE nspacl IS NOT NULL AND nspname !~ '^pg_temp'),
    (SELECT pg_catalog.string_agg(oid::text || polcmd::text || polroles::text || coalesce(polqual::text, '')
        || coalesce(polwithcheck::text, ''), ',' ORDER BY oid) FROM pg_catalog.pg_policy)))";

/// A relation as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) name: QualifiedName,
    /// The kind, as `pg_class` says it.
    pub(crate) kind: String,
    file: u32,
    scans: i64,
    /// The table of an index.
    table: Option<u32>,
}

/// All relations, by OID: an object keeps that whatever it is called.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) relations: BTreeMap<u32, Seen>,
    pub(crate) columns: BTreeMap<(u32, i16), String>,
    locks: BTreeSet<(u32, Lock)>,
    /// Who may do what, as one text.
    access: String,
}

/// What a statement did to relations that were there before it, under the names that they had then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Observed {
    /// The strongest lock that it took on each.
    pub(crate) locks: BTreeMap<QualifiedName, Lock>,
    /// Tables that were written anew.
    pub(crate) rewritten: BTreeSet<QualifiedName>,
    /// Tables that were read from one end to the other.
    pub(crate) scanned: BTreeSet<QualifiedName>,
    /// Tables and materialized views that are gone.
    pub(crate) gone: BTreeSet<QualifiedName>,
    /// Columns that are gone, of tables that are still there.
    pub(crate) gone_columns: BTreeSet<(QualifiedName, String)>,
    /// Indexes that are gone, or new on tables that were there.
    pub(crate) gone_indexes: BTreeSet<QualifiedName>,
    pub(crate) new_indexes: BTreeSet<QualifiedName>,
    /// Tables, views and columns that have another name.
    pub(crate) renamed: BTreeSet<String>,
    /// Who may do what is not what it was.
    pub(crate) access: bool,
}

/// How things are.
pub(crate) async fn state(client: &Client) -> Result<State, Cause> {
    let mut state = State::default();
    for row in client.query(RELATIONS, &[]).await.map_err(Cause::from)? {
        let name = QualifiedName::new(row.get::<_, String>(1), row.get::<_, String>(2));
        let seen = Seen { name, kind: row.get(3), file: row.get(4), scans: row.get(5), table: row.get(6) };
        state.relations.insert(row.get(0), seen);
    }
    for row in client.query(COLUMNS, &[]).await.map_err(Cause::from)? {
        state.columns.insert((row.get(0), row.get(1)), row.get(2));
    }
    for row in client.query(LOCKS, &[]).await.map_err(Cause::from)? {
        let lock = match row.get::<_, String>(1).as_str() {
            "AccessExclusiveLock" | "ExclusiveLock" => Lock::AccessExclusive,
            "ShareRowExclusiveLock" => Lock::ShareRowExclusive,
            "ShareLock" => Lock::Share,
            "ShareUpdateExclusiveLock" => Lock::ShareUpdateExclusive,
            _ => continue,
        };
        state.locks.insert((row.get(0), lock));
    }
    let access = client.query_one(ACCESS, &[]).await.map_err(Cause::from)?;
    state.access = access.get(0);
    Ok(state)
}

/// What came between two states.
pub(crate) fn between(before: &State, after: &State) -> Observed {
    let mut observed = Observed { access: before.access != after.access, ..Observed::default() };
    let is_kind = |seen: &Seen, kinds: &[&str]| kinds.contains(&seen.kind.as_str());
    for (oid, lock) in after.locks.difference(&before.locks) {
        if let Some(seen) = before.relations.get(oid).filter(|seen| !is_kind(seen, &["i", "I"])) {
            let strongest = observed.locks.entry(seen.name.clone()).or_insert(*lock);
            *strongest = (*strongest).max(*lock);
        }
    }
    for (oid, seen) in &before.relations {
        let Some(now) = after.relations.get(oid) else {
            if is_kind(seen, &["r", "p", "m"]) {
                observed.gone.insert(seen.name.clone());
            } else if is_kind(seen, &["i", "I"]) && seen.table.is_some_and(|table| after.relations.contains_key(&table))
            {
                observed.gone_indexes.insert(seen.name.clone());
            }
            continue;
        };
        if is_kind(seen, &["r"]) && now.file != seen.file {
            observed.rewritten.insert(seen.name.clone());
        }
        if is_kind(seen, &["r", "m"]) && now.scans > seen.scans {
            observed.scanned.insert(seen.name.clone());
        }
        if now.name != seen.name && !is_kind(seen, &["i", "I"]) {
            observed.renamed.insert(seen.name.to_string());
        }
    }
    for (oid, seen) in after.relations.iter().filter(|(_, seen)| is_kind(seen, &["i", "I"])) {
        let is_on_old = seen.table.is_some_and(|table| before.relations.contains_key(&table));
        if !before.relations.contains_key(oid) && is_on_old {
            observed.new_indexes.insert(seen.name.clone());
        }
    }
    // An index whose table gets another type is made again, often with the same file: it was not dropped, and maybe not built.
    for name in observed.gone_indexes.clone().intersection(&observed.new_indexes.clone()) {
        observed.gone_indexes.remove(name);
        let file = |state: &State| state.relations.values().find(|seen| seen.name == *name).map(|seen| seen.file);
        if file(before) == file(after) {
            observed.new_indexes.remove(name);
        }
    }
    for ((oid, at), name) in &before.columns {
        let Some(seen) = before.relations.get(oid).filter(|_| after.relations.contains_key(oid)) else { continue };
        match after.columns.get(&(*oid, *at)) {
            None => {
                observed.gone_columns.insert((seen.name.clone(), name.clone()));
            }
            Some(now) if now != name => {
                observed.renamed.insert(format!("{}.{name}", seen.name));
            }
            Some(_) => {}
        }
    }
    observed
}
