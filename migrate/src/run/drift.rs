//! Whether the database is what the last run left.

use std::collections::BTreeMap;

use relvar_catalog::{
    catalog::ObjectId,
    connect::Session,
    fingerprints, hexadecimal,
    introspect::{self, IntrospectError, introspect},
};
use sha2::{Digest as _, Sha256};

use super::{MigrateError, drifted::Drifted};
use crate::{
    diff::Verb,
    track::{Left, Record, Tables},
};

/// What is done about a database that is not what the last run left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drift {
    /// Nothing is run.
    #[default]
    Refuse,
    /// Revisions are run all the same.
    Allow,
    /// It is neither looked for nor recorded: for scratch databases.
    Ignore,
}

/// What is known of the database.
pub(super) enum Known {
    /// Nothing: no run has left a fingerprint, or one was killed since.
    Nothing,
    /// It is what the last run left.
    Same(String),
    /// It is not.
    Drifted(Vec<Drifted>, Left),
}

/// Compares the database with what the last run left. As long as the system catalogs are the same, nothing is read.
pub(super) async fn known(session: &mut Session, tables: &Tables, records: &[Record]) -> Result<Known, MigrateError> {
    let Some(left) = tables.left(session).await.map_err(MigrateError::tracking)? else { return Ok(Known::Nothing) };
    if records.iter().any(|record| record.id > left.record && record.status != "failed") {
        return Ok(Known::Nothing);
    }
    if introspect::fingerprint(session).await? == left.catalog {
        return Ok(Known::Same(left.fingerprint));
    }
    let now = now(session, tables).await?;
    if now.fingerprint == left.fingerprint {
        return Ok(Known::Same(left.fingerprint));
    }
    // Another version of relvar or PostgreSQL describes the same objects otherwise.
    if made_by(&now.fingerprint) != made_by(&left.fingerprint) {
        return Ok(Known::Nothing);
    }
    let objects = drifted(&left.objects, &now.objects);
    if objects.is_empty() {
        return Ok(Known::Same(now.fingerprint));
    }
    Ok(Known::Drifted(objects, now))
}

/// What is known before a run that makes its plan from what the database is, such as that of a module.
#[cfg(feature = "module")]
pub(super) struct Before {
    /// What the last run left.
    left: Left,
    /// What the database is now, if it is something else.
    now: Option<Left>,
}

/// What is known of the database, if anything is.
#[cfg(feature = "module")]
pub(super) async fn before(
    session: &mut Session,
    tables: &Tables,
    records: &[Record],
) -> Result<Option<Before>, MigrateError> {
    let now = match known(session, tables, records).await? {
        Known::Nothing => return Ok(None),
        Known::Same(_) => None,
        Known::Drifted(_, now) => Some(now),
    };
    let left = tables.left(session).await.map_err(MigrateError::tracking)?;
    Ok(left.map(|left| Before { left, now }))
}

#[cfg(feature = "module")]
impl Before {
    /// What the database was.
    pub(super) fn fingerprint(&self) -> &str {
        &self.now.as_ref().unwrap_or(&self.left).fingerprint
    }

    /// What is expected of the database after the run: what it is, but what had drifted before and was not changed since is
    /// still drift.
    pub(super) async fn left_now(&self, session: &mut Session, tables: &Tables) -> Result<Left, IntrospectError> {
        let mut after = now(session, tables).await?;
        let Some(before) = &self.now else { return Ok(after) };
        let mut is_drifted = false;
        for own in drifted(&self.left.objects, &before.objects) {
            if before.objects.get(&own.object) != after.objects.get(&own.object) {
                continue;
            }
            is_drifted = true;
            match self.left.objects.get(&own.object) {
                Some(left) => drop(after.objects.insert(own.object, left.clone())),
                None => drop(after.objects.remove(&own.object)),
            }
        }
        if is_drifted {
            // No database has these: the objects are compared one by one.
            after.fingerprint = format!("{}:drifted", made_by(&after.fingerprint).unwrap_or_default());
            after.catalog = String::new();
        }
        Ok(after)
    }
}

fn made_by(fingerprint: &str) -> Option<&str> {
    Some(fingerprint.split_once(':')?.0)
}

fn drifted(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<Drifted> {
    let all = before.keys().chain(now.keys().filter(|object| !before.contains_key(*object)));
    let verb = |object: &String| match (before.get(object), now.get(object)) {
        (Some(before), Some(now)) => (before != now).then_some(Verb::Change),
        (Some(_), None) => Some(Verb::Remove),
        (None, _) => Some(Verb::Add),
    };
    let mut found: Vec<_> =
        all.filter_map(|object| Some(Drifted { verb: verb(object)?, object: object.clone() })).collect();
    found.sort_by(|a, b| a.object.cmp(&b.object));
    found
}

/// What the database is now, without the records themselves. Partitions do not count: services make them while they run.
pub(super) async fn now(session: &mut Session, tables: &Tables) -> Result<Left, IntrospectError> {
    /// As many digits as it takes to see a change.
    const DIGITS: usize = 16;
    // Before the objects: what changes in between is then looked at once more.
    let state = introspect::fingerprint(session).await?;
    let mut catalog = introspect(session).await?.catalog;
    catalog.relations.retain(|relation| !relation.is_partition());
    let is_own = |id: &ObjectId| match id {
        ObjectId::Schema(name) => name == tables.name(),
        id => id.schema() == Some(tables.name()),
    };
    let mut hash = Sha256::new();
    let mut objects = BTreeMap::new();
    for (id, fingerprint) in fingerprints(&catalog).objects.iter().filter(|(id, _)| !is_own(id)) {
        let (id, fingerprint) = (id.to_string(), fingerprint.to_string());
        // Neither holds a zero byte.
        hash.update(format!("{id}\0{fingerprint}\0"));
        objects.insert(id, fingerprint[..DIGITS.min(fingerprint.len())].to_owned());
    }
    let (version, server) = (env!("CARGO_PKG_VERSION"), catalog.server_version);
    let fingerprint = format!("relvar-{version}-pg{server}:{}", hexadecimal(&hash.finalize()));
    Ok(Left { record: 0, fingerprint, catalog: state, objects })
}
