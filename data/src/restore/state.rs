//! What a restore of several transactions has done, in a schema of its own until it is complete.

use std::collections::BTreeSet;

use tokio_postgres::Client;

use crate::{Error, session};

/// The schema. As long as it is there, the database is not complete.
pub(crate) const SCHEMA: &str = "relvar_restore";

/// The steps that are done.
#[derive(Clone, Debug, Default)]
pub(super) struct Done(BTreeSet<String>);

impl Done {
    pub(super) fn has(&self, step: &str) -> bool {
        self.0.contains(step)
    }
}

/// What an earlier restore of the same file has done; nothing if there was none.
pub(super) async fn read(client: &Client, file: &str) -> Result<Option<Done>, Error> {
    let failed = || Error::server("the state of an earlier restore cannot be read");
    let sql = "SELECT pg_catalog.to_regclass('relvar_restore.state') IS NOT NULL";
    if !client.query_one(sql, &[]).await.map_err(failed())?.get::<_, bool>(0) {
        return Ok(None);
    }
    let rows = client.query("SELECT file, step FROM relvar_restore.state", &[]).await.map_err(failed())?;
    if rows.iter().any(|row| row.get::<_, &str>(0) != file) {
        return Err(Error::Unfinished { schema: SCHEMA });
    }
    Ok(Some(Done(rows.iter().map(|row| row.get(1)).collect())))
}

/// Begins to record.
pub(super) async fn create(client: &Client, file: &str) -> Result<(), Error> {
    let sql = "CREATE SCHEMA relvar_restore; \
               COMMENT ON SCHEMA relvar_restore IS 'A restore by relvar is not complete; restore the same file to continue.'; \
               CREATE TABLE relvar_restore.state (file text NOT NULL, step text PRIMARY KEY)";
    session::run(client, "the state of the restore cannot be recorded", sql).await?;
    record(client, file, "begun").await
}

/// Records a step, in the transaction that does it.
pub(super) async fn record(client: &Client, file: &str, step: &str) -> Result<(), Error> {
    let sql = "INSERT INTO relvar_restore.state (file, step) VALUES ($1, $2)";
    client.execute(sql, &[&file, &step]).await.map_err(Error::server("the state of the restore cannot be recorded"))?;
    Ok(())
}

/// Ends recording: the restore is complete.
pub(super) async fn remove(client: &Client) -> Result<(), Error> {
    session::run(client, "the restore cannot be completed", "DROP SCHEMA relvar_restore CASCADE").await
}
