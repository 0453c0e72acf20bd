//! Many modules: `cargo run --release -p tests --bin modules [MODULES [TABLES]]`, 200 modules with 10 tables each by default.
//!
//! Prints how long psql takes for the statements of all modules, how long an install of all takes, and how long `check --all`
//! takes beside one read of the catalog.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::ensure;
use relvar_catalog::{connect::Session, introspect::introspect, scratch};
use relvar_migrate::{
    RunOptions,
    module::{Changed, Desired, Install, Manager, Module, Modules},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = env::args().skip(1).map(|own| own.parse::<usize>());
    let modules = arguments.next().transpose()?.unwrap_or(200);
    let tables = arguments.next().transpose()?.unwrap_or(10);
    let folder = tempfile::tempdir()?;
    for number in 0..modules {
        write(folder.path(), number, tables)?;
    }
    let kept = tempfile::tempdir()?;
    let all = Modules::read(folder.path())?;
    let names: Vec<&str> = all.list().map(Module::name).collect();
    print(&format!("{modules} modules with {tables} tables each"));

    let began = Instant::now();
    let desired = evaluate(&all, &names, kept.path()).await?;
    report("their files, evaluated on a scratch server", began.elapsed());
    let began = Instant::now();
    let again = evaluate(&all, &names, kept.path()).await?;
    report("their files, unchanged", began.elapsed());
    ensure!(again == desired, "what is kept is not what was evaluated");

    let mut statements = None;
    for round in 1..=3 {
        print(&format!("round {round}"));
        let server = scratch::Server::start(&scratch::Options::from_env())?;
        let (took, done) = installed(&server, &all, &desired).await?;
        report("  install of all", took);
        if round == 1 {
            print(&format!("  {} statements", done.iter().map(|own| own.operations.len()).sum::<usize>()));
        }
        statements.get_or_insert(done);
        check(&server, &all, &names, kept.path()).await?;
        server.stop();
        let server = scratch::Server::start(&scratch::Options::from_env())?;
        let psql = psql(&server, statements.as_deref().unwrap_or_default())?;
        report("  psql, the same statements", psql);
        print(&format!("  install / psql: {:.2}", took.as_secs_f64() / psql.as_secs_f64()));
        server.stop();
    }
    Ok(())
}

/// Each table has a key to one before it, and the first one to the module before.
fn write(folder: &Path, number: usize, tables: usize) -> anyhow::Result<()> {
    let name = format!("m{number:03}");
    let folder = folder.join(&name);
    fs::create_dir_all(folder.join("schema"))?;
    let above = number.checked_sub(1).map(|above| format!("m{:03}", above / 3));
    let depends = above.as_ref().map(|above| format!("{above:?}")).unwrap_or_default();
    let manifest = format!("name = {name:?}\nversion = \"1.0.0\"\ndepends = [{depends}]\n");
    fs::write(folder.join("module.toml"), manifest)?;
    let mut sql = String::new();
    for table in 0..tables {
        let to = match (table.checked_sub(1), &above) {
            (Some(before), _) => format!(" REFERENCES {name}_t{before:02} (id)"),
            (None, Some(above)) => format!(" REFERENCES {above}_t00 (id)"),
            (None, None) => String::new(),
        };
        writeln!(
            sql,
            "CREATE TABLE {name}_t{table:02} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, other_id bigint{to}, \
             name varchar(100) NOT NULL, price numeric(12, 2) NOT NULL DEFAULT 0 CHECK (price >= 0), is_active boolean \
             NOT NULL DEFAULT true, created_at timestamptz NOT NULL DEFAULT now());\nCREATE INDEX ON \
             {name}_t{table:02} (other_id);"
        )?;
    }
    Ok(fs::write(folder.join("schema/tables.sql"), sql)?)
}

async fn evaluate(all: &Modules, names: &[&str], kept: &Path) -> anyhow::Result<Desired> {
    let server = (scratch::Options::from_env(), Some(kept));
    Ok(Desired::evaluate_kept(all, names, server, &mut |_| {}).await?)
}

async fn installed(
    server: &scratch::Server,
    all: &Modules,
    desired: &Desired,
) -> anyhow::Result<(Duration, Vec<Changed>)> {
    let manager = Manager::new(all.clone(), RunOptions::default());
    let database = server.url().parse()?;
    let began = Instant::now();
    let done = manager.install(&database, desired, Install::default(), &mut |_| {}).await?;
    Ok((began.elapsed(), done))
}

async fn check(server: &scratch::Server, all: &Modules, names: &[&str], kept: &Path) -> anyhow::Result<()> {
    let mut session = Session::open(&server.config()).await?;
    let began = Instant::now();
    introspect(&mut session).await?;
    report("  one read of the catalog", began.elapsed());
    session.close().await;
    let began = Instant::now();
    let desired = evaluate(all, names, kept).await?;
    let manager = Manager::new(all.clone(), RunOptions::default());
    let status = manager.check(&server.url().parse()?, names, &desired).await?;
    report("  check --all, with its read of the catalog", began.elapsed());
    ensure!(status.iter().all(|own| own.validation.valid), "a module is not what its files want");
    Ok(())
}

/// The statements of each module in a transaction, as the install has them.
fn psql(server: &scratch::Server, statements: &[Changed]) -> anyhow::Result<Duration> {
    let mut text = String::new();
    for module in statements {
        text.push_str("BEGIN;\n");
        for sql in &module.operations {
            text.push_str(sql);
            text.push_str(";\n");
        }
        text.push_str("COMMIT;\n");
    }
    let file = tempfile::NamedTempFile::new()?;
    fs::write(file.path(), text)?;
    let began = Instant::now();
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file"]);
    let status = psql.arg(file.path()).arg(server.url()).stdout(Stdio::null()).status()?;
    let took = began.elapsed();
    ensure!(status.success(), "psql failed");
    Ok(took)
}

fn report(what: &str, took: Duration) {
    print(&format!("{what}: {:.2} s", took.as_secs_f64()));
}

#[expect(clippy::print_stdout, reason = "a program that prints figures")]
fn print(line: &str) {
    println!("{line}");
}
