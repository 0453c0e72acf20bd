//! Strings, environments and files.

use super::Homes;

/// A string, the home of who connects, and variables.
pub(super) struct Case {
    pub(super) text: String,
    pub(super) home: String,
    pub(super) environment: Vec<(&'static str, String)>,
}

type Row<'a> = (String, &'a str, Vec<(&'static str, String)>);

/// All of them.
pub(super) fn all(homes: &Homes, port: u16) -> Vec<Case> {
    let groups = [strings, malformed, environment, services, password_files, encryption, several_hosts, numbers];
    let rows = groups.into_iter().flat_map(|group: fn(&Homes, u16) -> Vec<Row<'_>>| group(homes, port));
    let case = |(text, home, environment): Row<'_>| Case { text, home: home.to_owned(), environment };
    rows.map(case).collect()
}

fn strings(homes: &Homes, port: u16) -> Vec<Row<'_>> {
    let here = format!("host=localhost port={port}");
    let url = |rest: &str| rest.replace("HERE", &format!("localhost:{port}"));
    vec![
        (url("postgres://ann@HERE/postgres"), &homes.empty, vec![]),
        (url("postgresql://ann@HERE/my%20shop"), &homes.empty, vec![]),
        (url("postgres://%61nn@HERE/postgres?application_name=a%26b"), &homes.empty, vec![]),
        (url("postgres://HERE/postgres?user=ann&options=-csearch_path%3Dfoo"), &homes.empty, vec![]),
        (format!("postgres://ann@/postgres?host=localhost&port={port}"), &homes.empty, vec![]),
        (url("postgres://guarded:right@HERE/postgres"), &homes.empty, vec![]),
        (url("postgres://guarded:ri%67ht@HERE/postgres"), &homes.empty, vec![]),
        (url("postgres://guarded@HERE/postgres?password=right"), &homes.empty, vec![]),
        (url("postgres://guarded:wrong@HERE/postgres"), &homes.empty, vec![]),
        (format!("{here} user=ann dbname='my shop'"), &homes.empty, vec![]),
        (format!("{here} user = ann dbname = my\\ shop"), &homes.empty, vec![]),
        (format!("{here} user='an\\n' dbname=postgres application_name='it\\'s'"), &homes.empty, vec![]),
        (format!("{here} user=ann sslmode = 'disable' dbname=postgres"), &homes.empty, vec![]),
        (format!("{here} user=bob user=ann dbname=postgres"), &homes.empty, vec![]),
        (format!("{here} user=ann dbname=postgres options='-c search_path=\"a b\"'"), &homes.empty, vec![]),
    ]
}

fn malformed(homes: &Homes, port: u16) -> Vec<Row<'_>> {
    let here = format!("host=localhost port={port}");
    let url = |rest: &str| rest.replace("HERE", &format!("localhost:{port}"));
    vec![
        (format!("{here} user=ann dbname=postgres sslmod=require"), &homes.empty, vec![]),
        (format!("{here} user=ann dbname='postgres"), &homes.empty, vec![]),
        (format!("{here} user=ann dbname"), &homes.empty, vec![]),
        (url("postgres://ann@HERE/postgres?sslmode"), &homes.empty, vec![]),
        (url("postgres://ann@HERE/postgres?sslmode=full"), &homes.empty, vec![]),
        (url("postgres://ann@HERE/postgre%73%0"), &homes.empty, vec![]),
        ("postgres://ann@localhost:abc/postgres".to_owned(), &homes.empty, vec![]),
        ("postgres://ann@[::1/postgres".to_owned(), &homes.empty, vec![]),
        (
            format!("host=localhost,localhost,localhost port={port},{port} user=ann dbname=postgres"),
            &homes.empty,
            vec![],
        ),
        (format!("{here} user=ann dbname=postgres target_session_attrs=some"), &homes.empty, vec![]),
        (format!("{here} user=ann dbname=postgres keepalives=x"), &homes.empty, vec![]),
    ]
}

fn environment(homes: &Homes, port: u16) -> Vec<Row<'_>> {
    let here = format!("host=localhost port={port}");
    vec![
        (
            String::new(),
            &homes.empty,
            vec![
                ("PGHOST", "localhost".into()),
                ("PGPORT", port.to_string()),
                ("PGUSER", "ann".into()),
                ("PGDATABASE", "my shop".into()),
            ],
        ),
        (here.clone(), &homes.empty, vec![("PGUSER", "postgres".into())]),
        (format!("{here} user=postgres"), &homes.empty, vec![("PGUSER", "ann".into())]),
        (format!("{here} user=guarded dbname=postgres"), &homes.empty, vec![("PGPASSWORD", "right".into())]),
        (
            format!("{here} user=guarded dbname=postgres password=wrong"),
            &homes.empty,
            vec![("PGPASSWORD", "right".into())],
        ),
        (
            format!("{here} user=ann dbname=postgres"),
            &homes.empty,
            vec![("PGOPTIONS", "-c search_path=foo".into()), ("PGAPPNAME", "app".into())],
        ),
        (format!("{here} user=ann dbname=postgres"), &homes.empty, vec![("PGSSLMODE", "disable".into())]),
        (format!("{here} user=ann dbname=postgres"), &homes.empty, vec![("PGSSLMODE", "nonsense".into())]),
        (
            format!("host='' hostaddr=127.0.0.1 port={port} user=ann dbname=postgres"),
            &homes.empty,
            vec![("PGHOST", "no-such-host.invalid".into())],
        ),
    ]
}

