//! A server of our own, from binaries: `initdb`, or a copy of what it made before, and `postgres` in a home.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::account::Account;
use super::binaries::Binaries;
use super::home::{Home, PORT};
use super::provider::{Reach, Refusal, Running, percent_encoded};
use super::sweep::sweep;
use super::template::Template;

/// Nothing here outlives the process, so nothing has to reach a disk; and a schema of thousands of relations is
/// loaded in one transaction, which takes a lock for each.
const SETTINGS: [&str; 9] = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "max_wal_size=4GB",
    "max_locks_per_transaction=1024",
    "max_connections=100",
    "timezone=UTC",
];

/// The variables of ours that the server gets: where programs, libraries and locales are.
const ENVIRONMENT: [&str; 4] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LOCALE_ARCHIVE"];

/// How long a server may take to start: far more than it needs, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A `postgres` process that is ours.
pub(super) struct Cluster {
    description: String,
    folder: String,
    process: Mutex<Option<(Child, Home)>>,
}

impl Cluster {
    /// Creates and starts a server that has these extensions, and waits until it takes connections.
    pub(super) fn start(binaries: &Binaries, extensions: &[String]) -> Result<Self, Refusal> {
        let missing: Vec<&str> = extensions.iter().map(String::as_str).filter(|name| !binaries.offers(name)).collect();
        if !missing.is_empty() {
            return Err(Refusal::lacks(&binaries.folder.display().to_string(), &missing));
        }
        let account = Account::find()?;
        if !account.reaches(&binaries.folder) {
            let folder = binaries.folder.display();
            return Err(Refusal::new(format!("{folder} is closed to the account that runs the server for root"))
                .hint(format!("open it with chmod o+rx, it and every folder above it: {folder}")));
        }
        let description = format!("PostgreSQL {} from {}", binaries.version()?, binaries.folder.display());
        sweep(&account);
        let home = Home::create(&account)?;
        let started = start_in(&home, binaries, &account);
        match started {
            Ok(process) => {
                let folder = home.path().to_string_lossy().into_owned();
                Ok(Self { description, folder, process: Mutex::new(Some((process, home))) })
            }
            Err(refusal) => {
                home.remove();
                Err(refusal)
            }
        }
    }
}

impl Running for Cluster {
    fn description(&self) -> String {
        self.description.clone()
    }

    fn config(&self) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config.host_path(&self.folder).port(PORT).user("postgres").dbname("postgres");
        config
    }

    fn url(&self, database: Option<&str>) -> String {
        let database = percent_encoded(database.unwrap_or("postgres"));
        format!("postgres://postgres@/{database}?host={}&port={PORT}", percent_encoded(&self.folder))
    }

    fn maintenance(&self) -> Option<tokio_postgres::Config> {
        let mut config = self.config();
        // Not `postgres`, which is the owner's to change.
        config.dbname("template1");
        Some(config)
    }

    fn max_connections(&self) -> usize {
        // Some of the 100 are kept for superusers.
        97
    }

    fn reach(&self) -> Reach {
        Reach::Machine
    }

    fn remove(&self) {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((mut process, home)) = process {
            stop(&mut process);
            home.remove();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.remove();
    }
}

fn start_in(home: &Home, binaries: &Binaries, account: &Account) -> Result<Child, Refusal> {
    let program = |name: &str| {
        let mut command = Command::new(binaries.folder.join(name));
        account.apply(command.current_dir(home.path()).stdin(Stdio::null()));
        // Whoever reads the server's environment finds no secret of ours, and no PGDATA or PGOPTIONS misleads it.
        command.env_clear().env("LC_ALL", "C");
        command.envs(ENVIRONMENT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command
    };
    let run = || {
        let mut postgres = program("postgres");
        postgres.args(["-D", "data", "-p", &PORT.to_string()]).arg("-k").arg(home.path());
        postgres.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        spawn(home.path(), postgres)
    };
    let data = home.path().join("data");
    let template = Template::of(binaries, account);
    if let Some(template) = template.as_ref().filter(|template| template.copy_to(&data, account)) {
        if let Ok(process) = run() {
            return Ok(process);
        }
        template.remove();
        let _ = fs::remove_dir_all(&data);
    }
    initdb(home.path(), program)?;
    if let Some(template) = template {
        template.keep(&data);
    }
    run()
}

/// Creates the data folder. The locale orders by code point, on every machine alike.
fn initdb(home: &Path, program: impl Fn(&str) -> Command) -> Result<(), Refusal> {
    let mut said = String::new();
    // `C.UTF-8` is absent on macOS.
    for locale in ["C.UTF-8", "C"] {
        let arguments = ["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale", locale];
        let output = program("initdb").args(arguments).output();
        let output = output.map_err(|error| Refusal::new(format!("initdb could not be run: {error}")))?;
        if output.status.success() {
            return Ok(());
        }
        String::from_utf8_lossy(&output.stderr).trim().clone_into(&mut said);
        if !said.contains("invalid locale") {
            break;
        }
        let _ = fs::remove_dir_all(home.join("data"));
    }
    let refusal = Refusal::new(format!("initdb failed: {said}"));
    if said.contains("child process") {
        return Err(refusal.hint("initdb needs /dev/null to be a device: see that `ls -l /dev/null` starts with a c"));
    }
    Err(refusal)
}

/// Starts the server and waits until it says, in `postmaster.pid`, that it takes connections.
fn spawn(home: &Path, mut postgres: Command) -> Result<Child, Refusal> {
    use std::os::unix::process::CommandExt;

    let failed = |error: std::io::Error| Refusal::new(format!("postgres could not be run: {error}"));
    let log = File::create(home.join("log")).map_err(failed)?;
    // A process group of its own: Ctrl-C is for the owner, who ends the server.
    postgres.process_group(0).stdout(log.try_clone().map_err(failed)?).stderr(log);
    let mut process = postgres.spawn().map_err(failed)?;
    let begun = Instant::now();
    loop {
        if is_ready(home) {
            return Ok(process);
        }
        if let Some(status) = process.try_wait().map_err(failed)? {
            return Err(exited(home, status));
        }
        if begun.elapsed() > PATIENCE {
            stop(&mut process);
            return Err(Refusal::new(format!("postgres did not take connections within {} s", PATIENCE.as_secs())));
        }
        sleep(Duration::from_millis(5));
    }
}

/// The eighth line of the file is the server's state, as `pg_ctl` reads it.
fn is_ready(home: &Path) -> bool {
    let file = fs::read_to_string(home.join("data/postmaster.pid")).unwrap_or_default();
    file.lines().nth(7).is_some_and(|state| state.trim() == "ready")
}

fn exited(home: &Path, status: ExitStatus) -> Refusal {
    let log = fs::read_to_string(home.join("log")).unwrap_or_default();
    let said: Vec<&str> = log.lines().filter(|line| line.contains("FATAL") || line.contains("HINT")).collect();
    Refusal::new(format!(
        "postgres ended with {status}: {}",
        if said.is_empty() { log.trim().to_owned() } else { said.join("\n") }
    ))
}

/// Ends the server and all its sessions, without the checkpoint that only a next start would need.
fn stop(process: &mut Child) {
    for signal in [Signal::QUIT, Signal::KILL] {
        if let Some(pid) = i32::try_from(process.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, signal);
        }
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            if !matches!(process.try_wait(), Ok(None)) {
                return;
            }
            sleep(Duration::from_millis(5));
        }
    }
}
