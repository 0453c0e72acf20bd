//! Scratch servers: a PostgreSQL that nobody had to install or start, gone when its owner is.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use relvar_catalog::scratch;
//!
//! let server = scratch::Server::start(&scratch::Options::from_env())?;
//! eprintln!("{}", server.description());
//! let (client, connection) = server.config().connect(tokio_postgres::NoTls).await?;
//! tokio::spawn(connection);
//! client.batch_execute("create table film (film_id int primary key)").await?;
//! # Ok(())
//! # }
//! ```
//!
//! Four providers are asked in this order, and the first one that works is taken:
//!
//! 1. a server's URL, where a database of our own is created ([`Choice::Url`]);
//! 2. installed binaries, run in a temporary folder ([`Choice::System`], [`Choice::Binaries`]);
//! 3. binaries from the npm registry, checked against a pinned SHA-512 and kept in the user's cache
//!    ([`Choice::Fetched`]): where none were fetched before, the newest are, in about a second;
//! 4. PostgreSQL inside this process, feature `embedded` ([`Choice::Embedded`]), for machines without a network.
//!
//! `RELVAR_SERVER` names one of them: then no other is asked. A download is announced, by default in a line on standard
//! error; [`Options::offline`] and `RELVAR_OFFLINE=1` forbid it.
//!
//! Whatever a server needed goes with it: when it is dropped, when a panic unwinds past it, when the process is
//! killed (a watcher outlives it), and at the latest when the next scratch server starts. [`remove_on_signal`] is for
//! programs that want it gone before they end at Ctrl-C.

#[cfg(not(unix))]
mod absent;
#[cfg(unix)]
mod account;
#[cfg(unix)]
mod binaries;
#[cfg(unix)]
mod cache;
mod chain;
#[cfg(unix)]
mod cluster;
mod confine;
// The platforms are those for which Cargo.toml has the engine.
#[cfg_attr(
    not(all(
        feature = "embedded",
        any(
            all(target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64")),
            all(target_os = "macos", target_arch = "aarch64"),
            all(target_os = "windows", target_env = "msvc", target_arch = "x86_64"),
        )
    )),
    path = "embedded/absent.rs"
)]
mod embedded;
mod error;
#[cfg(unix)]
mod fetched;
mod fetching;
#[cfg(unix)]
mod home;
#[cfg(unix)]
mod known;
mod options;
mod provider;
mod server;
mod signal;
#[cfg(unix)]
mod sweep;
#[cfg(unix)]
mod system;
#[cfg(unix)]
mod template;
mod url;

pub use confine::Superuser;
pub use error::{Attempt, Error};
#[cfg(unix)]
pub use fetched::{FetchError, fetch};
pub use fetching::Fetching;
#[cfg(unix)]
pub use known::{cache_folder, programs};
pub use options::{Choice, Options};
pub use server::Server;
pub use signal::{Forwarding, forward_signals, is_ending, remove_on_signal};
