//! What a database says of its revisions, and what is said to it without running anything.

use relvar_catalog::connect::{self, Config, Session};

use super::{
    Migrator, Way, apply,
    drift::{self, Drift, Known},
    drifted::Drifted,
    error::{MigrateError, in_history},
    script::Work,
};
use crate::{
    history::HeadChange,
    revision::Revision,
    track::{Kind, Record, Status, Tables},
};

/// What a database says of its revisions.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The revisions it is at.
    pub heads: Vec<String>,
    /// All runs, oldest first.
    pub records: Vec<Record>,
}

impl State {
    /// The last run of a revision.
    pub fn last(&self, revision: &str) -> Option<&Record> {
        self.records.iter().rev().find(|record| record.revision == revision)
    }
}

/// Heads, and the consolidated revisions that take their place.
type Adopted<'a> = Vec<(String, &'a Revision)>;

impl Migrator {
    /// What the database says; it is only read.
    pub async fn state(&self, database: &Config) -> Result<State, MigrateError> {
        let session = connect::connect(database).await?;
        let state = self.read(&session).await;
        session.close().await;
        state
    }

    /// The same, with the objects that are not what the last run left.
    pub async fn inspect(&self, database: &Config) -> Result<(State, Vec<Drifted>), MigrateError> {
        let mut session = connect::connect(database).await?;
        let state = self.read(&session).await?;
        let drifted = match drift::known(&mut session, &self.options.tables, &state.records).await? {
            Known::Drifted(objects, _) => objects,
            Known::Nothing | Known::Same(_) => Vec::new(),
        };
        session.close().await;
        Ok((state, drifted))
    }

    /// The revisions that `up` would apply, in order.
    pub async fn pending(&self, database: &Config) -> Result<Vec<&Revision>, MigrateError> {
        self.plan(Way::Up, &self.state(database).await?.heads, "heads")
    }

    /// The revisions that lead to a target from these heads, in the order in which they are run.
    pub fn plan(&self, way: Way, heads: &[String], target: &str) -> Result<Vec<&Revision>, MigrateError> {
        let (heads, adopted) = self.known_heads(heads)?;
        let mut plan: Vec<_> = adopted.into_iter().map(|(_, revision)| revision).collect();
        plan.extend(self.lead(way, &heads, target)?);
        Ok(plan)
    }

    /// The same from heads that are all known.
    pub(super) fn lead(&self, way: Way, heads: &[String], target: &str) -> Result<Vec<&Revision>, MigrateError> {
        let history = self.revisions.history();
        let ids = match way {
            Way::Up => history.up(heads, target),
            Way::Down => history.down(heads, target),
        };
        let ids = ids.map_err(|error| in_history(&self.revisions, error))?;
        Ok(ids.into_iter().filter_map(|id| self.revisions.get(id)).collect())
    }

    /// The heads of a database as revisions that there are: a consolidated one in the place of the last that it stands for.
    pub fn heads(&self, heads: &[String]) -> Result<Vec<String>, MigrateError> {
        Ok(self.known_heads(heads)?.0)
    }

