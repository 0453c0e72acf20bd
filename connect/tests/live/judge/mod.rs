//! What `psql` does with the same string, environment and files.

mod cases;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use relvar_connect::{Config, connect};

use crate::encrypted::{Encrypted, encrypted, write};
use cases::Case;

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

/// The homes of users, by what is in them.
struct Homes {
    /// They are in it.
    folder: String,
    empty: String,
    passes: String,
    exposed: String,
    trusting: String,
    mistrusting: String,
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

    let homes = Homes { folder: server.folder.display().to_string(), empty, passes, exposed, trusting, mistrusting };
    fs::copy(format!("{}/.pg_service.conf", homes.empty), server.file("pg_service.conf")).expect("copies");
    let mut answered = 0;
    let mut differences = String::new();
    for Case { text, home, mut environment } in cases::all(&homes, port) {
        environment.push(("HOME", home));
        let (ours, theirs) = (ours(&text, &environment), psql(&program, &text, &environment));
        answered += usize::from(theirs.is_ok());
        if ours.as_ref().ok() != theirs.as_ref().ok() {
            let _ = writeln!(differences, "`{text}` with {environment:?}:\nours: {ours:?}\npsql: {theirs:?}\n");
        }
    }
    assert!(differences.is_empty(), "{differences}");
    assert!(answered > 40, "{answered} were answered");
}
