//! Connecting to PostgreSQL the way libpq does: URLs and `keyword=value` strings, its environment, service and
//! password files, every `sslmode`, several hosts; and cancelling what a connection is doing.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use relvar_connect::{Config, connect};
//!
//! let config: Config = "postgres://reader@db.example.org/shop?sslmode=verify-full".parse()?;
//! let session = connect(&config).await?;
//! session.batch_execute("select 1").await?;
//! session.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! [`open`] leaves the driving of the connection to its caller, and says which server it was made with:
//!
//! ```no_run
//! # async fn example(config: &relvar_connect::Config) -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//!
//! let relvar_connect::Connected { client, connection, target } = relvar_connect::open(config).await?;
//! tokio::spawn(connection);
//! let token = client.cancel_token();
//! tokio::time::timeout(Duration::from_secs(1), client.batch_execute("select pg_sleep(60)")).await.unwrap_err();
//! target.cancel(&token, Duration::from_secs(5)).await?;
//! # Ok(())
//! # }
//! ```

mod config;
mod error;
mod open;
mod session;
mod stream;
mod target;
mod tls;

pub use config::{Config, SslMode};
pub use error::{Error, ErrorKind};
pub use open::{Connected, Connection, open};
pub use session::{Session, connect};
pub use stream::Stream;
pub use target::Target;
