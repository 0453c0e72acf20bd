//! Where a connection leads, for those who have to go there again.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::CancelToken;

use crate::stream::{Address, Drained};
use crate::tls::{DrainedHandshake, Handshake};
use crate::{Config, Error, ErrorKind};

/// The server that a connection was made with: its address, and how the connection is encrypted.
///
/// Cheap to clone. The name may lead elsewhere by now, and the configuration name several hosts: a request to cancel
/// must go where the connection went.
#[derive(Clone)]
pub struct Target(Arc<Inner>);

struct Inner {
    /// As messages name it.
    name: String,
    address: Address,
    handshake: Handshake,
    config: Config,
}

impl Target {
    pub(crate) fn new(name: String, address: Address, handshake: Handshake, config: Config) -> Self {
        Self(Arc::new(Inner { name, address, handshake, config }))
    }

    /// Asks the server to cancel what a connection is doing, and waits until the server has acted on it.
    ///
    /// What the connection then runs is not hit by it, if it is sent after this has returned `Ok`. Whether anything
    /// was cancelled is only seen in the answer to the statement. `limit` is for the whole of it; after an error the
    /// request may still arrive, so that the connection should be closed.
    pub async fn cancel(&self, token: &CancelToken, limit: Duration) -> Result<(), Error> {
        let target = &self.0;
        let failed = |error: std::io::Error| {
            Error::new(
                ErrorKind::Unreachable,
                format!("the request to cancel did not reach `{}`: {error}", target.name),
            )
            .with_address(&target.name)
            .with_source(error)
        };
        let request = async {
            let stream = target.address.open(&target.config).await.map_err(failed)?;
            let handshake = DrainedHandshake(target.handshake.clone());
            token.cancel_query_raw(Drained(stream), handshake).await.map_err(|error| {
                let message = format!("the request to cancel did not reach `{}`: {error}", target.name);
                Error::new(ErrorKind::Unreachable, message).with_address(&target.name).with_driver(error)
            })
        };
        tokio::time::timeout(limit, request).await.unwrap_or_else(|_| {
            let message = format!("`{}` did not act on the request to cancel within {limit:?}", target.name);
            Err(Error::new(ErrorKind::TimedOut, message).with_address(&target.name))
        })
    }
}

/// The host and port, or the path of the socket.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}