    /// The same, and which revisions take the place of which heads.
    pub(super) fn known_heads(&self, heads: &[String]) -> Result<(Vec<String>, Adopted<'_>), MigrateError> {
        let (mut known, mut adopted, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        for head in heads {
            if self.revisions.get(head).is_some() {
                known.push(head.clone());
                continue;
            }
            match self.revisions.replacing(head) {
                Some(revision) if revision.header.replaces.last() == Some(head) => {
                    known.push(revision.id().to_owned());
                    adopted.push((head.clone(), revision));
                }
                Some(revision) => {
                    let last = revision.header.replaces.last().cloned().unwrap_or_default();
                    let by = revision.id().to_owned();
                    return Err(MigrateError::Replaced { id: head.clone(), by, last });
                }
                None => unknown.push(head.clone()),
            }
        }
        if unknown.is_empty() { Ok((known, adopted)) } else { Err(MigrateError::UnknownHeads { ids: unknown }) }
    }

    pub(super) fn changes(&self, way: Way, heads: &[String], id: &str) -> Result<Vec<HeadChange>, MigrateError> {
        let history = self.revisions.history();
        let changes = match way {
            Way::Up => history.heads_after_up(heads, id),
            Way::Down => history.heads_after_down(heads, id),
        };
        changes.map_err(|error| in_history(&self.revisions, error))
    }

    /// Records that the database is at these targets; nothing is run. What the database is now is what is expected from
    /// now on.
    pub async fn stamp(
        &self,
        database: &Config,
        targets: &[String],
        is_purged: bool,
    ) -> Result<Vec<String>, MigrateError> {
        self.say_at(database, targets, (is_purged, Kind::Stamp)).await
    }

    /// Records that the database was at these targets before its revisions were recorded here; nothing is run.
    pub async fn baseline(&self, database: &Config, targets: &[String]) -> Result<Vec<String>, MigrateError> {
        self.say_at(database, targets, (false, Kind::Baseline)).await
    }

    async fn say_at(
        &self,
        database: &Config,
        targets: &[String],
        how: (bool, Kind),
    ) -> Result<Vec<String>, MigrateError> {
        let (mut session, watch) = self.locked(database, &mut |_| {}).await?;
        if let Some(watch) = watch {
            watch.session.close().await;
        }
        let done = self.write_stamp(&session, targets, how).await;
        if done.is_ok() && self.options.drift != Drift::Ignore {
            self.leave(&mut session, None, i64::MAX).await;
        }
        self.unlock(session).await;
        done
    }

    async fn write_stamp(
        &self,
        session: &Session,
        targets: &[String],
        (is_purged, kind): (bool, Kind),
    ) -> Result<Vec<String>, MigrateError> {
        let tables = &self.options.tables;
        let mut heads =
            if is_purged { Vec::new() } else { tables.heads(session).await.map_err(MigrateError::tracking)? };
        if let Some(unknown) = heads.iter().find(|head| self.revisions.get(head).is_none()) {
            return Err(MigrateError::UnknownHeads { ids: vec![unknown.clone()] });
        }
        let changes = self.revisions.history().stamp(&heads, targets);
        let changes = changes.map_err(|error| in_history(&self.revisions, error))?;
        let mut sql = "BEGIN;\n".to_owned();
        if is_purged {
            sql.push_str(&tables.purge());
        }
        for change in &changes {
            sql.push_str(&tables.change(change));
            change.apply(&mut heads);
            if let HeadChange::Insert(to) | HeadChange::Replace { to, .. } = change
                && let Some(revision) = self.revisions.get(to)
            {
                let work = Work { kind, ..Work::up(revision)? };
                sql.push_str(&tables.insert(&apply::entry(&work, Status::Applied, 0, None)));
            }
        }
        sql.push_str("COMMIT;");
        session.batch_execute(&sql).await.map_err(MigrateError::tracking)?;
        Ok(heads)
    }

    /// Takes the text of an applied revision as it is now.
    pub async fn accept(&self, database: &Config, revision: &Revision) -> Result<(), MigrateError> {
        let (session, watch) = self.locked(database, &mut |_| {}).await?;
        if let Some(watch) = watch {
            watch.session.close().await;
        }
        let sql = self.options.tables.accept(revision.id(), &revision.up, &revision.checksum());
        let done = session.batch_execute(&sql).await.map_err(MigrateError::tracking);
        self.unlock(session).await;
        done
    }

    pub(super) async fn read(&self, session: &Session) -> Result<State, MigrateError> {
        let tables = &self.options.tables;
        if self.layout(session).await?.is_none() {
            return Ok(State::default());
        }
        let read = futures_util::future::try_join(tables.heads(session), tables.records(session)).await;
        let (heads, records) = read.map_err(MigrateError::tracking)?;
        Ok(State { heads, records })
    }

    /// The layout of the tables, which must be one that is known.
    pub(super) async fn layout(&self, session: &Session) -> Result<Option<i32>, MigrateError> {
        let tables = &self.options.tables;
        let found = tables.layout(session).await.map_err(MigrateError::tracking)?;
        match found {
            Some(found) if found > Tables::LAYOUT => {
                Err(MigrateError::Layout { schema: tables.name().to_owned(), found, known: Tables::LAYOUT })
            }
            _ => Ok(found),
        }
    }
}
