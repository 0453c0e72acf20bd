//! Modules among others: locks, writers, two runs at once, a run that is killed.

use std::{
    fs,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::Site;
use crate::common::{Run, locked};

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

/// A run of the command that can be killed.
fn start(site: &Site, arguments: &[&str]) -> Child {
    let url = site.server.url();
    Command::new(env!("CARGO_BIN_EXE_relvar"))
        .args([&["module", "--url", &url], arguments].concat())
        .current_dir(site.folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn wait_for(site: &Site, what: &str, query: &str, value: &str) {
    let began = Instant::now();
    while site.psql(query) != value {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}: {query}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// What a process that was killed has sent is run to its end, or is undone.
fn nobody_is_left(site: &Site) {
    let left = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'relvar%' AND datname IS NOT NULL";
    wait_for(site, "the server runs what was sent", left, "0");
}

/// Whether a module is there: what the tool says, and what the catalog says, are the same.
fn standing(site: &Site, module: &str, tables: usize) -> String {
    let list = site.json(&["list"]);
    let own = list.as_array().unwrap().iter().find(|own| own["name"] == module).unwrap();
    let state = own["state"].as_str().unwrap().to_owned();
    let prefix = format!("{module}_");
    let there = site.tables().lines().filter(|table| table.starts_with(&prefix)).count();
    assert_eq!(there, if state.is_empty() { 0 } else { tables }, "{module} is said to be `{state}`");
    state
}

#[test]
fn an_install_that_is_killed_in_a_statement_has_done_nothing_or_all_of_it() {
    for ends_session in [true, false] {
        let site = Site::new();
        site.done(&["install", "products"]);
        // Its first statement adds a column to this table, and has to wait.
        let mut child = locked(&site.server, "BEGIN; LOCK TABLE products_products", || {
            let child = start(&site, &["install", "crm", "--lock-timeout", "60000"]);
            wait_for(&site, "the install waits", "SELECT count(*) FROM pg_locks WHERE NOT granted", "1");
            let mut child = child;
            child.kill().unwrap();
            if ends_session {
                site.psql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted");
            }
            child
        });
        child.wait().unwrap();
        nobody_is_left(&site);
        let state = standing(&site, "crm", 8);
        if ends_session {
            assert_eq!(state, "", "the statements are one transaction");
        }
        site.done(&["install", "crm"]);
        assert_eq!(standing(&site, "crm", 8), "installed");
        assert_eq!(site.psql("SELECT count(*) FROM crm_tags"), "2");
        assert_eq!(site.run(&["check"]).status, 0);
    }
}

#[test]
fn an_install_that_is_killed_at_any_time_can_be_done_again() {
    let site = Site::new();
    // What the files want is known from now on, so that the runs below come to their statements.
    site.done(&["install", "crm"]);
    let gone = ["uninstall", "products", "--drop-tables", "--cascade", "--no-backup", "--force"];
    site.done(&gone);
    let mut states = Vec::new();
    for delay in (0..20).map(|number| number * 20) {
        let mut child = start(&site, &["install", "crm"]);
        thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        nobody_is_left(&site);
        states.push(format!("{}/{}", standing(&site, "products", 4), standing(&site, "crm", 8)));
        site.done(&["install", "crm"]);
        assert_eq!(site.psql("SELECT count(*) FROM crm_tags"), "2", "after {delay} ms");
        assert_eq!(site.psql("SELECT count(*) FROM products_categories"), "2", "after {delay} ms");
        assert_eq!(site.run(&["check"]).status, 0);
        site.done(&gone);
    }
    eprintln!("{states:?}");
}

#[test]
fn a_change_online_that_is_killed_goes_on() {
    let site = Site::new();
    site.done(&["install", "products"]);
    site.psql("INSERT INTO products_products (name) SELECT 'x' FROM generate_series(1, 1000)");
    site.edit("products/schema/tables.sql", |text| {
        text.replace("    price numeric", "    description text,\n    price numeric")
            + "CREATE INDEX products_products_name ON products_products (name);\n"
    });
    let preview = site.done(&["sync", "products", "--online"]).stdout;
    assert!(preview.contains("CREATE INDEX CONCURRENTLY"), "{preview}");
    // The index waits for the transaction that has written to the table.
    let writer = "BEGIN; INSERT INTO products_products (name) VALUES ('open')";
    let mut child = locked(&site.server, writer, || {
        let mut child = start(&site, &["sync", "products", "--apply", "--online", "--lock-timeout", "60000"]);
        let building = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('virtualxid', 'relation')";
        wait_for(&site, "the run waits", building, "1");
        child.kill().unwrap();
        site.psql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted");
        child
    });
    child.wait().unwrap();
    nobody_is_left(&site);
    // The tool says that it is not done.
    assert_eq!(site.run(&["check"]).status, 2);
    assert_eq!(site.json(&["history", "products"])[0]["status"], "running");
    site.done(&["sync", "products", "--apply", "--online"]);
    assert_eq!(site.run(&["check"]).status, 0);
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'products_products_name'::regclass";
    assert_eq!(site.psql(valid), "t");
    assert_eq!(site.psql("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
}

/// Writers whose sessions give up after a time that the server watches over: what they write while something is done.
fn among_writers(site: &Site, act: impl FnOnce() -> Run) {
    let (stop, written) = (AtomicBool::new(false), AtomicU64::new(0));
    let before: u64 = site.psql("SELECT count(*) FROM products_products").parse().unwrap();
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    let (client, connection) = site.server.config().connect(tokio_postgres::NoTls).await.unwrap();
                    tokio::spawn(connection);
                    client.batch_execute("SET lock_timeout = '10s'").await.unwrap();
                    while !stop.load(Ordering::Relaxed) {
                        client.execute("INSERT INTO products_products (name) VALUES ('x')", &[]).await.unwrap();
                        written.fetch_add(1, Ordering::Relaxed);
                    }
                });
            });
        }
        let done = act();
        stop.store(true, Ordering::Relaxed);
        assert_eq!(done.status, 0, "{}", done.stderr);
    });
    let written = before + written.load(Ordering::Relaxed);
    assert_eq!(site.psql("SELECT count(*) FROM products_products"), written.to_string(), "nothing is lost");
    assert_eq!(site.run(&["check"]).status, 0);
}

