//! Figures for one schema: `cargo run --release -p tests --bin measure -- [DDL FILE]`.
//!
//! Loads the file (GitLab's schema by default, from the folder `RELVAR_SHARED` names) into a scratch server and prints how
//! long introspection takes beside `pg_dump --schema-only`, how long generation takes, and what `cargo check` of the generated
//! crates cost: whole, and after a column was added.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use relvar_catalog::{Catalog, introspect, load, scratch};
use relvar_codegen::{Config, FileTree, generate};
use tokio_postgres::{Client, NoTls};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [word, command @ ..] = arguments.as_slice()
        && word == CHILD
    {
        return child(command);
    }
    let shared = env::var("RELVAR_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let file = arguments.first().map_or_else(|| Path::new(&shared).join("schemas/gitlab/schema.sql"), PathBuf::from);

    let server = scratch::Server::start(&scratch::Options::from_env())?;
    print("server", server.description());
    let client = connect(&server.config()).await?;
    let scripts = load::read_scripts(&[file])?;
    let start = Instant::now();
    load::load(&client, &scripts, load::Data::Skip, |_, _| {}).await?;
    print("load the DDL", seconds(start.elapsed()));
    drop(client);

    if let Some(time) = best(3, || pg_dump(&server)) {
        print("pg_dump --schema-only, best of 3", seconds(time));
    }
    let mut client = connect(&server.config()).await?;
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        introspect::introspect(&mut client).await?;
        times.push(start.elapsed());
    }
    times.sort();
    print("introspect, best of 5", seconds(times[0]));

    let catalog = introspect::introspect(&mut client).await?.catalog;
    // A column more, in a relation in the middle of everything.
    let table = env::var("RELVAR_MEASURE_TABLE").unwrap_or_else(|_| "users".to_owned());
    let altered = client.batch_execute(&format!("alter table {table} add column relvar_measure integer")).await.is_ok();
    let later = introspect::introspect(&mut client).await?.catalog;
    measure(&catalog, altered.then_some(&later), "")?;
    measure(&catalog, altered.then_some(&later), "split = 8")
}

/// Prints what models cost, generated with these lines under `[output]`: to make, to check, and to check after a change.
fn measure(catalog: &Catalog, later: Option<&Catalog>, output: &str) -> anyhow::Result<()> {
    print("models", if output.is_empty() { "one crate" } else { output });
    let config = Config::from_toml(&format!("[output]\nlayout = \"crate\"\n{output}\n"), "measure")?;
    let start = Instant::now();
    let generated = generate(catalog, &config);
    print("catalog to files in memory", seconds(start.elapsed()));
    print("generated", format!("{:?}", generated.summary));
    print("diagnostics", generated.diagnostics.len());

    let folder = tempfile::tempdir()?;
    let models = folder.path().join("models");
    let start = Instant::now();
    generated.files.write(&models)?;
    print("files to disk", seconds(start.elapsed()));
    print("lines", generated.files.iter().map(|(_, text)| text.lines().count()).sum::<usize>());

    check_crate(folder.path(), &models, &generated.files)?;

    if let Some(later) = later {
        let report = generate(later, &config).files.write(&models)?;
        print("files changed by a column more", report.written.len());
        cargo(folder.path(), "check the same models after that")?;
    }
    Ok(())
}

/// What `cargo check` of the generated crate costs, its dependencies apart.
fn check_crate(folder: &Path, models: &Path, files: &FileTree) -> anyhow::Result<()> {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime").canonicalize()?;
    let manifest = format!(
        "[workspace]\nmembers = [\"models\"]\nresolver = \"3\"\n\n[patch.crates-io]\nrelvar = {{ path = {:?} }}\n",
        runtime.display().to_string(),
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), folder.join("Cargo.lock"))?;
    let libraries = || files.iter().filter(|(path, _)| path.ends_with("src/lib.rs"));
    for (path, _) in libraries() {
        fs::write(models.join(path), "//! Empty, to build the dependencies first.\n")?;
    }
    let built = Command::new("cargo").args(["check", "--quiet"]).current_dir(folder).status()?;
    ensure!(built.success(), "the dependencies do not build");
    for (path, text) in libraries() {
        fs::write(models.join(path), text)?;
    }
    cargo(folder, "check the generated models")
}

/// Runs `cargo check` in a process of its own, so that what it used can be told apart.
fn cargo(folder: &Path, what: &str) -> anyhow::Result<()> {
    let output = Command::new(env::current_exe()?)
        .args([CHILD, "cargo", "check", "--quiet"])
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the generated crate does not compile");
    print(what, String::from_utf8_lossy(&output.stdout).trim());
    Ok(())
}

const CHILD: &str = "--usage-of";

fn child(command: &[String]) -> anyhow::Result<()> {
    let (program, arguments) = command.split_first().context("a command")?;
    let start = Instant::now();
    let status = Command::new(program).args(arguments).status()?;
    let wall = start.elapsed();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time().tv_sec() + usage.system_time().tv_sec();
    let micros = usage.user_time().tv_usec() + usage.system_time().tv_usec();
    #[expect(clippy::cast_precision_loss, reason = "seconds and megabytes for a person to read")]
    let (cpu, memory) = (cpu as f64 + micros as f64 / 1e6, usage.max_rss() as f64 / 1024.0);
    report(&format!("{cpu:.1} CPU s, {} wall, {memory:.0} MB", seconds(wall)));
    ensure!(status.success(), "{program} failed");
    Ok(())
}

fn pg_dump(server: &scratch::Server) -> Option<()> {
    let dump =
        Command::new("pg_dump").args(["--schema-only", "--dbname", &server.url()]).stdout(Stdio::null()).status();
    dump.ok().filter(std::process::ExitStatus::success).map(drop)
}

/// The shortest of several runs; `None` where one fails.
fn best(runs: usize, mut run: impl FnMut() -> Option<()>) -> Option<Duration> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed());
    }
    times.into_iter().min()
}

async fn connect(config: &tokio_postgres::Config) -> anyhow::Result<Client> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

fn print(what: &str, figure: impl std::fmt::Display) {
    report(&format!("{what:<36} {figure}"));
}

#[expect(clippy::print_stdout, reason = "figures are what this program is for")]
fn report(line: &str) {
    println!("{line}");
}
