//! `target_session_attrs`: whether the server that was found is the kind that is wanted.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use tokio_postgres::{Client, SimpleQueryMessage};

use super::Connection;
use super::attempt::Attempt;
use crate::config::SessionAttributes;
use crate::{Error, ErrorKind};

const QUESTION: &str =
    "select pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only') = 'on'";

/// Asks the server, where something is demanded of it.
pub(super) async fn check(attempt: &Attempt<'_>, client: &Client, connection: &mut Connection) -> Result<(), Error> {
    if matches!(attempt.wanted, SessionAttributes::Any | SessionAttributes::PreferStandby) {
        return Ok(());
    }
    let (is_standby, is_read_only) = ask(client, connection).await.map_err(|error| {
        Error::new(ErrorKind::Server, format!("`{}` does not say whether it takes writes: {error}", attempt.name()))
            .with_address(attempt.name())
            .with_driver(error)
    })?;
    let missing = match attempt.wanted {
        SessionAttributes::ReadWrite if is_read_only => "does not take writes",
        SessionAttributes::ReadOnly if !is_read_only => "takes writes",
        SessionAttributes::Primary if is_standby => "is a standby",
        SessionAttributes::Standby if !is_standby => "is not a standby",
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Unreachable, format!("`{}` {missing}", attempt.name()))
        .with_hint("`target_session_attrs` demands another server")
        .with_address(attempt.name()))
}

/// Whether the server is a standby, and whether transactions are read-only.
async fn ask(client: &Client, connection: &mut Connection) -> Result<(bool, bool), tokio_postgres::Error> {
    let mut asking = pin!(client.simple_query(QUESTION));
    let answer = poll_fn(|cx| {
        // Nobody else drives the connection yet.
        while let Poll::Ready(message) = connection.poll_message(cx) {
            match message {
                Some(Ok(_)) => {}
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => break,
            }
        }
        asking.as_mut().poll(cx)
    })
    .await?;
    let row = answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let is = |column| row.and_then(|row| row.get(column)) == Some("t");
    Ok((is(0), is(1)))
}
