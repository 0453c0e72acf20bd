//! Waiting for a server that starts.

use std::time::{Duration, Instant};

use relvar_catalog::connect::{Config, Error, ErrorKind};

use crate::session;

/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(250);

/// Waits until the database takes connections, at most this long; gives how long it took. What waiting does not help against is
/// an error at once: a wrong password, a database that is not there.
pub async fn wait(config: &Config, limit: Duration) -> Result<Duration, crate::Error> {
    let begun = Instant::now();
    loop {
        match session::open(config).await {
            Ok(session) => {
                session.close().await;
                return Ok(begun.elapsed());
            }
            Err(crate::Error::Connect(error)) if may_come(&error) && begun.elapsed() + PAUSE < limit => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

fn may_come(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Unreachable | ErrorKind::Refused | ErrorKind::TimedOut => true,
        // It is starting, or has too many connections.
        ErrorKind::Server => matches!(error.sqlstate(), Some("57P03" | "53300")),
        _ => false,
    }
}
