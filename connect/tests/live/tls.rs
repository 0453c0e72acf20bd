//! Encrypted connections, to a server whose certificate is right, for another host, or of another authority.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use relvar_connect::ErrorKind::{Authentication, Configuration, Tls};
use relvar_connect::{Config, Connected, Error, ErrorKind, connect, open};

use crate::encrypted::encrypted;

/// Whether the session of a URL is encrypted.
async fn is_encrypted(url: &str) -> Result<bool, Error> {
    let session = connect(&url.parse::<Config>()?).await?;
    let row = session.query_one("select ssl from pg_stat_ssl where pid = pg_backend_pid()", &[]).await;
    Ok(row.expect("reads").get(0))
}

#[tokio::test]
async fn as_much_of_a_certificate_is_verified_as_is_asked_for() {
    let Some(server) = encrypted("tls").await else { return };
    let (trusted, other) = (server.file("trusted.pem"), server.file("other.pem"));
    let identity = format!("sslcert={}&sslkey={}", server.file("client.crt"), server.file("client.key"));
    for (login, settings, expected) in [
        ("ann@localhost", "sslmode=disable".to_owned(), Ok(false)),
        ("ann@localhost", "sslmode=allow".to_owned(), Ok(false)),
        ("ann@localhost", "sslmode=prefer".to_owned(), Ok(true)),
        ("ann@127.0.0.1", "sslmode=require".to_owned(), Ok(true)),
        ("plain@localhost", "sslmode=prefer".to_owned(), Ok(false)),
        ("plain@localhost", "sslmode=require".to_owned(), Err(Authentication)),
        ("ann@localhost", format!("sslmode=require&sslrootcert={other}"), Err(Tls)),
        ("ann@localhost", format!("sslmode=prefer&sslrootcert={other}"), Ok(false)),
        ("ann@localhost", format!("sslmode=verify-ca&sslrootcert={trusted}"), Ok(true)),
        ("ann@127.0.0.1", format!("sslmode=verify-ca&sslrootcert={trusted}"), Ok(true)),
        ("ann@localhost", format!("sslmode=verify-ca&sslrootcert={other}"), Err(Tls)),
        ("ann@localhost", format!("sslmode=verify-full&sslrootcert={trusted}"), Ok(true)),
        ("ann@127.0.0.1", format!("sslmode=verify-full&sslrootcert={trusted}"), Err(Tls)),
        ("ann@localhost", format!("sslmode=verify-full&sslrootcert={other}"), Err(Tls)),
        ("ann@localhost", "sslrootcert=system".to_owned(), Err(Tls)),
        ("ann@localhost", "sslmode=verify-ca".to_owned(), Err(Tls)),
        ("ann@localhost", "sslmode=verify-full&sslrootcert=/nowhere.pem".to_owned(), Err(Configuration)),
        ("ann@localhost", "sslmode=require&ssl_min_protocol_version=TLSv1.3".to_owned(), Ok(true)),
        ("certified@localhost", format!("sslmode=require&{identity}"), Ok(true)),
        ("certified@localhost", format!("sslmode=verify-full&sslrootcert={trusted}&{identity}"), Ok(true)),
        ("certified@localhost", format!("sslmode=require&sslcertmode=disable&{identity}"), Err(Authentication)),
        ("certified@localhost", "sslmode=require".to_owned(), Err(Authentication)),
        ("ann@localhost", format!("sslmode=require&sslcert={trusted}&sslkey=/nowhere.key"), Err(Configuration)),
    ] {
        let url = format!("postgres://{login}:{}/postgres?{settings}", server.port);
        let found = is_encrypted(&url).await;
        assert_eq!(found.as_ref().map_err(Error::kind).copied(), expected, "{url}: {found:?}");
    }
    let kept = format!("postgres://certified@localhost:{}/postgres?sslmode=require&{identity}", server.port);
    std::fs::set_permissions(server.file("client.key"), std::fs::Permissions::from_mode(0o644)).expect("sets");
    let error = is_encrypted(&kept).await.expect_err("others may read the key");
    assert!(error.to_string().contains("is accessible to others\nhint: "), "{error}");
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said() {
    let Some(server) = encrypted("causes").await else { return };
    let (trusted, other) = (server.file("trusted.pem"), server.file("other.pem"));
    for (host, root, cause) in [("127.0.0.1", trusted, "not valid for name"), ("localhost", other, "UnknownIssuer")] {
        let url = format!("postgres://ann@{host}:{}/postgres?sslmode=verify-full&sslrootcert={root}", server.port);
        let error = is_encrypted(&url).await.expect_err("is not trusted");
        let expected = format!("no encrypted connection to `{host}:{}`: invalid peer certificate: ", server.port);
        assert!(error.to_string().starts_with(&expected) && error.to_string().contains(cause), "{error}");
    }
}

#[tokio::test]
async fn a_request_to_cancel_is_encrypted_too() {
    let Some(server) = encrypted("cancel").await else { return };
    let settings = format!("sslmode=verify-full&sslrootcert={}", server.file("trusted.pem"));
    let config: Config =
        format!("postgres://ann@localhost:{}/postgres?{settings}", server.port).parse().expect("parses");
    let Connected { client, connection, target } = open(&config).await.expect("connects");
    tokio::spawn(connection);
    let token = client.cancel_token();
    for micros in 0..100 {
        let first = format!("select pg_sleep({})", f64::from(micros % 50) / 10_000.0);
        let cancel = target.cancel(&token, Duration::from_secs(10));
        let (_, cancelled) = tokio::join!(client.batch_execute(&first), cancel);
        cancelled.expect("reaches the server");
        client.batch_execute("select 1").await.expect("is not hit");
    }
}

#[tokio::test]
async fn a_server_without_encryption_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("listens");
    let address = listener.local_addr().expect("has one");
    let answer = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut stream, _) = listener.accept().expect("accepts");
        stream.read_exact(&mut [0; 8]).expect("a request for encryption");
        stream.write_all(b"N").expect("answers");
    });
    let error = is_encrypted(&format!("postgres://ann@{address}/x?sslmode=require")).await.expect_err("not encrypted");
    assert_eq!(error.kind(), ErrorKind::Tls);
    assert!(error.to_string().starts_with(&format!("`{address}` does not offer encryption\nhint: ")), "{error}");
    answer.join().expect("ends");
}
