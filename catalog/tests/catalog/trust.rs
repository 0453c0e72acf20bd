//! Files that are not trusted: whatever they try, no program runs, and no file is read or written.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

use std::path::{Path, PathBuf};

use relvar_catalog::{
    Source,
    connect::Session,
    load::{Data, Script},
    load_on,
    scratch::{Choice, Options, Server},
};

/// A folder that the server's account may write to.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    folder
}

async fn start(options: Options) -> Option<Server> {
    match tokio::task::spawn_blocking(move || Server::start(&options)).await.unwrap() {
        Ok(server) => Some(server),
        Err(error) => {
            eprintln!("skipped: {error}");
            None
        }
    }
}

/// Executes a script on a server as `relvar server run` does; gives the error's text.
async fn execute(server: &Server, text: &str) -> Result<Session, String> {
    let script = Script { name: "evil.sql".to_owned(), text: text.to_owned() };
    let loaded = load_on(server, &[script], Data::Load, |_, _| {}).await;
    loaded.map(|loaded| loaded.session).map_err(|error| error.to_string())
}

/// What only a superuser may do, in the words of the attacker; `{}` is a file to write.
const ATTEMPTS: &[(&str, &str)] = &[
    (
        "a loopback",
        "create extension dblink; create table t as
            select * from dblink('dbname=postgres user=relvar_superuser host=' ||
                current_setting('unix_socket_directories'), 'copy (select 1) to ''{}''') as t (x text)",
    ),
    ("program in", "create table t (x text); copy t from program 'touch {}'"),
    ("program out", "copy (select 1) to program 'touch {}'"),
    ("file out", "copy (select 1) to '{}'"),
    ("file in", "create table t (x text); copy t from '/etc/passwd'"),
    ("read file", "create table t as select pg_read_file('/etc/passwd')"),
    ("list folder", "create table t as select pg_ls_dir('/')"),
    ("large object out", "select lo_export(lo_from_bytea(0, 'x'), '{}')"),
    ("large object in", "select lo_import('/etc/passwd')"),
    ("language c", "create function f() returns int language c as '{}', 'f'"),
    (
        "language c of the server",
        "create function f(int) returns int language c strict as '$libdir/plpgsql', 'plpgsql_call_handler'",
    ),
    ("language internal", "create function f(text) returns text language internal as 'pg_read_file_all'"),
    ("load", "load '{}'"),
    ("alter system", "alter system set archive_command = 'touch {}'"),
    ("superuser", "alter role postgres superuser"),
    ("superuser beside", "create role evil1 superuser login; set role evil; copy (select 1) to '{}'"),
    ("predefined role", "grant pg_execute_server_program to current_user; copy (select 1) to program 'touch {}'"),
    (
        "predefined role by membership",
        "create role evil in role pg_write_server_files; set role evil; copy (select 1) to '{}'",
    ),
    ("reset role", "reset role; copy (select 1) to '{}'"),
    ("set role", "set role relvar_superuser; copy (select 1) to '{}'"),
    (
        "session authorization",
        "reset session authorization; set session authorization relvar_superuser; copy (select 1) to '{}'",
    ),
    (
        "the superuser's role",
        "grant relvar_superuser to current_user; set role relvar_superuser; copy (select 1) to '{}'",
    ),
    ("drop the superuser", "drop role relvar_superuser"),
    ("in a block", "do $$ begin execute 'copy (select 1) to program ''touch {}'''; end $$"),
    ("behind a comment", "/* create extension dblink */ copy (select 1) to program 'touch {}'"),
    (
        "a definer",
        "create function f() returns void language plpgsql security definer as
            $$ begin copy (select 1) to program 'touch {}'; end $$;
         alter function f() owner to relvar_superuser; select f()",
    ),
    (
        "the name of a built-in function's owner",
        "alter function pg_catalog.lower(text) owner to postgres; copy (select 1) to '{}'",
    ),
    (
        "the owner of a built-in function",
        "alter function pg_catalog.lower(text) owner to current_user; copy (select 1) to '{}'",
    ),
    (
        "a cast of a built-in function",
        "create cast (text as bytea) with function pg_catalog.pg_read_binary_file(text);
         create table t as select '/etc/passwd'::text::bytea",
    ),
    ("a cast without a function", "create cast (bytea as path) without function"),
    ("the catalog", "update pg_authid set rolsuper = true; copy (select 1) to '{}'"),
    ("a subscription", "create subscription s connection 'host=/tmp' publication p with (connect = false)"),
    ("a tablespace", "create tablespace t location '{}'"),
    (
        "an extension that takes a function of the files",
        "create function page_header() returns text language sql as 'select 1::text'; create extension pageinspect",
    ),
    (
        "a foreign data wrapper that checks its options",
        "create function v(text[], oid) returns void language plpgsql as $$ begin copy (select 1) to '{}'; end $$;
         create foreign data wrapper w validator v options (a 'b')",
    ),
    (
        "event triggers for everyone",
        "create function e() returns event_trigger language plpgsql as
            $$ begin if current_setting('is_superuser') = 'on' then copy (select 1) to '{}'; end if; end $$;
         create event trigger e on ddl_command_end execute function e();
         alter event trigger e enable always",
    ),
    (
        "untrusted perl",
        "create extension plperlu; create function f() returns void language plperlu as 'system(\"touch {}\")'; select f()",
    ),
    ("untrusted python", "create extension plpython3u; do language plpython3u 'import os; os.system(\"touch {}\")'"),
    ("untrusted tcl", "create extension pltclu; do language pltclu 'exec touch {}'"),
];

