//! What `psql` does with the same string, environment and files.

use std::fs;
use std::path::Path;
use std::process::Command;

use relvar_connect::{Config, connect};

use crate::encrypted::{Encrypted, encrypted, write};

const QUESTION: &str = "select current_user || '|' || current_database() || '|' || current_setting('application_name') \
    || '|' || current_setting('search_path') || '|' || ssl from pg_stat_ssl where pid = pg_backend_pid()";

const STRING: &str = "RELVAR_TEST_STRING";

/// Not a test by itself: what this crate does, in a process with an environment of its own.
#[tokio::test]
async fn of_ours() {
    let Ok(text) = std::env::var(STRING) else { return };
    let answer = async {
        let session = connect(&text.parse::<Config>().map_err(|error| error.to_string())?).await;
        let session = session.map_err(|error| error.to_string())?;
        let row = session.query_one(QUESTION, &[]).await.map_err(|error| error.to_string())?;
        Ok::<String, String>(row.get(0))
    };
    match answer.await {
        Ok(answer) => println!("\nanswer: {answer}"),
        Err(error) => println!("\nno answer: {error}"),
    }
}

/// The answer, or why there is none.
fn ours(text: &str, environment: &[(&str, String)]) -> Result<String, String> {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "judge::of_ours", "--nocapture"]).env(STRING, text);
    let output = run(command, environment);
    let answer = output.lines().find_map(|line| line.strip_prefix("answer: "));
    answer.map(|answer| answer.replace("|relvar|", "|psql|")).ok_or(output)
}

/// The same, by the program itself: Debian's wrapper around it sets `PGHOST`.
fn psql(program: &Path, text: &str, environment: &[(&str, String)]) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(["-X", "-A", "-t", "-w", "-c", QUESTION]);
    if !text.is_empty() {
        command.arg(text);
    }
    let output = run(command, environment);
    let mut lines = output.lines().filter(|line| !line.starts_with("WARNING"));
    match (lines.next(), lines.next()) {
        (Some(answer), None) if answer.contains('|') => Ok(answer.to_owned()),
        _ => Err(output),
    }
}

fn run(mut command: Command, environment: &[(&str, String)]) -> String {
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PG") || name == "DATABASE_URL") {
        command.env_remove(name);
    }
    let output = command.envs(environment.iter().map(|(name, value)| (name, value))).output().expect("runs");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// A home with a password file and a service file, of a user who trusts the server's authority.
fn home(server: &Encrypted, name: &str, pgpass: &str, mode: u32) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let home = server.folder.join(name);
    fs::create_dir_all(home.join(".postgresql")).expect("a folder");
    write(&home.join(".pgpass"), pgpass);
    fs::set_permissions(home.join(".pgpass"), fs::Permissions::from_mode(mode)).expect("sets");
    let port = server.port;
    let services = format!(
        "# of tests\n[shop]\nhost=localhost\nport={port}\nuser=ann\ndbname=my shop\n\n[quoted]\nhost=localhost\n\
         port={port}\nuser='ann'\n\n[bad]\nnonsense\n\n[unknown]\nhots=localhost\n[nested]\nservice=shop\n"
    );
    fs::write(home.join(".pg_service.conf"), services).expect("writes");
    home.display().to_string()
}

fn copy(from: &str, home: &str, name: &str) {
    write(&Path::new(home).join(".postgresql").join(name), &fs::read_to_string(from).expect("reads"));
}

