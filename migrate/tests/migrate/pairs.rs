//! Pairs of schemas that are hard to lead to each other: each by its plan, with pg_dump as the witness.
//!
//! The files of `pairs/` have one theme each. `=== name` begins a pair; what follows is on both sides, then `--- old` and
//! `--- new` have the rest of each. A pair with `(forward)` behind its name is not led back: PostgreSQL has no
//! statements that lead there and keep the rows, or the plan does not find them yet.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::Path};

use relvar_catalog::{
    Catalog,
    connect::Session,
    ddl::PREAMBLE,
    introspect::introspect,
    scratch::{Options, Server},
};
use relvar_migrate::{
    diff,
    dump::{self, Columns},
    plan,
};

struct Pair {
    name: String,
    is_led_back: bool,
    old: String,
    new: String,
}

/// The pairs of all files.
fn pairs() -> Vec<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut pairs = Vec::new();
    for file in files {
        let text = format!("\n{}", fs::read_to_string(&file).unwrap());
        for section in text.split("\n=== ").skip(1) {
            let section = format!("{section}\n");
            let (title, body) = section.split_once('\n').unwrap();
            let (both, ends) = body.split_once("--- old\n").unwrap();
            let (old, new) = ends.split_once("--- new\n").unwrap();
            let name = title.split(' ').next().unwrap();
            pairs.push(Pair {
                name: format!("{}: {name}", file.file_stem().unwrap().display()),
                is_led_back: !title.ends_with("(forward)"),
                old: format!("{both}{old}"),
                new: format!("{both}{new}"),
            });
        }
    }
    pairs
}

/// A database with a schema.
struct Side {
    session: Session,
    url: String,
    catalog: Catalog,
}

impl Side {
    async fn load(server: &Server, name: &str, sql: &str) -> Result<Self, String> {
        let config = server.database(name).await.unwrap();
        let session = Session::open(&config).await.unwrap();
        session.batch_execute(sql).await.map_err(|error| format!("does not load: {error:?}"))?;
        let mut side = Self { session, url: server.url_of(name), catalog: Catalog::default() };
        side.read().await;
        Ok(side)
    }

    async fn read(&mut self) {
        self.session.batch_execute("RESET ALL").await.unwrap();
        self.catalog = introspect(&mut self.session).await.unwrap().catalog;
    }

    /// Leads the database to another schema.
    async fn lead(&mut self, to: &Catalog, wanted: &dump::Entries) -> Result<(), String> {
        let plan = plan(&self.catalog, to, &relvar_migrate::Options::default()).map_err(|error| error.to_string())?;
        if let Some(diagnostic) = plan.diagnostics.first() {
            return Err(diagnostic.to_string());
        }
        self.session.batch_execute(PREAMBLE).await.unwrap();
        for statement in &plan.statements {
            let done = self.session.batch_execute(&statement.sql).await;
            done.map_err(|error| format!("{error:?}\n{}", statement.sql))?;
        }
        self.read().await;
        let left = diff(&self.catalog, to);
        if !left.is_empty() {
            return Err(format!("left: {left:?}"));
        }
        let made = dump::dump(&self.url, Columns::Unordered).unwrap();
        dump::difference(wanted, &made).map_or(Ok(()), |difference| Err(format!("pg_dump: {difference}")))
    }
}

async fn judge(server: &Server, at: usize, pair: &Pair) -> Result<(), String> {
    let mut old = Side::load(server, &format!("old_{at}"), &pair.old).await?;
    let mut new = Side::load(server, &format!("new_{at}"), &pair.new).await?;
    let dump = |side: &Side| dump::dump(&side.url, Columns::Unordered).unwrap();
    let (before, after) = (dump(&old), dump(&new));
    let (from, to) = (old.catalog.clone(), new.catalog.clone());
    old.lead(&to, &after).await?;
    if pair.is_led_back {
        new.lead(&from, &before).await.map_err(|error| format!("back: {error}"))?;
    }
    old.session.close().await;
    new.session.close().await;
    Ok(())
}

#[tokio::test]
async fn pairs_lead_to_each_other() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let session = Session::open(&server.config()).await.unwrap();
    let version: i32 =
        session.query_one("SELECT current_setting('server_version_num')::int", &[]).await.unwrap().get(0);
    session.close().await;
    let pairs = pairs();
    let mut wrong = Vec::new();
    // They are written for what PostgreSQL 15 knows.
    if version >= 150_000 {
        for (at, pair) in pairs.iter().enumerate() {
            if let Err(error) = judge(&server, at, pair).await {
                wrong.push(format!("{}: {error}", pair.name));
            }
        }
    }
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), pairs.len(), wrong.join("\n"));
}
