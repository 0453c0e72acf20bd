//! Encryption of streams, by rustls where the feature `tls` is on.

#[cfg(feature = "tls")]
mod settings;
#[cfg(feature = "tls")]
mod verifier;

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::{fmt, io};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};

use crate::stream::Drained;
use crate::{Config, Error};
#[cfg(not(feature = "tls"))]
use crate::{ErrorKind, SslMode};

#[cfg(feature = "tls")]
type Connector = tokio_postgres_rustls::MakeRustlsConnect;
#[cfg(not(feature = "tls"))]
type Connector = tokio_postgres::NoTls;

/// A stream, encrypted.
pub(crate) type Encrypted<S> = <Connector as MakeTlsConnect<S>>::Stream;

/// What encrypts the streams to one host; nothing for streams that are not.
#[derive(Clone)]
pub(crate) struct Handshake {
    /// With the host's name; none for streams that are never encrypted.
    connector: Option<(Connector, String)>,
}

impl Handshake {
    /// For streams that are never encrypted.
    pub(crate) fn none() -> Self {
        Self { connector: None }
    }

    /// What encrypts streams to a host as a configuration says.
    #[cfg(feature = "tls")]
    pub(crate) fn new(config: &Config, host: &str) -> Result<Self, Error> {
        let connector = Connector::new(settings::client(&config.tls)?);
        // Certificates have names without a dot at the end, and addresses without the interface they belong to.
        let host = host.split_once('%').map_or(host, |(address, _)| address);
        Ok(Self { connector: Some((connector, host.trim_end_matches('.').to_owned())) })
    }

    #[cfg(not(feature = "tls"))]
    pub(crate) fn new(config: &Config, _: &str) -> Result<Self, Error> {
        match config.tls.mode {
            SslMode::Disable | SslMode::Allow | SslMode::Prefer => Ok(Self::none()),
            _ => Err(Error::new(ErrorKind::Tls, "this program was built without encryption")
                .with_hint("build it with the feature `tls`, or use `sslmode=disable`")),
        }
    }

    /// Whether streams can be encrypted.
    pub(crate) fn is_some(&self) -> bool {
        self.connector.is_some()
    }
}

/// Why a stream was not encrypted.
#[derive(Debug)]
pub(crate) struct HandshakeError(io::Error);

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The error of rustls says it without the frame of an error of input and output.
        match self.0.get_ref() {
            Some(inner) => write!(f, "{inner}"),
            None => write!(f, "{}", self.0),
        }
    }
}

impl StdError for HandshakeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, HandshakeError>> + Send>>;

impl<S> TlsConnect<S> for Handshake
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Encrypted<S>;
    type Error = HandshakeError;
    type Future = Connecting<Encrypted<S>>;

    #[cfg(feature = "tls")]
    fn connect(self, stream: S) -> Self::Future {
        Box::pin(async move {
            let unsupported = || HandshakeError(io::ErrorKind::Unsupported.into());
            let (mut connector, host) = self.connector.ok_or_else(unsupported)?;
            let Ok(handshake) = MakeTlsConnect::<S>::make_tls_connect(&mut connector, &host);
            handshake.connect(stream).await.map_err(HandshakeError)
        })
    }

    #[cfg(not(feature = "tls"))]
    fn connect(self, _: S) -> Self::Future {
        Box::pin(std::future::ready(Err(HandshakeError(io::ErrorKind::Unsupported.into()))))
    }
}

/// A handshake for a stream that is closed by reading it to its end.
pub(crate) struct DrainedHandshake(pub(crate) Handshake);

impl<S> TlsConnect<S> for DrainedHandshake
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Drained<Encrypted<S>>;
    type Error = HandshakeError;
    type Future = Connecting<Drained<Encrypted<S>>>;

    fn connect(self, stream: S) -> Self::Future {
        let handshake = self.0.connect(stream);
        Box::pin(async move { handshake.await.map(Drained) })
    }
}

impl<S: TlsStream + Unpin> TlsStream for Drained<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.0.channel_binding()
    }
}
