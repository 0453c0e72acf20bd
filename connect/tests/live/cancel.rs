//! Requests to cancel, and the statements that come after them.

use std::time::Duration;

use relvar_connect::{Config, Connected, open};
use tokio_postgres::error::SqlState;

use crate::server::server;

const LIMIT: Duration = Duration::from_secs(10);

#[tokio::test]
async fn the_statement_that_runs_is_cancelled() {
    let Some(server) = server().await else { return };
    let config: Config = server.url().parse().expect("parses");
    let Connected { client, connection, target } = open(&config).await.expect("connects");
    tokio::spawn(connection);
    let token = client.cancel_token();
    let sleeping = tokio::spawn(async move { client.batch_execute("select pg_sleep(600)").await });
    // The first requests may come before the statement.
    while !sleeping.is_finished() {
        target.cancel(&token, LIMIT).await.expect("reaches the server");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let error = sleeping.await.expect("ends").expect_err("cancelled");
    assert_eq!(error.code().map(SqlState::code), Some("57014"));
}

/// A request that returns before the server has acted on it hits what is sent next: every second one did, where it was
/// sent at about the end of the statement before.
#[tokio::test]
async fn the_statement_after_it_is_not_hit() {
    let Some(server) = server().await else { return };
    let config: Config = server.url().parse().expect("parses");
    let Connected { client, connection, target } = open(&config).await.expect("connects");
    tokio::spawn(connection);
    let token = client.cancel_token();
    for micros in 0..500 {
        let first = format!("select pg_sleep({})", f64::from(micros % 50) / 50_000.0);
        let (_, cancelled) = tokio::join!(client.batch_execute(&first), target.cancel(&token, LIMIT));
        cancelled.expect("reaches the server");
        client.batch_execute("select 1").await.expect("is not hit");
    }
}
