//! A plan leads where it says, and the plan back leads back: for generated schemas, and for pairs of schemas of other projects.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use relvar_catalog::{
    Catalog,
    connect::Session,
    ddl::PREAMBLE,
    introspect::introspect,
    scratch::{Options, Server},
};
use relvar_migrate::{Hazard, Plan, Statement, diff, plan};

/// Generated pairs, each in both directions.
const GENERATED: usize = 24;

/// Pairs of the folder, each in both directions.
const PAIRS: usize = 40;

/// What a generated table has, each part or none of it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of its own")]
struct Table {
    name: &'static str,
    /// Of each column its type, its default, and whether it may be null.
    columns: Vec<(&'static str, Option<&'static str>, bool)>,
    key: bool,
    check: Option<&'static str>,
    unique: bool,
    references: bool,
    view: bool,
    comment: Option<&'static str>,
    labels: Vec<&'static str>,
}

impl Table {
    fn sql(&self) -> String {
        let Self { name, columns, key, check, unique, references, view, comment, labels } = self;
        let mut sql = Vec::new();
        if !labels.is_empty() {
            sql.push(format!("CREATE TYPE {name}_mood AS ENUM ('{}');", labels.join("', '")));
        }
        let mut parts = vec!["id integer NOT NULL".to_owned()];
        for (at, (type_, default, not_null)) in columns.iter().enumerate() {
            let default = default.map(|own| format!(" DEFAULT {own}")).unwrap_or_default();
            parts.push(format!("c{at} {type_}{default}{}", if *not_null { " NOT NULL" } else { "" }));
        }
        if !labels.is_empty() {
            parts.push(format!("mood {name}_mood DEFAULT '{}'", labels[0]));
        }
        if *key {
            parts.push("PRIMARY KEY (id)".to_owned());
        }
        if let Some(check) = check {
            parts.push(format!("CONSTRAINT {name}_sane CHECK ({check})"));
        }
        if *references {
            parts.push(format!("other integer CONSTRAINT {name}_other REFERENCES hub"));
        }
        sql.push(format!("CREATE TABLE {name} ({});", parts.join(", ")));
        if *unique {
            sql.push(format!("CREATE UNIQUE INDEX {name}_ids ON {name} (id) WHERE id > 0;"));
        }
        if *view {
            sql.push(format!("CREATE VIEW {name}_all AS SELECT * FROM {name};"));
        }
        if let Some(comment) = comment {
            sql.push(format!("COMMENT ON TABLE {name} IS '{comment}';"));
        }
        sql.join("\n")
    }
}

fn columns() -> impl Strategy<Value = Vec<(&'static str, Option<&'static str>, bool)>> {
    let column = prop_oneof![
        Just(("integer", Some("1"))),
        Just(("bigint", None)),
        Just(("text", Some("'x'"))),
        Just(("varchar(20)", None)),
        Just(("numeric(10,2)", Some("0"))),
        Just(("timestamptz", Some("now()"))),
        Just(("integer[]", None)),
    ];
    prop::collection::vec((column, any::<bool>()).prop_map(|((type_, default), own)| (type_, default, own)), 0..4)
}

fn table(name: &'static str) -> impl Strategy<Value = Table> {
    let check = prop::option::of(prop_oneof![Just("id > 0"), Just("id < 100")]);
    let comment = prop::option::of(prop_oneof![Just("one"), Just("it''s two")]);
    let labels = prop::sample::subsequence(vec!["sad", "fine", "glad"], 0..=3);
    (columns(), any::<[bool; 4]>(), check, comment, labels).prop_map(
        move |(columns, [key, unique, references, view], check, comment, labels)| Table {
            name,
            columns,
            key,
            check,
            unique,
            references,
            view,
            comment,
            labels,
        },
    )
}

/// A schema of two tables beside one that stays.
fn schema() -> impl Strategy<Value = String> {
    (prop::option::of(table("a")), prop::option::of(table("b"))).prop_map(|tables| {
        let mut sql = "CREATE TABLE hub (id integer PRIMARY KEY);\n".to_owned();
        for table in [tables.0, tables.1].into_iter().flatten() {
            sql += &table.sql();
        }
        sql
    })
}

async fn read(session: &mut Session) -> Catalog {
    session.batch_execute("RESET ALL").await.unwrap();
    introspect(session).await.unwrap().catalog
}

