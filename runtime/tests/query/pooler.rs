//! What a pooler must not mix up: the values of processes, and what needs a session.

use std::process::{Command, Stdio};
use std::time::Duration;

use futures_util::TryStreamExt;
use relvar::{Db, Error, Executor, Listener, Pool, Statement, sql};
use tokio::task::JoinSet;

use crate::bouncer::round;
use crate::pgbouncer::Bouncer;
use crate::sample::prelude::*;
use crate::sample::{Film, MpaaRating};

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
        db.transaction(async |tx| tx.copy_in("copy film from stdin").await.map(drop)).await,
        db.transaction(async |tx| tx.copy_out("copy film to stdout").await.map(drop)).await,
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

const NUMBERS: &str =
    "create table number (a int primary key check (a > 0), b int, unique (b) deferrable initially deferred)";

/// Copies a row in and all rows out, and reads a value of its own.
async fn copy_own(db: &impl Executor, own: i32) -> Result<(), Error> {
    let mut copy = db.copy_in("copy number from stdin").await?;
    copy.send(format!("{own}\t{own}\n").into()).await?;
    assert_eq!(copy.finish().await?, 1);
    let parts: Vec<_> = db.copy_out("copy (select a from number) to stdout").await?.try_collect().await?;
    let rows = String::from_utf8(parts.concat()).expect("text");
    assert!(rows.lines().any(|row| row == own.to_string()), "{own} is not in {rows:?}");
    assert_eq!(sql("select $1::int").bind(own).fetch_scalar::<i32>(db).await?, own, "a foreign value");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tasks_copy_and_read_no_value_of_others() {
    let Some((direct, url)) = crate::open_at().await else { return };
    sql(NUMBERS).execute(&direct).await.expect("creates");
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    let pool = Pool::builder(bouncer.url()).and_then(|builder| builder.max_size(8).build()).expect("a pool");
    let shared = std::sync::Arc::new(Db::connect(bouncer.url()).await.expect("connects"));
    let mut tasks = JoinSet::new();
    for task in 0..10_i32 {
        let (pool, shared) = (pool.clone(), std::sync::Arc::clone(&shared));
        tasks.spawn(async move {
            for number in 1..=15 {
                let own = task * 1_000 + number;
                if task < 8 { copy_own(&pool, own).await? } else { copy_own(&*shared, own).await? }
            }
            Ok::<_, Error>(())
        });
    }
    tasks.join_all().await.into_iter().collect::<Result<Vec<_>, _>>().expect("no error");
    assert_eq!(sql("select count(*) from number").fetch_scalar::<i64>(&direct).await.expect("counts"), 150);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_fails_or_is_dropped_brings_nothing_in() {
    let Some((direct, url)) = crate::open_at().await else { return };
    sql(NUMBERS).execute(&direct).await.expect("creates");
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    let pool = Pool::builder(bouncer.url()).and_then(|builder| builder.max_size(2).build()).expect("a pool");
    for (rows, reason) in [("7\t7\n-7\t1\n", "23514"), ("7\t7\n8\t7\n", "23505")] {
        let mut copy = pool.copy_in("copy number from stdin").await.expect("begins");
        copy.send(rows.into()).await.expect("sends");
        let error = copy.finish().await.expect_err("the second row is refused, or the commit");
        assert_eq!(error.code(), Some(reason), "{error}");
    }
    for text in ["copy nothing from stdin", "copy number (a, a) from stdin"] {
        assert!(pool.copy_in(text).await.is_err_and(|error| error.code().is_some()));
    }
    for _ in 0..10 {
        let mut copy = pool.copy_in("copy number from stdin").await.expect("begins");
        copy.send("1\t1\n".into()).await.expect("sends");
        drop(copy);
        let mut parts = pool.copy_out("copy (select generate_series(1, 1000000)) to stdout").await.expect("begins");
        parts.try_next().await.expect("reads");
    }
    assert_eq!(sql("select count(*) from number").fetch_scalar::<i64>(&pool).await.expect("counts"), 0);
    // What a statement writes that is copied out is committed, in both formats.
    let text = "copy (insert into number values (1, 1) returning a) to stdout";
    let parts: Vec<_> = pool.copy_out(text).await.expect("begins").try_collect().await.expect("reads");
    assert_eq!(parts.concat(), b"1\n");
    let text = "copy (insert into number values (2, 2) returning a) to stdout with (format binary)";
    let mut rows = pool.copy_out(text).await.expect("begins");
    let mut found = 0;
    while let Some(row) = std::future::poll_fn(|cx| rows.poll_row(cx)).await {
        row.expect("reads");
        found += 1;
    }
    assert_eq!(found, 1);
    assert_eq!(sql("select count(*) from number").fetch_scalar::<i64>(&direct).await.expect("counts"), 2);
    // By the models.
    let films: Vec<Film> = Film::query().copy_out(&pool).try_collect().await.expect("reads");
    assert_eq!(films.len(), usize::try_from(Film::query().count(&direct).await.expect("counts")).expect("few"));
}

/// Another program has left statements in the sessions, by the names that the driver gives next.
#[tokio::test(flavor = "multi_thread")]
async fn names_that_others_have_taken_are_passed_over() {
    let Some((direct, url)) = crate::open_at().await else { return };
    sql(NUMBERS).execute(&direct).await.expect("creates");
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    let db = Db::connect(bouncer.url()).await.expect("connects");
    let (client, driving) = tokio_postgres::connect(&bouncer.url(), tokio_postgres::NoTls).await.expect("connects");
    tokio::spawn(driving);
    for own in 1..=5 {
        let known = format!("{:?}", client.prepare("select 1").await.expect("prepares"));
        let number = known.split("name: \"s").nth(1).and_then(|name| name.split('"').next()).expect("a name");
        let number: usize = number.parse().expect("a number");
        let taken: Vec<_> = (number + 1..number + 8).map(|name| format!("prepare s{name} as select -1")).collect();
        // Some may be taken by an earlier round.
        for prepare in taken {
            let _ = client.batch_execute(&prepare).await;
        }
        copy_own(&db, own).await.expect("another name");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_in_session_mode_works_too() {
    let Some((db, url)) = crate::open_at().await else { return };
    let Some(bouncer) = Bouncer::start_in("session", &url).await else { return };
    let pool = Pool::builder(bouncer.url()).and_then(|builder| builder.max_size(2).build()).expect("a pool");
    sql(NUMBERS).execute(&db).await.expect("creates");
    for number in 0..20 {
        round(&pool, number).await.expect("no error");
    }
    // A connection more takes a session more, of which there are three.
    copy_own(&pool, 1).await.expect("no error");
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
