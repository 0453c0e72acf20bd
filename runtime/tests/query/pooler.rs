//! What a pooler must not mix up: the values of processes, and what needs a session.

use std::process::{Command, Stdio};
use std::time::Duration;

use futures_util::TryStreamExt;
use relvar::{Db, Error, Executor, Listener, Pool, Statement, sql};
use tokio::task::JoinSet;

use crate::bouncer::round;
use crate::pgbouncer::Bouncer;
use crate::sample::MpaaRating;

/// Where the second of two processes finds the pooler.
const SECOND: &str = "RELVAR_TEST_BOUNCER";

/// Reads its own values, by statements that are the same in number and order in every process.
async fn read_own(url: &str, own: i64) -> Result<(), Error> {
    let pool = Pool::builder(url)?.max_size(6).build()?;
    let mut tasks = JoinSet::new();
    for _ in 0..6 {
        let pool = pool.clone();
        tasks.spawn(async move {
            for number in 0..200_i64 {
                let text = format!("select {own} + $1 + {}", number % 20);
                let found: i64 = sql(text).bind(number).fetch_scalar(&pool).await?;
                assert_eq!(found, own + number + number % 20, "a value of another process");
            }
            Ok::<_, Error>(())
        });
    }
    tasks.join_all().await.into_iter().collect()
}

/// The second process of the next test.
#[tokio::test(flavor = "multi_thread")]
async fn second_process() {
    let Ok(url) = std::env::var(SECOND) else { return };
    read_own(&url, 2_000_000).await.expect("no error");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_read_no_value_of_the_other() {
    let Some((_db, url)) = crate::open_at().await else { return };
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    let mut second = Command::new(std::env::current_exe().expect("a path"));
    second.args(["--exact", "pooler::second_process"]).env(SECOND, bouncer.url()).stdout(Stdio::null());
    let mut second = second.spawn().expect("starts");
    let first = read_own(&bouncer.url(), 1_000_000).await;
    let second = tokio::task::spawn_blocking(move || second.wait()).await.expect("waits").expect("ends");
    first.expect("no error");
    assert!(second.success(), "the second process failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_session_is_refused() {
    let Some((_db, url)) = crate::open_at().await else { return };
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    let error = Listener::connect(bouncer.url()).await.expect_err("hears nothing");
    assert!(error.to_string().starts_with("`LISTEN` hears nothing behind a pooler in transaction mode"), "{error}");
    let db = Db::connect(bouncer.url()).await.expect("connects");
    let limited = db.timeout(Duration::from_secs(1));
    let error = limited.execute(&Statement::new("select 1", vec![])).await.expect_err("sets what others meet");
    assert!(error.hint().is_some_and(|hint| hint.contains("`transaction`")), "{error}");
    for result in [
        db.copy_in("copy film from stdin").await.map(drop),
        db.copy_out("copy film to stdout").await.map(drop),
        db.transaction(async |tx| tx.copy_in("copy film from stdin").await.map(drop)).await,
    ] {
        let error = result.expect_err("is prepared by the driver");
        assert!(error.hint().is_some_and(|hint| hint.contains("`insert_many`")), "{error}");
    }
    // The driver would look this type up by a statement that it prepares.
    let error = sql("select rating from film").fetch_scalars::<MpaaRating>(&db).await.expect_err("an enum");
    assert!(error.hint().is_some_and(|hint| hint.contains("`\"rating\"::text`")), "{error}");
    let ratings: Vec<Option<MpaaRating>> =
        sql("select rating::text from film").fetch_scalars(&db).await.expect("reads");
    assert!(ratings.contains(&Some(MpaaRating::Pg13)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_in_session_mode_works_too() {
    let Some((db, url)) = crate::open_at().await else { return };
    let Some(bouncer) = Bouncer::start_in("session", &url).await else { return };
    let pool = Pool::builder(bouncer.url()).and_then(|builder| builder.max_size(2).build()).expect("a pool");
    for number in 0..20 {
        round(&pool, number).await.expect("no error");
    }
    drop(pool);
    let mut listener = Listener::connect(bouncer.url()).await.expect("connects");
    listener.listen("news").await.expect("listens");
    sql("notify news, 'seven'").execute(&db).await.expect("notifies");
    assert_eq!(listener.try_next().await.expect("hears").map(|news| news.payload), Some("seven".to_owned()));
}

/// Errors of prepared statements that are mixed up say what may be the reason.
#[tokio::test]
async fn prepared_statements_that_are_not_there_point_to_poolers() {
    let Some(db) = crate::open().await else { return };
    for text in
        ["execute nothing", "do 'begin execute ''prepare a as select 1''; execute ''prepare a as select 1''; end'"]
    {
        let error = sql(text).execute(&db).await.expect_err("no such statement");
        assert!(error.hint().is_some_and(|hint| hint.contains("a pooler in transaction mode")), "{error}");
    }
}
