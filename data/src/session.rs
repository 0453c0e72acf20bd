//! Sessions that read rows or write them.

use relvar_catalog::connect::{Config, Session};

use crate::Error;

/// Connects; other sessions see what it is for.
pub(crate) async fn open(config: &Config) -> Result<Session, Error> {
    Ok(relvar_catalog::connect::connect(config).await?)
}

/// Runs statements that need no answer.
pub(crate) async fn run(client: &tokio_postgres::Client, what: &str, sql: &str) -> Result<(), Error> {
    client.batch_execute(sql).await.map_err(Error::server(what))
}
