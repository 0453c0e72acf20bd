//! Connecting to a server the way `psql` does: URLs and `key=value` strings, libpq's environment, password and service
//! files, and every `sslmode`.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use relvar_catalog::connect::{Config, connect};
//!
//! let config: Config = "postgres://reader@db.example.org/shop?sslmode=verify-full".parse()?;
//! let mut session = connect(&config.complete()?).await?;
//! session.batch_execute("select 1").await?;
//! session.close().await;
//! # Ok(())
//! # }
//! ```

mod attempt;
mod config;
mod environment;
mod error;
mod keyword;
mod pgpass;
mod session;
mod text;
mod tls;

pub use attempt::connect;
pub use config::{Config, SslMode};
pub use error::{ConfigError, ConnectError};
pub use session::Session;
