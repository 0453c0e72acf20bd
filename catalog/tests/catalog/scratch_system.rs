//! Scratch servers from installed binaries: they start, they answer, and they leave nothing behind.
#![cfg(all(feature = "scratch", unix))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

use std::io::{BufRead, BufReader};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use relvar_catalog::scratch::{Choice, Error, Options, Server};
use tokio::signal::unix::{SignalKind, signal};
use tokio_postgres::config::Host;
use tokio_postgres::{Config, NoTls};

/// A server from installed binaries; none where there are none, which is no failure of ours.
fn start() -> Option<Server> {
    match Server::start(&Options { provider: Some(Choice::System), ..Options::default() }) {
        Ok(server) => Some(server),
        Err(Error::NoServer { attempts }) if attempts[0].reason.starts_with("no installed") => {
            eprintln!("skipped: {}", attempts[0]);
            None
        }
        Err(error) => panic!("{error}"),
    }
}

async fn query(config: &Config, sql: &str) -> String {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let answer = client.query_one(sql, &[]).await.unwrap().get(0);
    drop(client);
    connection.await.unwrap().unwrap();
    answer
}

/// The folder of a server: the one its socket is in.
fn home(server: &Server) -> PathBuf {
    match &server.config().get_hosts()[0] {
        Host::Unix(folder) => folder.clone(),
        Host::Tcp(host) => panic!("a Unix socket was expected, not {host}"),
    }
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_removed(home: &Path) -> bool {
    !home.exists() && !is_served(home)
}

/// Whether a `postgres` process of this home is there; its command line names the folder.
fn is_served(home: &Path) -> bool {
    let listed = Command::new("ps").args(["-A", "-o", "args="]).output().unwrap();
    String::from_utf8_lossy(&listed.stdout)
        .lines()
        .any(|line| line.contains("postgres") && line.contains(home.to_str().unwrap()))
}

#[tokio::test]
async fn it_answers_and_has_several_databases() {
    let Some(server) = start() else { return };
    assert!(server.description().starts_with("PostgreSQL "), "{}", server.description());
    assert!(!server.single_connection());
    assert_eq!(
        query(&server.config(), "select count(*)::text from pg_class where relnamespace = 'public'::regnamespace")
            .await,
        "0"
    );
    assert_eq!(
        query(&server.config(), "select rolsuper::text from pg_roles where rolname = current_user").await,
        "true"
    );

    let second = server.database("a \"second\" one").await.unwrap();
    assert_eq!(query(&second, "select current_database()::text").await, "a \"second\" one");
    assert_eq!(query(&second, "select getdatabaseencoding()::text").await, "UTF8");
    let again = server.database("a \"second\" one").await.unwrap_err();
    assert!(again.to_string().contains("a \"second\" one"), "{again}");
}

/// PostgreSQL refuses to run as root, and tests in containers are run by root.
#[tokio::test]
async fn it_does_not_run_as_root() {
    let Some(server) = start() else { return };
    let process = query(&server.config(), "select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)").await;
    let user = Command::new("ps").args(["-o", "uid=", "-p", &process]).output().unwrap();
    let user = String::from_utf8(user.stdout).unwrap();
    assert!(user.trim().parse::<u32>().unwrap() > 0, "{user}");
}

/// Also without installed binaries, and without the network.
#[test]
fn the_first_provider_that_works_is_taken_and_the_others_are_accounted_for() {
    let options = Options { offline: true, ..Options::default() };
    let reasons = match Server::start(&options) {
        Ok(server) => server.attempts().to_vec(),
        Err(Error::NoServer { attempts }) => {
            let asked: Vec<&str> = attempts.iter().map(|attempt| attempt.provider).collect();
            assert_eq!(asked, ["url", "system", "fetched", "embedded"]);
            attempts
        }
        Err(error) => panic!("{error}"),
    };
    assert_eq!((reasons[0].provider, reasons[0].reason.as_str()), ("url", "none was given"));
    assert!(reasons.iter().all(|attempt| attempt.hint.is_some()), "{reasons:?}");
}

#[tokio::test]
async fn its_urls_lead_to_its_databases() {
    let Some(server) = start() else { return };
    server.database("a/b?c").await.unwrap();
    for (url, name) in [(server.url(), "postgres"), (server.url_of("a/b?c"), "a/b?c")] {
        assert_eq!(query(&url.parse().unwrap(), "select current_database()::text").await, name, "{url}");
    }
}

#[test]
fn it_is_gone_when_dropped() {
    let Some(server) = start() else { return };
    let home = home(&server);
    assert!(is_served(&home));
    drop(server);
    assert!(is_removed(&home), "{}", home.display());
}

#[test]
fn it_is_gone_after_a_panic() {
    let Some(server) = start() else { return };
    let home = home(&server);
    let panicked = std::thread::spawn(move || {
        let _server = server;
        panic!("as the test wants it");
    });
    assert!(panicked.join().is_err());
    assert!(is_removed(&home), "{}", home.display());
}

/// Starts the owner's process with SIGINT at its default: a background job of a shell ignores it, and so do the programs
/// that it starts. A signal that is caught is back at its default in the next program.
#[tokio::test]
#[ignore = "is run by other tests, as a process of its own"]
async fn owner() {
    let _caught = signal(SignalKind::interrupt()).unwrap();
    let error =
        Command::new(std::env::current_exe().unwrap()).args(arguments_of("scratch_system::owner_at_work")).exec();
    panic!("{error}");
}

/// The arguments by which a test program runs one of the tests that are ignored.
fn arguments_of(test: &str) -> [&str; 4] {
    ["--exact", test, "--ignored", "--nocapture"]
}

/// What the owner's process does in the tests below: start a server, say where, and stay.
#[test]
#[ignore = "is run by other tests, as a process of its own"]
fn owner_at_work() {
    println!(
        "home={}",
        start()
            .map(|server| {
                let home = home(&server);
                std::mem::forget(server);
                home
            })
            .unwrap_or_default()
            .display()
    );
    std::thread::sleep(Duration::from_secs(60));
}

/// Starts a process that owns a server, and gives its home.
fn spawn_owner() -> Option<(Child, PathBuf)> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments_of("scratch_system::owner")).stdout(Stdio::piped()).process_group(0);
    let mut owner = command.spawn().unwrap();
    let home = read_home(owner.stdout.take().unwrap());
    if home.as_os_str().is_empty() {
        owner.kill().unwrap();
        owner.wait().unwrap();
        return None;
    }
    assert!(is_served(&home));
    Some((owner, home))
}