/// Tries something in a schema of its own, and looks whether it had an effect.
async fn attack(server: &Server, folder: &Path, at: usize) {
    let (name, sql) = ATTEMPTS[at];
    let mark = folder.join(format!("mark{at}"));
    let sql = format!("create schema s{at}; set search_path = s{at}; {}", sql.replace("{}", &mark.to_string_lossy()));
    let Err(error) = execute(server, &sql).await else { panic!("{name}: was executed") };
    assert!(error.starts_with("`evil.sql`, line "), "{name}: {error}");
    assert!(!error.contains("already exists"), "{name}: {error}");
    assert!(!mark.exists(), "{name}");
}

fn system() -> Options {
    Options { provider: Some(Choice::System), ..Options::default() }
}

#[tokio::test]
async fn attempts_are_refused() {
    let folder = folder();
    let Some(server) = start(system()).await else { return };
    for at in 0..ATTEMPTS.len() {
        attack(&server, folder.path(), at).await;
    }
}

/// The same behind a URL with a superuser, where roles are the server's.
#[tokio::test]
async fn attempts_behind_a_url_are_refused() {
    let Some(host) = start(system()).await else { return };
    let url = host.url();
    let folder = folder();
    for at in 0..ATTEMPTS.len() {
        let options = Options { provider: Some(Choice::Url(url.clone())), ..Options::default() };
        let server = start(options).await.unwrap();
        attack(&server, folder.path(), at).await;
        tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
    }
    let left = names(&host, "select rolname from pg_roles where rolname like 'relvar%' or rolname like 'evil%'").await;
    assert!(left.is_empty(), "roles are left behind: {left:?}");
    let left = names(&host, "select datname from pg_database where datname like 'relvar%'").await;
    assert!(left.is_empty(), "databases are left behind: {left:?}");
}

