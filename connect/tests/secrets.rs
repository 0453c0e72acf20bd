//! No error shows any part of a connection string that is malformed, wherever the password is in it.
#![allow(clippy::expect_used, reason = "tests")]

use std::error::Error as StdError;

use proptest::prelude::*;
use relvar_connect::Config;

/// Everything that can be seen of an error.
fn shown(error: &dyn StdError) -> String {
    let chain = std::iter::successors(Some(error), |&error| error.source());
    chain.flat_map(|error| [error.to_string(), format!("{error:?}")]).collect::<Vec<_>>().join("\n")
}

/// Each part of a password that characters with a meaning of their own tear apart.
const PARTS: [&str; 3] = ["Xq7Lw", "Zk9Vt", "83517"];

fn assert_unseen(text: &str, shown: &str) {
    for part in PARTS {
        assert!(!shown.contains(part), "{text}\nshows `{part}`:\n{shown}");
    }
}

fn password() -> impl Strategy<Value = String> {
    let separator = prop::sample::select(vec![
        "", "/", "@", ":", "?", "#", "&", "=", " ", "%", "%2", "'", "\\", ",", ";", "[", "]", "\n", "\u{a0}", "?x=",
        " x=", "&user", "://",
    ]);
    let parts = Just(PARTS.to_vec()).prop_shuffle();
    (parts, separator.clone(), separator)
        .prop_map(|(parts, first, second)| [parts[0], first, parts[1], second, parts[2]].concat())
}

/// The places where it stands, or where a mistake puts it.
const FORMS: [&str; 30] = [
    "postgres://u:SECRET@h/d",
    "postgresql://u:SECRET@h:1/d?sslmode=disable",
    "postgres://SECRET@",
    "postgres://:SECRET@h",
    "postgres://u:SECRET/d",
    "postgres://h:SECRET",
    "postgres://h:1,h2:SECRET/d",
    "postgres://[SECRET/d",
    "postgres://[::1]SECRET/d",
    "postgres://u@h/d?password=SECRET",
    "postgres://u@h/d?pasword=SECRET",
    "postgres://u@h/d?SECRET",
    "postgres://u@h/d?SECRET=x",
    "postgres://u@h/d?sslmode=SECRET",
    "postgres://u@h/d?connect_timeout=SECRET&x",
    "postgres://u@h/d&password=SECRET",
    "postgres://u@h/d password=SECRET",
    "postgres:/u:SECRET@h/d",
    "mysql://u:SECRET@h/d",
    "jdbc:postgresql://h/d?password=SECRET",
    "u:SECRET@h/d",
    "SECRET",
    "SECRET://u",
    "host=h password=SECRET",
    "host=h pasword=SECRET",
    "host=h password='SECRET",
    "host=h port=SECRET",
    "host=h;password=SECRET;database=d",
    "Host=h;Password=SECRET",
    "host=h password SECRET",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn a_password_stays_unseen(form in prop::sample::select(FORMS.to_vec()), password in password()) {
        let text = form.replace("SECRET", &password);
        match text.parse::<Config>() {
            Err(error) => assert_unseen(&text, &shown(&error)),
            // Nothing of it may have become a name.
            Ok(config) if form.starts_with("postgres://u:SECRET@") => assert_unseen(&text, &config.to_string()),
            Ok(_) => {}
        }
    }

    /// A well-formed string that is torn at any place, or in which characters are lost or doubled.
    #[test]
    fn a_password_stays_unseen_in_what_is_left_of_a_string(
        form in prop::sample::select(FORMS.to_vec()),
        password in password(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8), 0..4),
    ) {
        let mut text: Vec<char> = form.replace("SECRET", &password).chars().collect();
        for (at, edit) in edits {
            if text.is_empty() {
                break;
            }
            let at = at.index(text.len());
            match edit {
                0 => drop(text.remove(at)),
                1 => text.insert(at, text[at]),
                2 => text.truncate(at),
                _ => drop(text.drain(..at)),
            }
        }
        let text: String = text.into_iter().collect();
        if let Err(error) = text.parse::<Config>() {
            assert_unseen(&text, &shown(&error));
        }
    }
}

#[test]
fn a_password_that_is_read_is_masked() {
    for form in [
        "postgres://u:SECRET@h/d",
        "postgres://u@h/d?password=SECRET",
        "host=h user=u dbname=d password=SECRET",
        "host=h user=u dbname=d password='SECRET'",
    ] {
        let text = form.replace("SECRET", "Xq7Lw");
        let config: Config = text.parse().expect("parses");
        assert_unseen(&text, &format!("{config} {config:?}"));
        assert_eq!(config.to_string(), "postgres://u:***@h:5432/d");
    }
}

/// What is well-formed by accident: a host, a port or a database that a password was torn into.
#[tokio::test]
async fn a_torn_password_does_not_become_a_name() {
    for text in [
        "postgres://u:83517/Xq7Lw@h/d",
        "postgres://u:1/Xq7Lw@h/d",
        "postgres://u:1/Xq7Lw&Zk9Vt",
        "postgres://u:Xq7Lw@Zk9Vt/83517@127.0.0.1/d",
        "postgres://127.0.0.1:1/d&password=Xq7Lw",
        "host=127.0.0.1;password=Xq7Lw",
        "host=127.0.0.1 port=1 dbname=d;password=Xq7Lw",
        "host=127.0.0.1 port=1 user=u;password=Xq7Lw",
    ] {
        let error = text.parse::<Config>().expect_err(text);
        assert_unseen(text, &shown(&error));
    }
    for text in ["postgres://u:Xq7Lw@127.0.0.1:1/d", "postgres://u:Xq7Lw@Zk9Vt@127.0.0.1:1/d"] {
        let config: Config = text.parse().expect(text);
        let error = relvar_connect::connect(&config).await.expect_err("nobody listens there");
        assert_unseen(text, &shown(&error));
    }
}
