//! Why a connection does not come about.

use std::net::TcpListener;

use relvar_catalog::scratch::{Options, Server};
use relvar_connect::{Config, ErrorKind, Session, connect};

use crate::server::server;

#[tokio::test]
async fn what_keeps_a_connection_from_coming_about_is_named() {
    let check = async |url: String, start: &str, hint: &str| {
        let config = url.parse::<Config>().unwrap();
        let error = connect(&config).await.unwrap_err().to_string();
        assert!(error.starts_with(start), "{error}");
        assert!(error.contains(&format!("\nhint: {hint}")), "{error}");
        assert!(!error.contains("secret"), "{error}");
    };
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let target = format!("127.0.0.1:{free}");
    check(
        format!("postgres://ann:secret@{target}/shop"),
        &format!("no server listens on `{target}`: Connection refused (os error 111)"),
        "is it running",
    )
    .await;
    check(
        "postgres:///shop?host=/nowhere".to_owned(),
        "no server listens on the socket `/nowhere/.s.PGSQL.5432`: No such file or directory (os error 2)",
        "is the server running",
    )
    .await;
    check(
        "postgres://ann@no-such-host.invalid/shop".to_owned(),
        "host `no-such-host.invalid` is not known",
        "is its name",
    )
    .await;

    // Takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = silent.local_addr().unwrap();
    let url = format!("postgres://ann@{target}/shop?connect_timeout=1");
    check(url, &format!("`{target}` does not answer within 1s"), "is the address right").await;

    let Some(server) = server().await else { return };
    let missing = server.url_of("no_such_database");
    let error = connect(&missing.parse().unwrap()).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("3D000"));
    assert!(error.to_string().starts_with("there is no database `no_such_database` on `"), "{error}");
    assert!(error.to_string().contains("\nhint: it has `"), "{error}");
}

#[tokio::test]
async fn a_wrong_password_is_refused_by_name() {
    // A server of its own, as its rules change.
    let server = tokio::task::spawn_blocking(|| Server::start(&Options::from_env())).await.expect("ends");
    let server = server.expect("a scratch server");
    let superuser = Session::open(&server.config()).await.expect("connects");
    let row = superuser.query_one("SELECT current_setting('hba_file')", &[]).await.expect("reads");
    let set_up = superuser
        .batch_execute(&format!(
            "CREATE ROLE ann LOGIN PASSWORD 'right';
             COPY (VALUES ('local all ann scram-sha-256'), ('local all all trust')) TO '{}';
             SELECT pg_reload_conf();",
            row.get::<_, &str>(0)
        ))
        .await;
    if set_up.is_err() || server.single_connection() {
        println!("passed over: the access rules of {} cannot be changed", server.description());
        return;
    }
    superuser.close().await;
    let config = |login: &str| {
        let url = server.url().replace("postgres://postgres@", &format!("postgres://{login}@"));
        url.parse::<Config>().expect("parses")
    };
    // The new rules take effect a moment later.
    let mut tries = 0;
    let error = loop {
        match connect(&config("ann:wrong")).await {
            Err(error) => break error,
            Ok(_) if tries < 100 => tries += 1,
            Ok(_) => panic!("the rules do not take effect"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!((error.kind(), error.sqlstate()), (ErrorKind::Authentication, Some("28P01")));
    assert!(error.to_string().contains("refuses the password of role `ann`\nhint: set PGPASSWORD"), "{error}");
    assert!(!format!("{error}{error:?}").contains("wrong"), "{error:?}");
    connect(&config("ann:right")).await.expect("is let in").close().await;

    let error = connect(&config("ann")).await.expect_err("has no password");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(error.to_string().contains("asks for a password of role `ann`, and there is none\nhint: set"), "{error}");
}
