//! Connecting.

use relvar_connect::{Connected, Connection, Target, open};
use tokio_postgres::Client;

use super::options::ConnectOptions;
use crate::error::Error;

/// The half of a connection that must be driven.
pub(super) type Driver = Connection;

/// Connects: to the client and what must be driven, and to the server they were made with.
pub(super) async fn connect(options: &ConnectOptions) -> Result<(Client, Driver, Target), Error> {
    // Boxed, as it is large and seldom needed.
    let Connected { client, connection, target } = Box::pin(open(&options.config)).await.map_err(Error::connect)?;
    Ok((client, connection, target))
}
