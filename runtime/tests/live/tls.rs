//! Encrypted connections, to a server whose certificate is right, for another host, or of another authority.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use relvar::{Db, Error, Pool, sql};
use relvar_catalog::connect::{Config, connect};
use relvar_catalog::scratch::{Choice, Options, Server};

/// A server with `ssl = on` for `localhost`, which is not its name at `127.0.0.1`.
struct Encrypted {
    port: u16,
    /// The folder of the authorities' certificates: `trusted.pem`, which signed the server's, and `other.pem`.
    folder: PathBuf,
    // It runs as a child of a session of this one, and ends with it.
    _beside: Server,
}

impl Drop for Encrypted {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// An authority of this name.
fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("signs itself")
}

/// Starts the server; `None`, with a message, where there are no binaries of one.
///
/// Only the account that runs the scratch server may start another: so that one is asked to, as `COPY` can. The second
/// server ends when its standard input does: with the session that it was started in, whatever ends that.
async fn encrypted() -> Option<Encrypted> {
    let options = Options::from_env();
    let beside = tokio::task::spawn_blocking(move || Server::start(&options)).await.expect("ends");
    let beside = beside.expect("a scratch server");
    let given = matches!(Options::from_env().provider, Some(Choice::Url(_)));
    if given || beside.single_connection() {
        eprintln!("skipped: {} cannot be given a certificate", beside.description());
        return None;
    }
    let (trusted, other) = (authority("trusted"), authority("other"));
    let key = KeyPair::generate().expect("a key");
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let certificate = certificate.signed_by(&key, &trusted).expect("signs");
    let folder = std::env::temp_dir().join(format!("relvar-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("trusted.pem"), trusted.pem()).expect("writes");
    std::fs::write(folder.join("other.pem"), other.pem()).expect("writes");

    let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port();
    let script = format!(
        "set -e
        umask 077
        mkdir ../encrypted
        cd ../encrypted
        \"$bin/initdb\" -D data -U postgres -A trust --no-sync >log
        cat >server.key <<'end'\n{key}end\n
        cat >server.crt <<'end'\n{certificate}end\n
        exec 3<&0
        \"$bin/postgres\" -D data -p {port} -k '' -c fsync=off -c listen_addresses=localhost -c ssl=on \\
            -c ssl_key_file=../server.key -c ssl_cert_file=../server.crt >>log 2>&1 3<&- </dev/null &
        cat <&3 >/dev/null
        kill -QUIT $!",
        key = key.serialize_pem(),
        certificate = certificate.pem(),
    );
    let db = Db::connect(beside.url()).await.expect("connects");
    let bin: String =
        sql("select setting from pg_config where name = 'BINDIR'").fetch_scalar(&db).await.expect("reads");
    let copy = format!("copy (select pg_sleep(600)) to program $program$bin='{bin}'\n{script}$program$");
    tokio::spawn(async move { sql(copy).execute(&db).await });
    let answers = async {
        let url = format!("postgres://postgres@localhost:{port}/postgres?sslmode=disable");
        while Db::connect(&url).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), answers).await.expect("the server with encryption answers");
    Some(Encrypted { port, folder, _beside: beside })
}

/// Whether the session of a URL is encrypted, by each way to connect.
async fn by_each_way(url: &str) -> [Result<bool, String>; 3] {
    const QUESTION: &str = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    let said = |error: Error| format!("{error}");
    let db = match Db::connect(url).await {
        Ok(db) => sql(QUESTION).fetch_scalar(&db).await.map_err(said),
        Err(error) => Err(said(error)),
    };
    let pool = match Pool::connect(url).await {
        Ok(pool) => sql(QUESTION).fetch_scalar(&pool).await.map_err(said),
        Err(error) => Err(said(error)),
    };
    let catalog = match connect(&Config::from_str(url).expect(url)).await {
        Ok(session) => Ok(session.query_one(QUESTION, &[]).await.expect("reads").get(0)),
        Err(error) => Err(format!("{error}")),
    };
    [db, pool, catalog]
}

#[tokio::test]
async fn as_much_of_a_certificate_is_verified_as_is_asked_for() {
    let Some(server) = encrypted().await else { return };
    let file = |name: &str| Path::new(&server.folder).join(name).display().to_string();
    let (trusted, other) = (file("trusted.pem"), file("other.pem"));
    for (host, settings, expected) in [
        ("localhost", "sslmode=disable", Some(false)),
        ("localhost", "sslmode=prefer", Some(true)),
        ("127.0.0.1", "sslmode=require", Some(true)),
        ("localhost", &format!("sslmode=verify-ca&sslrootcert={trusted}"), Some(true)),
        ("127.0.0.1", &format!("sslmode=verify-ca&sslrootcert={trusted}"), Some(true)),
        ("localhost", &format!("sslmode=verify-ca&sslrootcert={other}"), None),
        ("localhost", &format!("sslmode=verify-full&sslrootcert={trusted}"), Some(true)),
        ("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={trusted}"), None),
        ("localhost", &format!("sslmode=verify-full&sslrootcert={other}"), None),
        ("localhost", "sslmode=verify-full&sslrootcert=system", None),
        ("localhost", "sslmode=verify-full&sslrootcert=/nowhere.pem", None),
    ] {
        let url = format!("postgres://postgres@{host}:{}/postgres?{settings}", server.port);
        for (way, found) in ["Db", "Pool", "catalog"].into_iter().zip(by_each_way(&url).await) {
            assert_eq!(found.clone().ok(), expected, "{way} to {url}: {found:?}");
        }
    }
}
