//! The PostgreSQL inside the process: one client after the other, each as on a server of its own.
#![cfg(feature = "embedded")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, TryStreamExt, pin_mut};
use relvar_catalog::scratch::{Choice, Error, Options, Server};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, NoTls};

fn start() -> Server {
    Server::start(&Options { provider: Some(Choice::Embedded), ..Options::default() }).unwrap()
}

/// A server for all tests that do not end it: they wait for one another.
fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(start)
}

/// A connection that is known to be closed when [`close`](Self::close) returns.
struct Session {
    client: Client,
    connection: JoinHandle<Result<(), tokio_postgres::Error>>,
}

impl Session {
    async fn open(config: &Config) -> Self {
        let (client, connection) = config.connect(NoTls).await.unwrap();
        Self { client, connection: tokio::spawn(connection) }
    }

    async fn text(&self, sql: &str) -> String {
        self.client.query_one(sql, &[]).await.unwrap().get(0)
    }

    async fn close(self) {
        drop(self.client);
        let _ = self.connection.await.unwrap();
    }
}

#[tokio::test]
async fn it_answers_one_client_after_the_other() {
    let server = shared();
    assert!(server.single_connection());
    assert!(server.description().contains("embedded"), "{}", server.description());
    let first = Session::open(&server.config()).await;
    assert_eq!(first.text("select current_setting('server_version_num')").await, "180004");
    first.client.batch_execute("create table one (one_id int primary key); insert into one values (1)").await.unwrap();

    let config = server.config();
    let second = tokio::spawn(async move { Session::open(&config).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!second.is_finished(), "a second client waits");
    first.close().await;
    let second = second.await.unwrap();
    assert_eq!(second.text("select count(*)::text from one").await, "1");
    second.close().await;
}

#[tokio::test]
async fn a_client_leaves_nothing_to_the_next() {
    let server = shared();
    let first = Session::open(&server.config()).await;
    first.client.batch_execute("create temporary table t (); create table kept ()").await.unwrap();
    first.client.batch_execute("begin; create table lost (); set search_path = x; set role pg_monitor").await.unwrap();
    first.close().await;
    let second = Session::open(&server.config()).await;
    let relations =
        "select coalesce(string_agg(relname, ' '), '') from pg_class where relname in ('t', 'kept', 'lost')";
    assert_eq!(second.text(relations).await, "kept");
    assert_eq!(second.text("select current_setting('search_path') || current_user").await, "\"$user\", publicpostgres");
    second.close().await;
}

#[tokio::test]
async fn a_failed_statement_and_a_vanished_client_do_no_harm() {
    let server = shared();
    let first = Session::open(&server.config()).await;
    assert!(first.client.batch_execute("select 1/0").await.unwrap_err().to_string().contains("db error"));
    assert!(first.client.query("select nothing", &[]).await.is_err());
    assert_eq!(first.text("select 'still here'").await, "still here");
    first.connection.abort();
    let second = Session::open(&server.config()).await;
    assert_eq!(second.text("select 'here too'").await, "here too");
    second.close().await;
}

#[tokio::test]
async fn settings_of_the_connection_hold() {
    let server = shared();
    let mut config = server.config();
    config.application_name("it's me").options("-c statement_timeout=4s --lock-timeout=5s");
    let session = Session::open(&config).await;
    let settings = "select concat_ws(' ', current_setting('application_name'), current_setting('statement_timeout'), current_setting('lock_timeout'))";
    assert_eq!(session.text(settings).await, "it's me 4s 5s");
    session.close().await;

    for (user, dbname, message) in [
        ("postgres", "other", "database \"other\" does not exist"),
        ("some\"body", "postgres", "role \"some\"body\" does not exist"),
    ] {
        let error = server.config().user(user).dbname(dbname).connect(NoTls).await.err().unwrap();
        assert_eq!(error.as_db_error().unwrap().message(), message);
    }

    let session = Session::open(&server.config()).await;
    session.client.batch_execute("create role reader").await.unwrap();
    session.close().await;
    let session = Session::open(server.config().user("reader")).await;
    assert_eq!(session.text("select current_user || session_user").await, "readerreader");
    session.close().await;
}

#[tokio::test]
async fn copy_goes_both_ways_and_the_next_client_is_served() {
    let server = shared();
    let session = Session::open(&server.config()).await;
    session.client.batch_execute("create table film (film_id int, title text)").await.unwrap();
    let sink = session.client.copy_in::<_, Bytes>("copy film from stdin").await.unwrap();
    pin_mut!(sink);
    for film in 0..5_000 {
        sink.send(Bytes::from(format!("{film}\ttitle {film}\n"))).await.unwrap();
    }
    assert_eq!(sink.finish().await.unwrap(), 5_000);
    assert_eq!(session.text("select count(*)::text from film").await, "5000");
    let rows: Vec<Bytes> = session.client.copy_out("copy film to stdout").await.unwrap().try_collect().await.unwrap();
    assert_eq!(rows.len(), 5_000);
    session.close().await;

    let session = Session::open(&server.config()).await;
    assert_eq!(session.text("select max(title) from film").await, "title 999");
    let sink = session.client.copy_in::<_, Bytes>("copy film from stdin").await.unwrap();
    session.connection.abort();
    drop(sink);
    let session = Session::open(&server.config()).await;
    assert_eq!(session.text("select count(*)::text from film").await, "5000");
    session.close().await;
}

#[tokio::test]
async fn every_contrib_extension_that_is_offered_can_be_created() {
    let server = shared();
    let session = Session::open(&server.config()).await;
    let offered = session.client.query("select name from pg_available_extensions order by 1", &[]).await.unwrap();
    assert_eq!(offered.len(), 30);
    for name in offered.iter().map(|row| row.get::<_, &str>(0)) {
        let created = session.client.batch_execute(&format!("create extension if not exists \"{name}\" cascade")).await;
        assert!(created.is_ok(), "{name}: {created:?}");
    }
    session.close().await;
}

#[test]
fn an_extension_that_is_missing_is_named_and_who_has_it() {
    let missing = |name: &str| {
        let extensions = vec!["citext".to_owned(), name.to_owned()];
        Server::start(&Options { provider: Some(Choice::Embedded), extensions, ..Options::default() })
            .unwrap_err()
            .to_string()
    };
    let error = missing("no_such_thing");
    assert!(error.contains("embedded: the embedded PostgreSQL lacks the extension `no_such_thing`"), "{error}");
    assert!(error.contains("hint: install PostgreSQL with it"), "{error}");
    if let Ok(server) = Server::start(&Options {
        provider: Some(Choice::System),
        extensions: vec!["xml2".to_owned()],
        ..Options::default()
    }) {
        let folder = server.description().split_once(" from ").unwrap().1.to_owned();
        let error = missing("xml2");
        assert!(error.contains(&format!("{folder} has what is missing: set RELVAR_SERVER={folder}")), "{error}");
    }
}

#[tokio::test]
async fn it_holds_one_database_only() {
    let server = shared();
    let error = server.database("second").await.unwrap_err();
    assert!(matches!(&error, Error::SingleDatabase { name, .. } if name == "second"), "{error}");
}

#[tokio::test]
async fn it_is_gone_when_dropped_also_with_a_client() {
    let server = start();
    let config = server.config();
    let session = Session::open(&config).await;
    drop(server);
    assert!(session.client.batch_execute("select 1").await.is_err());
    assert!(config.connect(NoTls).await.is_err(), "nobody listens any more");
}