/// Every statement of the way back undoes one of the plan, and what deletes data says what is lost.
fn undone(from: &Catalog, to: &Catalog, there: &Plan) -> Result<(), String> {
    let back = plan(to, from, &relvar_migrate::Options::default()).map_err(|error| error.to_string())?;
    let mut back: Vec<_> = back.statements.iter().map(|own| own.sql.clone()).collect();
    let inverses: Vec<_> = there.statements.iter().map(|own| own.inverse.clone().unwrap()).collect();
    let mut all: Vec<_> = inverses.iter().flat_map(|own| own.statements.clone()).collect();
    back.sort();
    all.sort();
    if back != all {
        return Err(format!("the way back is {back:?}, and the statements are undone by {all:?}"));
    }
    let deletes = |own: &Statement| own.hazards.contains(&Hazard::DeletesData);
    match there.statements.iter().zip(&inverses).find(|(own, inverse)| deletes(own) && inverse.lost.is_none()) {
        Some((own, _)) => Err(format!("deletes data and does not say which: {}", own.sql)),
        None => Ok(()),
    }
}

/// Leads a database from one schema to the other; gives what is there then, or what went wrong.
async fn lead(session: &mut Session, from: &Catalog, to: &Catalog) -> Result<Catalog, String> {
    if !diff(from, from).is_empty() {
        return Err("a schema differs from itself".to_owned());
    }
    let plan = plan(from, to, &relvar_migrate::Options { inverse: true, ..Default::default() })
        .map_err(|error| error.to_string())?;
    if !plan.diagnostics.is_empty() {
        return Err(format!("{:?}", plan.diagnostics));
    }
    undone(from, to, &plan)?;
    session.batch_execute(PREAMBLE).await.unwrap();
    for statement in &plan.statements {
        if let Err(error) = session.batch_execute(&statement.sql).await {
            return Err(format!("{error:?}\n{}", statement.sql));
        }
    }
    let made = read(session).await;
    let left = diff(&made, to);
    if left.is_empty() { Ok(made) } else { Err(format!("left: {left:?}")) }
}

/// There and back; a schema that does not load counts for nothing.
async fn there_and_back(server: &Server, name: &str, (a, b): (&str, &str)) -> Option<Result<(), String>> {
    let open =
        async |end: &str| Session::open(&server.database(&format!("{name}_{end}")).await.unwrap()).await.unwrap();
    let (mut there, mut other) = (open("a").await, open("b").await);
    let is_loaded = there.batch_execute(a).await.is_ok() && other.batch_execute(b).await.is_ok();
    let result = if is_loaded {
        let (from, to) = (read(&mut there).await, read(&mut other).await);
        Some(match lead(&mut there, &from, &to).await {
            Ok(made) => lead(&mut there, &made, &from).await.map(drop).map_err(|error| format!("back: {error}")),
            Err(error) => Err(error),
        })
    } else {
        None
    };
    there.close().await;
    other.close().await;
    result
}

async fn stop(server: Server) {
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
}

#[tokio::test]
async fn generated_schemas_lead_to_each_other() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let mut runner = TestRunner::deterministic();
    let mut wrong = Vec::new();
    for at in 0..GENERATED {
        let (a, b) = (schema(), schema()).new_tree(&mut runner).unwrap().current();
        let result = there_and_back(&server, &format!("case_{at}"), (&a, &b)).await;
        if let Err(error) = result.unwrap_or_else(|| Err("does not load".to_owned())) {
            wrong.push(format!("{error}\n-- from\n{a}-- to\n{b}"));
        }
    }
    stop(server).await;
    assert!(wrong.is_empty(), "{} of {GENERATED}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Default privileges of the old schema take effect while a plan runs.
const DEFAULT_PRIVILEGES: &str = "
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO PUBLIC;
";

#[tokio::test]
async fn default_privileges_do_not_change_what_is_granted() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let before = "CREATE TABLE film (x integer);";
    let after = "CREATE TABLE film (x integer, id integer GENERATED ALWAYS AS IDENTITY, nr serial);
        CREATE TABLE language (id serial);
        GRANT INSERT ON language TO PUBLIC;
        CREATE SEQUENCE number;
        CREATE VIEW films AS SELECT x FROM film;
        CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';";
    let (with, without) = (|sql: &str| format!("{sql}\n{DEFAULT_PRIVILEGES}"), str::to_owned);
    let ends = [(with(before), with(after)), (with(before), without(after)), (without(before), with(after))];
    for (at, (a, b)) in ends.iter().enumerate() {
        assert_eq!(there_and_back(&server, &format!("case_{at}"), (a, b)).await, Some(Ok(())), "{a}\n{b}");
    }
    stop(server).await;
}

#[tokio::test]
async fn a_sequence_gets_another_column() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let tables = "CREATE TABLE a (id integer); CREATE TABLE b (id integer); CREATE SEQUENCE s OWNED BY ";
    let (a, b, free) = (format!("{tables}a.id;"), format!("{tables}b.id;"), format!("{tables}NONE;"));
    for (at, ends) in [(&a, &b), (&a, &free)].iter().enumerate() {
        let result = there_and_back(&server, &format!("case_{at}"), (ends.0, ends.1)).await;
        assert_eq!(result, Some(Ok(())), "{}\n{}", ends.0, ends.1);
    }
    stop(server).await;
}

