//! Rows by their places, and the rows that belong to them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use relvar_catalog::QualifiedName;
use tokio_postgres::Client;

use crate::{Error, select::Place};

use super::keys::{Key, Keys};

/// Rows that one statement starts from.
const AT_ONCE: usize = 5000;

/// Rows of several tables.
pub(crate) struct Set<'a> {
    client: &'a Client,
    keys: &'a Keys,
    /// ` FOR UPDATE`, if others may not change what is found.
    lock: &'static str,
    rows: BTreeMap<QualifiedName, HashSet<Place>>,
}

/// Places of rows, by table.
pub(crate) type Places = BTreeMap<QualifiedName, Vec<Place>>;

impl<'a> Set<'a> {
    pub(crate) fn new(client: &'a Client, keys: &'a Keys) -> Self {
        Self { client, keys, lock: "", rows: BTreeMap::new() }
    }

    /// The same; rows that refer to others are locked when they are found.
    pub(crate) fn locking(client: &'a Client, keys: &'a Keys) -> Self {
        Self { lock: " FOR UPDATE OF child", ..Self::new(client, keys) }
    }

    /// Adds the rows that a statement finds by table and place, and gives those that are new.
    pub(crate) async fn add_by(&mut self, from: &QualifiedName, statement: &str) -> Result<Places, Error> {
        let mut new = Places::new();
        for (table, place) in self.query(from, statement).await? {
            if !self.rows.contains_key(table) {
                self.rows.insert(table.clone(), HashSet::new());
            }
            if self.rows.get_mut(table).is_some_and(|own| own.insert(place)) {
                new.entry(table.clone()).or_default().push(place);
            }
        }
        Ok(new)
    }

    async fn query(&self, from: &QualifiedName, statement: &str) -> Result<Vec<(&'a QualifiedName, Place)>, Error> {
        let rows = self.client.query(statement, &[]).await;
        let rows = rows.map_err(Error::server(format!("the rows that belong to `{from}` cannot be found")))?;
        // A table that is not read has no key that could be violated.
        let place =
            |row: &tokio_postgres::Row| Some((self.keys.tables.get(&row.get::<_, i64>(0))?, Place::parse(row.get(1))?));
        Ok(rows.iter().filter_map(place).collect())
    }

    /// How many rows refer to some of these by some foreign keys, and are not among all of them.
    pub(crate) async fn referring(
        &self,
        to: &Places,
        is_meant: impl Fn(&Key) -> bool,
    ) -> Result<Vec<(&'a Key, u64)>, Error> {
        let mut found: BTreeMap<usize, HashSet<Place>> = BTreeMap::new();
        for (table, places) in to {
            let keys = self.keys.to.get(table).into_iter().flatten().copied();
            for at in keys.filter(|at| is_meant(&self.keys.all[*at])) {
                for some in places.chunks(AT_ONCE) {
                    let statement = self.keys.all[at].down(table, &Place::array(some));
                    let rows = self.query(table, &statement).await?;
                    let others = rows.into_iter().filter(|(child, place)| !self.has(child, *place));
                    found.entry(at).or_default().extend(others.map(|(_, place)| place));
                }
            }
        }
        let counts = found.into_iter().map(|(at, places)| (&self.keys.all[at], places.len() as u64));
        Ok(counts.filter(|(_, rows)| *rows > 0).collect())
    }

    fn has(&self, table: &QualifiedName, place: Place) -> bool {
        self.rows.get(table).is_some_and(|own| own.contains(&place))
    }

    /// The rows so far, as those to begin with.
    pub(super) fn all(&self) -> Places {
        self.rows.iter().map(|(table, places)| (table.clone(), sorted(places))).collect()
    }

    /// Adds all rows that refer to these by some foreign keys, and those that refer to them. Gives these with all that are new.
    pub(crate) async fn add_children(
        &mut self,
        from: Places,
        is_followed: impl Fn(&Key) -> bool,
    ) -> Result<Places, Error> {
        let keys = self.keys;
        let mut all = from.clone();
        let mut waiting = from;
        while let Some((table, places)) = waiting.pop_first() {
            let to = keys.to.get(&table).into_iter().flatten().map(|at| &keys.all[*at]);
            for key in to.filter(|key| is_followed(key)) {
                for some in places.chunks(AT_ONCE) {
                    let statement = format!("{}{}", key.down(&table, &Place::array(some)), self.lock);
                    let found = self.add_by(&table, &statement).await?;
                    add(&mut all, found.clone());
                    add(&mut waiting, found);
                }
            }
        }
        Ok(all)
    }

    /// Adds all rows that any of these refers to.
    pub(super) async fn add_parents(&mut self) -> Result<(), Error> {
        let keys = self.keys;
        let mut waiting = self.all();
        while let Some((table, places)) = waiting.pop_first() {
            for key in keys.of.get(&table).into_iter().flatten().map(|at| &keys.all[*at]) {
                for some in places.chunks(AT_ONCE) {
                    let found = self.add_by(&table, &key.up(&Place::array(some))).await?;
                    add(&mut waiting, found);
                }
            }
        }
        Ok(())
    }

    /// The rows of a table, in the order in which they are stored.
    pub(crate) fn places(&self, table: &QualifiedName) -> Vec<Place> {
        self.rows.get(table).map(sorted).unwrap_or_default()
    }
}

fn sorted(places: &HashSet<Place>) -> Vec<Place> {
    places.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
}

fn add(to: &mut Places, found: Places) {
    for (table, places) in found {
        to.entry(table).or_default().extend(places);
    }
}
