//! What `transaction` says is what happened: `Ok` was committed, and an error tells what was not.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use relvar::{Db, Error, Executor, Pool, Transaction, sql};

use crate::dropped::sleeping;
use crate::server::database;

const TABLE: &str = "create table t (a int primary key);\ninsert into t values (1)";

fn insert(a: i32) -> relvar::Sql {
    sql("insert into t values ($1)").bind(a)
}

async fn rows(db: &Db) -> Vec<i32> {
    sql("select a from t order by a").fetch_scalars(db).await.expect("reads")
}

/// Bodies that drop a statement which fails, and say `Ok`.
#[derive(Clone, Copy, Debug)]
enum Unseen {
    Statement,
    Late,
    CopyIn,
    Stream,
    Timed,
    Savepoint,
}

const UNSEEN: [Unseen; 6] =
    [Unseen::Statement, Unseen::Late, Unseen::CopyIn, Unseen::Stream, Unseen::Timed, Unseen::Savepoint];

/// Rows that come in several parts, of which one far behind cannot be computed.
const FAILS_LATE: &str = "select repeat('x', 1000), 1 / (9000 - a) from generate_series(1, 10000) a";

async fn body(tx: &Transaction<'_>, unseen: Unseen, witness: &Db) -> Result<(), Error> {
    insert(2).execute(tx).await?;
    match unseen {
        Unseen::Statement => drop(insert(1).execute(tx).now_or_never()),
        Unseen::Late => {
            // Dropped once the server is at it: before that there would be nothing that fails.
            let late = sql("select pg_sleep(0.05), 1 / (a - a) from t").execute(tx);
            tokio::select! {
                _ = late => {}
                () = sleeping(witness, 1) => {}
            }
        }
        Unseen::CopyIn => {
            let mut copy = tx.copy_in("copy t from stdin").await?;
            copy.send(Bytes::from_static(b"3\n")).await?;
        }
        Unseen::Stream => {
            let mut stream = pin!(sql(FAILS_LATE).stream::<(String, i32)>(tx).await?);
            stream.try_next().await?;
        }
        Unseen::Timed => {
            let mut stream = pin!(sql(FAILS_LATE).stream::<(String, i32)>(&tx.timeout(Duration::from_secs(60))).await?);
            stream.try_next().await?;
        }
        Unseen::Savepoint => {
            let inner = async |tx: &Transaction<'_>| {
                drop(insert(1).execute(tx).now_or_never());
                Ok::<_, Error>(())
            };
            let error = tx.transaction(inner).await.expect_err("a duplicate");
            assert!(error.is_not_committed(), "{error}");
            return Err(error);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_statement_that_failed_unseen_is_an_error_that_says_not_committed() {
    let (db, url) = database!(TABLE);
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    let witness = Db::connect(&url).await.expect("connects");
    for unseen in UNSEEN {
        let of_pool = pool.transaction(async |tx| body(tx, unseen, &witness).await).await;
        let of_db = db.transaction(async |tx| body(tx, unseen, &witness).await).await;
        let again = db.build_transaction().retry(3).run(async |tx| body(tx, unseen, &witness).await).await;
        for result in [of_pool, of_db, again] {
            let error = result.expect_err("nothing was committed");
            assert!(error.is_not_committed() && !error.is_outcome_unknown(), "{unseen:?}: {error}");
            assert!(error.hint().is_some_and(|hint| hint.contains("await each statement")), "{error}");
        }
        assert_eq!(rows(&db).await, [1], "{unseen:?}");
        // The connections are out of the transaction.
        for executor in [async { sql("select 1").execute(&pool).await }.boxed(), sql("select 1").execute(&db).boxed()] {
            executor.await.expect("usable");
        }
    }
    db.transaction(async |tx| insert(2).execute(tx).await).await.expect("commits");
    assert_eq!(rows(&db).await, [1, 2]);
}

#[tokio::test]
async fn a_nested_one_that_failed_unseen_undoes_itself_alone() {
    let (db, _) = database!(TABLE);
    db.transaction(async |tx| {
        insert(2).execute(tx).await?;
        let inner = async |tx: &Transaction<'_>| {
            insert(3).execute(tx).await?;
            drop(insert(1).execute(tx).now_or_never());
            Ok::<_, Error>(())
        };
        let error = tx.transaction(inner).await.expect_err("a duplicate");
        assert!(error.is_not_committed(), "{error}");
        insert(4).execute(tx).await
    })
    .await
    .expect("commits");
    assert_eq!(rows(&db).await, [1, 2, 4]);
}

#[tokio::test]
async fn a_commit_that_is_refused_says_not_committed() {
    let (db, _) = database!(
        "create table p (a int primary key);\ncreate table c (a int references p deferrable initially deferred)"
    );
    let error =
        db.transaction(async |tx| sql("insert into c values (1)").execute(tx).await).await.expect_err("no parent");
    assert!(error.is_foreign_key_violation() && error.is_not_committed(), "{error}");
    sql("select 1").execute(&db).await.expect("usable");
}

#[tokio::test]
async fn a_copy_that_the_server_refuses_at_the_end_is_an_error() {
    let (db, _) = database!(
        "create table p (a int primary key);\ncreate table c (a int references p deferrable initially deferred)"
    );
    let mut copy = db.copy_in("copy c from stdin").await.expect("begins");
    copy.send(Bytes::from_static(b"1\n")).await.expect("sends");
    let error = copy.finish().await.expect_err("no parent");
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(sql("select count(*) from c").fetch_scalar::<i64>(&db).await.expect("counts"), 0);
    sql("insert into p values (1)").execute(&db).await.expect("inserts");
    let mut copy = db.copy_in("copy c from stdin").await.expect("begins");
    copy.send(Bytes::from_static(b"1\n")).await.expect("sends");
    assert_eq!(copy.finish().await.expect("copies"), 1);
}

#[tokio::test]
async fn a_connection_lost_during_the_commit_is_an_unknown_outcome() {
    let (db, url) = database!(
        "create table t (a int primary key);\n\
         create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(60); return null; end';\n\
         create constraint trigger slow after insert on t deferrable initially deferred for each row \
         execute function slow()"
    );
    let killer = Db::connect(&url).await.expect("connects");
    let committing = db.transaction(async |tx| insert(1).execute(tx).await);
    let killing = async {
        let kill = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where query like '%; commit' \
                    and wait_event = 'PgSleep'";
        while sql(kill).fetch_scalars::<bool>(&killer).await.expect("asks").is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let (error, ()) = tokio::join!(committing, killing);
    let error = error.expect_err("killed");
    assert!(error.is_outcome_unknown() && !error.is_not_committed() && error.is_closed(), "{error}");
    let text = error.to_string();
    assert!(text.contains("nobody knows whether the transaction was committed"), "{text}");
}

#[tokio::test]
async fn a_connection_lost_before_the_commit_is_not_committed() {
    let (killer, url) = database!(TABLE);
    let db = Db::connect(&url).await.expect("connects");
    let error = db
        .transaction(async |tx| {
            insert(2).execute(tx).await?;
            let pid: i32 = sql("select pg_backend_pid()").fetch_scalar(tx).await?;
            sql("select pg_terminate_backend($1, 5000)").bind(pid).execute(&killer).await?;
            while !db.is_closed() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Ok::<_, Error>(())
        })
        .await
        .expect_err("terminated");
    assert!(error.is_not_committed() && error.is_closed(), "{error}");
    assert_eq!(rows(&killer).await, [1]);
}

#[tokio::test]
async fn a_body_that_ends_the_transaction_itself_is_an_error() {
    let (db, _) = database!(TABLE);
    let error = db
        .transaction(async |tx| {
            insert(2).execute(tx).await?;
            sql("rollback").execute(tx).await
        })
        .await
        .expect_err("rolled back");
    assert!(error.is_outcome_unknown(), "{error}");
    assert!(error.to_string().contains("ended by a statement in its body"), "{error}");
    assert_eq!(rows(&db).await, [1]);
}

#[tokio::test]
async fn one_that_meets_another_unseen_is_not_run_twice_after_a_commit() {
    let (db, _) = database!(TABLE);
    let mut attempts = 0;
    db.build_transaction()
        .retry(3)
        .run_mut(async |tx| {
            attempts += 1;
            let failed = tx
                .transaction(async |tx| sql("do $$ begin raise serialization_failure; end $$").execute(tx).await)
                .await;
            assert!(failed.is_err_and(|error| error.is_retryable()));
            insert(1 + attempts).execute(tx).await
        })
        .await
        .expect("commits");
    assert_eq!((attempts, rows(&db).await), (1, vec![1, 2]));
}

#[tokio::test]
async fn what_was_awaited_is_there_where_it_says_ok_and_not_where_it_does_not() {
    let (db, url) = database!("create table t (a int primary key)");
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(2).build()).expect("a pool");
    for n in (0..200).step_by(2) {
        let result = pool
            .transaction(async |tx| {
                insert(n).execute(tx).await?;
                drop(insert(n + 1).execute(tx).now_or_never());
                Ok::<_, Error>(())
            })
            .await;
        let found = rows(&db).await;
        match result {
            Ok(()) => assert!(found.contains(&n), "{n}"),
            Err(error) => {
                assert!(error.is_not_committed(), "{error}");
                assert!(!found.contains(&n) && !found.contains(&(n + 1)), "{n}");
            }
        }
    }
}

#[tokio::test]
async fn a_stream_that_is_left_in_the_middle_does_no_harm() {
    let (db, _) = database!(TABLE);
    db.transaction(async |tx| {
        insert(2).execute(tx).await?;
        let series = sql("select repeat('x', 1000), a from generate_series(1, 10000) a");
        let first: Vec<(String, i32)> = series.stream(tx).await?.take(3).try_collect().await?;
        assert_eq!(first.len(), 3);
        insert(3).execute(tx).await
    })
    .await
    .expect("commits");
    assert_eq!(rows(&db).await, [1, 2, 3]);
}
