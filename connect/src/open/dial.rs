//! One address, with and without encryption.

use tokio_postgres::config;

use super::attempt::{Attempt, Credentials};
use super::{Connected, attributes, explain};
use crate::config::{Found, Login, find_password};
use crate::stream::Address;
use crate::tls::Handshake;
use crate::{Error, SslMode, Target};

/// Whether one connection is encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    Without,
    IfPossible,
    Always,
}

impl Attempt<'_> {
    pub(super) async fn run(&self) -> Result<Connected, Error> {
        let credentials = self.credentials()?;
        // Over a socket of the file system there is nothing to protect, and the server has no encryption for it.
        let mode = match self.address {
            Address::Local(_) => SslMode::Disable,
            Address::Tcp(_) => self.config.tls.mode,
        };
        let handshake = match mode {
            SslMode::Disable => Handshake::none(),
            _ => Handshake::new(self.config, &self.host.name)?,
        };
        let encryption: &[Encryption] = match mode {
            _ if !handshake.is_some() => &[Encryption::Without],
            SslMode::Disable => &[Encryption::Without],
            SslMode::Allow => &[Encryption::Without, Encryption::Always],
            // The server may offer encryption and then fail at it.
            SslMode::Prefer => &[Encryption::IfPossible, Encryption::Without],
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[Encryption::Always],
        };
        let mut failure: Option<Error> = None;
        for encryption in encryption {
            match self.connect(&credentials, &handshake, *encryption).await {
                Ok(connected) => return Ok(connected),
                Err(error) => {
                    let goes_on = explain::encryption_may_matter(&error);
                    failure = failure.or(Some(error));
                    if !goes_on {
                        break;
                    }
                }
            }
        }
        Err(failure.unwrap_or_else(|| explain::unknown_host(self.host, None)))
    }

    async fn connect(
        &self,
        credentials: &Credentials,
        handshake: &Handshake,
        encryption: Encryption,
    ) -> Result<Connected, Error> {
        let stream = self.address.open(self.config).await.map_err(|error| explain::not_opened(self, error))?;
        let driver = self.driver(credentials, encryption);
        let (client, mut connection) = driver
            .connect_raw(stream, handshake.clone())
            .await
            .map_err(|error| explain::not_ready(self, credentials, error))?;
        attributes::check(self, &client, &mut connection).await?;
        let target = Target::new(self.name(), self.address.clone(), handshake.clone(), self.config.clone());
        Ok(Connected { client, connection, target })
    }

    fn credentials(&self) -> Result<Credentials, Error> {
        let (user, database) = self.config.names()?;
        let mut is_exposed = false;
        let mut password = self.config.password.clone();
        if let (None, Some(path)) = (&password, &self.config.passfile) {
            let login = Login { host: &self.host.name, port: self.host.port, database: &database, user: &user };
            match find_password(path, login) {
                Found::Password(found) => password = Some(found.into_bytes()),
                Found::Exposed => is_exposed = true,
                Found::Nothing => {}
            }
        }
        Ok(Credentials { user, database, password, is_exposed })
    }

    fn driver(&self, credentials: &Credentials, encryption: Encryption) -> tokio_postgres::Config {
        let config = self.config;
        let mut driver = tokio_postgres::Config::new();
        driver.user(&credentials.user).dbname(&credentials.database).channel_binding(config.channel_binding);
        if let Some(password) = &credentials.password {
            driver.password(password);
        }
        if let Some(options) = &config.options {
            driver.options(options);
        }
        if let Some(name) = &config.application_name {
            driver.application_name(name);
        }
        driver.ssl_mode(match encryption {
            Encryption::Without => config::SslMode::Disable,
            Encryption::IfPossible => config::SslMode::Prefer,
            Encryption::Always => config::SslMode::Require,
        });
        if config.tls.is_direct {
            driver.ssl_negotiation(config::SslNegotiation::Direct);
        }
        driver
    }
}
