//! Tidying up a connection on which something was left in the middle.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::link::{Link, Remedy};
use crate::error::Error;

/// How long the server has for each step of it; then the connection is closed.
const LIMIT: Duration = Duration::from_secs(5);
/// How long a statement has to end by itself before it is cancelled, as opening a connection for that has its price.
const PATIENCE: Duration = Duration::from_millis(2);
/// How often a remedy is tried that a time limit or a request to cancel has hit.
const ATTEMPTS: u32 = 20;

/// The task that tidies a connection up. Where it fails, or is dropped as its runtime ends, the connection is closed.
pub(super) struct Settling {
    link: Arc<Link>,
    /// Whether it has let statements in again. The link may be unsettled anew by then, which is another task's matter.
    is_done: bool,
}

impl Settling {
    pub(super) fn new(link: &Arc<Link>) -> Self {
        Self { link: Arc::clone(link), is_done: false }
    }

    /// Has what was dropped cancelled on the server, and then brings the connection back to where it was.
    pub(super) async fn run(mut self) {
        self.is_done = tidy(&self.link).await.is_ok();
    }
}

impl Drop for Settling {
    fn drop(&mut self) {
        if !self.is_done {
            self.link.close("a statement that was dropped could not be cancelled");
            self.link.set_settled(self.link.left());
        }
    }
}

async fn tidy(link: &Link) -> Result<(), Error> {
    loop {
        let (cancel, remedies) = {
            let mut left = link.left();
            if !left.cancel && left.then.is_empty() {
                link.set_settled(left);
                return Ok(());
            }
            (std::mem::take(&mut left.cancel), std::mem::take(&mut left.then))
        };
        if cancel {
            end(link).await?;
        }
        for remedy in remedies {
            apply(link, &remedy).await?;
        }
    }
}

/// Waits until the server has answered all that was sent, and has it cancel what takes long.
async fn end(link: &Link) -> Result<(), Error> {
    let mut patience = PATIENCE;
    let mut waited = Duration::ZERO;
    // In line behind what was dropped; nothing is sent behind this.
    let mut barrier = pin!(link.client.batch_execute(""));
    loop {
        if let Ok(answer) = timeout(patience, &mut barrier).await {
            answered(answer)?;
            break;
        }
        // A request to cancel would hit what others wait for.
        if let (Some(target), true) = (&link.target, link.is_quiet()) {
            if waited > LIMIT {
                return Err(Error::closed());
            }
            target.cancel(&link.client.cancel_token(), LIMIT).await.map_err(Error::connect)?;
            waited += patience;
        }
        // The request may have come before the statement: then there is another.
        patience = (patience * 2).min(Duration::from_millis(250));
    }
    if waited.is_zero() {
        return Ok(());
    }
    // The last request has been acted on. Where it comes late all the same, it hits this.
    answered(answer(link, link.client.batch_execute("")).await?)
}

async fn apply(link: &Link, remedy: &Remedy) -> Result<(), Error> {
    let mut attempt = 1;
    loop {
        match answer(link, link.client.batch_execute(&remedy.sql)).await?.map_err(Error::from) {
            Err(error) if error.is_timeout() && attempt < ATTEMPTS => attempt += 1,
            Err(error) if remedy.is_needed || error.is_closed() => return Err(error),
            _ => return Ok(()),
        }
    }
}

/// Waits for an answer, for as long as the server may take. What others have not read yet comes before it.
async fn answer<T>(link: &Link, answer: impl Future<Output = T>) -> Result<T, Error> {
    let mut answer = pin!(answer);
    loop {
        match timeout(LIMIT, &mut answer).await {
            Ok(answer) => return Ok(answer),
            Err(_) if link.target.is_some() && link.is_quiet() => return Err(Error::closed()),
            Err(_) => {}
        }
    }
}

/// What the server refuses is an answer too.
fn answered(result: Result<(), tokio_postgres::Error>) -> Result<(), Error> {
    match result {
        Err(error) if error.as_db_error().is_none() => Err(error.into()),
        _ => Ok(()),
    }
}
