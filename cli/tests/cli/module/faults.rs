//! Modules among others: locks, writers, two runs at once, a run that is killed.

use std::{
    fs,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::Site;
use crate::common::locked;

#[test]
fn who_holds_a_lock_is_named_and_ended_only_on_request() {
    let site = Site::new();
    site.done(&["install", "products"]);
    let drop = ["uninstall", "products", "--drop-tables", "--lock-timeout", "1500", "--retries", "0"];
    let lock = "BEGIN; LOCK TABLE products_tags IN ACCESS SHARE MODE";
    let held = locked(&site.server, lock, || site.run(&drop));
    assert_eq!(held.status, 1, "{}", held.stderr);
    assert!(held.stderr.contains("idle in transaction"), "{}", held.stderr);
    assert!(site.tables().contains("products_tags"), "nothing is gone");
    let ended = locked(&site.server, lock, || site.run(&[&drop[..], &["--terminate-blockers"]].concat()));
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("ended process"), "{}", ended.stderr);
    assert_eq!(site.tables(), "");
}

#[test]
fn rows_written_after_the_backup_are_not_dropped() {
    let site = Site::new();
    site.done(&["install", "products"]);
    let drop = ["uninstall", "products", "--drop-tables"];
    let late = thread::scope(|scope| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) = site.server.config().connect(tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            client.batch_execute("BEGIN; INSERT INTO products_tags (name) VALUES ('late')").await.unwrap();
            let run = scope.spawn(|| site.run(&drop));
            let waiting = "SELECT FROM pg_locks WHERE NOT granted";
            let began = Instant::now();
            while client.query(waiting, &[]).await.unwrap().is_empty() {
                assert!(began.elapsed() < Duration::from_secs(60), "nobody waits for the row");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            client.batch_execute("COMMIT").await.unwrap();
            run.join().unwrap()
        })
    });
    assert_eq!(late.status, 1, "{}", late.stderr);
    assert!(late.stderr.contains("rows of public.products_tags were written after the backup"), "{}", late.stderr);
    assert_eq!(site.psql("SELECT count(*) FROM products_tags WHERE name = 'late'"), "1");
    let saved = site.done(&drop).stderr;
    let path = saved.split('`').nth(1).unwrap();
    let backup: Value = serde_json::from_str(&fs::read_to_string(site.folder.path().join(path)).unwrap()).unwrap();
    let rows = backup["tables"]["products_tags"]["rows"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["name"] == "late"), "{rows:?}");
    assert_eq!(site.tables(), "");
}

#[test]
fn two_installs_at_once_make_one() {
    let site = Site::new();
    thread::scope(|scope| {
        let runs = [(); 2].map(|()| scope.spawn(|| site.run(&["install", "crm"])));
        for run in runs {
            let run = run.join().unwrap();
            assert_eq!(run.status, 0, "{}", run.stderr);
        }
    });
    assert_eq!(site.psql("SELECT count(*) FROM relvar.module_migrations WHERE status = 'applied'"), "4");
    assert_eq!(site.psql("SELECT count(*) FROM crm_tags"), "2");
    assert_eq!(site.run(&["check"]).status, 0);
}

#[test]
fn an_install_that_is_killed_goes_on() {
    let site = Site::new();
    fs::write(site.path("crm/data/wait.sql"), "SELECT pg_sleep(60);\n").unwrap();
    site.edit("crm/module.toml", |text| text.replace("data = [", "data = [\"data/wait.sql\", "));
    let url = site.server.url();
    let mut child = Command::new(env!("CARGO_BIN_EXE_relvar"))
        .args(["module", "--url", &url, "install", "crm"])
        .current_dir(site.folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let sleeping = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    let began = Instant::now();
    while site.psql(sleeping) != "1" {
        assert!(began.elapsed() < Duration::from_secs(60), "the install does not come to its rows");
        thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    site.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    assert!(site.done(&["list", "--installed"]).stdout.contains("installing"), "the tool says that it is not whole");
    assert_eq!(site.psql("SELECT count(*) FROM crm_tags"), "0");
    fs::write(site.path("crm/data/wait.sql"), "SELECT 1;\n").unwrap();
    let again = site.done(&["install", "crm"]);
    assert!(!again.stderr.contains("crm_initial"), "only what was missing is run: {}", again.stderr);
    assert_eq!(site.psql("SELECT count(*) FROM crm_tags"), "2");
    assert_eq!(site.run(&["check"]).status, 0);
}

#[test]
fn an_upgrade_among_writers_loses_nothing() {
    let site = Site::new();
    site.done(&["install", "products"]);
    site.edit("products/schema/tables.sql", |text| {
        text.replace("    price numeric", "    description text,\n    price numeric")
            + "CREATE INDEX products_products_name ON products_products (name);\n"
    });
    site.edit("products/module.toml", |text| text.replace("1.0.0", "1.1.0"));
    let (stop, written, slowest) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    let (client, connection) = site.server.config().connect(tokio_postgres::NoTls).await.unwrap();
                    tokio::spawn(connection);
                    while !stop.load(Ordering::Relaxed) {
                        let began = Instant::now();
                        client.execute("INSERT INTO products_products (name) VALUES ('x')", &[]).await.unwrap();
                        written.fetch_add(1, Ordering::Relaxed);
                        slowest.fetch_max(u64::try_from(began.elapsed().as_millis()).unwrap(), Ordering::Relaxed);
                    }
                });
            });
        }
        let upgraded = site.run(&["upgrade", "products"]);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(upgraded.status, 0, "{}", upgraded.stderr);
    });
    assert_eq!(site.psql("SELECT count(*) FROM products_products"), written.load(Ordering::Relaxed).to_string());
    assert_eq!(site.run(&["check"]).status, 0);
    eprintln!("{} rows, the slowest took {} ms", written.load(Ordering::Relaxed), slowest.load(Ordering::Relaxed));
}
