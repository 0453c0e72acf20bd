//! A connection that is driven in the background.

use std::ops::{Deref, DerefMut};

use tokio::task::JoinHandle;
use tokio_postgres::{Client, Connection, NoTls, tls::TlsStream};

use super::ConnectError;

/// A client whose connection a task of the current runtime drives. Ends with it.
#[derive(Debug)]
pub struct Session {
    client: Client,
    driver: JoinHandle<()>,
}

impl Session {
    /// Connects with settings of the driver, without encryption: to a server of one's own, such as a scratch server.
    pub async fn open(config: &tokio_postgres::Config) -> Result<Self, ConnectError> {
        match config.connect(NoTls).await {
            Ok((client, connection)) => Ok(Self::drive(client, connection)),
            Err(error) => Err(ConnectError {
                message: "cannot connect to the scratch server".to_owned(),
                hint: "it may have ended; its log is in the message above, or start anew".to_owned(),
                source: Some(error.into()),
            }),
        }
    }

    pub(super) fn drive<S, T>(client: Client, connection: Connection<S, T>) -> Self
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
        T: TlsStream + Unpin + Send + 'static,
    {
        let driver = tokio::spawn(async move {
            // What breaks a connection is reported by the query that is under way.
            let _ = connection.await;
        });
        Self { client, driver }
    }

    /// Ends the connection and waits until it has ended: a server that takes one connection at a time is then free.
    pub async fn close(self) {
        let Self { client, driver } = self;
        drop(client);
        let _ = driver.await;
    }
}

impl Deref for Session {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}
