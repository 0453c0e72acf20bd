//! Revisions on a server, also when something goes wrong.

use std::time::Duration;

use crate::common::Bench;
use relvar_migrate::{Blocking, Event, MigrateError, Refused, RunOptions, Way};

#[tokio::test]
async fn goes_up_and_down_and_up_again() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film (id int); INSERT INTO film VALUES (1);", "DROP TABLE film;"));
    bench.write(
        "bbbb",
        "aaaa",
        ("SET search_path = ''; ALTER TABLE public.film ADD rating text;", "ALTER TABLE film DROP rating;"),
    );
    bench.write("cccc", "aaaa", ("CREATE TABLE actor (id int);", "DROP TABLE actor;"));
    bench.write("dddd", "bbbb, cccc", ("", ""));
    let migrator = bench.migrator();
    let pending: Vec<_> =
        migrator.pending(&database).await.unwrap().into_iter().map(|own| own.id().to_owned()).collect();
    assert_eq!(migrator.up(&database).await.unwrap(), pending);
    assert_eq!(pending.len(), 4);
    assert_eq!(migrator.state(&database).await.unwrap().heads, ["dddd"]);
    assert_eq!(migrator.up(&database).await.unwrap(), Vec::<String>::new());
    assert_eq!(bench.text("SELECT rating FROM film").await, "");

    let refused = migrator.down(&database, "-1").await.unwrap_err().to_string();
    assert!(refused.contains("ambiguous"), "{refused}");
    assert_eq!(migrator.down(&database, "aaaa").await.unwrap().len(), 3);
    assert_eq!(migrator.state(&database).await.unwrap().heads, ["aaaa"]);
    migrator.down(&database, "base").await.unwrap();
    assert_eq!(bench.text("SELECT to_regclass('film')").await, "");
    migrator.up(&database).await.unwrap();
    let kinds =
        "SELECT string_agg(type || ' ' || status, ', ' ORDER BY id) FROM relvar.revision WHERE revision = 'aaaa'";
    assert_eq!(bench.text(kinds).await, "manual rolled_back, rollback applied, manual applied");
    assert_eq!(
        bench.text("SELECT operations -> 1 ->> 'sql' FROM relvar.revision WHERE id = 1").await,
        "INSERT INTO film VALUES (1)"
    );
}

#[tokio::test]
async fn a_failure_in_a_transaction_leaves_nothing() {
    let bench = Bench::new();
    let database = bench.database();
    let nine: String = (1..=9)
        .map(|at| if at == 5 { "SELECT 1/0;\n".to_owned() } else { format!("CREATE TABLE t{at} ();\n") })
        .collect();
    bench.write("aaaa", "", (&nine, ""));
    let error = bench.migrator().up(&database).await.unwrap_err();
    let MigrateError::Statement(refused) = &error else { panic!("{error}") };
    let Refused { line, at, of, left, .. } = &**refused;
    assert_eq!((*line, *at, *of, *left), (10, 5, 9, 0), "{error}");
    let state = bench.migrator().state(&database).await.unwrap();
    assert!(state.heads.is_empty());
    let record = state.last("aaaa").unwrap();
    assert_eq!(
        (record.status.as_str(), record.error_sqlstate.as_deref(), record.error_statement.as_deref()),
        ("failed", Some("22012"), Some("SELECT 1/0"))
    );
    assert_eq!(bench.text("SELECT to_regclass('t1')").await, "");
    bench.write("aaaa", "", (&nine.replace("1/0", "1"), ""));
    bench.migrator().up(&database).await.unwrap();
    assert_eq!(bench.text("SELECT to_regclass('t9')").await, "t9");
}

#[tokio::test]
async fn a_failure_without_a_transaction_goes_on_where_it_was() {
    let bench = Bench::new();
    let database = bench.database();
    let nine: String = (1..=9)
        .map(|at| if at == 5 { "SELECT 1/0;\n".to_owned() } else { format!("CREATE TABLE t{at} ();\n") })
        .collect();
    let nine =
        format!("-- alone\n{}", nine.replace("CREATE TABLE t1 ()", "CREATE SCHEMA shop; SET search_path = shop"));
    bench.write("aaaa", "", (&nine, ""));
    let error = bench.migrator().up(&database).await.unwrap_err();
    let MigrateError::Statement(refused) = &error else { panic!("{error}") };
    let Refused { at, left, .. } = &**refused;
    assert_eq!((*at, *left), (6, 5), "{error}");
    let state = bench.migrator().state(&database).await.unwrap();
    assert!(state.heads.is_empty());
    assert_eq!(
        (state.last("aaaa").unwrap().status.as_str(), state.last("aaaa").unwrap().statements_applied),
        ("partial", 5)
    );

    bench.write("aaaa", "", (&nine.replace("t2", "other").replace("1/0", "1"), ""));
    let edited = bench.migrator().up(&database).await.unwrap_err();
    assert!(matches!(edited, MigrateError::EditedHalfway { at: 3, done: 5, .. }), "{edited}");
    bench.write("aaaa", "", (&nine.replace("1/0", "1"), ""));
    bench.migrator().up(&database).await.unwrap();
    assert_eq!(
        bench.text("SELECT status || statements_applied || count(*) OVER () FROM relvar.revision").await,
        "applied101"
    );
    assert_eq!(bench.text("SELECT to_regclass('shop.t9')").await, "shop.t9");
}

