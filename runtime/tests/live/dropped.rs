//! Futures that are dropped: what they ran ends on the server, and the connection is clean before it is used again.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use relvar::{ConnectOptions, Db, Error, Executor, Mode, Pool, sql};

use crate::server::database;

const TABLE: &str = "create table t (a int primary key);\n\
    create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(600); return null; end';\n\
    create table s (a int);\n\
    create trigger slow after insert on s for each statement execute function slow()";

const SLEEP: &str = "select pg_sleep(600)";

/// What is dropped while the server sleeps in it.
#[derive(Clone, Copy, Debug)]
enum Form {
    Execute,
    Rows,
    Stream,
    Timed,
    CopyIn,
    CopyOut,
}

const FORMS: [Form; 6] = [Form::Execute, Form::Rows, Form::Stream, Form::Timed, Form::CopyIn, Form::CopyOut];

async fn run(form: Form, db: &impl Executor) -> Result<(), Error> {
    match form {
        Form::Execute | Form::Timed => sql(SLEEP).execute(db).await.map(drop),
        Form::Rows => sql(SLEEP).fetch_as::<(String,)>(db).await.map(drop),
        Form::Stream => {
            let text = "select a, repeat('x', 10000) from generate_series(1, 1000) a \
                        where a < 500 or pg_sleep(600) is not null";
            let mut rows = pin!(sql(text).stream::<(i32, String)>(db).await?);
            while rows.try_next().await?.is_some() {}
            Ok(())
        }
        Form::CopyIn => {
            let mut copy = db.copy_in("copy s from stdin").await?;
            copy.send(Bytes::from_static(b"1\n")).await?;
            copy.finish().await.map(drop)
        }
        Form::CopyOut => {
            let parts = db.copy_out("copy (select pg_sleep(600)) to stdout").await?;
            parts.try_collect::<Vec<Bytes>>().await.map(drop)
        }
    }
}

/// Waits until so many sessions sleep.
pub(crate) async fn sleeping(witness: &Db, count: i64) {
    let text = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
    for _ in 0..3_000 {
        if sql(text).fetch_scalar::<i64>(witness).await.expect("counts") == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let busy = "select query from pg_stat_activity where datname = current_database() and state <> 'idle'";
    let busy: Vec<String> = sql(busy).fetch_scalars(witness).await.expect("reads");
    unreachable!("not {count} sessions sleep: {busy:?}");
}

/// Runs something until the server sleeps in it, and drops it.
async fn dropped(witness: &Db, work: impl Future<Output = Result<(), Error>>) {
    let ended = tokio::select! {
        ended = work => Some(ended),
        () = sleeping(witness, 1) => None,
    };
    assert!(ended.is_none(), "it ended: {ended:?}");
}

async fn is_usable(db: &impl Executor) {
    assert_eq!(sql("select 7").fetch_scalar::<i32>(db).await.expect("is usable"), 7);
}

#[tokio::test]
async fn what_a_dropped_future_ran_ends_on_the_server() {
    let (witness, url) = database!(TABLE);
    for mode in [Mode::Prepared, Mode::Unprepared] {
        let options = url.parse::<ConnectOptions>().expect("parses").mode(mode);
        let db = Db::connect_with(&options).await.expect("connects");
        let pool = Pool::with_options(options).max_size(1).build().expect("a pool");
        let limit = Duration::from_secs(600);
        for form in FORMS {
            if let Form::Timed = form {
                if mode == Mode::Prepared {
                    dropped(&witness, run(form, &db.timeout(limit))).await;
                    sleeping(&witness, 0).await;
                    dropped(&witness, run(form, &pool.timeout(limit))).await;
                    sleeping(&witness, 0).await;
                }
            } else {
                dropped(&witness, run(form, &db)).await;
                sleeping(&witness, 0).await;
                dropped(&witness, run(form, &pool)).await;
                sleeping(&witness, 0).await;
            }
            is_usable(&db).await;
            is_usable(&pool).await;
        }
        let setting: String = sql("show statement_timeout").fetch_scalar(&db).await.expect("shows");
        assert_eq!(setting, "0");
    }
}

#[tokio::test]
async fn a_dropped_transaction_ends_and_is_rolled_back() {
    let (witness, url) = database!(TABLE);
    let db = Db::connect(&url).await.expect("connects");
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    for form in FORMS {
        let body = async |tx: &relvar::Transaction<'_>| {
            sql("insert into t values (1)").execute(tx).await?;
            tx.transaction(async |tx| match form {
                Form::Timed => run(form, &tx.timeout(Duration::from_secs(600))).await,
                form => run(form, tx).await,
            })
            .await
        };
        dropped(&witness, db.transaction(body)).await;
        sleeping(&witness, 0).await;
        dropped(&witness, pool.transaction(body)).await;
        sleeping(&witness, 0).await;
        for count in [
            sql("select count(*) from t").fetch_scalar::<i64>(&db).await,
            sql("select count(*) from t").fetch_scalar::<i64>(&pool).await,
        ] {
            assert_eq!(count.expect("is usable"), 0, "{form:?}");
        }
    }
}