fn services(homes: &Homes, _: u16) -> Vec<Row<'_>> {
    vec![
        ("service=shop".to_owned(), &homes.empty, vec![]),
        ("service=shop user=postgres".to_owned(), &homes.empty, vec![("PGDATABASE", "postgres".into())]),
        (String::new(), &homes.empty, vec![("PGSERVICE", "shop".into())]),
        ("postgres:///postgres?service=shop".to_owned(), &homes.empty, vec![("PGUSER", "nobody".into())]),
        ("service=quoted dbname=postgres".to_owned(), &homes.empty, vec![]),
        ("service=absent".to_owned(), &homes.empty, vec![]),
        ("service=bad".to_owned(), &homes.empty, vec![]),
        ("service=unknown".to_owned(), &homes.empty, vec![]),
        ("service=nested".to_owned(), &homes.empty, vec![]),
        ("service=shop".to_owned(), &homes.empty, vec![("PGSERVICEFILE", "/nowhere".into())]),
        ("service=shop".to_owned(), "/nowhere", vec![("PGSERVICEFILE", format!("{}/.pg_service.conf", homes.empty))]),
        ("service=shop".to_owned(), "/nowhere", vec![("PGSYSCONFDIR", homes.folder.clone())]),
    ]
}

fn password_files(homes: &Homes, port: u16) -> Vec<Row<'_>> {
    let here = format!("host=localhost port={port}");
    vec![
        (format!("{here} user=guarded dbname=postgres"), &homes.passes, vec![]),
        (format!("{here} user=guarded dbname='my shop'"), &homes.passes, vec![]),
        (format!("host=127.0.0.1 port={port} user=guarded dbname='my shop'"), &homes.passes, vec![]),
        (format!("hostaddr=127.0.0.1 port={port} user=guarded dbname='my shop'"), &homes.passes, vec![]),
        (format!("host=localhost hostaddr=127.0.0.1 port={port} user=guarded dbname='my shop'"), &homes.passes, vec![]),
        (format!("{here} user=guarded dbname=postgres password=wrong"), &homes.passes, vec![]),
        (format!("{here} user=guarded dbname=postgres"), &homes.exposed, vec![]),
        (format!("{here} user=guarded dbname=postgres passfile='{}/.pgpass'", homes.passes), &homes.empty, vec![]),
        (
            format!("{here} user=guarded dbname=postgres"),
            &homes.empty,
            vec![("PGPASSFILE", format!("{}/.pgpass", homes.passes))],
        ),
    ]
}

