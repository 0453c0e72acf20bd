//! Transactions: both ends, nested ones, dropped ones, and those that meet.

use std::sync::Arc;
use std::time::Duration;

use relvar::{Db, Error, IsolationLevel, Pool, sql};

use crate::server::database;

const TABLE: &str = "create table t (a int primary key, b int not null default 0);\ninsert into t values (1)";

async fn rows(db: &Db) -> i64 {
    sql("select count(*) from t").fetch_scalar(db).await.expect("counts")
}

fn insert(a: i32) -> relvar::Sql {
    sql("insert into t values ($1)").bind(a)
}

#[tokio::test]
async fn ok_commits_and_an_error_rolls_back() {
    let (db, _) = database!(TABLE);
    let value = db
        .transaction(async |tx| {
            insert(2).execute(tx).await?;
            Ok::<_, Error>("done")
        })
        .await
        .expect("commits");
    assert_eq!((value, rows(&db).await), ("done", 2));

    let error = db
        .transaction(async |tx| {
            insert(3).execute(tx).await?;
            insert(1).execute(tx).await
        })
        .await
        .expect_err("exists");
    assert!(error.is_unique_violation());
    assert_eq!(rows(&db).await, 2);
}

#[tokio::test]
async fn the_error_is_the_body_s_own_type() {
    #[derive(Debug)]
    enum Refused {
        TooLate,
        Database(Error),
    }
    impl From<Error> for Refused {
        fn from(error: Error) -> Self {
            Self::Database(error)
        }
    }
    let (db, _) = database!(TABLE);
    let refused = db
        .transaction(async |tx| {
            insert(2).execute(tx).await?;
            Err::<(), _>(Refused::TooLate)
        })
        .await;
    assert!(matches!(refused, Err(Refused::TooLate)));
    let refused = db.transaction(async |tx| Ok::<_, Refused>(insert(1).execute(tx).await?)).await;
    assert!(matches!(refused, Err(Refused::Database(error)) if error.is_unique_violation()));
    assert_eq!(rows(&db).await, 1);
}

#[tokio::test]
async fn a_body_that_goes_on_after_an_error_does_not_commit_in_silence() {
    let (db, _) = database!(TABLE);
    let failed = db
        .transaction(async |tx| {
            insert(2).execute(tx).await?;
            let _ = insert(1).execute(tx).await;
            Ok::<_, Error>(())
        })
        .await
        .expect_err("the transaction has failed");
    assert_eq!(failed.code(), Some("25P02"));
    assert_eq!(rows(&db).await, 1);
}

#[tokio::test]
async fn a_nested_one_that_fails_undoes_itself_alone() {
    let (db, _) = database!(TABLE);
    db.transaction(async |tx| {
        insert(2).execute(tx).await?;
        let inner = tx
            .transaction(async |tx| {
                insert(3).execute(tx).await?;
                tx.transaction(async |tx| insert(4).execute(tx).await).await?;
                insert(1).execute(tx).await
            })
            .await;
        assert!(inner.expect_err("exists").is_unique_violation());
        tx.transaction(async |tx| insert(5).execute(tx).await).await
    })
    .await
    .expect("commits");
    let found: Vec<i32> = sql("select a from t order by a").fetch_scalars(&db).await.expect("reads");
    assert_eq!(found, [1, 2, 5]);
}

#[tokio::test]
async fn dropped_in_the_middle_it_is_rolled_back_before_the_connection_is_used_again() {
    let (db, _) = database!(TABLE);
    // At every point where it waits, by giving it one more poll each time.
    for polls in 0..40 {
        {
            let mut transaction = Box::pin(db.transaction(async |tx| {
                insert(2).execute(tx).await?;
                tx.transaction(async |tx| insert(3).execute(tx).await).await?;
                std::future::pending::<()>().await;
                Ok::<_, Error>(())
            }));
            for _ in 0..polls {
                if tokio::time::timeout(Duration::from_millis(1), &mut transaction).await.is_ok() {
                    unreachable!("it never ends");
                }
            }
        }
        let found: Vec<i32> = sql("select a from t order by a").fetch_scalars(&db).await.expect("reads");
        assert_eq!(found, [1], "after {polls} polls");
        if polls > 10 {
            break;
        }
    }
}

