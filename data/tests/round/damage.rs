//! Files that are not what was written, and restores that are interrupted.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use relvar_data::{
    Error, backup,
    file::{self, FileError},
    restore,
};

use crate::common::{Bench, assert_same_dump, at_once};

/// A small file, so that every byte of it can be changed.
async fn small() -> (Bench, Vec<u8>) {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql(
        "shop",
        "CREATE TABLE a (id serial PRIMARY KEY, t text); INSERT INTO a (t) SELECT 'value ' || n FROM generate_series(1, 20) n;
         CREATE TABLE b (n integer); INSERT INTO b VALUES (1)",
    );
    let path = bench.file("small");
    bench.backup("shop", &path, &at_once()).await;
    (bench, std::fs::read(path).unwrap())
}

#[tokio::test]
async fn every_changed_byte_is_found() {
    let (_bench, bytes) = small().await;
    assert!(file::verify(bytes.as_slice()).is_ok());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(file::verify(changed.as_slice()).is_err(), "byte {at} of {}", bytes.len());
    }
}

#[tokio::test]
async fn every_shorter_file_is_found() {
    let (bench, bytes) = small().await;
    for length in 0..bytes.len() {
        let error = file::verify(&bytes[..length]).unwrap_err();
        assert!(matches!(error, FileError::Truncated { .. } | FileError::NotABackup), "{length}: {error}");
        let path = bench.file("short");
        std::fs::write(&path, &bytes[..length]).unwrap();
        assert!(file::Archive::open(&path).is_err(), "{length}");
    }
    let longer = [&bytes[..], b"x"].concat();
    assert!(file::verify(longer.as_slice()).is_err());
}

#[tokio::test]
async fn a_damaged_part_is_named_and_nothing_is_restored() {
    let (bench, bytes) = small().await;
    let path = bench.file("damaged");
    std::fs::write(&path, &bytes).unwrap();
    let archive = file::Archive::open(&path).unwrap();
    let (_, entry) = archive.index.tables().find(|(name, _)| name.name == "a").unwrap();
    let mut changed = bytes.clone();
    let at = usize::try_from(entry.offset + entry.length / 2).unwrap();
    changed[at] ^= 1;
    std::fs::write(&path, &changed).unwrap();
    let expected = "table `public.a`, block 2";
    let error = file::verify(changed.as_slice()).unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
    for jobs in [1, 2] {
        bench.create(&format!("copy{jobs}")).await;
        let name = format!("copy{jobs}");
        let error = bench.restore(&name, &path, &restore::Options { jobs, ..Default::default() }).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        let state = bench
            .text(&name, "SELECT to_regclass('public.a') IS NULL OR to_regclass('relvar_restore.state') IS NOT NULL");
        assert_eq!(state.await, "true", "{jobs} jobs");
    }
    // Another file is not mixed with the one that was begun, and the whole file continues.
    std::fs::write(&path, &bytes).unwrap();
    let options = restore::Options { jobs: 2, ..Default::default() };
    let error = bench.restore("copy2", &path, &options).await.map(|_| ());
    match error {
        // Its hash is part of what identifies it.
        Ok(()) => assert_same_dump(&bench.dump("shop"), &bench.dump("copy2")),
        Err(error) => assert!(matches!(error, Error::Unfinished { .. }), "{error}"),
    }
}

#[tokio::test]
async fn a_later_format_is_refused() {
    let (bench, bytes) = small().await;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let at = text.find("\"format\":1").unwrap();
    // The same length, so that only the number differs.
    let at = bytes.windows(10).position(|window| window == b"\"format\":1").unwrap_or(at) + 9;
    let mut later = bytes.clone();
    later[at] = b'2';
    assert!(matches!(file::verify(later.as_slice()).unwrap_err(), FileError::Newer { format: 2 }));
    let path = bench.file("later");
    std::fs::write(&path, later).unwrap();
    bench.create("copy").await;
    let error = bench.restore("copy", &path, &restore::Options::default()).await.unwrap_err();
    assert!(error.to_string().contains("format 2") && error.to_string().contains("hint:"), "{error}");
}

/// What a killed process does, in a process of its own: this test program, called again.
#[tokio::test]
#[ignore = "the other tests call it"]
async fn as_child() {
    let get = |name: &str| std::env::var(name).unwrap();
    let (url, path, jobs) = (get("RELVAR_TEST_URL"), get("RELVAR_TEST_FILE"), get("RELVAR_TEST_JOBS"));
    let options = restore::Options { jobs: jobs.parse().unwrap(), ..Default::default() };
    restore::restore(&url.parse().unwrap(), Path::new(&path), &options, &mut |_| {}).await.unwrap();
}

