//! Clients that go away while their request waits for the database: nobody else waits for what they asked.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on has failed")]

use std::net::SocketAddr;
use std::time::Duration;

use axum::{Router, extract::State, http::StatusCode, routing::get};
use relvar::{Db, Pool, sql};
use relvar_catalog::scratch::{Options, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

/// Far more than this needs: what takes longer does not end at all.
const PATIENCE: Duration = Duration::from_secs(60);

async fn slow(State(pool): State<Pool>) -> Result<String, StatusCode> {
    let slept = sql("select pg_sleep(600)").execute(&pool).await;
    slept.map(|_| "slept".to_owned()).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn quick(State(pool): State<Pool>) -> Result<String, StatusCode> {
    let answer = sql("select 'at once'").fetch_scalar(&pool).await;
    answer.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn request(address: SocketAddr, path: &str) -> TcpStream {
    let mut client = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    client.write_all(request.as_bytes()).await.unwrap();
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_clients_that_leave_keep_nobody_waiting() {
    let server = tokio::task::spawn_blocking(|| Server::start(&Options::from_env()).unwrap()).await.unwrap();
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return;
    }
    let witness = Db::connect(server.url()).await.unwrap();
    let pool = Pool::builder(server.url()).unwrap().max_size(4).build().unwrap();
    let service = Router::new().route("/slow", get(slow)).route("/quick", get(quick)).with_state(pool);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { axum::serve(listener, service).await });

    let sleeping = "select count(*) from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'";
    for round in 0..20 {
        let mut clients = Vec::new();
        for _ in 0..10 {
            clients.push(request(address, "/slow").await);
        }
        if round == 0 {
            let all_sleep = async { while sql(sleeping).fetch_scalar::<i64>(&witness).await.unwrap() < 4 {} };
            timeout(PATIENCE, all_sleep).await.expect("the pool is full of statements that sleep");
        }
        drop(clients);
        let mut text = String::new();
        let mut client = request(address, "/quick").await;
        timeout(PATIENCE, client.read_to_string(&mut text)).await.expect("an answer").unwrap();
        assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("at once"), "{text}");
    }
    let none_sleeps = async {
        while sql(sleeping).fetch_scalar::<i64>(&witness).await.unwrap() > 0 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, none_sleeps).await.expect("no session sleeps on for a client that is gone");
    serving.abort();
    drop(witness);
    tokio::task::spawn_blocking(|| server.stop()).await.unwrap();
}