#[tokio::test]
async fn it_is_the_same_that_this_crate_does() {
    let Some(server) = encrypted("judge").await else { return };
    let program = Path::new(&server.bin).join("psql");
    if !program.exists() {
        eprintln!("skipped: psql is not installed");
        return;
    }
    let port = server.port;
    let empty = home(&server, "empty", "", 0o600);
    let passes =
        format!("# *:*:*:*:no\nlocalhost:{port}:postgres:guarded:right\n127.0.0.1:*:my shop:guarded:r\\ight\n");
    let passes = home(&server, "passes", &passes, 0o600);
    let exposed = home(&server, "exposed", "*:*:*:*:right\n", 0o644);
    let trusting = home(&server, "trusting", "", 0o600);
    copy(&server.file("trusted.pem"), &trusting, "root.crt");
    copy(&server.file("client.crt"), &trusting, "postgresql.crt");
    copy(&server.file("client.key"), &trusting, "postgresql.key");
    let mistrusting = home(&server, "mistrusting", "", 0o600);
    copy(&server.file("other.pem"), &mistrusting, "root.crt");

    let here = format!("host=localhost port={port}");
    let url = |rest: &str| rest.replace("HERE", &format!("localhost:{port}"));
    let cases: Vec<(String, &str, Vec<(&str, String)>)> = vec![
        // Forms of strings.
        (url("postgres://ann@HERE/postgres"), &empty, vec![]),
        (url("postgresql://ann@HERE/my%20shop"), &empty, vec![]),
        (url("postgres://%61nn@HERE/postgres?application_name=a%26b"), &empty, vec![]),
        (url("postgres://HERE/postgres?user=ann&options=-csearch_path%3Dfoo"), &empty, vec![]),
        (format!("postgres://ann@/postgres?host=localhost&port={port}"), &empty, vec![]),
        (url("postgres://guarded:right@HERE/postgres"), &empty, vec![]),
        (url("postgres://guarded:ri%67ht@HERE/postgres"), &empty, vec![]),
        (url("postgres://guarded@HERE/postgres?password=right"), &empty, vec![]),
        (url("postgres://guarded:wrong@HERE/postgres"), &empty, vec![]),
        (format!("{here} user=ann dbname='my shop'"), &empty, vec![]),
        (format!("{here} user = ann dbname = my\\ shop"), &empty, vec![]),
        (format!("{here} user='an\\n' dbname=postgres application_name='it\\'s'"), &empty, vec![]),
        (format!("{here} user=ann sslmode = 'disable' dbname=postgres"), &empty, vec![]),
        (format!("{here} user=bob user=ann dbname=postgres"), &empty, vec![]),
        (format!("{here} user=ann dbname=postgres options='-c search_path=\"a b\"'"), &empty, vec![]),
        // What is malformed.
        (format!("{here} user=ann dbname=postgres sslmod=require"), &empty, vec![]),
        (format!("{here} user=ann dbname='postgres"), &empty, vec![]),
        (format!("{here} user=ann dbname"), &empty, vec![]),
        (url("postgres://ann@HERE/postgres?sslmode"), &empty, vec![]),
        (url("postgres://ann@HERE/postgres?sslmode=full"), &empty, vec![]),
        (url("postgres://ann@HERE/postgre%73%0"), &empty, vec![]),
        ("postgres://ann@localhost:abc/postgres".to_owned(), &empty, vec![]),
        ("postgres://ann@[::1/postgres".to_owned(), &empty, vec![]),
        (format!("host=localhost,localhost,localhost port={port},{port} user=ann dbname=postgres"), &empty, vec![]),
        (format!("{here} user=ann dbname=postgres target_session_attrs=some"), &empty, vec![]),
        (format!("{here} user=ann dbname=postgres keepalives=x"), &empty, vec![]),
        // The environment.
        (
            String::new(),
            &empty,
            vec![
                ("PGHOST", "localhost".into()),
                ("PGPORT", port.to_string()),
                ("PGUSER", "ann".into()),
                ("PGDATABASE", "my shop".into()),
            ],
        ),
        (here.clone(), &empty, vec![("PGUSER", "postgres".into())]),
        (format!("{here} user=postgres"), &empty, vec![("PGUSER", "ann".into())]),
        (format!("{here} user=guarded dbname=postgres"), &empty, vec![("PGPASSWORD", "right".into())]),
        (format!("{here} user=guarded dbname=postgres password=wrong"), &empty, vec![("PGPASSWORD", "right".into())]),
        (
            format!("{here} user=ann dbname=postgres"),
            &empty,
            vec![("PGOPTIONS", "-c search_path=foo".into()), ("PGAPPNAME", "app".into())],
        ),
        (format!("{here} user=ann dbname=postgres"), &empty, vec![("PGSSLMODE", "disable".into())]),
        (format!("{here} user=ann dbname=postgres"), &empty, vec![("PGSSLMODE", "nonsense".into())]),
        (
            format!("host='' hostaddr=127.0.0.1 port={port} user=ann dbname=postgres"),
            &empty,
            vec![("PGHOST", "no-such-host.invalid".into())],
        ),
        // Services.
        ("service=shop".to_owned(), &empty, vec![]),
        ("service=shop user=postgres".to_owned(), &empty, vec![("PGDATABASE", "postgres".into())]),
        (String::new(), &empty, vec![("PGSERVICE", "shop".into())]),
        ("postgres:///postgres?service=shop".to_owned(), &empty, vec![("PGUSER", "nobody".into())]),
        ("service=quoted dbname=postgres".to_owned(), &empty, vec![]),
        ("service=absent".to_owned(), &empty, vec![]),
        ("service=bad".to_owned(), &empty, vec![]),
        ("service=unknown".to_owned(), &empty, vec![]),
        ("service=nested".to_owned(), &empty, vec![]),
        ("service=shop".to_owned(), &empty, vec![("PGSERVICEFILE", "/nowhere".into())]),
        ("service=shop".to_owned(), "/nowhere", vec![("PGSERVICEFILE", format!("{empty}/.pg_service.conf"))]),
        ("service=shop".to_owned(), "/nowhere", vec![("PGSYSCONFDIR", server.folder.display().to_string())]),
        // Password files.
        (format!("{here} user=guarded dbname=postgres"), &passes, vec![]),
        (format!("{here} user=guarded dbname='my shop'"), &passes, vec![]),
        (format!("host=127.0.0.1 port={port} user=guarded dbname='my shop'"), &passes, vec![]),
        (format!("hostaddr=127.0.0.1 port={port} user=guarded dbname='my shop'"), &passes, vec![]),
        (format!("host=localhost hostaddr=127.0.0.1 port={port} user=guarded dbname='my shop'"), &passes, vec![]),
        (format!("{here} user=guarded dbname=postgres password=wrong"), &passes, vec![]),
        (format!("{here} user=guarded dbname=postgres"), &exposed, vec![]),
        (format!("{here} user=guarded dbname=postgres passfile='{passes}/.pgpass'"), &empty, vec![]),
        (format!("{here} user=guarded dbname=postgres"), &empty, vec![("PGPASSFILE", format!("{passes}/.pgpass"))]),
        // Encryption.
        (format!("{here} user=ann dbname=postgres sslmode=verify-full"), &trusting, vec![]),
        (format!("host=127.0.0.1 port={port} user=ann dbname=postgres sslmode=verify-full"), &trusting, vec![]),
        (format!("host=127.0.0.1 port={port} user=ann dbname=postgres sslmode=verify-ca"), &trusting, vec![]),
        (
            format!("host=localhost hostaddr=127.0.0.1 port={port} user=ann dbname=postgres sslmode=verify-full"),
            &trusting,
            vec![],
        ),
        (format!("{here} user=ann dbname=postgres sslmode=verify-ca"), &mistrusting, vec![]),
        (format!("{here} user=ann dbname=postgres sslmode=require"), &mistrusting, vec![]),
        (format!("{here} user=ann dbname=postgres sslmode=prefer"), &mistrusting, vec![]),
        (format!("{here} user=certified dbname=postgres sslmode=require"), &trusting, vec![]),
        (format!("{here} user=certified dbname=postgres sslmode=disable"), &trusting, vec![]),
        (format!("{here} user=certified dbname=postgres sslmode=allow"), &trusting, vec![]),
        (format!("{here} user=certified dbname=postgres"), &empty, vec![]),
        (
            format!(
                "{here} user=certified dbname=postgres sslcert='{0}/client.crt' sslkey='{0}/client.key'",
                server.folder.display()
            ),
            &empty,
            vec![],
        ),
        (format!("{here} user=plain dbname=postgres"), &empty, vec![]),
        (format!("{here} user=plain dbname=postgres sslmode=require"), &empty, vec![]),
        (format!("{here} user=ann dbname=postgres channel_binding=require"), &empty, vec![]),
        (format!("{here} user=guarded password=right dbname=postgres channel_binding=require"), &empty, vec![]),
        // Several hosts.
        (format!("host=localhost,localhost port=1,{port} user=ann dbname=postgres"), &empty, vec![]),
        (url("postgres://ann@localhost:1,HERE/postgres"), &empty, vec![]),
        (format!("host=no-such-host.invalid,localhost port={port} user=ann dbname=postgres"), &empty, vec![]),
        (
            format!("host=localhost,localhost port={port},{port} user=guarded password=wrong dbname=postgres"),
            &empty,
            vec![],
        ),
        (format!("{here} user=ann dbname=postgres target_session_attrs=read-write"), &empty, vec![]),
        (format!("{here} user=ann dbname=postgres target_session_attrs=read-only"), &empty, vec![]),
        (
            format!(
                "{here} user=ann dbname=postgres target_session_attrs=read-only options='-c default_transaction_read_only=on'"
            ),
            &empty,
            vec![],
        ),
        (format!("{here} user=ann dbname=postgres target_session_attrs=primary"), &empty, vec![]),
        (format!("{here} user=ann dbname=postgres target_session_attrs=standby"), &empty, vec![]),
        (format!("{here} user=ann dbname=postgres target_session_attrs=prefer-standby"), &empty, vec![]),
        // Numbers.
        (
            format!("{here} user=ann dbname=postgres connect_timeout=-1 keepalives=0 tcp_user_timeout=1000"),
            &empty,
            vec![],
        ),
        (
            format!("{here} user=ann dbname=postgres keepalives_idle=10 keepalives_interval=5 keepalives_count=3"),
            &empty,
            vec![],
        ),
    ];
    fs::copy(format!("{empty}/.pg_service.conf"), server.file("pg_service.conf")).expect("copies");
    let mut answered = 0;
    let mut differences = String::new();
    for (text, home, mut environment) in cases {
        environment.push(("HOME", home.to_owned()));
        let (ours, theirs) = (ours(&text, &environment), psql(&program, &text, &environment));
        answered += usize::from(theirs.is_ok());
        if ours.as_ref().ok() != theirs.as_ref().ok() {
            differences += &format!("`{text}` with {environment:?}:\nours: {ours:?}\npsql: {theirs:?}\n\n");
        }
    }
    assert!(differences.is_empty(), "{differences}");
    assert!(answered > 40, "{answered} were answered");
}
