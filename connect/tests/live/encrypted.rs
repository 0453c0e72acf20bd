//! A server with certificates and passwords, over TCP.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, Issuer, KeyPair, SigningKey};
use relvar_catalog::scratch::{Choice, Options, Server};
use relvar_connect::{Config, connect};

/// A server with `ssl = on` for `localhost`, which is not its name at `127.0.0.1`.
///
/// The role `certified` is let in by its certificate, `guarded` by its password, `right`, `plain` without encryption
/// alone, and all others are trusted. There is a database `my shop`.
pub(crate) struct Encrypted {
    pub(crate) port: u16,
    /// The certificates of authorities, `trusted.pem`, which signed the server's, and `other.pem`; and
    /// `client.crt` with `client.key`, of the role `certified`.
    pub(crate) folder: PathBuf,
    /// Where the programs of its version are.
    pub(crate) bin: String,
    // It runs as a child of a session of this one, and ends with it.
    _beside: Server,
}

impl Drop for Encrypted {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Encrypted {
    /// The path of a file.
    pub(crate) fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

/// An authority of this name.
fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("signs itself")
}

/// A certificate and its key, in PEM.
fn certificate(names: Vec<String>, common: &str, issuer: &Issuer<'_, impl SigningKey>) -> (String, String) {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(names).expect("a name");
    params.distinguished_name.push(DnType::CommonName, common);
    (params.signed_by(&key, issuer).expect("signs").pem(), key.serialize_pem())
}

/// Writes a file that its owner alone may read.
pub(crate) fn write(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, text).expect("writes");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("sets permissions");
}

/// Starts the server; `None`, with a message, where there are no binaries of one.
///
/// Only the account that runs the scratch server may start another: so that one is asked to, as `COPY` can. The second
/// server ends when its standard input does: with the session that it was started in, whatever ends that.
pub(crate) async fn encrypted(name: &str) -> Option<Encrypted> {
    let options = Options::from_env();
    let beside = tokio::task::spawn_blocking(move || Server::start(&options)).await.expect("ends");
    let beside = beside.expect("a scratch server");
    let given = matches!(Options::from_env().provider, Some(Choice::Url(_)));
    if given || beside.single_connection() {
        eprintln!("skipped: {} cannot be given a certificate", beside.description());
        return None;
    }
    let (trusted, other) = (authority("trusted"), authority("other"));
    let (server, server_key) = certificate(vec!["localhost".to_owned()], "localhost", &trusted);
    let (client, client_key) = certificate(Vec::new(), "certified", &trusted);
    let folder = std::env::temp_dir().join(format!("relvar-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    write(&folder.join("trusted.pem"), &trusted.pem());
    write(&folder.join("other.pem"), &other.pem());
    write(&folder.join("client.crt"), &client);
    write(&folder.join("client.key"), &client_key);

    let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port();
    let script = format!(
        "set -e
        umask 077
        mkdir ../encrypted
        cd ../encrypted
        \"$bin/initdb\" -D data -U postgres -A trust --no-sync >log
        cat >server.key <<'end'\n{server_key}end\n
        cat >server.crt <<'end'\n{server}end\n
        cat >client.ca <<'end'\n{authority}end\n
        cat >data/pg_hba.conf <<'end'
hostssl all certified all cert
host all certified all reject
host all guarded all scram-sha-256
hostnossl all plain all trust
host all plain all reject
host all all all trust\nend\n
        exec 3<&0
        \"$bin/postgres\" -D data -p {port} -k '' -c fsync=off -c listen_addresses=localhost -c ssl=on \\
            -c ssl_key_file=../server.key -c ssl_cert_file=../server.crt -c ssl_ca_file=../client.ca \\
            >>log 2>&1 3<&- </dev/null &
        cat <&3 >/dev/null
        kill -QUIT $!",
        authority = trusted.pem(),
    );
    let starter = connect(&beside.url().parse().expect("parses")).await.expect("connects");
    let bin = starter.query_one("select setting from pg_config where name = 'BINDIR'", &[]).await.expect("reads");
    let bin: String = bin.get(0);
    let copy = format!("copy (select pg_sleep(600)) to program $program$bin='{bin}'\n{script}$program$");
    tokio::spawn(async move { starter.batch_execute(&copy).await });
    let answers = async {
        let config: Config =
            format!("postgres://postgres@localhost:{port}/postgres?sslmode=disable").parse().expect("parses");
        loop {
            match connect(&config).await {
                Ok(session) => return session,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    let session = tokio::time::timeout(Duration::from_secs(60), answers).await.expect("the server answers");
    for statement in [
        "create role certified login",
        "create role guarded login password 'right'",
        "create role plain login",
        "create role ann login",
        "create database \"my shop\"",
    ] {
        session.batch_execute(statement).await.expect("creates");
    }
    Some(Encrypted { port, folder, bin, _beside: beside })
}
