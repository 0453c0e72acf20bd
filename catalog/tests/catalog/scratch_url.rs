//! Scratch databases on a server that is there already.
#![cfg(all(feature = "scratch", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use relvar_catalog::scratch::{Choice, Error, Options, Server, remove_on_signal};
use tokio_postgres::{Config, NoTls};

/// The server that is there already: one of installed binaries, none where there are none.
fn host() -> Option<&'static Server> {
    static HOST: OnceLock<Option<Server>> = OnceLock::new();
    let start = || match Server::start(&Options { provider: Some(Choice::System), ..Options::default() }) {
        Ok(server) => Some(server),
        Err(Error::NoServer { attempts }) if attempts[0].reason.starts_with("no installed") => {
            eprintln!("skipped: {}", attempts[0]);
            None
        }
        Err(error) => panic!("{error}"),
    };
    HOST.get_or_init(start).as_ref()
}

fn on(url: &str) -> Result<Server, Error> {
    Server::start(&Options { provider: Some(Choice::from(url)), ..Options::default() })
}

async fn query(config: &Config, sql: &str) -> String {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let answer = client.query_one(sql, &[]).await.unwrap().get(0);
    drop(client);
    connection.await.unwrap().unwrap();
    answer
}

/// The databases of a run: the first, and those whose names begin with its name.
async fn databases(host: &Server, first: &str) -> String {
    let names = format!(
        "select coalesce(string_agg(datname, ' ' order by datname), '') from pg_database where datname like '{first}%'"
    );
    query(&host.config(), &names).await
}

#[tokio::test]
async fn databases_are_created_and_dropped() {
    let Some(host) = host() else { return };
    let server = on(&host.url()).unwrap();
    assert!(server.description().ends_with("behind the given URL"), "{}", server.description());
    assert!(server.max_connections_hint() > 1);
    let first = query(&server.config(), "select current_database()::text").await;
    assert!(first.starts_with("relvar_scratch_"), "{first}");
    let second = server.database("second").await.unwrap();
    assert_eq!(query(&second, "select current_database()::text").await, format!("{first}_second"));
    for (url, name) in [(server.url(), first.clone()), (server.url_of("second"), format!("{first}_second"))] {
        assert_eq!(query(&url.parse().unwrap(), "select current_database()::text").await, name, "{url}");
    }
    assert_eq!(databases(host, &first).await, format!("{first} {first}_second"));
    // A connection that is still open does not keep a database.
    let (_client, connection) = second.connect(NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    drop(server);
    assert_eq!(databases(host, &first).await, "");
    assert!(connection.await.unwrap().is_err());
}

#[tokio::test]
async fn what_a_killed_run_left_is_dropped_and_what_a_living_one_has_is_kept() {
    let Some(host) = host() else { return };
    let living = on(&host.url()).unwrap();
    let living_name = query(&living.config(), "select current_database()::text").await;
    let (mut owner, killed_name) = spawn_owner(host);
    owner.kill().unwrap();
    owner.wait().unwrap();

    let begun = Instant::now();
    // The server may take a moment to see that its client is gone.
    while !databases(host, &killed_name).await.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the next start drops {killed_name}");
        drop(on(&host.url()).unwrap());
    }
    assert_eq!(databases(host, &living_name).await, living_name);
}

#[tokio::test]
async fn a_program_that_wants_it_drops_its_databases_at_ctrl_c() {
    let Some(host) = host() else { return };
    let (mut owner, name) = spawn_owner(host);
    assert_eq!(databases(host, &name).await, name);
    assert!(Command::new("kill").args(["-INT", &owner.id().to_string()]).status().unwrap().success());
    assert_eq!(owner.wait().unwrap().code(), Some(130));
    assert_eq!(databases(host, &name).await, "");
}

/// Starts a process that owns a database on the host, and gives the database's name.
fn spawn_owner(host: &Server) -> (Child, String) {
    let mut owner = Command::new(std::env::current_exe().unwrap());
    owner
        .args(["--exact", "scratch_url::owner", "--ignored", "--nocapture"])
        .env("HOST_URL", host.url())
        .stdout(Stdio::piped());
    let mut owner = owner.spawn().unwrap();
    let mut lines = BufReader::new(owner.stdout.take().unwrap()).lines().map(Result::unwrap);
    let name = lines.find_map(|line| Some(line.split_once("database=")?.1.to_owned())).unwrap();
    (owner, name)
}

/// What the owner's process does in the tests above.
#[test]
#[ignore = "is run by other tests, as a process of its own"]
fn owner() {
    remove_on_signal().unwrap();
    let server = on(&std::env::var("HOST_URL").unwrap()).unwrap();
    println!("database={}", server.config().get_dbname().unwrap());
    std::thread::sleep(Duration::from_secs(60));
}

#[tokio::test]
async fn failures_are_explained_without_the_password() {
    let Some(host) = host() else { return };
    query(&host.config(), "select 'x' from (select 1) x").await;
    let (client, connection) = host.config().connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("create role powerless login").await.unwrap();
    let cases = [
        (
            host.url().replace("postgres@", "powerless:secret@"),
            "no database could be created: permission denied to create database",
        ),
        (host.url().replace("postgres@", "nobody:secret@"), "no connection: role \"nobody\" does not exist"),
        ("postgres://me:secret@127.0.0.1:1/db".to_owned(), "no connection: "),
        (
            "postgres://me:secret@host/db?sslmode=verify-full".to_owned(),
            "the URL is none that a scratch server can have",
        ),
    ];
    for (url, expected) in cases {
        let error = on(&url).unwrap_err().to_string();
        assert!(error.contains(&format!("url: {expected}")) && !error.contains("secret"), "{error}");
    }
    let extensions = vec!["plpgsql".to_owned(), "no_such_thing".to_owned()];
    let options = Options { provider: Some(Choice::Url(host.url())), extensions, ..Options::default() };
    let error = Server::start(&options).unwrap_err().to_string();
    assert!(error.contains("url: the server behind the URL lacks the extension `no_such_thing`"), "{error}");
}