fn child(url: &str, path: &Path, jobs: usize) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "damage::as_child"])
        .env("RELVAR_TEST_URL", url)
        .env("RELVAR_TEST_FILE", path)
        .env("RELVAR_TEST_JOBS", jobs.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn a_killed_restore_leaves_nothing_or_what_can_be_continued() {
    let bench = Bench::with_samples("shop").await;
    bench.psql(
        "shop",
        "CREATE TABLE large AS SELECT n AS id, md5(n::text) AS t FROM generate_series(1, 100000) n; CREATE INDEX ON large (t)",
    );
    let path = bench.file("whole");
    bench.backup("shop", &path, &at_once()).await;
    let before = bench.dump("shop");
    let kills: u64 = std::env::var("RELVAR_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    for kill in 0..kills {
        let jobs = 1 + usize::try_from(kill % 2).unwrap();
        let name = format!("copy{kill}");
        bench.create(&name).await;
        let mut process = child(&bench.url(&name), &path, jobs);
        // Spread over the time that a restore takes.
        tokio::time::sleep(Duration::from_millis(40 + kill * 1500 / kills)).await;
        process.kill().unwrap();
        process.wait().unwrap();
        // The server notices that nobody is there any more.
        let sessions = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'");
        while bench.text("postgres", &sessions).await != "0" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
        let is_begun = "SELECT to_regclass('relvar_restore.state') IS NOT NULL";
        if bench.text(&name, tables).await != "0" && bench.text(&name, is_begun).await != "true" {
            // It was quicker than the signal.
            assert_same_dump(&before, &bench.dump(&name));
            continue;
        }
        let options = restore::Options { jobs, ..Default::default() };
        bench.restore(&name, &path, &options).await.unwrap();
        assert_same_dump(&before, &bench.dump(&name));
        bench.session("postgres").await.batch_execute(&format!("DROP DATABASE {name}")).await.unwrap();
    }
}

#[tokio::test]
async fn a_disk_that_is_full_is_an_error() {
    /// Takes some bytes and no more.
    struct Full(usize);
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let bench = Bench::with_samples("shop").await;
    for room in [0, 100, 10_000, 20_000] {
        let failed = backup::backup(&bench.config("shop"), &at_once(), Full(room), &mut |_| {}).await.unwrap_err();
        assert!(matches!(failed, Error::Write(_)), "{room}: {failed}");
    }
}

/// Ends all sessions in a database but its own.
async fn end_sessions(bench: &Bench, name: &str) {
    let sql = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    bench.session("postgres").await.batch_execute(&sql).await.unwrap();
}

#[tokio::test]
async fn a_server_that_goes_away_is_an_error_and_nothing_is_half_done() {
    let bench = Bench::with_samples("shop").await;
    bench.psql("shop", "CREATE TABLE large AS SELECT n AS id, md5(n::text) AS t FROM generate_series(1, 300000) n; CREATE INDEX ON large (t)");
    let path = bench.file("whole");
    bench.backup("shop", &path, &at_once()).await;
    let before = bench.dump("shop");
    // A backup, as soon as it reads rows of the large table.
    for jobs in [1, 2] {
        let config = bench.config("shop");
        let (told, mut tells) = tokio::sync::mpsc::unbounded_channel();
        let running = tokio::spawn(async move {
            let options = backup::Options { jobs, ..at_once() };
            let tell = &mut |step: &relvar_data::Progress| drop(told.send(step.step.clone()));
            backup::backup(&config, &options, std::io::sink(), tell).await
        });
        while tells.recv().await.is_some_and(|step| step != "public.large") {}
        end_sessions(&bench, "shop").await;
        let error = running.await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Server { .. }), "{error}");
    }
    for jobs in [1, 2] {
        let name = format!("copy{jobs}");
        bench.create(&name).await;
        let (config, file) = (bench.config(&name), path.clone());
        let (told, mut tells) = tokio::sync::mpsc::unbounded_channel();
        let running = tokio::spawn(async move {
            let options = restore::Options { jobs, ..Default::default() };
            let tell = &mut |step: &relvar_data::Progress| drop(told.send(step.step.clone()));
            restore::restore(&config, &file, &options, tell).await
        });
        while tells.recv().await.is_some_and(|step| step != "public.large") {}
        end_sessions(&bench, &name).await;
        let error = running.await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Server { .. }), "{error}");
        if jobs == 1 {
            let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
            assert_eq!(bench.text(&name, tables).await, "0");
        }
        let restored = bench.restore(&name, &path, &restore::Options { jobs, ..Default::default() }).await.unwrap();
        assert_eq!(restored.is_resumed, jobs == 2);
        assert_same_dump(&before, &bench.dump(&name));
    }
}
