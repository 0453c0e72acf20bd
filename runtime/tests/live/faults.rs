//! Backends that are terminated, statements that take too long, pools that are full.

use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use relvar::{ConnectOptions, Db, Error, Listener, Mode, Pool, Recycling, sql};

use crate::server::database;

async fn pid(db: &impl relvar::Executor) -> i32 {
    sql("select pg_backend_pid()").fetch_scalar(db).await.expect("has one")
}

async fn terminate(by: &Db, pid: i32) {
    // With a time to wait: when this is done the process is gone.
    let done: bool = sql("select pg_terminate_backend($1, 5000)").bind(pid).fetch_scalar(by).await.expect("terminates");
    assert!(done);
}

#[tokio::test]
async fn terminated_in_the_middle_of_a_statement_it_says_why() {
    let (db, url) = database!("");
    let killer = Db::connect(&url).await.expect("connects");
    let victim = pid(&db).await;
    let sleeping = sql("select pg_sleep(60)").execute(&db);
    let terminating = async {
        let sleeps = "select wait_event = 'PgSleep' from pg_stat_activity where pid = $1";
        while sql(sleeps).bind(victim).fetch_scalar::<Option<bool>>(&killer).await.expect("reads") != Some(true) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        terminate(&killer, victim).await;
    };
    let (error, ()) = tokio::join!(sleeping, terminating);
    let error = error.expect_err("terminated");
    assert!(error.is_closed(), "{error}");
    assert_eq!(error.code(), Some("57P01"));
    let later = sql("select 1").execute(&db).await.expect_err("closed");
    assert!(later.is_closed() && later.to_string().contains("terminating connection"), "{later}");
    assert_eq!(later.code(), Some("57P01"));
    assert!(db.is_closed());
}

#[tokio::test]
async fn terminated_in_the_middle_of_a_transaction_nothing_of_it_stays() {
    let (killer, url) = database!("create table t (a int)");
    let db = Db::connect(&url).await.expect("connects");
    let error = db
        .transaction(async |tx| {
            sql("insert into t values (1)").execute(tx).await?;
            terminate(&killer, pid(tx).await).await;
            sql("insert into t values (2)").execute(tx).await
        })
        .await
        .expect_err("terminated");
    assert!(error.is_closed(), "{error}");
    assert_eq!(sql("select count(*) from t").fetch_scalar::<i64>(&killer).await.expect("counts"), 0);
}

#[tokio::test]
async fn terminated_while_idle_in_the_pool_it_is_replaced() {
    let (killer, url) = database!("");
    for recycling in [Recycling::Fast, Recycling::Verified, Recycling::Clean] {
        let pool =
            Pool::builder(&url).and_then(|builder| builder.max_size(1).recycling(recycling).build()).expect("a pool");
        let first = pid(&pool).await;
        assert_eq!(pid(&pool).await, first);
        terminate(&killer, first).await;
        // The end has arrived here once the connection's task has run.
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_ne!(pid(&pool).await, first);
    }
}

#[tokio::test]
async fn cleaned_a_connection_keeps_statements_and_forgets_settings() {
    let (_, url) = database!("");
    let pool = Pool::builder(&url)
        .and_then(|builder| builder.max_size(1).recycling(Recycling::Clean).build())
        .expect("a pool");
    sql("set statement_timeout = 12345").execute(&pool).await.expect("sets");
    let setting: String = sql("show statement_timeout").fetch_scalar(&pool).await.expect("shows");
    assert_eq!(setting, "0");
    let kept: i64 = sql("select count(*) from pg_prepared_statements").fetch_scalar(&pool).await.expect("counts");
    assert_eq!(kept, 3);
}