#[tokio::test]
async fn a_dropped_one_gives_its_pooled_connection_back_clean() {
    let (db, url) = database!(TABLE);
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    let hung = pool.transaction(async |tx| {
        insert(2).execute(tx).await?;
        std::future::pending::<()>().await;
        Ok::<_, Error>(())
    });
    tokio::time::timeout(Duration::from_millis(50), hung).await.expect_err("it hangs");
    insert(3).execute(&pool).await.expect("the only connection is usable");
    let found: Vec<i32> = sql("select a from t order by a").fetch_scalars(&db).await.expect("reads");
    assert_eq!(found, [1, 3]);
}

#[tokio::test]
async fn statements_from_elsewhere_wait_for_its_end() {
    let (db, _) = database!(TABLE);
    let db = Arc::new(db);
    let (open, opened) = tokio::sync::oneshot::channel();
    let transaction = tokio::spawn({
        let db = Arc::clone(&db);
        async move {
            db.transaction(async |tx| {
                insert(2).execute(tx).await?;
                let _ = open.send(());
                tokio::time::sleep(Duration::from_millis(50)).await;
                Err::<(), _>(sql("select 1/0").execute(tx).await.expect_err("by zero"))
            })
            .await
        }
    });
    opened.await.expect("begins");
    insert(3).execute(&*db).await.expect("outside of the transaction");
    transaction.await.expect("joins").expect_err("rolls back");
    let found: Vec<i32> = sql("select a from t order by a").fetch_scalars(&*db).await.expect("reads");
    assert_eq!(found, [1, 3]);
}

/// It would run on another connection, and stay if the transaction is rolled back.
#[tokio::test]
async fn a_statement_on_the_pool_of_its_transaction_is_refused() {
    let (db, url) = database!(TABLE);
    let pool = Pool::connect(&url).await.expect("connects");
    let clone = pool.clone();
    pool.transaction(async |tx| {
        for pool in [&pool, &clone] {
            let error = insert(2).execute(pool).await.expect_err("would not be part of it");
            assert!(error.to_string().starts_with("a transaction of this pool is open"), "{error}");
            assert!(pool.transaction(async |tx| insert(2).execute(tx).await).await.is_err());
        }
        let elsewhere = pool.clone();
        tokio::spawn(async move { insert(3).execute(&elsewhere).await })
            .await
            .expect("ends")
            .expect("is outside of it");
        insert(4).execute(tx).await
    })
    .await
    .expect("commits");
    insert(5).execute(&pool).await.expect("after it");
    let found: Vec<i32> = sql("select a from t order by a").fetch_scalars(&db).await.expect("reads");
    assert_eq!(found, [1, 3, 4, 5]);
}

#[tokio::test]
async fn a_statement_beside_its_own_transaction_is_refused_and_does_not_hang() {
    let (db, _) = database!(TABLE);
    db.transaction(async |tx| {
        let error = insert(2).execute(&db).await.expect_err("would wait for itself");
        assert!(error.to_string().contains("a transaction is open"), "{error}");
        assert!(db.transaction(async |tx| insert(2).execute(tx).await).await.is_err());
        tx.transaction(async |_| {
            insert(2).execute(tx).await.expect_err("would wait for itself");
            Ok::<_, Error>(())
        })
        .await?;
        insert(3).execute(tx).await
    })
    .await
    .expect("commits");
    assert_eq!(rows(&db).await, 2);
}

#[tokio::test]
async fn modes_are_what_the_server_sees() {
    let (db, _) = database!(TABLE);
    let setting = async |name: &str, tx: &relvar::Transaction<'_>| {
        sql("select current_setting($1)").bind(name).fetch_scalar::<String>(tx).await
    };
    db.build_transaction()
        .isolation_level(IsolationLevel::Serializable)
        .read_only()
        .deferrable()
        .run(async |tx| {
            assert_eq!(setting("transaction_isolation", tx).await?, "serializable");
            assert_eq!(setting("transaction_read_only", tx).await?, "on");
            assert_eq!(setting("transaction_deferrable", tx).await?, "on");
            assert_eq!(insert(2).execute(tx).await.expect_err("read-only").code(), Some("25006"));
            Err::<(), _>(Error::not_found("nothing"))
        })
        .await
        .expect_err("rolls back");
}