#[tokio::test]
async fn an_index_that_is_half_built_is_built_anew() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film (id int); INSERT INTO film VALUES (1), (1);", "DROP TABLE film;"));
    bench.write("bbbb", "aaaa", ("CREATE UNIQUE INDEX CONCURRENTLY film_id ON film (id);", "DROP INDEX film_id;"));
    bench.migrator().up(&database).await.unwrap_err();
    // The failed build leaves no index.
    assert_eq!(bench.text("SELECT to_regclass('film_id')").await, "");
    let session = bench.session().await;
    session.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY film_id ON film (id)").await.unwrap_err();
    assert_eq!(bench.text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'film_id'::regclass").await, "false");
    session.batch_execute("DELETE FROM film").await.unwrap();
    bench.migrator().up(&database).await.unwrap();
    assert_eq!(bench.text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'film_id'::regclass").await, "true");
}

#[tokio::test]
async fn what_a_dead_runner_has_built_is_not_built_again() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film (id int); CREATE INDEX CONCURRENTLY film_id ON film (id);", ""));
    bench.migrator().up(&database).await.unwrap();
    // As if the runner had died before it could say that the index is built.
    let session = bench.session().await;
    session
        .batch_execute("DELETE FROM relvar.head; UPDATE relvar.revision SET status = 'running', statements_applied = 1")
        .await
        .unwrap();
    assert_eq!(bench.migrator().up(&database).await.unwrap(), ["aaaa"]);
    assert_eq!(bench.migrator().state(&database).await.unwrap().heads, ["aaaa"]);
}

#[tokio::test]
async fn one_of_ten_runners_migrates() {
    let bench = Bench::new();
    let database = bench.database();
    for (at, parent) in [("aaaa", ""), ("bbbb", "aaaa"), ("cccc", "bbbb")] {
        bench.write(at, parent, (&format!("CREATE TABLE {at} (); SELECT pg_sleep(0.05);"), ""));
    }
    bench.write("dddd", "cccc", ("CREATE INDEX CONCURRENTLY aaaa_index ON relvar.layout (version);", ""));
    let mut runners = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let (migrator, database) = (bench.migrator(), database.clone());
        runners.spawn(async move { migrator.up(&database).await.unwrap().len() });
    }
    let mut done = Vec::new();
    while let Some(count) = runners.join_next().await {
        done.push(count.unwrap());
    }
    done.sort_unstable();
    assert_eq!(done, [0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
    assert_eq!(bench.text("SELECT count(*) FROM relvar.revision").await, "4");
}

#[tokio::test]
async fn who_holds_the_lock_is_named() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("SELECT pg_sleep(3);", ""));
    let (first, config) = (bench.migrator(), database.clone());
    let first = tokio::spawn(async move { first.up(&config).await });
    tokio::time::sleep(Duration::from_millis(700)).await;
    let mut options = RunOptions::default();
    options.patience = Duration::from_millis(300);
    let error = bench.migrator().with(options).up(&database).await.unwrap_err();
    let MigrateError::Held { holder: Some(holder), .. } = &error else { panic!("{error}") };
    assert_eq!(holder.application, "relvar migrate");
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_lock_is_waited_for_again_and_again() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film ();", ""));
    bench.migrator().up(&database).await.unwrap();
    bench.write("bbbb", "aaaa", ("ALTER TABLE film ADD rating text;", ""));
    let session = bench.session().await;
    session.batch_execute("BEGIN; LOCK TABLE film IN ACCESS SHARE MODE").await.unwrap();
    let mut options = RunOptions::default();
    (options.lock_timeout, options.retries) = (Duration::from_millis(50), 1);
    let refused = bench.migrator().with(options.clone()).up(&database).await.unwrap_err();
    assert!(refused.to_string().contains("lock"), "{refused}");
    options.retries = 20;
    let later = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(500)).await;
        session.batch_execute("COMMIT").await.unwrap();
    });
    assert_eq!(bench.migrator().with(options).up(&database).await.unwrap(), ["bbbb"]);
    later.await.unwrap();
}