#[tokio::test]
async fn a_full_pool_is_an_error_after_a_while() {
    let (_, url) = database!("");
    let pool = Pool::builder(&url)
        .and_then(|builder| builder.max_size(1).wait(Duration::from_millis(20)).build())
        .expect("a pool");
    // Opening a connection takes as long as it takes; a free one is taken at once.
    while sql("select 1").execute(&pool).await.is_err_and(|error| error.is_timeout()) {}
    pool.transaction(async |_| {
        let elsewhere = pool.clone();
        let task = tokio::spawn(async move { sql("select 1").execute(&elsewhere).await });
        let error = task.await.expect("ends").expect_err("the only one is taken");
        assert!(error.is_timeout() && error.to_string().contains("all 1 are in use"), "{error}");
        Ok::<_, Error>(())
    })
    .await
    .expect("commits");
    assert_eq!(sql("select 1").execute(&pool).await.expect("free again"), 1);
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended_and_the_next_is_not() {
    let (db, url) = database!("create table t (a int)");
    let limit = Duration::from_millis(30);
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    for _ in 0..3 {
        let error = sql("select pg_sleep(60)").execute(&db.timeout(limit)).await.expect_err("too long");
        assert!(error.is_timeout(), "{error}");
        sql("select pg_sleep(0.05)").execute(&db).await.expect("without a limit");
        let error = sql("select pg_sleep(60)").fetch_as::<(String,)>(&pool.timeout(limit)).await.expect_err("long");
        assert!(error.is_timeout(), "{error}");
        sql("select pg_sleep(0.05)").execute(&pool).await.expect("without a limit");
    }
    db.transaction(async |tx| {
        sql("insert into t values (1)").execute(tx).await?;
        let inner = tx.transaction(async |tx| sql("select pg_sleep(60)").execute(&tx.timeout(limit)).await).await;
        assert!(inner.expect_err("too long").is_timeout());
        sql("insert into t values (2)").execute(&tx.timeout(Duration::from_secs(60))).await?;
        sql("select pg_sleep(0.05)").execute(tx).await
    })
    .await
    .expect("commits");
    assert_eq!(sql("select count(*) from t").fetch_scalar::<i64>(&db).await.expect("counts"), 2);
}

#[tokio::test]
async fn without_preparing_a_limit_needs_a_transaction() {
    let (_, url) = database!("");
    let options: ConnectOptions = url.parse().expect("parses");
    let db = Db::connect_with(&options.mode(Mode::Unprepared)).await.expect("connects");
    let limit = Duration::from_millis(30);
    let error = sql("select 1").execute(&db.timeout(limit)).await.expect_err("refused");
    assert!(error.hint().is_some_and(|hint| hint.contains("transaction")), "{error}");
    let error = db
        .transaction(async |tx| sql("select pg_sleep(60)").execute(&tx.timeout(limit)).await)
        .await
        .expect_err("long");
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_listener_hears_what_others_send_and_how_it_ended() {
    let (db, url) = database!("");
    let listener = Listener::connect(&url).await.expect("connects");
    listener.listen("a \"channel\"").await.expect("listens");
    listener.listen("other").await.expect("listens");
    sql("select pg_notify('a \"channel\"', n::text) from generate_series(1, 3) n").execute(&db).await.expect("sends");
    sql("notify other").execute(&db).await.expect("sends");
    let mut heard = Vec::new();
    let mut listener = pin!(listener);
    for _ in 0..4 {
        let notification = listener.try_next().await.expect("no error").expect("a notification");
        heard.push((notification.channel, notification.payload));
    }
    let of = |channel: &str, payload: &str| (channel.to_owned(), payload.to_owned());
    let channel = "a \"channel\"";
    assert_eq!(heard, [of(channel, "1"), of(channel, "2"), of(channel, "3"), of("other", "")]);

    let pid = sql("select pid from pg_stat_activity where query like 'listen%'").fetch_scalar(&db).await.expect("one");
    terminate(&db, pid).await;
    let error = listener.try_next().await.expect_err("terminated");
    assert!(error.is_closed(), "{error}");
    assert!(listener.try_next().await.expect("no other error").is_none());
}

#[tokio::test]
async fn what_is_wrong_with_a_url_shows_at_once() {
    let Some(url) = crate::server::url().await else { return };
    let error = Pool::connect(url.replace("runtime_", "absent_")).await.expect_err("no such database");
    assert_eq!(error.code(), Some("3D000"), "{error}");
    let error = Db::connect("postgres://nobody@/x?host=/nowhere").await.expect_err("no such socket");
    assert!(error.to_string().starts_with("connecting failed"), "{error}");
}
