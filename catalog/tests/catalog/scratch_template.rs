//! Servers whose data folder is a copy: they are like those that `initdb` makes, and a template that is damaged, too old or made
//! by several processes at once harms nobody.
#![cfg(all(feature = "scratch", unix))]
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "tests fail by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::SystemTime,
};

use relvar_catalog::scratch::{Choice, Error, Options, Server};
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// What a server says of itself: all its files but those that change while it runs, and what a new database has.
const CONTENTS: &str = "
    select concat_ws(' ', current_setting('server_version'), current_setting('data_checksums'),
        (select datcollate from pg_database where datname = 'template0'),
        (select count(*) from pg_class), (select count(*) from pg_proc), (select count(*) from pg_collation),
        (select md5(string_agg(prosrc, ',' order by oid)) from pg_proc))";

/// Runs in a process of its own: the cache is chosen by a variable of the environment.
#[tokio::test]
#[ignore = "is run by other tests, as a process of its own"]
async fn one() {
    let start = || Server::start(&Options { provider: Some(Choice::System), ..Options::default() });
    let server = match tokio::task::spawn_blocking(start).await.unwrap() {
        Err(Error::NoServer { attempts }) if attempts[0].reason.starts_with("no installed") => {
            println!("says=nothing");
            return;
        }
        started => started.unwrap(),
    };
    for config in [server.config(), server.database("made").await.unwrap()] {
        let (client, connection) = config.connect(NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        client
            .batch_execute("create table film (title text); insert into film values ('x'); checkpoint")
            .await
            .unwrap();
        let row = client.query_one(CONTENTS, &[]).await.unwrap();
        println!("says={}", row.get::<_, String>(0));
        drop(client);
        connection.await.unwrap().unwrap();
    }
}

fn spawn(cache: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "scratch_template::one", "--ignored", "--nocapture"]);
    command.env("RELVAR_CACHE", cache).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// What a server says that is started with this cache; `None` if there is no PostgreSQL.
fn said(child: Child) -> Option<Vec<String>> {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let said: Vec<String> = text.lines().filter_map(|line| Some(line.split_once("says=")?.1.to_owned())).collect();
    if said == ["nothing"] {
        eprintln!("skipped: no installed PostgreSQL");
        return None;
    }
    Some(said)
}

/// The templates in a cache.
fn templates(cache: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(cache.join("relvar/clusters")) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn cache() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// When a template was made, which tells it from others of its name.
fn time(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn a_copy_is_like_what_it_is_a_copy_of() {
    let cache = cache();
    let Some(made) = said(spawn(cache.path())) else { return };
    let [template] = &templates(cache.path())[..] else { panic!("{:?}", templates(cache.path())) };
    let before = time(template);
    assert_eq!(said(spawn(cache.path())).unwrap(), made);
    assert_eq!(time(template), before, "it was used");
    // No server ran in the template.
    assert!(!template.join("postmaster.opts").exists() && !template.join("postmaster.pid").exists());
}

#[test]
fn several_processes_make_one_template() {
    let cache = cache();
    let children: Vec<Child> = (0..4).map(|_| spawn(cache.path())).collect();
    let all: Option<Vec<_>> = children.into_iter().map(said).collect();
    let Some(all) = all else { return };
    assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
    assert_eq!(templates(cache.path()).len(), 1);
}

#[test]
fn a_template_that_is_damaged_or_old_is_made_anew() {
    let cache = cache();
    let Some(made) = said(spawn(cache.path())) else { return };
    let [template] = &templates(cache.path())[..] else { panic!("{:?}", templates(cache.path())) };
    let damages: [&dyn Fn(); 2] = [&|| fs::write(template.join("global/pg_control"), "").unwrap(), &|| {
        let touched = Command::new("touch").args(["-d", "2020-01-01"]).arg(template).status().unwrap();
        assert!(touched.success());
    }];
    for damage in damages {
        let before = time(template);
        damage();
        assert_eq!(said(spawn(cache.path())).unwrap(), made);
        assert_eq!(templates(cache.path()), std::slice::from_ref(template));
        assert_ne!(time(template), before, "there is another one of its name");
    }
}

/// Other users write no files that a server of ours runs.
#[test]
fn a_folder_that_others_may_write_to_is_not_used() {
    let cache = cache();
    let folder = cache.path().join("relvar/clusters");
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    if said(spawn(cache.path())).is_some() {
        assert_eq!(templates(cache.path()), Vec::<PathBuf>::new());
    }
}
