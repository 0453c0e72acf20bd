//! Connecting: what its errors answer, and what is lost with a connection.

use std::error::Error as _;
use std::net::TcpListener;
use std::time::Duration;

use futures_util::TryStreamExt;
use relvar::{ConnectOptions, Db, Error, Pool, sql};

use crate::server::database;

/// Every way to connect, with the same error.
async fn refused(options: &ConnectOptions) -> Error {
    let pool = Pool::with_options(options.clone()).build().expect("a pool");
    let pooled = sql("select 1").execute(&pool).await.expect_err("there is no server");
    let listening = relvar::Listener::connect_with(options).await.map(drop).expect_err("there is no server");
    let error = Db::connect_with(options).await.map(drop).expect_err("there is no server");
    assert_eq!((pooled.to_string(), listening.to_string()), (error.to_string(), error.to_string()));
    error
}

#[tokio::test]
async fn an_unreachable_server_is_a_question_and_is_named() {
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port");
    let silent = TcpListener::bind("127.0.0.1:0").expect("listens");
    let silent_at = silent.local_addr().expect("has one");
    for (url, expected) in [
        (
            format!("postgres://u:secret@{closed}/d"),
            format!("connecting failed: no server listens on `{closed}`: Connection refused (os error 111)\nhint: "),
        ),
        (
            "postgres://u:secret@no-such-host.invalid/d".to_owned(),
            "connecting failed: host `no-such-host.invalid` is not known: ".to_owned(),
        ),
        (
            format!("postgres://u:secret@{silent_at}/d"),
            format!("connecting failed: `{silent_at}` does not answer within 200ms\nhint: "),
        ),
    ] {
        let options: ConnectOptions = url.parse().expect("parses");
        let error = refused(&options.connect_timeout(Duration::from_millis(200))).await;
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert!(error.is_unreachable() && !error.is_connection_lost() && !error.is_closed(), "{error:?}");
        assert_eq!(error.is_timeout(), url.contains(&silent_at.to_string()), "{error:?}");
        assert!(!format!("{error} {error:?} {options:?}", options = url.parse::<ConnectOptions>()).contains("secret"));
    }
}

#[tokio::test]
async fn a_server_that_refuses_is_reachable() {
    let (_, url) = database!("");
    let missing: ConnectOptions = url.replace("runtime_", "absent_").parse().expect("parses");
    let error = refused(&missing).await;
    assert_eq!(error.code(), Some("3D000"));
    assert!(error.to_string().starts_with("connecting failed: there is no database `absent_"), "{error}");
    let many: ConnectOptions = format!("{url}&options=-cnonsense%3D1").parse().expect("parses");
    let unknown = refused(&many).await;
    assert_eq!(unknown.code(), Some("42704"), "{unknown}");
    for error in [error, unknown, "host=h pasword=x".parse::<ConnectOptions>().expect_err("misspelled")] {
        assert!(!error.is_unreachable() && !error.is_connection_lost() && !error.is_timeout(), "{error:?}");
    }
}

#[tokio::test]
async fn a_connection_that_was_killed_keeps_saying_why() {
    let (killer, url) = database!("");
    let kill = async |pid: i32| {
        let done = sql("select pg_terminate_backend($1, 5000)").bind(pid).fetch_scalar::<bool>(&killer).await;
        assert!(done.expect("terminates"));
    };
    let pid = async |db: &Db| sql("select pg_backend_pid()").fetch_scalar::<i32>(db).await.expect("has one");
    let says_why = |error: Error| {
        assert!(error.is_connection_lost() && error.is_closed() && !error.is_unreachable(), "{error:?}");
        assert_eq!(error.code(), Some("57P01"), "{error:?}");
        assert!(error.to_string().contains("terminating connection due to administrator command"), "{error}");
    };
    // While idle: the next statement, and those after it.
    let db = Db::connect(&url).await.expect("connects");
    kill(pid(&db).await).await;
    for _ in 0..3 {
        says_why(sql("select 1").execute(&db).await.expect_err("killed"));
    }
    says_why(db.transaction(async |tx| sql("select 1").execute(tx).await).await.expect_err("killed"));
    says_why(sql("select 1").fetch_as::<(i32,)>(&db.timeout(Duration::from_secs(9))).await.expect_err("killed"));
    // Within a transaction.
    let db = Db::connect(&url).await.expect("connects");
    let victim = pid(&db).await;
    let error = db
        .transaction(async |tx| {
            sql("select 1").execute(tx).await?;
            kill(victim).await;
            says_why(sql("select 2").execute(tx).await.expect_err("killed"));
            sql("select 3").execute(tx).await
        })
        .await;
    says_why(error.expect_err("killed"));
    // Among rows.
    let db = Db::connect(&url).await.expect("connects");
    let victim = pid(&db).await;
    // The second row pushes the first out of the server's buffer. (A server that is sending cannot say why it ends.)
    let query =
        "select case when n < 3 then repeat('x', 20000) else pg_sleep(600)::text end from generate_series(1, 3) n";
    let query = sql(query);
    let mut rows = std::pin::pin!(query.stream::<(String,)>(&db).await.expect("runs"));
    rows.try_next().await.expect("reads").expect("has one");
    kill(victim).await;
    let error = rows.try_collect::<Vec<_>>().await.expect_err("killed");
    says_why(error);
    says_why(sql("select 1").execute(&db).await.expect_err("killed"));
}

#[tokio::test]
async fn what_the_protocol_cannot_carry_is_an_error_and_harms_nobody() {
    let (db, _) = database!("");
    let list = (1..=65_536).map(|n| format!("${n}")).collect::<Vec<_>>().join(",");
    let mut statement = sql(format!("select 1 where 1 in ({list})"));
    for n in 0..65_536 {
        statement = statement.bind(n);
    }
    let error = statement.execute(&db).await.expect_err("a parameter too many");
    assert!(error.is_too_large() && !error.is_closed(), "{error:?}");
    assert!(error.hint().is_some_and(|hint| hint.contains("65,535")), "{error}");
    let error = sql("select '\0'").execute(&db).await.expect_err("has a NUL");
    assert!(error.to_string().contains("NUL") && !error.is_closed() && error.source().is_some(), "{error:?}");
    assert_eq!(sql("select 1").fetch_scalar::<i32>(&db).await.expect("goes on"), 1);
}
