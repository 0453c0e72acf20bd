//! Trying hosts, their addresses and encryption until one works.

mod attempt;
mod attributes;
mod dial;
mod explain;

use std::hash::{BuildHasher as _, RandomState};
use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use tokio_postgres::Client;

use crate::config::{Host, SessionAttributes};
use crate::stream::{Address, Stream};
use crate::tls::Encrypted;
use crate::{Config, Error, ErrorKind, Target};
use attempt::Attempt;

/// The half of a connection that must be driven: by polling it as a future, or for its messages.
pub type Connection = tokio_postgres::Connection<Stream, Encrypted<Stream>>;

/// A connection that is ready for statements.
pub struct Connected {
    /// What statements are sent with.
    pub client: Client,
    /// What must be driven for them to be sent.
    pub connection: Connection,
    /// The server that it was made with.
    pub target: Target,
}

/// Connects to the first host of a configuration that answers, as libpq does it.
///
/// Each address of each host is tried, for `connect_timeout` each, which counts from the look-up of the name until the
/// server is ready for statements. A server that answers and refuses the role ends the search.
pub async fn open(config: &Config) -> Result<Connected, Error> {
    let mut hosts: Vec<&Host> = config.hosts.iter().collect();
    if config.is_balanced {
        shuffle(&mut hosts);
    }
    if config.session == SessionAttributes::PreferStandby
        && let Ok(connected) = search(config, &hosts, SessionAttributes::Standby).await
    {
        return Ok(connected);
    }
    search(config, &hosts, config.session).await
}

async fn search(config: &Config, hosts: &[&Host], wanted: SessionAttributes) -> Result<Connected, Error> {
    let mut failures = Vec::new();
    for host in hosts {
        match open_host(config, host, wanted).await {
            Ok(connected) => return Ok(connected),
            Err(error) => {
                let is_final = !explain::another_may_do(&error);
                failures.push(error);
                if is_final {
                    break;
                }
            }
        }
    }
    let last = failures.pop().unwrap_or_else(|| Error::configuration("there is no host to connect to"));
    Err(last.with_others(&failures))
}

async fn open_host(config: &Config, host: &Host, wanted: SessionAttributes) -> Result<Connected, Error> {
    // The look-up of the name counts for the first address.
    let mut deadline = Deadline::after(config.connect_timeout);
    let mut addresses = deadline.within(host, look_up(host)).await?;
    if config.is_balanced {
        shuffle(&mut addresses);
    }
    let mut failure: Option<Error> = None;
    for address in addresses {
        let attempt = Attempt { config, host, address, wanted };
        match deadline.within(host, attempt.run()).await {
            Ok(connected) => return Ok(connected),
            Err(error) if !explain::another_may_do(&error) => return Err(error),
            // What a server says tells more than that there is none.
            Err(error) => {
                failure = Some(match failure {
                    Some(before) if rank(&before) >= rank(&error) => before,
                    _ => error,
                });
            }
        }
        deadline = Deadline::after(config.connect_timeout);
    }
    Err(failure.unwrap_or_else(|| explain::unknown_host(host, None)))
}

fn rank(error: &Error) -> u8 {
    match error.kind() {
        ErrorKind::Unreachable => 0,
        ErrorKind::Refused => 1,
        ErrorKind::TimedOut => 2,
        _ => 3,
    }
}

async fn look_up(host: &Host) -> Result<Vec<Address>, Error> {
    if let Some(path) = host.socket() {
        return Ok(vec![Address::Local(path)]);
    }
    if let Some(address) = host.address {
        return Ok(vec![Address::Tcp(SocketAddr::new(address, host.port))]);
    }
    let found = tokio::net::lookup_host((host.name.as_str(), host.port)).await;
    let found = found.map_err(|error| explain::unknown_host(host, Some(error)))?;
    Ok(found.map(Address::Tcp).collect())
}

/// When an attempt has to be done.
struct Deadline(Option<(Instant, Duration)>);

impl Deadline {
    fn after(limit: Option<Duration>) -> Self {
        // A time so far away that it cannot be counted is none.
        Self(limit.and_then(|limit| Some((Instant::now().checked_add(limit)?, limit))))
    }

    async fn within<T>(&self, host: &Host, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let Some((at, limit)) = self.0 else { return work.await };
        timeout_at(at, work).await.unwrap_or_else(|_| Err(explain::timed_out(host, limit)))
    }
}

/// Random order, without a generator of its own: each `RandomState` has other keys.
fn shuffle<T>(items: &mut [T]) {
    let state = RandomState::new();
    for at in (1..items.len()).rev() {
        let random = usize::try_from(state.hash_one(at) % (at as u64 + 1)).unwrap_or(at);
        items.swap(at, random);
    }
}
