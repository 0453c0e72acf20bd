//! What the tests of this package share: what is not part of the repository, and Cargo on generated models.

#![expect(clippy::print_stderr, reason = "tests say what they pass over")]

pub mod build;
pub mod databases;
pub mod pairs;
pub mod regression;
pub mod tokens;
pub mod workers;

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use anyhow::{Context as _, anyhow, ensure};
use relvar_catalog::scratch::{Options, Server};
use relvar_codegen::FileTree;
use tokio_postgres::NoTls;

/// A line for the person who runs a tool of this package.
pub fn say(line: &str) {
    eprintln!("{line}");
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().unwrap_or(root)
}

/// The folder of schemas that are not part of this repository: `RELVAR_SHARED`, from the root of the workspace, or
/// `../shared`.
pub fn shared() -> PathBuf {
    workspace().join(env::var_os("RELVAR_SHARED").unwrap_or_else(|| "../shared".into()))
}

/// The large schemas: name and DDL file, by name; none where the folder is absent.
pub fn schemas() -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(shared().join("schemas")) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path.join("schema.sql")))
        .filter(|(_, schema)| schema.exists())
        .collect();
    found.sort();
    found
}

/// The URL of a fresh database with these objects, on a server that lives as long as the test program; `None`, with a
/// message, where the server takes one connection only.
pub async fn database(name: &str, ddl: &str) -> anyhow::Result<Option<String>> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    let start = || SERVER.get_or_init(|| Server::start(&Options::from_env()).map_err(|error| error.to_string()));
    let server = tokio::task::spawn_blocking(start).await?.as_ref().map_err(|error| anyhow!("{error}"))?;
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return Ok(None);
    }
    server.database(name).await?;
    let url = server.url_of(name);
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(ddl).await?;
    drop(client);
    connection.await??;
    Ok(Some(url))
}

/// Runs Cargo over crates of generated models, each with a name, in which every warning is an error.
///
/// The target folder is kept for the next run.
pub fn cargo(models: &[(&str, &FileTree)], commands: &[&[&str]]) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    for (name, files) in models {
        package(&folder.path().join(name), name, files)?;
    }
    let members: Vec<&str> = models.iter().map(|(name, _)| *name).collect();
    workspace_of(folder.path(), &members)?;
    for command in commands {
        run_cargo(folder.path(), command, &[])?;
    }
    Ok(())
}

/// Runs Cargo over one crate that has each of these models as a module, in which every warning is an error.
pub fn cargo_on_modules(models: &[(String, FileTree)], command: &[&str]) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut library = format!("//! Models.\n{STRICT}\n");
    for (name, files) in models {
        files.write(folder.path().join("all/src").join(name))?;
        writeln!(library, "pub mod {name};")?;
    }
    manifest(&folder.path().join("all"), "all")?;
    fs::write(folder.path().join("all/src/lib.rs"), library)?;
    workspace_of(folder.path(), &["all"])?;
    run_cargo(folder.path(), command, &[])?;
    Ok(())
}

/// Compiles a program beside the crate of models that has this name, runs it, and gives what it prints.
///
/// It is given the URL of a database as `DATABASE_URL`.
pub fn run((name, files): (&str, &FileTree), main: &str, url: &str) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let package_folder = folder.path().join(name);
    package(&package_folder, name, files)?;
    fs::write(package_folder.join("src/main.rs"), main)?;
    workspace_of(folder.path(), &[name])?;
    run_cargo(folder.path(), &["run"], &[("DATABASE_URL", url)])
}

/// [`run`], where the models are files of a crate of their own with this name, which the program calls `models`.
///
/// Crates of one name in one place below two workspaces are the same to Cargo, which keeps them in one target folder.
pub fn run_on_crate((name, files): (&str, &FileTree), main: &str, url: &str) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    files.write(folder.path().join("models"))?;
    let program = format!("{name}-program");
    let program_folder = folder.path().join(&program);
    fs::create_dir_all(program_folder.join("src"))?;
    fs::write(program_folder.join("src/main.rs"), main)?;
    manifest(&program_folder, &program)?;
    let mut text = fs::read_to_string(program_folder.join("Cargo.toml"))?;
    writeln!(text, "models = {{ package = {name:?}, path = \"../models\" }}")?;
    fs::write(program_folder.join("Cargo.toml"), text)?;
    workspace_of(folder.path(), &["models", &program])?;
    run_cargo(folder.path(), &["run", "--package", &program], &[("DATABASE_URL", url)])
}

fn package(folder: &Path, name: &str, files: &FileTree) -> anyhow::Result<()> {
    files.write(folder.join("src/models"))?;
    manifest(folder, name)?;
    fs::write(folder.join("src/lib.rs"), format!("//! Models.\n{STRICT}\npub mod models;\n"))?;
    Ok(())
}

/// What generated code has to live with.
const STRICT: &str = "#![deny(warnings, missing_docs, rustdoc::all)]\n";

fn manifest(folder: &Path, name: &str) -> anyhow::Result<()> {
    let text = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nrelvar = \"0.1\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
    );
    fs::write(folder.join("Cargo.toml"), text)?;
    Ok(())
}

fn workspace_of(folder: &Path, members: &[&str]) -> anyhow::Result<()> {
    let runtime = workspace().join("runtime").display().to_string();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[patch.crates-io]\nrelvar = {{ path = {runtime:?} }}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}

fn run_cargo(folder: &Path, command: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<String> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from);
    let output = Command::new(env!("CARGO"))
        .args(command)
        .arg("--quiet")
        .env("CARGO_TARGET_DIR", target.join("nested"))
        .envs(variables.iter().copied())
        .current_dir(folder)
        .output()
        .context("cargo does not start")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && !said.contains("warning: "), "{said}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
