//! Connection strings, and what completes them.

use std::fs;

use super::*;

/// The settings of a string, as `keyword=value` lines.
fn settings(text: &str) -> String {
    let config = text.parse::<Config>().unwrap();
    config.settings.iter().flat_map(|(keyword, value)| [keyword, "=", value, "\n"]).collect()
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
        ("postgres://a@b@db/", "host=db\nuser=a@b\n"),
        ("postgres://[::1]:5433,db/x", "dbname=x\nhost=::1,db\nport=5433,\n"),
        ("postgres:///x?host=/run/pg&sslmode=verify-full", "dbname=x\nhost=/run/pg\nsslmode=verify-full\n"),
        ("postgres://%2Frun%2Fpg/x?ssl=true", "dbname=x\nhost=/run/pg\nsslmode=require\n"),
        ("host=db  user = 'ann smith' password='it\\'s'", "host=db\npassword=it's\nuser=ann smith\n"),
        ("dbname=a\\ b port=5433", "dbname=a b\nport=5433\n"),
    ] {
        assert_eq!(settings(text), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_string_is_said_without_its_password() {
    for (text, expected) in [
        (
            "mysql://ann:secret@db",
            "`mysql://` is not a scheme of PostgreSQL\nhint: write `postgres://user@host:port/database`",
        ),
        ("postgres://ann:secret@db?sslmod=require", "unknown keyword `sslmod`\nhint: did you mean `sslmode`?"),
        (
            "postgres://ann:secret@db?sslmode=full",
            "`full` is no value for `sslmode`\nhint: one of disable, allow, prefer, require, verify-ca, verify-full",
        ),
        ("host=db password='secret", "the quotation of `password` does not end"),
        (
            "secret",
            "`=` and a value are missing after a keyword\nhint: write `postgres://user@host:port/database`, or `host=… dbname=…`",
        ),
        (
            "postgres://ann:%zz@db",
            "`%` is not followed by two hexadecimal digits\nhint: write `%25` for a percent sign",
        ),
        ("postgres://db:port/x", "`port` is no value for `port`\nhint: a number up to 65535"),
    ] {
        assert_eq!(text.parse::<Config>().unwrap_err().to_string(), expected, "{text}");
    }
}

#[test]
fn passwords_are_masked() {
    let config: Config = "postgres://ann:secret@db,[::1]:5433/shop".parse().unwrap();
    assert_eq!(config.to_string(), "postgres://ann:***@db:5432,[::1]:5433/shop");
    assert!(!format!("{config:?}").contains("secret"));
}

#[test]
fn what_is_missing_comes_from_service_environment_and_password_file() {
    let folder = std::env::temp_dir().join(format!("relvar-connect-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("services"),
        "[other]\nhost=no\n\n# the shop\n[shop]\nhost=db.example.org\ndbname=shop\nuser=ann\n",
    )
    .unwrap();
    let passfile = folder.join("pgpass");
    fs::write(&passfile, "db.example.org:5433:shop:bob:secret\n").unwrap();
    #[cfg(unix)]
    fs::set_permissions(&passfile, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let lookup = |name: &str| match name {
        "PGSERVICEFILE" => Some(folder.join("services").display().to_string()),
        "PGPASSFILE" => Some(passfile.display().to_string()),
        "PGHOST" => Some("from-environment".to_owned()),
        "PGPORT" => Some("5433".to_owned()),
        _ => None,
    };
    let complete = |text: &str| text.parse::<Config>().unwrap().complete_from(&lookup);

    let config = complete("service=shop user=bob").unwrap();
    assert_eq!(config.to_string(), "postgres://bob:***@db.example.org:5433/shop");
    assert_eq!(config.value("password"), Some("secret"));
    assert_eq!(complete("user=bob").unwrap().to_string(), "postgres://bob@from-environment:5433/bob");
    let error = complete("service=shoppe").unwrap_err().to_string();
    assert!(error.starts_with("service `shoppe` is not defined\nhint: "), "{error}");
    fs::remove_dir_all(folder).unwrap();
}
