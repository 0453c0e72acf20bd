//! `relvar migrate squash`: one revision in the place of several, which runs nothing where they are applied.

use std::{collections::BTreeSet, fs, io::Write as _, path::Path, process::ExitCode};

use anyhow::{Context as _, bail, ensure};
use relvar_catalog::{
    Catalog,
    connect::{self, Config},
    ddl::{PREAMBLE, identifier},
    introspect::fingerprint,
    load::{Script, Statement, statements},
};
use relvar_migrate::{
    Migrator, Options, Plan, Way, diff,
    dump::difference,
    plan,
    revision::{New, Revision, Revisions, UP},
};

use super::{
    auto::text,
    bench::{Bench, migrator},
    guard::guarded,
    place::Place,
};
use crate::{
    args::SquashArgs,
    exit::Exit,
    print::print,
    terminal::{self, Progress},
    words::counted,
};

/// The folder to which revisions go that are replaced. Its name hides it from those who read revisions.
const SQUASHED: &str = ".squashed";

pub(super) async fn squash(place: &Place, args: &SquashArgs) -> anyhow::Result<ExitCode> {
    let SquashArgs { range, message, id, without_rows, server } = args;
    let replaced = replaced(place, range.as_deref())?;
    let (rest, old): (Vec<_>, Vec<_>) =
        place.revisions.list().iter().cloned().partition(|revision| !replaced.iter().any(|id| revision.id() == id));
    let surroundings = surroundings(&replaced, &rest, &old)?;
    let progress = Progress::new();
    let bench = Bench::start(place, server, &progress).await?;
    let dumps = bench.dump(&bench.database).is_ok();
    let chain = migrator(place, &place.revisions);
    progress.step("applying the revisions");
    let old_way = bench.database("squash_old").await?;
    before(&chain, &old_way, &surroundings.parents).await?;
    let from = bench.read(&old_way).await?;
    let last = replaced.last().context("there is nothing to squash")?;
    chain.migrate(&old_way, Way::Up, last, &mut |_| {}).await?;
    let to = bench.read(&old_way).await?;
    refuse_rows(&old_way, (*without_rows, &old), place.options.tables.name()).await?;
    let new = New { message: message.clone(), id: id.clone(), replaces: replaced.clone(), ..surroundings };
    let revision = draft(place, (&bench, &from, &to), new)?;
    let mut list = rest;
    list.push(revision.clone());
    let revisions = Revisions::new(list)?;
    let proof = Proof { bench: &bench, dumps, migrator: migrator(place, &revisions), chain, revision: &revision };
    progress.step("proving the revision");
    Box::pin(proof.hold((&from, &to), &old_way)).await?;
    progress.hide();
    bench.stop().await?;
    revision.write()?;
    for own in &old {
        put_away(&place.folder, own)?;
    }
    terminal::say(format_args!(
        "proved: on an empty database it leads where {} led; it changes nothing when it runs again, and nothing on a \
         database that has them",
        counted(old.len(), "revision")
    ));
    terminal::say(format_args!("they are in `{}` now", place.folder.join(SQUASHED).display()));
    print(|out| writeln!(out, "{}", revision.folder.display()))
}

/// The ids that are replaced, oldest first.
fn replaced(place: &Place, range: Option<&str>) -> anyhow::Result<Vec<String>> {
    let history = place.revisions.history();
    let explain = |error| place.revisions.explain(error);
    let ids = match range {
        Some(range) => {
            let ends = range.split_once("..").context("a range is FROM..TO, both included")?;
            let mut ids = history.range(ends.0, ends.1).map_err(explain)?;
            ids.reverse();
            ids
        }
        None => history.up(&[], "head").map_err(explain)?,
    };
    ensure!(ids.len() > 1, "there are fewer than two revisions: there is nothing to squash");
    Ok(ids.into_iter().map(str::to_owned).collect())
}

