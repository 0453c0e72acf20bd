//! Connection strings, and what completes them.

use std::fs;

use super::*;

/// The settings of a string, as `keyword=value` lines.
fn settings(string: &str) -> String {
    let settings: Settings = text::parse(string).unwrap().into_iter().collect();
    settings.iter().flat_map(|(keyword, value)| [keyword, "=", value, "\n"]).collect()
}

fn without_environment(string: &str) -> Result<Config, Error> {
    Config::read(string, &|name| (name == "HOME").then(|| "/nowhere".to_owned()))
}

#[test]
fn urls_and_pairs_say_the_same() {
    for (text, expected) in [
        ("postgres://", ""),
        ("postgresql://ann@db/shop", "dbname=shop\nhost=db\nuser=ann\n"),
        (
            "postgres://ann:p%40s%3as@db:5433/my%20shop",
            "dbname=my shop\nhost=db\npassword=p@s:s\nport=5433\nuser=ann\n",
        ),
        ("postgres://a:b@c@db/", "host=db\npassword=b@c\nuser=a\n"),
        ("postgres://a:b?c@db/d", "dbname=d\nhost=db\npassword=b?c\nuser=a\n"),
        ("postgres://a@db?options=x@y", "host=db\noptions=x@y\nuser=a\n"),
        ("postgres://[::1]:5433,db/x", "dbname=x\nhost=::1,db\nport=5433,\n"),
        ("postgres:///x?host=/run/pg&sslmode=verify-full", "dbname=x\nhost=/run/pg\nsslmode=verify-full\n"),
        ("postgres://%2Frun%2Fpg/x?ssl=true", "dbname=x\nhost=/run/pg\nsslmode=require\n"),
        ("postgres:///?user=&dbname=x", "dbname=x\nuser=\n"),
        ("host=db  user = 'ann smith' password='it\\'s'", "host=db\npassword=it's\nuser=ann smith\n"),
        ("dbname=a\\ b port=5433", "dbname=a b\nport=5433\n"),
        ("sslmode = verify-full host=db", "host=db\nsslmode=verify-full\n"),
        ("sslmode='verify-full' password=\u{a0}", "password=\u{a0}\nsslmode=verify-full\n"),
        ("host=a host=b", "host=b\n"),
        ("password=a://b", "password=a://b\n"),
    ] {
        assert_eq!(settings(text), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_string_is_said_without_it() {
    for (text, expected) in [
        ("mysql://ann:secret@db", "the URL's scheme is not one of PostgreSQL"),
        (
            "postgres://ann:secret@db?sslmod=require",
            "parameter 1 of the URL is not known\nhint: did you mean `sslmode`?",
        ),
        ("host=h pasword=secret", "keyword 2 of the connection string is not known\nhint: did you mean `password`?"),
        ("host=h password=my secret=x", "keyword 3 of the connection string is not known\nhint: quote or"),
        (
            "postgres://ann:secret@db?sslmode=full",
            "`sslmode` has a value that it does not take\nhint: give one of disable, allow, prefer",
        ),
        ("host=db password='secret", "the quotes around the value of `password` are not closed"),
        ("secret", "`=` and a value are missing after keyword 1 of the connection string"),
        ("postgres://ann:%zz@db", "a `%` of the URL is not followed by two hexadecimal digits"),
        ("postgres://ann:%ff@db", "the percent-encoded bytes of the URL are not UTF-8"),
        ("postgres://ann:a%00b@db", "the URL contains `%00`"),
        ("postgres://db:secret/x", "`port` has a value that it does not take\nhint: give a number from 1 to 65535"),
        ("postgres://u:1secret/x@h/d", "the database of the URL contains a character that must be percent-encoded"),
        ("postgres://u:1/x@h/d", "the database of the URL contains a character that must be percent-encoded"),
        ("postgres://h/d&password=secret", "the database of the URL contains a character that must"),
        ("postgres://host=h password=secret", "the host of the URL contains a character that it cannot have"),
        ("host=h;password=secret", "the value of `host` contains `=`"),
        ("postgres://[::1/x", "the URL has a `[` that begins no IPv6 address"),
        ("host=a,b port=1,2,3", "`port` does not have as many numbers as there are hosts"),
        ("host=a,b hostaddr=::1", "`hostaddr` does not have as many addresses"),
        ("hostaddr=secret", "`hostaddr` has a value that it does not take"),
        ("require_auth=scram-sha-256", "`require_auth` is not supported"),
        ("sslrootcert=system sslmode=require", "with `sslrootcert=system` no `sslmode` but `verify-full`"),
        ("sslnegotiation=direct", "`sslnegotiation=direct` needs a stronger `sslmode`"),
    ] {
        let error = without_environment(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{text}: {error}");
    }
}

#[test]
fn passwords_are_masked() {
    let config = without_environment("postgres://ann:secret@db,[::1]:5433/shop").unwrap();
    assert_eq!(config.to_string(), "postgres://ann:***@db:5432,[::1]:5433/shop");
    assert!(!format!("{config:?}").contains("secret"));
}

#[test]
fn settings_mean_what_they_mean_to_libpq() {
    let config = |text: &str| without_environment(&format!("host=h {text}")).unwrap();
    assert_eq!(config("").tls.mode, SslMode::Prefer);
    assert_eq!(config("sslrootcert=system").tls.mode, SslMode::VerifyFull);
    assert_eq!(config("").connect_timeout, Some(Duration::from_secs(30)));
    assert_eq!(config("connect_timeout=0").connect_timeout, None);
    assert_eq!(config("connect_timeout=-1").connect_timeout, None);
    assert_eq!(config("connect_timeout=' 3 '").connect_timeout, Some(Duration::from_secs(3)));
    assert_eq!(config("tcp_user_timeout=1500").tcp_user_timeout, Some(Duration::from_millis(1500)));
    assert_eq!(config("keepalives=0 keepalives_idle=3").keepalive, None);
    assert_eq!(
        config("keepalives_idle=3 keepalives_interval=4 keepalives_count=5").keepalive,
        Some(Keepalive { idle: Some(Duration::from_secs(3)), interval: Some(Duration::from_secs(4)), count: Some(5) })
    );
    assert_eq!(config("keepalives=1").keepalive, Some(Keepalive::default()));
    assert_eq!(config("hostaddr=::1").hosts[0].address, Some("::1".parse().unwrap()));
    assert_eq!(config("target_session_attrs=prefer-standby").session, SessionAttributes::PreferStandby);
    assert!(config("ssl_min_protocol_version=TLSv1.3").tls.only_tls13);
    let several = without_environment("host=a,/run/pg,@abstract port=1,,3").unwrap();
    let sockets: Vec<_> = several.hosts.iter().map(|host| (host.port, host.socket())).collect();
    let path = |path: &str| Some(PathBuf::from(path));
    let expected = [(1, None), (5432, path("/run/pg/.s.PGSQL.5432")), (3, path("@abstract/.s.PGSQL.3"))];
    assert_eq!(sockets, expected);
}

#[test]
fn settings_of_the_driver_stay_as_they_are() {
    let mut driver = tokio_postgres::Config::new();
    driver.host("a").port(1).host_path("/run/pg").port(2).user("ann").password("secret").dbname("shop");
    driver
        .connect_timeout(Duration::from_millis(1500))
        .keepalives(false)
        .ssl_mode(tokio_postgres::config::SslMode::Require);
    let config = Config::from(driver);
    assert_eq!(config.to_string(), "postgres://ann:***@a:1,/run/pg:2/shop");
    assert_eq!(config.password.as_deref(), Some(&b"secret"[..]));
    assert_eq!((config.connect_timeout, config.keepalive), (Some(Duration::from_millis(1500)), None));
    assert_eq!(config.tls.mode, SslMode::Require);
}

#[test]
fn what_is_missing_comes_from_service_environment_and_password_file() {
    let folder = std::env::temp_dir().join(format!("relvar-connect-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("services"),
        "[other]\nhost=no\n\n# the shop\n[shop]\nhost=db.example.org\ndbname=shop\nuser=ann\npassword='q'\n",
    )
    .unwrap();
    let passfile = folder.join("pgpass");
    fs::write(&passfile, "db.example.org:5433:shop:bob:secret\n").unwrap();
    let lookup = |name: &str| match name {
        "PGSERVICEFILE" => Some(folder.join("services").display().to_string()),
        "PGPASSFILE" => Some(passfile.display().to_string()),
        "PGHOST" | "PGPASSWORD" => Some("from-environment".to_owned()),
        "PGPORT" => Some("5433".to_owned()),
        "HOME" => Some("/nowhere".to_owned()),
        _ => None,
    };
    let complete = |text: &str| Config::read(text, &lookup);

    let config = complete("service=shop user=bob").unwrap();
    assert_eq!(config.to_string(), "postgres://bob:***@db.example.org:5433/shop");
    assert_eq!(config.password.as_deref(), Some(&b"'q'"[..]), "as libpq, a service file has no quotes");
    assert_eq!(complete("user=bob").unwrap().to_string(), "postgres://bob:***@from-environment:5433/");
    assert_eq!(complete("host='' port=1").unwrap().hosts[0].port, 1);
    assert_ne!(complete("host=''").unwrap().hosts[0].name, "from-environment");
    let error = complete("service=shoppe").unwrap_err().to_string();
    assert_eq!(error, "the service is not defined\nhint: the service files define `other`, `shop`");
    let login = Login { host: "db.example.org", port: 5433, database: "shop", user: "bob" };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&passfile, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(find_password(&passfile, login), Found::Exposed);
        fs::set_permissions(&passfile, fs::Permissions::from_mode(0o600)).unwrap();
    }
    assert_eq!(find_password(&passfile, login), Found::Password("secret".to_owned()));
    fs::remove_dir_all(folder).unwrap();
}