#[tokio::test]
async fn stamps_and_scripts() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film (id int, it text DEFAULT 'it''s \\');", "DROP TABLE film;"));
    bench.write("bbbb", "aaaa", ("ALTER TABLE film ADD rating text;", "ALTER TABLE film DROP rating;"));
    let migrator = bench.migrator();
    let script = migrator.script(Way::Up, &[], "head").unwrap();
    bench.session().await.batch_execute(&script).await.unwrap();
    assert_eq!(migrator.state(&database).await.unwrap().heads, ["bbbb"]);
    assert_eq!(bench.text("SELECT rating FROM film").await, "");
    bench
        .session()
        .await
        .batch_execute(&migrator.script(Way::Down, &["bbbb".to_owned()], "base").unwrap())
        .await
        .unwrap();
    assert_eq!(bench.text("SELECT to_regclass('film')").await, "");
    assert!(migrator.state(&database).await.unwrap().heads.is_empty());

    let stamp = |name: &str| vec![name.to_owned()];
    assert_eq!(migrator.stamp(&database, &stamp("head"), false).await.unwrap(), ["bbbb"]);
    assert_eq!(migrator.stamp(&database, &stamp("aaaa"), false).await.unwrap(), ["aaaa"]);
    bench.session().await.batch_execute("UPDATE relvar.head SET revision = 'gone'").await.unwrap();
    let unknown = migrator.up(&database).await.unwrap_err();
    assert!(matches!(&unknown, MigrateError::UnknownHeads { ids } if ids == &["gone"]), "{unknown}");
    assert_eq!(migrator.stamp(&database, &stamp("bbbb"), true).await.unwrap(), ["bbbb"]);
}

#[tokio::test]
async fn what_cannot_be_recorded_is_refused_before_anything_runs() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film ();", ""));
    bench.write("bbbb", "aaaa", ("BEGIN; CREATE TABLE actor (); COMMIT;", ""));
    let error = bench.migrator().up(&database).await.unwrap_err();
    assert!(matches!(error, MigrateError::TransactionControl { line: 6, .. }), "{error}");
    assert_eq!(bench.text("SELECT to_regclass('film')").await, "");
}

#[tokio::test]
async fn who_blocks_a_statement_is_named() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film ();", ""));
    bench.migrator().up(&database).await.unwrap();
    bench.write("bbbb", "aaaa", ("CREATE TABLE actor (); ALTER TABLE film ADD rating text;", ""));
    let session = bench.session().await;
    let pid: i32 = session.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
    session
        .batch_execute("SET application_name = 'report'; BEGIN; LOCK TABLE film IN ACCESS SHARE MODE")
        .await
        .unwrap();
    let mut options = RunOptions::default();
    (options.lock_timeout, options.retries) = (Duration::from_millis(1500), 0);
    let mut seen: Vec<(usize, Blocking)> = Vec::new();
    let mut events = |event: Event<'_>| {
        if let Event::Blocked { at, by, .. } = event {
            seen.extend(by.iter().map(|own| (at, own.clone())));
        }
    };
    let migrator = bench.migrator().with(options);
    let refused = migrator.migrate(&database, Way::Up, "head", &mut events).await.unwrap_err();
    let (at, blocking) = seen.first().unwrap();
    assert_eq!((*at, blocking.pid, blocking.application.as_str()), (1, pid, "report"));
    assert_eq!(blocking.state.as_deref(), Some("idle in transaction"));
    let text = refused.to_string();
    assert!(text.contains(&format!("process {pid} of")) && text.contains("idle in transaction for"), "{text}");
    session.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(bench.text("SELECT to_regclass('actor')").await, "");
}

#[tokio::test]
async fn the_build_of_an_index_is_followed() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write(
        "aaaa",
        "",
        ("CREATE TABLE film AS SELECT i AS id, md5(i::text) AS t FROM generate_series(1, 900000) i;", ""),
    );
    bench.write("bbbb", "aaaa", ("CREATE INDEX CONCURRENTLY film_t ON film (t COLLATE \"C\", md5(t));", ""));
    let mut phases = Vec::new();
    let mut events = |event: Event<'_>| {
        if let Event::Building { build, .. } = event {
            phases.push(build.to_string());
        }
    };
    bench.migrator().migrate(&database, Way::Up, "aaaa", &mut |_| {}).await.unwrap();
    let session = bench.session().await;
    session.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1").await.unwrap();
    let later = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(2500)).await;
        session.batch_execute("COMMIT").await.unwrap();
    });
    bench.migrator().migrate(&database, Way::Up, "bbbb", &mut events).await.unwrap();
    later.await.unwrap();
    assert!(
        phases.iter().any(|phase| phase.starts_with("building index") || phase.starts_with("waiting")),
        "{phases:?}"
    );
}

