//! A network that swallows everything: what has a limit comes back.
//!
//! No time is asserted, but that there is an end: the limits are a fraction of a second and the patience is a minute.

use std::time::Duration;

use relvar::{ConnectOptions, Db, Error, Pool, PoolBuilder, Recycling, sql};
use tokio::task::JoinSet;

use crate::database;
use crate::ledger::{Fate, Ledger};
use crate::proxy::{Fault, Proxy};
use crate::random::{Random, times};
use crate::sample::prelude::*;
use crate::sample::{Actor, Film, Language};
use crate::witness::ends;
use crate::work::{Step, Task, Write};

const LIMIT: Duration = Duration::from_millis(200);

fn pool(proxy: &Proxy, set: impl FnOnce(PoolBuilder) -> PoolBuilder) -> Pool {
    Pool::builder(proxy.url()).and_then(|builder| set(builder.max_size(1)).build()).expect("a pool")
}

/// A statement that waits for an answer which never comes, for as long as this is kept.
fn stuck(pool: &Pool) -> tokio::task::JoinHandle<Result<u64, Error>> {
    let pool = pool.clone();
    tokio::spawn(async move { sql("select 1").execute(&pool).await })
}

#[tokio::test]
async fn a_statement_with_a_limit_comes_back() {
    let (_, url) = database!();
    let proxy = Proxy::start(&url).await;
    let db = Db::connect(proxy.url()).await.expect("connects");
    let pool = pool(&proxy, |builder| builder);
    sql("select 1").execute(&pool).await.expect("answers");
    proxy.set(Fault::Stop);
    let error = ends("a statement", sql("select 1").execute(&db.timeout(LIMIT))).await.expect_err("no answer");
    assert!(error.is_timeout(), "{error:?}");
    let error = ends("a statement", sql("select 1").execute(&pool.timeout(LIMIT))).await.expect_err("no answer");
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn rows_and_trees_with_a_limit_come_back() {
    let (_, url) = database!();
    let proxy = Proxy::start(&url).await;
    let pool = pool(&proxy, |builder| builder);
    let films = Film::query().with(Film::LANGUAGE).with(Film::ACTOR);
    let tree: Vec<(Film, Language, Vec<Actor>)> = films.all(&pool).await.expect("answers");
    assert!(!tree.is_empty());
    proxy.set(Fault::Stop);
    let error = ends("a tree", films.all(&pool.timeout(LIMIT))).await.expect_err("no answer");
    assert!(error.is_timeout(), "{error:?}");
    let error = ends("rows", Film::query().all(&pool.timeout(LIMIT))).await.expect_err("no answer");
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_statement_with_a_limit_comes_back_in_the_middle_of_its_rows() {
    let (_, url) = database!();
    let proxy = Proxy::start(&url).await;
    let pool = pool(&proxy, |builder| builder);
    let rows = sql("select n, repeat('x', 1000) from generate_series(1, 20000) n");
    let reading = async {
        let limited = pool.timeout(Duration::from_secs(2));
        rows.fetch_as::<(i32, String)>(&limited).await
    };
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        proxy.set(Fault::Stop);
    };
    proxy.set(Fault::Throttle(10_000));
    let (read, ()) = ends("rows", async { tokio::join!(reading, stopping) }).await;
    assert!(read.expect_err("not all of the rows").is_timeout());
}

#[tokio::test]
async fn a_statement_with_a_limit_comes_back_within_a_transaction() {
    let (witness, url) = database!();
    let proxy = Proxy::start(&url).await;
    let pool = pool(&proxy, |builder| builder);
    let write = "insert into job values (1)";
    let call = pool.transaction(async |tx| {
        sql(write).execute(tx).await?;
        proxy.set(Fault::Stop);
        sql("select 1").execute(&tx.timeout(LIMIT)).await
    });
    let error = ends("a transaction", call).await.expect_err("no answer");
    assert!(error.is_timeout(), "{error:?}");
    drop(proxy);
    witness.settles().await;
    assert_eq!(witness.count("select count(*) from job").await, 0);
}

#[tokio::test]
async fn waiting_for_a_connection_comes_back() {
    let (_, url) = database!();
    let proxy = Proxy::start(&url).await;
    let pool = pool(&proxy, |builder| builder.wait(LIMIT));
    sql("select 1").execute(&pool).await.expect("answers");
    proxy.set(Fault::Stop);
    let stuck = stuck(&pool);
    tokio::task::yield_now().await;
    let error = ends("a wait", sql("select 1").execute(&pool)).await.expect_err("the only one is taken");
    assert!(error.is_timeout(), "{error:?}");
    stuck.abort();
}

#[tokio::test]
async fn looking_at_a_connection_comes_back() {
    let (_, url) = database!();
    for recycling in [Recycling::Verified, Recycling::Clean] {
        let proxy = Proxy::start(&url).await;
        let pool = pool(&proxy, |builder| builder.recycling(recycling).wait(LIMIT));
        sql("select 1").execute(&pool).await.expect("answers");
        proxy.set(Fault::Stop);
        let error = ends("a look", sql("select 1").execute(&pool)).await.expect_err("no answer");
        assert!(error.is_timeout(), "{recycling:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_connection_that_does_not_answer_is_replaced() {
    let (_, url) = database!();
    let proxy = Proxy::start(&url).await;
    let pool = pool(&proxy, |builder| builder.wait(LIMIT));
    sql("select 1").execute(&pool).await.expect("answers");
    proxy.set(Fault::Stop);
    ends("a statement", sql("select 1").execute(&pool.timeout(LIMIT))).await.expect_err("no answer");
    // Other connections are fine: what had no answer must not be the one that is handed out for ever.
    proxy.set(Fault::Nothing);
    let recovered = async {
        while sql("select 1").execute(&pool).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    ends("the pool", recovered).await;
}

#[tokio::test]
async fn connecting_comes_back() {
    let (_, url) = database!();
    let proxy = Proxy::start(&url).await;
    // The connection is taken and then nothing is said.
    proxy.set(Fault::Stop);
    let options = proxy.url().parse::<ConnectOptions>().expect("parses").connect_timeout(LIMIT);
    let error = ends("connecting", Db::connect_with(&options)).await.expect_err("no answer");
    assert!(error.is_timeout(), "{error:?}");
    let pool = Pool::with_options(options).build().expect("a pool");
    let error = ends("connecting", sql("select 1").execute(&pool)).await.expect_err("no answer");
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn connecting_comes_back_in_the_middle_of_the_start() {
    let (_, url) = database!();
    let proxy = Proxy::start(&url).await;
    // A byte each millisecond: the start of a session takes about 400.
    proxy.set(Fault::Throttle(1));
    let options = proxy.url().parse::<ConnectOptions>().expect("parses").connect_timeout(Duration::from_secs(2));
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        proxy.set(Fault::Stop);
    };
    let connecting = async { tokio::join!(Db::connect_with(&options), stopping).0 };
    let error = ends("connecting", connecting).await.expect_err("no answer");
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_transaction_with_a_limit_comes_back() {
    let (witness, url) = database!();
    let proxy = Proxy::start(&url).await;
    let pool = pool(&proxy, |builder| builder);
    // Over before the body is, in the body, and in the `COMMIT`.
    for stop in 0..4_i64 {
        proxy.set(Fault::Nothing);
        let connected = async { while sql("select 1").execute(&pool).await.is_err() {} };
        ends("connecting", connected).await;
        if stop == 0 {
            proxy.set(Fault::Stop);
        }
        let limited = pool.timeout(LIMIT);
        let call = limited.transaction(async |tx| {
            if stop == 1 {
                proxy.set(Fault::Stop);
            }
            sql("insert into job values ($1)").bind(stop).execute(tx).await?;
            if stop == 2 {
                proxy.set(Fault::Stop);
            } else if stop == 3 {
                std::future::pending::<()>().await;
            }
            Ok::<_, Error>(())
        });
        let error = ends("a transaction", call).await.expect_err("no answer");
        assert!(error.is_timeout(), "{stop}: {error:?}");
        assert_eq!((error.is_outcome_unknown(), error.is_not_committed()), (stop == 2, stop != 2), "{stop}: {error:?}");
    }
    drop(proxy);
    witness.settles().await;
    // The `COMMIT` that was stopped has passed since.
    assert_eq!(witness.count("select count(*) from job where job_id <> 2").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_a_limit_comes_back_and_is_told_the_truth() {
    let (witness, url) = database!();
    let proxy = Proxy::start(&url).await;
    let options = proxy.url().parse::<ConnectOptions>().expect("parses").connect_timeout(LIMIT);
    let pool = Pool::with_options(options).max_size(4).wait(LIMIT).build().expect("a pool");
    let mut random = Random::seeded();
    let mut tasks = JoinSet::new();
    for number in 1..=8 {
        let mut task = Task::new(number, &pool, &mut random);
        tasks.spawn(async move {
            for _ in 0..times(60) {
                let write = task.random.pick(&[Write::Limited, Write::LimitedTransaction]);
                let done = ends("a write with a limit", task.run(Step::Write(write), None)).await;
                if done.expect("not dropped").is_err() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            task.ledger
        });
    }
    let working = async {
        let mut ledger = Ledger::default();
        while let Some(done) = tasks.join_next().await {
            ledger.extend(done.expect("a task without a failed assertion"));
        }
        ledger
    };
    let stopping = async {
        loop {
            tokio::time::sleep(Duration::from_millis(random.below(60))).await;
            proxy.set(Fault::Stop);
            tokio::time::sleep(Duration::from_millis(random.below(1_000))).await;
            proxy.set(Fault::Nothing);
        }
    };
    let ledger = tokio::select! {
        ledger = working => ledger,
        () = stopping => unreachable!("it goes on"),
    };
    assert!(ledger.count(Fate::Done) > 20 && ledger.count(Fate::Unknown) > 0, "{ledger:?}");
    // What was stopped passes, or ends.
    proxy.set(Fault::Nothing);
    witness.settles().await;
    drop(proxy);
    witness.settles().await;
    ledger.check(&witness).await;
}