#[tokio::test]
async fn settings_and_options_of_servers_change() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let alter = |what: &str| format!("DO $$ BEGIN EXECUTE format('ALTER {what}', current_database()); END $$;");
    let set = |path: &str, more: &str| {
        let of_role = format!("ROLE CURRENT_USER IN DATABASE %I SET a.b = ''it%%''''s {path}''");
        alter(&format!("DATABASE %I SET search_path = {path}")) + &alter(&of_role) + more
    };
    let remote = |options: &str| {
        format!(
            "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS ({options});
             CREATE USER MAPPING FOR PUBLIC SERVER s; CREATE FOREIGN TABLE far (id integer) SERVER s;"
        )
    };
    let ends = [
        (set("a, b", ""), set("c", &alter("DATABASE %I SET work_mem = ''1MB''"))),
        (String::new(), set("a", "")),
        (remote("host 'x', port '1'"), remote("host 'y', dbname 'z'")),
    ];
    for (at, (a, b)) in ends.iter().enumerate() {
        assert_eq!(there_and_back(&server, &format!("case_{at}"), (a, b)).await, Some(Ok(())), "{a}\n{b}");
    }
    stop(server).await;
}

#[tokio::test]
async fn rules_keep_their_conditions_and_sequences_their_persistence() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let rules = |type_: &str| {
        format!(
            "CREATE TABLE film (id integer, length {type_}); CREATE TABLE seen (id integer);
             CREATE RULE long AS ON UPDATE TO film WHERE old.length > 100 DO ALSO INSERT INTO seen VALUES (new.id);"
        )
    };
    let counter = |sequence: &str| {
        format!(
            "CREATE TABLE film (id integer GENERATED ALWAYS AS IDENTITY, nr integer); CREATE SEQUENCE s OWNED BY film.nr;
             ALTER SEQUENCE s SET {sequence}; ALTER SEQUENCE film_id_seq SET {sequence};"
        )
    };
    let mut ends = vec![(rules("integer"), rules("numeric"))];
    // PostgreSQL 15 is the first to know sequences that are not logged.
    let session = Session::open(&server.config()).await.unwrap();
    let version: i32 =
        session.query_one("SELECT current_setting('server_version_num')::int", &[]).await.unwrap().get(0);
    session.close().await;
    if version >= 150_000 {
        let unlogged = "ALTER TABLE film SET UNLOGGED;";
        ends.push((counter("LOGGED"), counter("UNLOGGED")));
        ends.push((counter("LOGGED"), format!("{}{unlogged}", counter("LOGGED"))));
    }
    for (at, (a, b)) in ends.iter().enumerate() {
        assert_eq!(there_and_back(&server, &format!("case_{at}"), (a, b)).await, Some(Ok(())), "{a}\n{b}");
    }
    let mut session = Session::open(&server.database("rule").await.unwrap()).await.unwrap();
    session.batch_execute(&rules("integer")).await.unwrap();
    let catalog = read(&mut session).await;
    session.close().await;
    let film = catalog.relations.iter().find(|own| own.name.name == "film").unwrap();
    assert_eq!(film.rules[0].condition.as_deref(), Some("(old.length > 100)"));
    stop(server).await;
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

#[tokio::test]
async fn schemas_of_other_projects_lead_to_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join(env::var_os("RELVAR_SHARED").unwrap_or_else(|| "../shared".into())).join("diffcases");
    let cases: Vec<_> = folders(&folder).iter().flat_map(|source| folders(source)).collect();
    if cases.is_empty() {
        eprintln!("skipped: {} is missing", folder.display());
        return;
    }
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let (mut wrong, mut passed) = (Vec::new(), 0);
    for (at, case) in cases.iter().step_by((cases.len() / PAIRS).max(1)).take(PAIRS).enumerate() {
        let text = |name: &str| fs::read_to_string(case.join(name)).unwrap_or_default();
        let (setup, old, new) = (text("setup.sql"), text("old.sql"), text("new.sql"));
        let (old, new) = (format!("{setup}\n{old}"), format!("{setup}\n{new}"));
        match there_and_back(&server, &format!("pair_{at}"), (&old, &new)).await {
            Some(Ok(())) => passed += 1,
            Some(Err(error)) => wrong.push(format!("{}: {error}", case.display())),
            // It needs roles, extensions or a client that this server does not have.
            None => {}
        }
    }
    stop(server).await;
    eprintln!("{passed} pairs lead there and back");
    assert!(wrong.is_empty() && passed > PAIRS / 2, "{} of {PAIRS}:\n{}", wrong.len(), wrong.join("\n"));
}