#[test]
fn an_upgrade_among_writers_loses_nothing() {
    let site = Site::new();
    site.done(&["install", "products"]);
    for (version, online) in [("1.1.0", false), ("1.2.0", true)] {
        let part = version.replace('.', "_");
        site.edit("products/schema/tables.sql", |text| {
            text.replace("    price numeric", &format!("    note_{part} text,\n    price numeric"))
                + &format!("CREATE INDEX products_products_{part} ON products_products (name);\n")
        });
        site.edit("products/module.toml", |text| text.replace(if online { "1.1.0" } else { "1.0.0" }, version));
        let upgrade: &[&str] = &["upgrade", "products", "--online"];
        among_writers(&site, || site.run(if online { upgrade } else { &upgrade[..2] }));
    }
}

/// A reader holds up the upgrade, and the writers would wait behind it: it gives way in time, and tries again.
#[test]
fn writers_do_not_wait_long_behind_an_upgrade_that_waits() {
    let site = Site::new();
    site.done(&["install", "products"]);
    site.edit("products/schema/tables.sql", |text| {
        text.replace("    price numeric", "    description text,\n    price numeric")
    });
    let upgrade = ["sync", "products", "--apply", "--lock-timeout", "200", "--retries", "20"];
    let retried = std::cell::RefCell::new(String::new());
    among_writers(&site, || {
        let run = thread::scope(|scope| {
            let run = scope.spawn(|| site.run(&upgrade));
            locked(&site.server, "BEGIN; LOCK TABLE products_products IN ACCESS SHARE MODE", || {
                thread::sleep(Duration::from_secs(3));
            });
            run.join().unwrap()
        });
        retried.replace(run.stderr.clone());
        run
    });
    eprintln!("{}", retried.borrow());
}