/// The process of the server that runs the statements of the runner.
#[expect(clippy::panic, reason = "tests fail by panicking")]
async fn backend(bench: &Bench) -> i32 {
    let running = "SELECT max(pid) FROM pg_stat_activity WHERE application_name = 'relvar migrate' AND state = 'active'
        AND wait_event = 'PgSleep'";
    for _ in 0..500 {
        if let Ok(pid) = bench.text(running).await.parse() {
            return pid;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the runner does not run")
}

#[tokio::test]
async fn a_server_that_restarts_leaves_what_is_recorded() {
    let bench = Bench::new();
    let database = bench.database();
    // Scratch servers do not wait for the disk, so that a crash takes the last transactions along.
    bench.session().await.batch_execute("ALTER ROLE postgres SET synchronous_commit = on").await.unwrap();
    bench.write("aaaa", "", ("CREATE TABLE film (); SELECT pg_sleep(2);", ""));
    bench.write("bbbb", "aaaa", ("-- alone\nCREATE TABLE actor (); SELECT pg_sleep(2); CREATE TABLE store ();", ""));
    for revision in ["aaaa", "bbbb"] {
        let (migrator, config) = (bench.migrator(), database.clone());
        let run = tokio::spawn(async move { migrator.migrate(&config, Way::Up, revision, &mut |_| {}).await });
        let pid = backend(&bench).await;
        // A backend that dies so takes the server down with it, which recovers and starts anew.
        assert!(std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
        run.await.unwrap().unwrap_err();
        let state = loop {
            match bench.migrator().state(&database).await {
                Ok(state) => break state,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        };
        assert!(!state.heads.iter().any(|head| head == revision));
        let left = state.last(revision).map(|record| (record.status.as_str(), record.statements_applied));
        assert_eq!(left, (revision == "bbbb").then_some(("running", 1)));
        bench.migrator().migrate(&database, Way::Up, revision, &mut |_| {}).await.unwrap();
    }
    assert_eq!(
        bench.text("SELECT string_agg(status || statements_applied, ' ') FROM relvar.revision").await,
        "applied2 applied3"
    );
}

#[tokio::test]
async fn a_function_runs_in_the_transaction_of_its_revision() {
    let bench = Bench::new();
    let database = bench.database();
    crate::common::write(
        bench.folder.path(),
        "aaaa",
        "",
        "-- rust = on\n",
        ("CREATE TABLE film (id int);", "DROP TABLE film;"),
    );
    let missing = bench.migrator().up(&database).await.unwrap_err();
    assert!(matches!(&missing, MigrateError::NoFunction { id } if id == "aaaa"), "{missing}");
    assert_eq!(bench.text("SELECT to_regclass('film')").await, "");

    let failing = bench.migrator().function("aaaa", Way::Up, |client| {
        Box::pin(async move {
            client.batch_execute("INSERT INTO film VALUES (1)").await?;
            Err("the service of ratings does not answer".into())
        })
    });
    let failed = failing.unwrap().up(&database).await.unwrap_err().to_string();
    assert!(failed.contains("the service of ratings") && failed.contains("the Rust function"), "{failed}");
    assert_eq!(bench.text("SELECT to_regclass('film')").await, "");
    assert_eq!(bench.text("SELECT error_statement FROM relvar.revision").await, "the Rust function");

    let migrator = bench.migrator().function("aaaa", Way::Up, |client| {
        Box::pin(async move { Ok(client.batch_execute("INSERT INTO film VALUES (2)").await?) })
    });
    let migrator = migrator.unwrap();
    assert_eq!(migrator.up(&database).await.unwrap(), ["aaaa"]);
    assert_eq!(bench.text("SELECT sum(id) FROM film").await, "2");
    migrator.down(&database, "base").await.unwrap();
    bench.write("bbbb", "aaaa", ("SELECT 1;", ""));
    let not = bench.migrator().function("bbbb", Way::Up, |_| Box::pin(async { Ok(()) })).unwrap_err();
    assert!(not.to_string().contains("rust = on"), "{not}");
}
