//! Time and memory of backup and restore beside `pg_dump -Fc` and `pg_restore`, in one run.
//!
//! `cargo run --release -p relvar-data --example speed -- [ROWS]`; the programs of PostgreSQL have to be in `PATH`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, reason = "a program for people who look at figures")]

use std::{
    env, fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use relvar_catalog::scratch::{Options, Server};
use relvar_data::{backup, restore};

/// Three tables like those of a shop, with keys, indexes and foreign keys.
const SCHEMA: &str = "
    CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mail text UNIQUE, since timestamptz);
    CREATE TABLE purchase (id bigserial PRIMARY KEY, customer bigint NOT NULL REFERENCES customer, at timestamptz NOT NULL,
        paid numeric(12, 2), note text, tags jsonb);
    CREATE TABLE item (purchase bigint REFERENCES purchase, line integer, product uuid, quantity integer, price numeric(12, 2),
        PRIMARY KEY (purchase, line));
    CREATE INDEX ON purchase (customer);
    CREATE INDEX ON purchase (at);
";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["backup", url, file, jobs] => {
            let out = std::io::BufWriter::with_capacity(1 << 20, fs::File::create(file).unwrap());
            let options = backup::Options { jobs: jobs.parse().unwrap(), ..backup::Options::default() };
            backup::backup(&url.parse().unwrap(), &options, out, &mut |_| {}).await.unwrap();
            memory();
        }
        ["restore", url, file, jobs] => {
            let options = restore::Options { jobs: jobs.parse().unwrap(), ..restore::Options::default() };
            restore::restore(&url.parse().unwrap(), Path::new(file), &options, &mut |_| {}).await.unwrap();
            memory();
        }
        [] => compare(5_000_000).await,
        [rows] => compare(rows.parse().unwrap()).await,
        _ => panic!("the number of rows, or nothing"),
    }
}

/// The most memory that this process had.
fn memory() {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    println!("{}", line.trim());
}

async fn compare(rows: u64) {
    let server = Server::start(&Options::from_env()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    server.database("shop").await.unwrap();
    let (customers, purchases, items) = (rows / 10, rows * 3 / 10, rows * 6 / 10);
    psql(&server.url_of("shop"), SCHEMA);
    psql(
        &server.url_of("shop"),
        &format!(
            "SELECT setseed(0.5);
             INSERT INTO customer (name, mail, since) SELECT 'Customer ' || n, 'c' || n || '@example.org', timestamptz '2020-01-01' + n * interval '1 minute' FROM generate_series(1, {customers}) n;
             INSERT INTO purchase (customer, at, paid, note, tags) SELECT 1 + (random() * ({customers} - 1))::bigint, timestamptz '2021-01-01' + n * interval '7 seconds',
                (random() * 1000)::numeric(12, 2), CASE WHEN n % 3 = 0 THEN 'a note about ' || md5(n::text) END, jsonb_build_object('n', n % 17, 'gift', n % 5 = 0) FROM generate_series(1, {purchases}) n;
             INSERT INTO item SELECT 1 + n / 2, n % 2, md5(n::text)::uuid, 1 + n % 9, (random() * 100)::numeric(12, 2) FROM generate_series(0, {items} - 1) n;"
        ),
    );
    psql(&server.url_of("shop"), "VACUUM ANALYZE");
    let own = env::current_exe().unwrap().display().to_string();
    println!("{rows} rows, {}", server.description());
    println!("{:<28} {:>9} {:>9} {:>7} {:>12}", "", "PostgreSQL", "relvar", "ratio", "memory");
    for jobs in ["1", "2"] {
        let (dump, backup) = (file(&format!("dump-{jobs}")), file(&format!("backup-{jobs}")));
        let url = server.url_of("shop");
        // Parallel pg_dump writes a folder.
        let form = if jobs == "1" { "-Fc" } else { "-Fd" };
        let (theirs, _) = timed(&["pg_dump", form, "-j", jobs, "-f", &dump, "-d", &url]);
        let (ours, memory) = timed(&[&own, "backup", &url, &backup, jobs]);
        line(&format!("backup, {jobs} jobs"), (theirs, ours), &memory);
        for name in [format!("theirs{jobs}"), format!("ours{jobs}")] {
            server.database(&name).await.unwrap();
        }
        psql(&url, "CHECKPOINT");
        let (theirs, _) = timed(&["pg_restore", "-j", jobs, "-d", &server.url_of(&format!("theirs{jobs}")), &dump]);
        psql(&url, "CHECKPOINT");
        let (ours, memory) = timed(&[&own, "restore", &server.url_of(&format!("ours{jobs}")), &backup, jobs]);
        line(&format!("restore, {jobs} jobs"), (theirs, ours), &memory);
        if jobs == "1" {
            println!("{:<28} {:>9} {:>9} bytes", "file", size(&dump), size(&backup));
        }
    }
}

fn size(file: &str) -> u64 {
    fs::metadata(file).map(|data| data.len()).unwrap_or_default()
}

fn line(what: &str, (theirs, ours): (Duration, Duration), memory: &str) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("{what:<28} {:>8.2}s {:>8.2}s {ratio:>7.2} {memory:>12}", theirs.as_secs_f64(), ours.as_secs_f64());
}

fn psql(url: &str, sql: &str) {
    timed(&["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-d", url, "-c", sql]);
}

/// How long a program takes, and what it prints.
fn timed(command: &[&str]) -> (Duration, String) {
    let begun = Instant::now();
    let output = Command::new(command[0]).args(&command[1..]).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    (begun.elapsed(), String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
