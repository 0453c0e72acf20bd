//! The prepared statements of one connection, by text.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashlink::LruCache;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Statement as Driver};

use super::bound::driver_type;
use super::drift;
use crate::error::Error;
use crate::statement::Statement;
use crate::value::Oid;

/// Where the prepared statements of a connection are kept.
#[derive(Clone, Copy)]
pub(super) enum Cache<'a> {
    /// Nowhere: nothing is prepared.
    None,
    /// Nowhere, and the driver may prepare nothing either: a pooler gives each transaction another session.
    Shared,
    /// In ours.
    Bounded(&'a StatementCache),
    /// In that of another crate's pool.
    #[cfg(feature = "pool")]
    Deadpool(&'a deadpool_postgres::StatementCache),
}

/// A bounded map from a statement's text to what the server prepared for it; the one unused for longest goes first.
pub(super) struct StatementCache {
    entries: Mutex<LruCache<Arc<str>, Arc<Prepared>>>,
}

/// A prepared statement. Closed on the server when the last reference is dropped.
pub(super) struct Prepared {
    pub(super) driver: Driver,
    pub(super) sql: Arc<str>,
    /// The types of the parameters, as they were asked for.
    types: Box<[Oid]>,
    /// The types of the columns, as they were checked.
    columns: Option<Arc<[Oid]>>,
}

impl Cache<'_> {
    /// The prepared form of a statement, where it is kept.
    #[inline]
    pub(super) fn find(self, statement: &Statement) -> Option<Arc<Prepared>> {
        match self {
            Self::Bounded(cache) => cache.find(statement),
            _ => None,
        }
    }

    /// The prepared form of a statement, prepared now; `None` where nothing is prepared.
    pub(super) async fn prepare(self, client: &Client, statement: &Statement) -> Result<Option<Arc<Prepared>>, Error> {
        match self {
            Self::None | Self::Shared => Ok(None),
            Self::Bounded(cache) => cache.prepare(client, statement).await.map(Some),
            #[cfg(feature = "pool")]
            Self::Deadpool(cache) => {
                let types = driver_types(statement)?;
                let driver = cache.prepare_typed(client, &statement.sql, &types).await;
                Prepared::new(driver, statement).map(Some)
            }
        }
    }

    /// Forgets a statement the server no longer accepts.
    pub(super) fn forget(self, statement: &Statement) {
        match self {
            Self::None | Self::Shared => {}
            Self::Bounded(cache) => drop(cache.lock().remove(&*statement.sql)),
            #[cfg(feature = "pool")]
            Self::Deadpool(cache) => {
                if let Ok(types) = driver_types(statement) {
                    drop(cache.remove(&statement.sql, &types));
                }
            }
        }
    }
}

impl StatementCache {
    pub(super) fn new(capacity: usize) -> Self {
        Self { entries: Mutex::new(LruCache::new(capacity)) }
    }

    #[inline]
    fn find(&self, statement: &Statement) -> Option<Arc<Prepared>> {
        let mut entries = self.lock();
        let prepared = entries.get(&*statement.sql)?;
        prepared.is_for(statement).then(|| Arc::clone(prepared))
    }

    async fn prepare(&self, client: &Client, statement: &Statement) -> Result<Arc<Prepared>, Error> {
        let types = driver_types(statement)?;
        let prepared = Prepared::new(client.prepare_typed(&statement.sql, &types).await, statement)?;
        let mut entries = self.lock();
        // What it replaces, or pushes out, closes itself on the server when dropped, which does not wait.
        entries.insert(Arc::clone(&prepared.sql), Arc::clone(&prepared));
        drop(entries);
        Ok(prepared)
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<Arc<str>, Arc<Prepared>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Prepared {
    fn new(driver: Result<Driver, tokio_postgres::Error>, statement: &Statement) -> Result<Arc<Self>, Error> {
        let driver = driver.map_err(|error| Error::from(error).with_sql(&statement.sql))?;
        let columns = statement.columns.clone();
        drift::check(driver.columns(), columns.as_deref()).map_err(|error| error.with_sql(&statement.sql))?;
        Ok(Arc::new(Self {
            driver,
            sql: Arc::clone(&statement.sql),
            types: statement.params.types().map(|ty| ty.wire).collect(),
            columns,
        }))
    }

    /// Whether it is this statement, prepared: its text is the same.
    #[inline]
    fn is_for(&self, Statement { params, columns, .. }: &Statement) -> bool {
        self.types.len() == params.len()
            && self.types.iter().zip(params.types()).all(|(&oid, ty)| oid == ty.wire)
            && (columns.is_none() || self.columns == *columns)
    }
}

fn driver_types(statement: &Statement) -> Result<Vec<Type>, Error> {
    statement.params.types().map(driver_type).collect()
}
