//! `relvar migrate test`: every revision up, down and up again on a scratch server.

use std::{io::Write as _, process::ExitCode};

use relvar_catalog::Catalog;
use relvar_migrate::{
    Difference, MigrateError, Migrator, Way,
    dump::{Entries, difference},
    revision::Revision,
};
use serde::Serialize;

use super::{
    bench::{Bench, migrator},
    place::Place,
};
use crate::{
    args::{Format, TestArgs},
    exit::Exit,
    print::{json, print},
    terminal::{self, NAME, Progress},
    words::counted,
};

/// What was found of a revision.
#[derive(Serialize)]
struct Finding {
    revision: String,
    file: String,
    what: String,
}

/// A database, as two observers see it.
struct Seen {
    catalog: Catalog,
    dump: Option<Entries>,
}

/// What the revisions are tried with.
struct Trial<'a> {
    bench: &'a Bench,
    migrator: Migrator,
    /// Whether pg_dump can read the server.
    dumps: bool,
}

pub(super) async fn test(place: &Place, args: &TestArgs) -> anyhow::Result<ExitCode> {
    let TestArgs { server, output } = args;
    let progress = Progress::new();
    let bench = Bench::start(place, server, &progress).await?;
    let tried = bench.dump(&bench.database);
    if let Err(why) = &tried {
        progress.say(format_args!("only catalogs are compared, no dumps: {why}"));
    }
    let migrator = migrator(place, &place.revisions);
    let plan: Vec<_> = migrator.plan(Way::Up, &[], "heads")?.into_iter().cloned().collect();
    let trial = Trial { bench: &bench, migrator, dumps: tried.is_ok() };
    let mut findings = Vec::new();
    let mut before = trial.see().await?;
    for (at, revision) in plan.iter().enumerate() {
        progress.step(format!("{}/{} {} {}", at + 1, plan.len(), revision.id(), revision.header.message));
        let (found, seen) = trial.revision(revision, &before).await;
        findings.extend(found.into_iter().map(|what| Finding {
            revision: revision.id().to_owned(),
            file: revision.folder.display().to_string(),
            what,
        }));
        // Without this revision there is nothing to try the next one on.
        let Some(seen) = seen else { break };
        before = seen;
    }
    progress.hide();
    let has_dumps = trial.dumps;
    bench.stop().await?;
    match output.format {
        Format::Json => print(|out| json(out, &findings))?,
        Format::Text => print(|out| {
            let line =
                |own: &Finding| writeln!(out, "{NAME}{}{NAME:#} {}\n  in `{}`", own.revision, own.what, own.file);
            findings.iter().try_for_each(line)
        })?,
    };
    let observers = if has_dumps { "catalogs and dumps" } else { "catalogs" };
    terminal::say(format_args!("{} up, down and up again; {observers} compared", counted(plan.len(), "revision")));
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Differences }.into())
}

impl Trial<'_> {
    /// Tries a revision on what is before it: what was found, and what comes after it, unless it cannot be applied.
    async fn revision(&self, revision: &Revision, before: &Seen) -> (Vec<String>, Option<Seen>) {
        let mut found = Vec::new();
        let after = match self.run(Way::Up, revision).await {
            Ok(after) => after,
            Err(error) => return (vec![format!("`up.sql` fails: {error}")], None),
        };
        match self.run(Way::Down, revision).await {
            Ok(back) => {
                found.extend(self.left("`down.sql` does not lead back", before, &back));
                match self.run(Way::Up, revision).await {
                    Ok(again) => found.extend(self.left("`up.sql` leads elsewhere after `down.sql`", &after, &again)),
                    Err(error) => {
                        found.push(format!("`up.sql` fails after `down.sql`: {error}"));
                        return (found, None);
                    }
                }
            }
            Err(error) if matches!(error.downcast_ref(), Some(MigrateError::NoDown { .. })) => {
                found.push("it cannot be reverted: it has no `down.sql`".to_owned());
            }
            Err(error) => found.push(format!("`down.sql` fails: {error}")),
        }
        (found, Some(after))
    }

    async fn run(&self, way: Way, revision: &Revision) -> anyhow::Result<Seen> {
        self.migrator.only(&self.bench.database, way, revision.id()).await?;
        self.see().await
    }

    async fn see(&self) -> anyhow::Result<Seen> {
        let dump = if self.dumps { Some(self.bench.dump(&self.bench.database)?) } else { None };
        Ok(Seen { catalog: self.bench.read(&self.bench.database).await?, dump })
    }

    /// What is not the same, if anything.
    fn left(&self, what: &str, wanted: &Seen, found: &Seen) -> Option<String> {
        let differences = self.bench.differences(&wanted.catalog, &found.catalog);
        let mut lines: Vec<_> =
            differences.iter().map(|Difference { object, verb, .. }| format!("\n  {verb} {object}")).collect();
        if lines.is_empty()
            && let (Some(wanted), Some(found)) = (&wanted.dump, &found.dump)
        {
            lines = difference(wanted, found).into_iter().map(|line| format!("\n  pg_dump: {line}")).collect();
        }
        (!lines.is_empty()).then(|| format!("{what}:{}", lines.concat()))
    }
}
