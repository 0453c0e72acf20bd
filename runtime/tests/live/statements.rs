//! Statements: prepared once, kept within a bound, prepared again after DDL, and not prepared at all.

use relvar::{ConnectOptions, Db, Mode, sql};

use crate::server::database;

async fn prepared(db: &Db) -> i64 {
    // Statements of the test's own count too: the one that counts.
    sql("select count(*) from pg_prepared_statements").fetch_scalar(db).await.expect("counts")
}

#[tokio::test]
async fn a_statement_is_prepared_once() {
    let (db, _) = database!("");
    for value in 0..10 {
        let found: i32 = sql("select $1 + 1").bind(value).fetch_scalar(&db).await.expect("runs");
        assert_eq!(found, value + 1);
    }
    assert_eq!(prepared(&db).await, 2);
}

#[tokio::test]
async fn the_cache_is_bounded_and_forgets_what_was_unused_longest() {
    let (_, url) = database!("");
    let options: ConnectOptions = url.parse().expect("parses");
    let db = Db::connect_with(&options.cached_statements(8)).await.expect("connects");
    for number in 0..50 {
        let kept: i32 = sql("select 7").fetch_scalar(&db).await.expect("runs");
        assert_eq!(kept, 7);
        sql(format!("select {number} + 100")).execute(&db).await.expect("runs");
    }
    assert_eq!(prepared(&db).await, 8);
    let often = "select count(*) from pg_prepared_statements where statement = 'select 7'";
    assert_eq!(sql(often).fetch_scalar::<i64>(&db).await.expect("runs"), 1);
}

#[tokio::test]
async fn one_text_with_parameters_of_other_types_is_prepared_for_each() {
    let (db, _) = database!("");
    assert_eq!(sql("select $1").bind(7_i32).fetch_scalar::<i32>(&db).await.expect("runs"), 7);
    assert_eq!(sql("select $1").bind("seven").fetch_scalar::<String>(&db).await.expect("runs"), "seven");
    assert_eq!(sql("select $1").bind(7_i32).fetch_scalar::<i32>(&db).await.expect("runs"), 7);
}

#[tokio::test]
async fn a_table_altered_under_a_statement_does_not_disturb_it() {
    let (db, url) = database!("create table t (a int);\ninsert into t values (1)");
    let other = Db::connect(&url).await.expect("connects");
    let all = || sql("select * from t");
    assert_eq!(all().fetch_as::<(i32,)>(&db).await.expect("runs"), [(1,)]);
    sql("alter table t add b text default 'x'").execute(&other).await.expect("alters");
    assert_eq!(all().fetch_as::<(i32, String)>(&db).await.expect("prepares again"), [(1, "x".into())]);
    sql("deallocate all").execute(&db).await.expect("deallocates");
    assert_eq!(all().execute(&db).await.expect("prepares again"), 1);
}

#[tokio::test]
async fn within_a_transaction_a_stale_statement_is_an_error_that_says_retry() {
    let (db, url) = database!("create table t (a int);\ninsert into t values (1)");
    let other = Db::connect(&url).await.expect("connects");
    sql("select * from t").execute(&db).await.expect("runs");
    sql("alter table t add b int").execute(&other).await.expect("alters");
    let failed = db.transaction(async |tx| sql("select * from t").execute(tx).await).await.expect_err("stale");
    assert!(failed.is_retryable(), "{failed}");
    let mut attempts = 0;
    sql("select * from t").execute(&db).await.expect("prepared again");
    sql("alter table t add c int").execute(&other).await.expect("alters");
    let rows = db
        .build_transaction()
        .retry(1)
        .run_mut(async |tx| {
            attempts += 1;
            sql("select * from t").execute(tx).await
        })
        .await
        .expect("the second time");
    assert_eq!((rows, attempts), (1, 2));
}

#[tokio::test]
async fn without_preparing_nothing_is_left_on_the_server() {
    let (_, url) = database!("create type mood as enum ('sad', 'ok')");
    let options: ConnectOptions = url.parse().expect("parses");
    let db = Db::connect_with(&options.mode(Mode::Unprepared)).await.expect("connects");
    let found: Vec<(i32, String)> =
        sql("select n, $2::text from generate_series(1, $1) n").bind(3).bind("x").fetch_as(&db).await.expect("runs");
    assert_eq!(found, [(1, "x".into()), (2, "x".into()), (3, "x".into())]);
    assert_eq!(sql("create table t as select 1 as a").execute(&db).await.expect("runs"), 1);
    assert_eq!(prepared(&db).await, 0);
}

#[tokio::test]
async fn statements_polled_together_are_pipelined() {
    let (db, _) = database!("");
    let value = |number: i32| sql("select $1").bind(number).fetch_scalar::<i32>(&db);
    let started = sql("select 1 from pg_sleep(0.01)").execute(&db);
    let found = tokio::try_join!(started, value(1), value(2), value(3)).expect("all run");
    assert_eq!(found, (1, 1, 2, 3));
}

#[tokio::test]
async fn clients_of_other_crates_run_statements_too() {
    let (_, url) = database!("");
    let (mut client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("connects");
    tokio::spawn(connection);
    assert_eq!(sql("select 1").fetch_scalar::<i32>(&client).await.expect("runs"), 1);
    let transaction = client.transaction().await.expect("begins");
    assert_eq!(sql("select 2").fetch_scalar::<i32>(&transaction).await.expect("runs"), 2);
    drop(transaction);
    let db = Db::from_client(client);
    assert_eq!(sql("select 3").fetch_scalar::<i32>(&db).await.expect("runs"), 3);
    assert_eq!(prepared(&db).await, 2);
}

#[tokio::test]
async fn clients_of_a_deadpool_run_statements_and_prepare_them_again() {
    let (db, url) = database!("create table t (a int);\ninsert into t values (1)");
    let config: tokio_postgres::Config = url.parse().expect("parses");
    let manager = deadpool_postgres::Manager::new(config, tokio_postgres::NoTls);
    let pool = deadpool_postgres::Pool::builder(manager).max_size(1).build().expect("builds");
    let mut client = pool.get().await.expect("connects");
    sql("select * from t").execute(&client).await.expect("runs");
    sql("alter table t add b int").execute(&db).await.expect("alters");
    assert_eq!(sql("select * from t").execute(&client).await.expect("prepares again"), 1);
    let transaction = client.transaction().await.expect("begins");
    assert_eq!(sql("select * from t").execute(&transaction).await.expect("runs"), 1);
}