/// What the new revision follows and depends on, and its labels. Nothing else may follow one of the old ones but the last.
fn surroundings(replaced: &[String], rest: &[Revision], old: &[Revision]) -> anyhow::Result<New> {
    let last = replaced.last();
    for revision in rest {
        let header = &revision.header;
        if let Some(id) =
            header.parents.iter().chain(&header.depends).find(|id| replaced.contains(id) && Some(*id) != last)
        {
            bail!(
                "revision `{}` follows `{id}`, which would not be there any more\nhint: squash a range that other revisions \
                 follow at its end only",
                header.id
            );
        }
    }
    if let Some(own) = old.iter().find(|own| own.header.has_function) {
        bail!("revision `{}` has a Rust function, which SQL cannot replace", own.id());
    }
    let outside = |ids: fn(&Revision) -> &Vec<String>| -> Vec<String> {
        let all: BTreeSet<_> = old.iter().flat_map(ids).filter(|id| !replaced.contains(id)).cloned().collect();
        all.into_iter().collect()
    };
    Ok(New {
        parents: outside(|own| &own.header.parents),
        depends: outside(|own| &own.header.depends),
        labels: outside(|own| &own.header.labels),
        ..New::default()
    })
}

/// Applies what is before the range.
async fn before(migrator: &Migrator, database: &Config, parents: &[String]) -> anyhow::Result<()> {
    for parent in parents {
        migrator.migrate(database, Way::Up, parent, &mut |_| {}).await?;
    }
    Ok(())
}

/// The statements of revisions that may write rows, with their places.
fn writing(revisions: &[Revision]) -> Vec<String> {
    const WORDS: &[&str] = &["insert", "update", "delete", "merge", "copy", "truncate", "with", "select", "call", "do"];
    let mut found = Vec::new();
    for revision in revisions {
        let script = Script { name: revision.name(), text: revision.up.clone() };
        // What cannot be split did not run either.
        for Statement { line, sql } in statements(&script).unwrap_or_default() {
            let word = sql.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
            if WORDS.contains(&word.to_ascii_lowercase().as_str()) {
                let first = sql.lines().next().unwrap_or_default();
                found.push(format!("{}/{UP}:{line}: {first}", revision.name()));
            }
        }
    }
    found
}

/// Rows that revisions write are not in a schema, and would be lost.
async fn refuse_rows(database: &Config, (is_accepted, old): (bool, &[Revision]), tracking: &str) -> anyhow::Result<()> {
    const TABLES: &str = "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', $1)
        AND n.nspname !~ '^pg_t' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
        ORDER BY 1";
    let session = connect::connect(database).await?;
    let mut with_rows = Vec::new();
    for row in session.query(TABLES, &[&tracking]).await? {
        let table: String = row.get(0);
        let has = session.query_one(&format!("SELECT EXISTS (SELECT FROM {table})"), &[]).await?;
        if has.get::<_, bool>(0) {
            with_rows.push(format!("`{table}`"));
        }
    }
    session.close().await;
    if with_rows.is_empty() {
        return Ok(());
    }
    let tables = with_rows.join(", ");
    for line in writing(old) {
        terminal::say(line);
    }
    if is_accepted {
        terminal::warn(format_args!(
            "the rows that the revisions write to {tables} are left out, with these statements"
        ));
        return Ok(());
    }
    Err(Exit::Refused.error(format!(
        "the revisions write rows to {tables}, and one revision for the schema would lose them\nhint: squash a range without \
         these revisions; or write the rows in a revision after it, and leave them out with --without-rows"
    )))
}

/// The revision from one schema to the other, with guards.
fn draft(place: &Place, (bench, from, to): (&Bench, &Catalog, &Catalog), new: New) -> anyhow::Result<Revision> {
    let (from, to) = (bench.schema(from), bench.schema(to));
    let (there, back) = (whole(&from, &to)?, whole(&to, &from)?);
    let owner = format!(" OWNER TO {}", identifier(bench.database.user()));
    let mut guardable = there.clone();
    guardable.statements.retain(|own| !own.sql.ends_with(&owner));
    if let Some(segment) = there.segments().get(1) {
        let sql = segment.statements.first().map_or("", |own| &own.sql);
        bail!("it would need several transactions, and cannot be guarded: {sql}");
    }
    let up = guarded(&guardable, &diff(&from, &to)).map_err(|objects| {
        let objects: Vec<_> = objects.iter().map(|own| format!("`{own}`")).collect();
        anyhow::anyhow!("there is no way to ask whether these are done already: {}", objects.join(", "))
    })?;
    let down = text(&back, &owner);
    Ok(New { up: Some(format!("{PREAMBLE}{up}")), down: Some(down), ..new }.revision(&place.folder)?)
}

