//! A web service whose clients go away in the middle.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use relvar::{Error, Pool, sql};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::dropped::sleeping;
use crate::server::database;

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
fn failed(error: Error) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}

async fn slow(State(pool): State<Pool>) -> Result<String, (StatusCode, String)> {
    sql("select pg_sleep(600)").execute(&pool).await.map(|_| String::new()).map_err(failed)
}

async fn slow_transaction(State(pool): State<Pool>) -> Result<String, (StatusCode, String)> {
    let body = async |tx: &relvar::Transaction<'_>| {
        sql("insert into t values (1)").execute(tx).await?;
        sql("select pg_sleep(600)").execute(tx).await
    };
    pool.transaction(body).await.map(|_| String::new()).map_err(failed)
}

async fn quick(State(pool): State<Pool>) -> Result<String, (StatusCode, String)> {
    sql("select 'served'").fetch_scalar::<String>(&pool).await.map_err(failed)
}

async fn request(address: &str, path: &str) -> TcpStream {
    let mut client = TcpStream::connect(address).await.expect("connects");
    let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    client.write_all(request.as_bytes()).await.expect("sends");
    client
}

async fn is_served(address: &str) {
    let mut answer = String::new();
    let mut client = request(address, "/quick").await;
    let read = client.read_to_string(&mut answer);
    tokio::time::timeout(Duration::from_secs(60), read).await.expect("an answer").expect("text");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("served"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_go_away_leave_nothing_running_and_nobody_waiting() {
    let (witness, url) = database!("create table t (a int)");
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(4).build()).expect("a pool");
    let routes = Router::new()
        .route("/slow", get(slow))
        .route("/transaction", get(slow_transaction))
        .route("/quick", get(quick));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = listener.local_addr().expect("an address").to_string();
    let server = tokio::spawn(axum::serve(listener, routes.with_state(pool)).into_future());

    // Every connection of the pool sleeps, and then all clients go away at once.
    let first = [
        request(&address, "/slow").await,
        request(&address, "/transaction").await,
        request(&address, "/slow").await,
        request(&address, "/transaction").await,
    ];
    sleeping(&witness, 4).await;
    drop(first);
    is_served(&address).await;
    sleeping(&witness, 0).await;

    let mut clients = JoinSet::new();
    for number in 0..200_u64 {
        let address = address.clone();
        clients.spawn(async move {
            let path = if number % 2 == 0 { "/slow" } else { "/transaction" };
            let client = request(&address, path).await;
            tokio::time::sleep(Duration::from_millis(number % 50)).await;
            drop(client);
            if number % 10 == 0 {
                is_served(&address).await;
            }
        });
    }
    while let Some(client) = clients.join_next().await {
        client.expect("served");
    }
    sleeping(&witness, 0).await;
    let open = "select count(*) from pg_stat_activity where datname = current_database() and state <> 'idle' \
                and pid <> pg_backend_pid()";
    while sql(open).fetch_scalar::<i64>(&witness).await.expect("counts") > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(sql("select count(*) from t").fetch_scalar::<i64>(&witness).await.expect("counts"), 0);
    is_served(&address).await;
    server.abort();
}
