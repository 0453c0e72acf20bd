//! Prints how long a thousand revisions take: the same statements by psql, relvar, refinery and sqlx, each on a database of its own.
//!
//! `cargo run --release --manifest-path benches/migrations/Cargo.toml [REVISIONS] [ROUNDS]`. What is printed is the best of the rounds:
//! what others take from the machine only ever adds.

mod proxy;

use std::{
    error::Error,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use relvar_catalog::{connect, scratch};
use relvar_migrate::{Migrator, Way, revision::Revisions};
use sqlx::{Connection as _, postgres::PgConnectOptions};
use tempfile::TempDir;
use tokio_postgres::{NoTls, config::Host};

type Failure = Box<dyn Error + Send + Sync>;

/// The statements of a revision.
fn up(number: usize) -> String {
    format!(
        "CREATE TABLE film_{number} (id bigint PRIMARY KEY, title text NOT NULL, length int CHECK (length > 0));\n\
         CREATE INDEX film_{number}_title ON film_{number} (title);\n\
         COMMENT ON TABLE film_{number} IS 'Films of shop {number}';\n"
    )
}

/// The same revisions for everybody.
struct Files {
    relvar: TempDir,
    refinery: TempDir,
    sqlx: TempDir,
    psql: TempDir,
}

impl Files {
    fn write(count: usize) -> Result<Self, Failure> {
        let files = Self {
            relvar: tempfile::tempdir()?,
            refinery: tempfile::tempdir()?,
            sqlx: tempfile::tempdir()?,
            psql: tempfile::tempdir()?,
        };
        let mut script = String::new();
        for number in 1..=count {
            let (id, parent) =
                (format!("{number:08}"), if number > 1 { format!("{:08}", number - 1) } else { String::new() });
            let folder = files.relvar.path().join(&id);
            fs::create_dir_all(&folder)?;
            let header =
                format!("-- relvar revision\n-- id = {id}\n-- parents = {parent}\n-- message = Film {number}\n\n");
            fs::write(folder.join("up.sql"), header + &up(number))?;
            fs::write(folder.join("down.sql"), format!("DROP TABLE film_{number};\n"))?;
            fs::write(files.refinery.path().join(format!("V{number}__film.sql")), up(number))?;
            fs::write(files.sqlx.path().join(format!("{number}_film.sql")), up(number))?;
            script.push_str(&format!("BEGIN;\n{}COMMIT;\n", up(number)));
        }
        fs::write(files.psql.path().join("all.sql"), script)?;
        Ok(files)
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let count = arguments.next().transpose()?.unwrap_or(1000);
    let rounds = arguments.next().transpose()?.unwrap_or(3);
    let files = Files::write(count)?;
    let server = scratch::Server::start_async(scratch::Options::from_env(), &mut |_| {}).await?;
    println!("{}; {count} revisions of 3 statements, best of {rounds}", server.description());
    let mut best = [Duration::MAX; 4];
    let (mut status, mut nothing) = (Duration::MAX, Duration::MAX);
    let names = ["psql", "relvar", "refinery", "sqlx"];
    for round in 0..rounds {
        for (at, name) in names.iter().enumerate() {
            let database = format!("{name}_{round}");
            server.database(&database).await?;
            let url = server.url_of(&database);
            let began = Instant::now();
            match *name {
                "psql" => psql(&files.psql.path().join("all.sql"), &url).await?,
                "relvar" => relvar(files.relvar.path(), &url, count).await?,
                "refinery" => refinery(files.refinery.path(), &url, count).await?,
                _ => sqlx(files.sqlx.path(), &server, &url).await?,
            }
            best[at] = best[at].min(began.elapsed());
            eprintln!("{name}: {} ms", began.elapsed().as_millis());
            if *name == "relvar" {
                let (of_status, of_nothing) = looked(files.relvar.path(), &url).await?;
                (status, nothing) = (status.min(of_status), nothing.min(of_nothing));
            }
        }
    }
    let each = |time: Duration| time.as_secs_f64() * 1000.0 / f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    println!("| up | in all, ms | each, ms | more than psql, ms each |\n|---|---|---|---|");
    for (name, time) in names.iter().zip(best) {
        println!("| {name} | {} | {:.2} | {:+.2} |", time.as_millis(), each(time), each(time) - each(best[0]));
    }
    println!("relvar, status of {count} revisions without connecting: {:.1} ms", status.as_secs_f64() * 1000.0);
    println!("relvar, up with nothing to do: {:.1} ms", nothing.as_secs_f64() * 1000.0);
    proxy::print(&server, &files.relvar).await?;
    tokio::task::spawn_blocking(move || server.stop()).await?;
    Ok(())
}

async fn psql(script: &Path, url: &str) -> Result<(), Failure> {
    let status = tokio::process::Command::new("psql")
        .args(["-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", url, "-f"])
        .arg(script)
        .status()
        .await?;
    if status.success() { Ok(()) } else { Err("psql failed".into()) }
}

async fn relvar(folder: &Path, url: &str, count: usize) -> Result<(), Failure> {
    let done = Migrator::new(Revisions::read(folder)?).up(&url.parse()?).await?;
    if done.len() == count { Ok(()) } else { Err("not all were applied".into()) }
}

/// The time of `status` without that of a connection, and of `up` if there is nothing to do.
async fn looked(folder: &Path, url: &str) -> Result<(Duration, Duration), Failure> {
    let database: connect::Config = url.parse()?;
    let began = Instant::now();
    connect::connect(&database).await?.close().await;
    let connecting = began.elapsed();
    let began = Instant::now();
    let migrator = Migrator::new(Revisions::read(folder)?);
    let (state, drifted) = migrator.inspect(&database).await?;
    let pending = migrator.plan(Way::Up, &state.heads, "heads")?;
    let status = began.elapsed().saturating_sub(connecting);
    if !pending.is_empty() || !drifted.is_empty() {
        return Err("the status is wrong".into());
    }
    let began = Instant::now();
    migrator.up(&database).await?;
    Ok((status, began.elapsed()))
}

async fn refinery(folder: &Path, url: &str, count: usize) -> Result<(), Failure> {
    let migrations = refinery::load_sql_migrations(folder)?;
    let (mut client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let driver = tokio::spawn(connection);
    let report = refinery::Runner::new(&migrations).run_async(&mut client).await?;
    drop(client);
    driver.await??;
    if report.applied_migrations().len() == count { Ok(()) } else { Err("not all were applied".into()) }
}

async fn sqlx(folder: &Path, server: &scratch::Server, url: &str) -> Result<(), Failure> {
    let migrator = sqlx::migrate::Migrator::new(folder).await?;
    let (server, database) = (server.config(), url.parse::<connect::Config>()?);
    let mut options = PgConnectOptions::new_without_pgpass()
        .port(server.get_ports().first().copied().unwrap_or(5432))
        .username(server.get_user().unwrap_or_default())
        .database(database.database());
    options = match server.get_hosts().first() {
        Some(Host::Unix(folder)) => options.socket(folder),
        Some(Host::Tcp(host)) => options.host(host),
        None => options,
    };
    let mut connection = sqlx::PgConnection::connect_with(&options).await?;
    migrator.run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