fn whole(from: &Catalog, to: &Catalog) -> anyhow::Result<Plan> {
    let plan = plan(from, to, &Options::default())?;
    plan.diagnostics.iter().for_each(terminal::warn);
    ensure!(plan.diagnostics.is_empty(), "not everything can be written: nothing was");
    Ok(plan)
}

/// Moves a revision out of sight.
fn put_away(folder: &Path, revision: &Revision) -> anyhow::Result<()> {
    let away = folder.join(SQUASHED);
    let moved = fs::create_dir_all(&away).and_then(|()| fs::rename(&revision.folder, away.join(revision.name())));
    moved.with_context(|| format!("`{}` cannot be moved to `{}`", revision.folder.display(), away.display()))
}

/// What has to be true of the new revision.
struct Proof<'a> {
    bench: &'a Bench,
    /// Whether pg_dump can read the server.
    dumps: bool,
    /// With the new revision.
    migrator: Migrator,
    /// With the old ones.
    chain: Migrator,
    revision: &'a Revision,
}

impl Proof<'_> {
    async fn hold(&self, (from, to): (&Catalog, &Catalog), old_way: &Config) -> anyhow::Result<()> {
        let (id, bench) = (self.revision.id(), self.bench);
        // On an empty database it leads where the old ones led.
        let new_way = bench.database("squash_new").await?;
        before(&self.chain, &new_way, &self.revision.header.parents).await?;
        self.migrator.migrate(&new_way, Way::Up, id, &mut |_| {}).await?;
        let there = bench.read(&new_way).await?;
        self.same("on an empty database it leads elsewhere", (to, old_way), (&there, &new_way))?;
        // Again it changes nothing.
        let state = state_of(&new_way).await?;
        let session = connect::connect(&new_way).await?;
        session.batch_execute(&format!("BEGIN;\n{}\nCOMMIT;", self.revision.up)).await?;
        session.close().await;
        ensure!(state_of(&new_way).await? == state, "it changes something when it runs again");
        // Where the old ones are applied it changes nothing.
        let state = state_of(old_way).await?;
        let done = self.migrator.migrate(old_way, Way::Up, id, &mut |_| {}).await?;
        ensure!(done == [id], "a database that has the old revisions does not take it");
        ensure!(state_of(old_way).await? == state, "it changes something where the old revisions are applied");
        // And it leads back.
        self.migrator.only(&new_way, Way::Down, id).await?;
        let back = bench.read(&new_way).await?;
        let left = bench.differences(from, &back);
        let left: Vec<_> = left.iter().map(|own| format!("\n  {} {}", own.verb, own.object)).collect();
        ensure!(left.is_empty(), "its `down.sql` does not lead back:{}", left.concat());
        Ok(())
    }

    fn same(
        &self,
        what: &str,
        (wanted, at): (&Catalog, &Config),
        (found, there): (&Catalog, &Config),
    ) -> anyhow::Result<()> {
        let left = self.bench.differences(wanted, found);
        let mut lines: Vec<_> = left.iter().map(|own| format!("\n  {} {}", own.verb, own.object)).collect();
        if self.dumps {
            let difference = difference(&self.bench.dump(at)?, &self.bench.dump(there)?);
            lines.extend(difference.map(|line| format!("\n  pg_dump: {line}")));
        }
        ensure!(lines.is_empty(), "{what}:{}", lines.concat());
        Ok(())
    }
}

/// A text that changes if a row of the system catalogs is written.
async fn state_of(database: &Config) -> anyhow::Result<String> {
    let session = connect::connect(database).await?;
    let state = fingerprint(&session).await?;
    session.close().await;
    Ok(state)
}
