//! A connection that is driven in the background.

use std::ops::{Deref, DerefMut};

use tokio::task::JoinHandle;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::{Config, Connected, Error, SslMode, open};

/// A client whose connection a task of the current runtime drives. Ends with it.
#[derive(Debug)]
pub struct Session {
    client: Client,
    driver: JoinHandle<()>,
}

/// Connects, and drives the connection. Where the database does not exist, the error says which there are.
pub async fn connect(config: &Config) -> Result<Session, Error> {
    let mut config = config.clone();
    config.set_fallback_application_name("relvar");
    match open(&config).await {
        Ok(connected) => Ok(Session::drive(connected)),
        Err(error) if error.sqlstate() == Some("3D000") => {
            let databases = databases(config.with_database("postgres")).await;
            Err(if databases.is_empty() { error } else { error.with_hint(format!("it has {}", listed(&databases))) })
        }
        Err(error) => Err(error),
    }
}

impl Session {
    /// Connects with settings of the driver: to a server of one's own, such as a scratch server. Without encryption
    /// and without a limit, unless the settings demand them.
    pub async fn open(driver: &tokio_postgres::Config) -> Result<Self, Error> {
        let mut config = Config::from(driver.clone());
        config.set_connect_timeout(driver.get_connect_timeout().copied());
        if config.tls.mode == SslMode::Prefer {
            config.tls.mode = SslMode::Disable;
        }
        open(&config).await.map(Self::drive)
    }

    fn drive(Connected { client, connection, .. }: Connected) -> Self {
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

/// The databases there are instead of one that is missing.
async fn databases(config: Config) -> Vec<String> {
    let Ok(connected) = open(&config).await else { return Vec::new() };
    let session = Session::drive(connected);
    let query = "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname";
    let rows = session.simple_query(query).await.unwrap_or_default();
    let name = |message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    };
    let names = rows.into_iter().filter_map(name).collect();
    session.close().await;
    names
}

/// Some names of a list that may be long.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown.join(", ")
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
