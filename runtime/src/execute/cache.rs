//! The prepared statements of one connection, by text.

use std::sync::{Arc, Mutex, PoisonError};

use hashlink::LruCache;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Statement as Driver};

use crate::error::Error;
use crate::statement::{Param, Statement};
use crate::value::Oid;

/// A bounded map from a statement's text to what the server prepared for it; the one unused for longest goes first.
pub(super) struct StatementCache {
    entries: Mutex<LruCache<Arc<str>, Prepared>>,
}

/// A prepared statement. Closed on the server when the last clone is dropped.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) driver: Driver,
    pub(super) sql: Arc<str>,
    /// The types of the parameters, as they were asked for.
    types: Arc<[Oid]>,
}

impl StatementCache {
    pub(super) fn new(capacity: usize) -> Self {
        Self { entries: Mutex::new(LruCache::new(capacity)) }
    }

    /// The prepared form of a statement, prepared now if need be.
    #[inline]
    pub(super) async fn prepare(&self, client: &Client, statement: &Statement) -> Result<Prepared, Error> {
        if let Some(prepared) = self.find(statement) {
            return Ok(prepared);
        }
        self.prepare_anew(client, statement).await
    }

    /// Forgets a statement the server no longer accepts.
    pub(super) fn forget(&self, sql: &str) {
        self.lock().remove(sql);
    }

    #[inline]
    fn find(&self, statement: &Statement) -> Option<Prepared> {
        let mut entries = self.lock();
        let prepared = entries.get(&*statement.sql)?;
        prepared.is_for(&statement.params).then(|| prepared.clone())
    }

    #[cold]
    async fn prepare_anew(&self, client: &Client, statement: &Statement) -> Result<Prepared, Error> {
        let prepared = prepare(client, statement).await?;
        // What it replaces is dropped, and so closed, outside the lock.
        let _replaced = self.lock().insert(Arc::clone(&prepared.sql), prepared.clone());
        Ok(prepared)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<Arc<str>, Prepared>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Prepared {
    #[inline]
    fn is_for(&self, params: &[Param]) -> bool {
        self.types.len() == params.len() && self.types.iter().zip(params).all(|(&oid, param)| oid == param.ty.wire)
    }
}

/// Prepares a statement on the server.
pub(super) async fn prepare(client: &Client, statement: &Statement) -> Result<Prepared, Error> {
    let types = driver_types(&statement.params)?;
    let driver = client
        .prepare_typed(&statement.sql, &types)
        .await
        .map_err(|error| Error::from(error).with_sql(&statement.sql))?;
    Ok(Prepared {
        driver,
        sql: Arc::from(&*statement.sql),
        types: statement.params.iter().map(|param| param.ty.wire).collect(),
    })
}

/// The driver's types of parameters.
pub(super) fn driver_types(params: &[Param]) -> Result<Vec<Type>, Error> {
    params.iter().map(driver_type).collect()
}

/// The driver's type of a parameter.
pub(super) fn driver_type(param: &Param) -> Result<Type, Error> {
    Type::from_oid(param.ty.wire)
        .ok_or_else(|| Error::usage(format!("`{}` does not travel as a built-in type", param.ty)))
}