#[tokio::test]
async fn a_statement_that_is_dropped_in_a_transaction_is_cancelled_and_fails_it() {
    let (witness, url) = database!(TABLE);
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    let error = pool
        .transaction(async |tx| {
            sql("insert into t values (1)").execute(tx).await?;
            dropped(&witness, run(Form::Execute, tx)).await;
            sleeping(&witness, 0).await;
            Ok::<_, Error>(())
        })
        .await
        .expect_err("it has failed");
    assert!(error.is_not_committed(), "{error}");
    assert_eq!(sql("select count(*) from t").fetch_scalar::<i64>(&pool).await.expect("counts"), 0);
}

#[tokio::test]
async fn a_dropped_savepoint_is_undone_and_the_transaction_goes_on() {
    let (witness, url) = database!(TABLE);
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    for form in FORMS {
        pool.transaction(async |tx| {
            sql("delete from t").execute(tx).await?;
            sql("insert into t values (1)").execute(tx).await?;
            let inner = tx.transaction(async |tx| {
                sql("insert into t values (2)").execute(tx).await?;
                run(form, tx).await
            });
            dropped(&witness, inner).await;
            sql("insert into t values (3)").execute(tx).await
        })
        .await
        .expect("commits");
        let found: Vec<i32> = sql("select a from t order by a").fetch_scalars(&witness).await.expect("reads");
        assert_eq!(found, [1, 3], "{form:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_shared_connection_nobody_else_is_hit() {
    let (_, url) = database!(TABLE);
    let db = Arc::new(Db::connect(&url).await.expect("connects"));
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8_i32 {
        let db = Arc::clone(&db);
        tasks.spawn(async move {
            for n in 0..50 {
                let own = task * 1000 + n;
                let work = sql("select $1::int from pg_sleep(0.001)").bind(own).fetch_scalar::<i32>(&*db);
                if n % 3 == 0 {
                    let _ =
                        tokio::time::timeout(Duration::from_micros(u64::from(own.unsigned_abs()) % 3_000), work).await;
                } else {
                    assert_eq!(work.await.expect("nobody drops this one"), own);
                }
            }
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.expect("nobody else is hit");
    }
}

#[tokio::test]
async fn a_stream_whose_end_has_arrived_is_not_cancelled() {
    let (witness, url) = database!("");
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    let pid: i32 = sql("select pg_backend_pid()").fetch_scalar(&pool).await.expect("reads");
    for _ in 0..50 {
        let mut rows = pin!(sql("select generate_series(1, 3)").stream::<(i32,)>(&pool).await.expect("begins"));
        rows.try_next().await.expect("reads");
    }
    assert_eq!(sql("select pg_backend_pid()").fetch_scalar::<i32>(&pool).await.expect("reads"), pid);
    is_usable(&witness).await;
}