fn encryption(homes: &Homes, port: u16) -> Vec<Row<'_>> {
    let here = format!("host=localhost port={port}");
    vec![
        (format!("{here} user=ann dbname=postgres sslmode=verify-full"), &homes.trusting, vec![]),
        (format!("host=127.0.0.1 port={port} user=ann dbname=postgres sslmode=verify-full"), &homes.trusting, vec![]),
        (format!("host=127.0.0.1 port={port} user=ann dbname=postgres sslmode=verify-ca"), &homes.trusting, vec![]),
        (
            format!("host=localhost hostaddr=127.0.0.1 port={port} user=ann dbname=postgres sslmode=verify-full"),
            &homes.trusting,
            vec![],
        ),
        (format!("{here} user=ann dbname=postgres sslmode=verify-ca"), &homes.mistrusting, vec![]),
        (format!("{here} user=ann dbname=postgres sslmode=require"), &homes.mistrusting, vec![]),
        (format!("{here} user=ann dbname=postgres sslmode=prefer"), &homes.mistrusting, vec![]),
        (format!("{here} user=certified dbname=postgres sslmode=require"), &homes.trusting, vec![]),
        (format!("{here} user=certified dbname=postgres sslmode=disable"), &homes.trusting, vec![]),
        (format!("{here} user=certified dbname=postgres sslmode=allow"), &homes.trusting, vec![]),
        (format!("{here} user=certified dbname=postgres"), &homes.empty, vec![]),
        (
            format!(
                "{here} user=certified dbname=postgres sslcert='{0}/client.crt' sslkey='{0}/client.key'",
                homes.folder
            ),
            &homes.empty,
            vec![],
        ),
        (format!("{here} user=plain dbname=postgres"), &homes.empty, vec![]),
        (format!("{here} user=plain dbname=postgres sslmode=require"), &homes.empty, vec![]),
        (format!("{here} user=ann dbname=postgres channel_binding=require"), &homes.empty, vec![]),
        (format!("{here} user=guarded password=right dbname=postgres channel_binding=require"), &homes.empty, vec![]),
    ]
}

fn several_hosts(homes: &Homes, port: u16) -> Vec<Row<'_>> {
    let here = format!("host=localhost port={port}");
    let url = |rest: &str| rest.replace("HERE", &format!("localhost:{port}"));
    vec![
        (format!("host=localhost,localhost port=1,{port} user=ann dbname=postgres"), &homes.empty, vec![]),
        (url("postgres://ann@localhost:1,HERE/postgres"), &homes.empty, vec![]),
        (format!("host=no-such-host.invalid,localhost port={port} user=ann dbname=postgres"), &homes.empty, vec![]),
        (
            format!("host=localhost,localhost port={port},{port} user=guarded password=wrong dbname=postgres"),
            &homes.empty,
            vec![],
        ),
        (format!("{here} user=ann dbname=postgres target_session_attrs=read-write"), &homes.empty, vec![]),
        (format!("{here} user=ann dbname=postgres target_session_attrs=read-only"), &homes.empty, vec![]),
        (
            format!(
                "{here} user=ann dbname=postgres target_session_attrs=read-only options='-c default_transaction_read_only=on'"
            ),
            &homes.empty,
            vec![],
        ),
        (format!("{here} user=ann dbname=postgres target_session_attrs=primary"), &homes.empty, vec![]),
        (format!("{here} user=ann dbname=postgres target_session_attrs=standby"), &homes.empty, vec![]),
        (format!("{here} user=ann dbname=postgres target_session_attrs=prefer-standby"), &homes.empty, vec![]),
    ]
}

fn numbers(homes: &Homes, port: u16) -> Vec<Row<'_>> {
    let here = format!("host=localhost port={port}");
    vec![
        (
            format!("{here} user=ann dbname=postgres connect_timeout=-1 keepalives=0 tcp_user_timeout=1000"),
            &homes.empty,
            vec![],
        ),
        (
            format!("{here} user=ann dbname=postgres keepalives_idle=10 keepalives_interval=5 keepalives_count=3"),
            &homes.empty,
            vec![],
        ),
    ]
}