async fn names(server: &Server, sql: &str) -> Vec<String> {
    let session = Session::open(&server.config()).await.unwrap();
    session.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// What runs later, when the catalog is read or a superuser executes a statement, does not run as one.
#[tokio::test]
async fn what_lies_in_wait_finds_no_superuser() {
    let folder = folder();
    let mark = folder.path().join("mark");
    let sql = "
        create extension postgres_fdw;
        create function public.spy() returns boolean language plpgsql as $$
        begin
            if current_setting('is_superuser') = 'on' then copy (select 1) to '{}'; end if;
            return true;
        end $$;
        create function public.spy(text) returns text language sql as 'select case when spy() then $1 end';
        create function public.format(text, name) returns text language sql as 'select spy($1)';
        create function public.pg_get_userbyid(oid) returns text language sql as 'select spy($1::text)';
        create function public.eq(oid, regclass) returns boolean language sql as 'select spy()';
        create operator public.= (leftarg = oid, rightarg = regclass, function = public.eq);
        create function public.as_text(oid) returns text language sql as 'select spy($1::int8::text)';
        create cast (oid as text) with function public.as_text(oid) as assignment;
        create function public.on_ddl() returns event_trigger language plpgsql as $$ begin perform spy(); end $$;
        create event trigger waits on ddl_command_end execute function public.on_ddl();
        create event trigger starts on ddl_command_start execute function public.on_ddl();
        comment on event trigger waits is 'runs for every statement';
        comment on extension postgres_fdw is 'is commented by a superuser';
        create publication everything for all tables;
        create table t (a int generated always as (1) stored check (spy()), b text default spy('x'));
        insert into t default values;
        alter database postgres set search_path = public, pg_catalog;
        set search_path = public, pg_catalog;
        create temp table pg_class (oid oid);
        create temp view pg_namespace as select spy();
    "
    .replace("{}", &mark.to_string_lossy());
    let file = folder.path().join("evil.sql");
    std::fs::write(&file, sql).unwrap();
    if start(system()).await.is_none() {
        return;
    }
    let source = Source::Schema { paths: vec![file], server: system() };
    let read = source.read(&mut |_| {}).await.unwrap_or_else(|error| panic!("{error}"));
    assert!(!mark.exists());
    let owners: Vec<_> = read.catalog.others.iter().filter_map(|other| other.owner.as_deref()).collect();
    assert!(owners.iter().all(|owner| *owner == "postgres"), "{owners:?}");
    let kinds: Vec<_> = read.catalog.others.iter().map(|other| other.id.kind()).collect();
    for kind in ["cast", "event trigger", "publication", "foreign-data wrapper"] {
        assert!(kinds.contains(&kind), "{kind} is among {kinds:?}");
    }
}

/// The lines of psql that run programs or read files are none of ours.
#[tokio::test]
async fn commands_of_psql_do_nothing() {
    let folder = folder();
    let mark = folder.path().join("mark").to_string_lossy().into_owned();
    let commands = [
        "\\! touch {}\n",
        "\\copy (select 1) to '{}'\n",
        "select 1 \\g {}\n",
        "\\o {}\nselect 1;\n",
        "\\w {}\n",
        "create extension if not exists plpgsql \\; copy (select 1) to program 'touch {}'\n",
    ];
    let Some(server) = start(system()).await else { return };
    for sql in commands {
        let _ = execute(&server, &sql.replace("{}", &mark)).await;
        assert!(!Path::new(&mark).exists(), "{sql}");
    }
    let error = execute(&server, "\\i /etc/passwd\n").await.unwrap_err();
    assert!(error.contains("`\\i` is a command of psql"), "{error}");
}

/// Statements that a superuser has to execute, and that are no danger.
#[tokio::test]
async fn harmless_statements_of_dumps_work() {
    let sql = "
        create extension dblink;
        comment on extension dblink is 'connects';
        create extension if not exists hstore;
        begin;
        create extension postgres_fdw;
        create server far foreign data wrapper postgres_fdw options (host '/nowhere');
        commit;
        create foreign data wrapper nothing;
        create role app createdb;
        create schema theirs authorization app;
        create table theirs.t (id int primary key);
        alter table theirs.t owner to app;
        create table public.mine (id int primary key references theirs.t);
        alter table public.mine owner to app;
        alter table only public.mine owner to postgres;
        create function f() returns int language sql as 'select 1';
        alter function public.f() owner to app;
        alter table public.mine disable trigger all;
        alter table public.mine enable trigger all;
        create cast (bigint as jsonb) with inout;
        do $$ begin create role made_in_a_block; end $$;
        grant app to made_in_a_block;
        alter default privileges for role app grant select on tables to made_in_a_block;
        create publication everything for all tables;
        set session_replication_role = replica;
        insert into mine values (1);
        set session_replication_role = default;
        reset role;
    ";
    let Some(server) = start(system()).await else { return };
    let session = execute(&server, sql).await.unwrap_or_else(|error| panic!("{error}"));
    let row = session.query_one("select current_setting('is_superuser'), current_user::text", &[]).await.unwrap();
    assert_eq!((row.get::<_, String>(0), row.get::<_, String>(1)), ("off".to_owned(), "postgres".to_owned()));
}

/// What is refused says where it is and how it is allowed, and then it is.
#[tokio::test]
async fn trust_lifts_it() {
    let folder = folder();
    let mark: PathBuf = folder.path().join("mark");
    let sql = format!("select 1;\n\ncopy (select 1)\nto program 'touch {}'", mark.display());
    let Some(server) = start(system()).await else { return };
    let error = execute(&server, &sql).await.unwrap_err();
    assert!(error.starts_with("`evil.sql`, line 3: "), "{error}");
    assert!(error.contains("`--trust`"), "{error}");
    assert!(!mark.exists());

    let server = start(Options { trust: true, ..system() }).await.unwrap();
    execute(&server, &sql).await.unwrap();
    assert!(mark.exists());
}

/// What the server's programs would find in their environment.
#[tokio::test]
async fn the_server_gets_a_minimal_environment() {
    let Some(server) = start(system()).await else { return };
    let session = Session::open(&server.config()).await.unwrap();
    session.batch_execute("create table seen (line text); copy seen from program 'env'").await.unwrap();
    let mut seen: Vec<String> = session
        .query("select split_part(line, '=', 1) from seen", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    seen.sort();
    let known = [
        "DYLD_LIBRARY_PATH",
        "LC_ALL",
        "LC_COLLATE",
        "LC_CTYPE",
        "LC_MESSAGES",
        "LC_MONETARY",
        "LC_NUMERIC",
        "LC_TIME",
        "LD_LIBRARY_PATH",
        "LOCALE_ARCHIVE",
        "OLDPWD",
        "PATH",
        "PGDATA",
        "PGLOCALEDIR",
        "PGSYSCONFDIR",
        "PWD",
        "SHLVL",
        "_",
    ];
    assert!(seen.iter().all(|name| known.contains(&name.as_str())), "{seen:?}");
}
