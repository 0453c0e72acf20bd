//! The program of `examples/gitlab`, unchanged, over the excerpt and over the whole of GitLab's schema.
//!
//! The schema is read from the folder that `RELVAR_SHARED` names (`../shared` beside the workspace by default); without it
//! the test says so and passes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use relvar_catalog::{connect::Session, introspect::introspect, load, scratch};
use relvar_codegen::{Config, generate};

/// What the program asks about, in rows that satisfy all of GitLab's constraints on these tables but foreign keys.
const DATA: &str = "
    set session_replication_role = replica;
    insert into users (id, email, username, name, admin, projects_limit, organization_id, created_at) values
        (1, 'root@example.com', 'root', 'Administrator', true, 10, 1, '2023-01-01 08:00'),
        (2, 'alice@example.com', 'alice', 'Alice Marsh', false, 10, 1, '2023-05-11 09:30'),
        (3, 'bob@example.com', 'bob', 'Bob Lind', true, 10, 1, '2023-06-02 14:10');
    insert into projects (id, name, creator_id, namespace_id, organization_id, project_namespace_id, created_at) values
        (1, 'awesome-project', 2, 1, 1, 11, '2024-01-15 14:30'),
        (2, 'data-analysis-tool', 2, 1, 1, 12, '2024-01-10 09:15'),
        (3, 'documentation-site', 2, 2, 1, 13, '2024-01-05 16:45'),
        (4, 'runner-images', 3, 2, 1, 14, '2024-02-01 11:00');";

const EXPECTED: &str = "\
Administrators:
  • Administrator
  • Bob Lind
Projects created by 'alice' (3 total):
  • awesome-project (created: 2024-01-15 14:30:00)
  • data-analysis-tool (created: 2024-01-10 09:15:00)
  • documentation-site (created: 2024-01-05 16:45:00)
Projects created by administrators: 1
";

#[tokio::test]
async fn the_same_program_runs_over_the_excerpt() {
    let example = workspace().join("examples/gitlab");
    let files = ["schema.sql", "creator_fk.sql", "data.sql"].map(|file| example.join(file));
    run("gitlab-excerpt", &files, "").await;
}

#[tokio::test]
async fn the_same_program_runs_over_the_whole_of_gitlab() {
    let schema = tests::shared().join("schemas/gitlab/schema.sql");
    if !schema.exists() {
        eprintln!("skipped: no {}; RELVAR_SHARED names the folder that has it", schema.display());
        return;
    }
    run("gitlab-whole", &[schema, workspace().join("examples/gitlab/creator_fk.sql")], DATA).await;
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Loads the files, generates models from the database, builds the example's program with them and runs it.
async fn run(name: &str, files: &[PathBuf], data: &str) {
    let scripts = load::read_scripts(files).unwrap();
    let options = scratch::Options { extensions: load::wanted_extensions(&scripts), ..scratch::Options::from_env() };
    let server = tokio::task::spawn_blocking(move || scratch::Server::start(&options)).await.unwrap().unwrap();
    let mut session = Session::open(&server.config()).await.unwrap();
    load::load(&session, &scripts, load::Data::Load, |_, _| {}).await.unwrap();
    session.batch_execute("reset all").await.unwrap();
    session.batch_execute(data).await.unwrap();
    let catalog = introspect(&mut session).await.unwrap().catalog;
    session.close().await;

    let folder = tempfile::tempdir().unwrap();
    generate(&catalog, &Config::default()).files.write(folder.path().join("src/models")).unwrap();
    fs::copy(workspace().join("examples/gitlab/src/main.rs"), folder.path().join("src/main.rs")).unwrap();
    let runtime = workspace().join("runtime").display().to_string();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         relvar = {{ path = {runtime:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
    );
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace().join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from);
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--", "alice"])
        .env("CARGO_TARGET_DIR", target.join("nested"))
        .env("DATABASE_URL", server.url())
        .current_dir(folder.path())
        .output()
        .unwrap();
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), EXPECTED);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "no warnings");
}