fn read_home(output: ChildStdout) -> PathBuf {
    let mut lines = BufReader::new(output).lines().map(Result::unwrap);
    lines.find_map(|line| Some(PathBuf::from(line.split_once("home=")?.1))).unwrap()
}

#[test]
fn it_is_gone_when_its_owner_is_killed() {
    let Some((mut owner, home)) = spawn_owner() else {
        return;
    };
    owner.kill().unwrap();
    owner.wait().unwrap();
    wait_until("the watcher removes the server", || is_removed(&home));
}

#[test]
fn it_is_gone_after_ctrl_c() {
    let Some((mut owner, home)) = spawn_owner() else {
        return;
    };
    // As the terminal does it: to the whole process group.
    let killed = Command::new("kill").args(["-INT", "--", &format!("-{}", owner.id())]).status().unwrap();
    assert!(killed.success());
    assert_eq!(owner.wait().unwrap().signal(), Some(SignalKind::interrupt().as_raw_value()));
    wait_until("the watcher removes the server", || is_removed(&home));
}

#[test]
fn what_a_killed_run_left_is_swept() {
    let Some((mut owner, home)) = spawn_owner() else {
        return;
    };
    kill_watcher(&home);
    owner.kill().unwrap();
    owner.wait().unwrap();
    drop(start());
    // Another test's server may be the one that sweeps.
    wait_until("the next start removes the server", || is_removed(&home));
}

/// Kills the shell that waits for the end of a server's owner.
fn kill_watcher(home: &Path) {
    let listed = Command::new("ps").args(["-A", "-o", "pid=,args="]).output().unwrap();
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let end = format!("sh {}", home.display());
    // The script in its arguments has line ends: the home is on the last line, the process id on the first.
    let watcher = listed
        .lines()
        .scan("", |pid, line| {
            if let Some(first) = line.split_whitespace().next().filter(|first| first.parse::<u32>().is_ok()) {
                *pid = first;
            }
            Some((*pid, line))
        })
        .find(|(_, line)| line.trim_end().ends_with(&end))
        .unwrap()
        .0;
    assert!(Command::new("kill").args(["-KILL", watcher]).status().unwrap().success());
}

#[test]
fn a_server_of_a_living_owner_is_not_swept() {
    let Some(first) = start() else { return };
    let second = start();
    assert!(is_served(&home(&first)));
    drop(second);
}

#[test]
fn a_wrong_folder_and_a_missing_extension_are_explained() {
    let wrong = Server::start(&Options { provider: Some(Choice::from("/nowhere")), ..Options::default() }).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "no scratch server could be started\n  \
         system: /nowhere has no `initdb` and `postgres`\n    \
         hint: a server is chosen by `postgres://…`, `system`, `embedded`, `fetched`, `fetched:17`, or the folder of PostgreSQL's programs"
    );
    if start().is_none() {
        return;
    }
    let extensions = vec!["plpgsql".to_owned(), "no_such_thing".to_owned()];
    let missing =
        Server::start(&Options { provider: Some(Choice::System), extensions, ..Options::default() }).unwrap_err();
    assert!(missing.to_string().contains("lacks the extension `no_such_thing`\n    hint: "), "{missing}");
}
