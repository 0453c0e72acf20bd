//! Sockets: how often they wake a program, and what they hold.

use std::error::Error as _;

use relvar::{Db, sql};
use tokio::runtime::Handle;

use crate::server::database;

#[tokio::test]
async fn no_statement_wakes_the_program_twice() {
    let (db, _) = database!("");
    let statements = 200;
    let parked = || Handle::current().metrics().worker_park_count(0);
    // In a task: the future of the test itself is looked at after every wake.
    let waits = tokio::spawn(async move {
        let one = || async { sql("select 1").fetch_scalar::<i32>(&db).await.expect("runs") };
        one().await;
        let before = parked();
        for _ in 0..statements {
            one().await;
        }
        parked() - before
    });
    let waits = waits.await.expect("runs");
    // A socket that is watched for room to write has it wait more often.
    assert!((1..=statements).contains(&waits), "{waits} waits for {statements} statements");
}

#[tokio::test]
async fn values_are_larger_than_what_a_socket_holds() {
    let (db, _) = database!("");
    let echo = |size: usize| {
        let db = &db;
        async move {
            let sent = "å".repeat(size);
            let back: String = sql("select $1").bind(sent.clone()).fetch_scalar(db).await?;
            assert!(back == sent, "{size} characters have changed");
            Ok::<(), relvar::Error>(())
        }
    };
    // At the same time: the server wants to be read before it reads on.
    tokio::try_join!(echo(4_000_000), echo(3_000_000), echo(1), echo(2_000_000)).expect("runs");
    let many = vec!["row".to_owned(); 300_000];
    let back: Vec<String> = sql("select unnest($1)").bind(many.clone()).fetch_scalars(&db).await.expect("runs");
    assert!(back == many);
}

#[tokio::test]
async fn a_socket_without_a_server_is_named_with_what_the_system_says() {
    let error = Db::connect("postgres://nobody@/x?host=/nowhere").await.expect_err("no such folder");
    let text = "connecting failed: no server listens on the socket `/nowhere/.s.PGSQL.5432`: \
                No such file or directory (os error 2)\nhint: is the server running? For one on the network, name its host";
    assert_eq!(error.to_string(), text);
    let why = error.source().and_then(|why| why.downcast_ref::<std::io::Error>()).map(std::io::Error::kind);
    assert_eq!(why, Some(std::io::ErrorKind::NotFound));
    assert!(error.is_unreachable() && !error.is_connection_lost(), "{error:?}");
}
