//! Connecting, and what then has to be driven: the driver's other half.

use std::task::{Context, Poll};

use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{AsyncMessage, Client, Connection, Socket};

use super::options::ConnectOptions;
#[cfg(target_os = "linux")]
use super::socket::{self, LocalSocket};
use crate::error::Error;

#[cfg(feature = "tls")]
type Connector = tokio_postgres_rustls::MakeRustlsConnect;
#[cfg(not(feature = "tls"))]
type Connector = tokio_postgres::NoTls;

type Encrypted<S> = <Connector as MakeTlsConnect<S>>::Stream;

/// The half of a connection that must be driven.
pub(super) enum Driver {
    /// Over a socket that the driver opened.
    Driver(Connection<Socket, Encrypted<Socket>>),
    /// Over one of ours.
    #[cfg(target_os = "linux")]
    Local(Connection<LocalSocket, Encrypted<LocalSocket>>),
}

impl Driver {
    /// Drives it, until it has something to tell, or to its end.
    #[inline]
    pub(super) fn poll_message(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<AsyncMessage, tokio_postgres::Error>>> {
        match self {
            Self::Driver(connection) => connection.poll_message(cx),
            #[cfg(target_os = "linux")]
            Self::Local(connection) => connection.poll_message(cx),
        }
    }
}

/// Connects.
pub(super) async fn connect(options: &ConnectOptions) -> Result<(Client, Driver), Error> {
    #[cfg(feature = "tls")]
    let tls = super::tls::connector(&options.tls)?;
    #[cfg(not(feature = "tls"))]
    let tls = {
        if options.tls.verify != super::options::Verify::Nothing {
            return Err(Error::usage("the server's certificate cannot be verified without encryption")
                .with_hint("build `relvar` with the feature `tls`"));
        }
        tokio_postgres::NoTls
    };
    #[cfg(target_os = "linux")]
    if let Some(socket) = socket::connect(&options.config).await {
        let tls = MakeTlsConnect::<LocalSocket>::make_tls_connect(&mut { tls }, "").map_err(Error::configuration)?;
        let (client, connection) = options.config.connect_raw(socket, tls).await.map_err(Error::connect)?;
        return Ok((client, Driver::Local(connection)));
    }
    let (client, connection) = options.config.connect(tls).await.map_err(Error::connect)?;
    Ok((client, Driver::Driver(connection)))
}