#[tokio::test]
async fn a_constraint_checked_at_the_end_fails_the_commit() {
    let (db, _) = database!(
        "create table p (a int primary key);\ncreate table c (a int references p deferrable initially deferred)"
    );
    let error =
        db.transaction(async |tx| sql("insert into c values (1)").execute(tx).await).await.expect_err("no parent");
    assert!(error.is_foreign_key_violation());
    assert_eq!(error.constraint(), Some("c_a_fkey"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_rollback_after_another_leaves_the_connection_open() {
    let (db, _) = database!(TABLE);
    for _ in 0..2_000 {
        let outer = db.transaction(async |tx| {
            tx.transaction(async |tx| insert(1).execute(tx).await).await.expect_err("exists");
            Err::<(), _>(Error::not_found("a reason to stay"))
        });
        assert!(outer.await.expect_err("its own").is_not_found());
    }
    insert(2).execute(&db).await.expect("the connection is open");
}

async fn insert_with(db: &impl relvar::Executor, a: i32) -> Result<u64, Error> {
    insert(a).execute(db).await
}

async fn insert_in(tx: &relvar::Transaction<'_>, a: i32) -> Result<u64, Error> {
    tx.transaction(async |tx| insert_with(tx, a).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_can_be_spawned_whatever_they_capture_and_call() {
    let (db, url) = database!(TABLE);
    let db = Arc::new(db);
    let pool = Pool::connect(&url).await.expect("a pool");
    let text = String::from("insert into t values ($1)");
    let on_db = tokio::spawn({
        let db = Arc::clone(&db);
        async move {
            let text = &text;
            db.transaction(async |tx| {
                insert_with(tx, 2).await?;
                insert_with(&tx, 3).await?;
                insert_in(tx, 4).await?;
                tokio::try_join!(insert_with(tx, 5), insert_with(tx, 6))?;
                sql(text.clone()).bind(7).execute(tx).await
            })
            .await
        }
    });
    let on_pool = tokio::spawn(async move {
        let moved = vec![8, 9];
        let body = async move |tx: &relvar::Transaction<'_>| {
            for a in moved {
                insert_in(tx, a).await?;
            }
            Ok::<_, Error>(())
        };
        pool.build_transaction().isolation_level(IsolationLevel::RepeatableRead).run(body).await
    });
    on_db.await.expect("joins").expect("commits");
    on_pool.await.expect("joins").expect("commits");
    assert_eq!(rows(&db).await, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_run_again_can_be_spawned_too_whatever_it_borrows() {
    let (db, url) = database!(TABLE);
    let db = Arc::new(db);
    let pool = Pool::connect(&url).await.expect("a pool");
    let on_db = tokio::spawn({
        let db = Arc::clone(&db);
        async move {
            let text = String::from("insert into t values ($1)");
            let attempts = std::sync::atomic::AtomicI32::new(0);
            let run = db.build_transaction().retry(3).run(async |tx| {
                let attempt = attempts.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                insert_in(tx, 2).await?;
                sql(text.clone()).bind(3 + attempt).execute(tx).await?;
                match attempt {
                    0 => sql("do $$ begin raise serialization_failure; end $$").execute(tx).await,
                    _ => Ok(1),
                }
            });
            run.await
        }
    });
    let on_pool = tokio::spawn(async move {
        let moved = vec![8, 9];
        let numbers = &moved;
        pool.build_transaction()
            .retry(3)
            .run(async |tx| {
                for a in numbers {
                    insert_in(tx, *a).await?;
                }
                Ok::<_, Error>(())
            })
            .await
    });
    on_db.await.expect("joins").expect("commits");
    on_pool.await.expect("joins").expect("commits");
    let found: Vec<i32> = sql("select a from t order by a").fetch_scalars(&*db).await.expect("reads");
    assert_eq!(found, [1, 2, 4, 8, 9]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_on_one_row_lose_nothing() {
    let (db, url) = database!(TABLE);
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(16).build()).expect("a pool");
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let pool = pool.clone();
        writers.spawn(async move {
            for _ in 0..10 {
                pool.build_transaction()
                    .isolation_level(IsolationLevel::Serializable)
                    .retry(1_000)
                    .run(async |tx| {
                        let b: i32 = sql("select b from t where a = 1").fetch_scalar(tx).await?;
                        sql("update t set b = $1 where a = 1").bind(b + 1).execute(tx).await
                    })
                    .await?;
            }
            Ok::<_, Error>(())
        });
    }
    for written in writers.join_all().await {
        written.expect("each gets through");
    }
    assert_eq!(sql("select b from t").fetch_scalar::<i32>(&db).await.expect("reads"), 160);
}

#[tokio::test]
async fn attempts_end_and_the_last_error_stands() {
    let (db, _) = database!(TABLE);
    let mut attempts = 0;
    let failed = db
        .build_transaction()
        .retry(2)
        .run_mut(async |tx| {
            attempts += 1;
            sql("do $$ begin raise serialization_failure; end $$").execute(tx).await
        })
        .await
        .expect_err("each time");
    assert!(failed.is_retryable());
    assert_eq!(attempts, 3);
}
