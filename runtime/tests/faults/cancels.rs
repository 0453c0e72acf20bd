//! Statements that are dropped at about their end: the request to cancel one must not hit the next.

use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::TryStreamExt;
use relvar::{Db, Error, Executor, Pool, sql};

use crate::database;
use crate::moment::{Moment, dropped};
use crate::random::{Random, times};
use crate::sample::prelude::*;
use crate::sample::{Actor, Film, Language};
use crate::witness::ends;

const SLEEP: &str = "select 1 from pg_sleep(0.002)";

/// What is dropped.
#[derive(Clone, Copy, Debug)]
enum Form {
    Execute,
    Rows,
    Stream,
    Timed,
    Tree,
    CopyIn,
    CopyOut,
    Transaction,
    Savepoint,
}

impl Form {
    const ALL: [Self; 9] = [
        Self::Execute,
        Self::Rows,
        Self::Stream,
        Self::Timed,
        Self::Tree,
        Self::CopyIn,
        Self::CopyOut,
        Self::Transaction,
        Self::Savepoint,
    ];

    async fn run(self, pool: &Pool) -> Result<(), Error> {
        match self {
            Self::Execute => sql(SLEEP).execute(pool).await.map(drop),
            Self::Rows => sql(SLEEP).fetch_scalars::<i32>(pool).await.map(drop),
            Self::Stream => {
                let text = "select n, repeat('x', 100) from generate_series(1, 1000) n";
                let mut rows = pin!(sql(text).stream::<(i32, String)>(pool).await?);
                while rows.try_next().await?.is_some() {}
                Ok(())
            }
            Self::Timed => sql(SLEEP).execute(&pool.timeout(Duration::from_secs(600))).await.map(drop),
            Self::Tree => {
                let tree = Film::query().limit(20).with(Film::LANGUAGE).with(Film::ACTOR);
                let _: Vec<(Film, Language, Vec<Actor>)> = tree.all(pool).await?;
                Ok(())
            }
            Self::CopyIn => {
                let mut copy = pool.copy_in("copy entry from stdin").await?;
                copy.send(Bytes::from("1\t1\n".repeat(100))).await?;
                copy.finish().await.map(drop)
            }
            Self::CopyOut => {
                let text = "copy (select n from generate_series(1, 1000) n) to stdout";
                let parts: Vec<Bytes> = pool.copy_out(text).await?.try_collect().await?;
                drop(parts);
                Ok(())
            }
            Self::Transaction => pool.transaction(async |tx| sql(SLEEP).execute(tx).await.map(drop)).await,
            Self::Savepoint => {
                pool.transaction(async |tx| tx.transaction(async |tx| sql(SLEEP).execute(tx).await.map(drop)).await)
                    .await
            }
        }
    }
}

/// A moment at about the end of something that takes so long.
fn about(length: Duration, random: &mut Random) -> Moment {
    let permille = u32::try_from(random.below(700)).expect("small") + 600;
    Moment::After(length * permille / 1000)
}

/// A statement that is easily hit by what was meant for the one before.
async fn next(db: &impl Executor, own: i64) -> Result<(), Error> {
    let read: i64 = sql("select $1::bigint from pg_sleep(0.001)").bind(own).fetch_scalar(db).await?;
    assert_eq!(read, own, "a foreign value");
    Ok(())
}

/// How long it takes, about.
async fn length(form: Form, pool: &Pool) -> Duration {
    let begun = Instant::now();
    for _ in 0..5 {
        form.run(pool).await.expect("runs to its end");
    }
    begun.elapsed() / 5
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_dropped_at_about_its_end_does_not_take_the_next_along() {
    let (witness, url) = database!();
    let mut random = Random::seeded();
    let mut rounds = tokio::task::JoinSet::new();
    for form in Form::ALL {
        let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
        let mut random = random.fork();
        rounds.spawn(async move {
            let length = length(form, &pool).await;
            for number in 0..times(200) {
                let _ = dropped(about(length, &mut random), form.run(&pool)).await;
                for _ in 0..2 {
                    let next = ends("the next", next(&pool, number as i64)).await;
                    next.unwrap_or_else(|error| panic!("after {form:?}: {error:?}"));
                }
            }
        });
    }
    while let Some(done) = rounds.join_next().await {
        done.expect("no failed assertion");
    }
    witness.settles().await;
    // A dropped copy has brought in all of it, or nothing.
    assert_eq!(witness.count("select count(*) % 100 from entry").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_one_connection_too_and_within_a_transaction() {
    let (witness, url) = database!();
    let mut random = Random::seeded();
    let db = Db::connect(&url).await.expect("connects");
    let length = Duration::from_micros(2_500);
    for number in 0..times(200) as i64 {
        let _ = dropped(about(length, &mut random), sql(SLEEP).execute(&db)).await;
        ends("the next", next(&db, number)).await.expect("not hit");
        let result = db.transaction(async |tx| {
            let _ = dropped(about(length, &mut random), sql(SLEEP).execute(tx)).await;
            next(tx, number).await
        });
        // What was canceled within a transaction ends the transaction, and says that it did.
        if let Err(error) = ends("a transaction", result).await {
            assert_ne!(error.code(), Some("57014"), "{error:?}");
        }
        ends("the next", next(&db, number)).await.expect("not hit");
    }
    witness.settles().await;
}
