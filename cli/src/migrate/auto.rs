//! The revision that leads from all revisions to the schema that is wanted, tried on a scratch server before it is written.

use std::{fmt::Write as _, path::PathBuf};

use relvar_catalog::{
    Catalog, Source, connect,
    ddl::{PREAMBLE, identifier},
};
use relvar_migrate::{
    Difference, Hazard, Options, Plan, Statement, diff, plan,
    revision::{New, Revision},
};

use super::{
    bench::{Bench, migrator},
    place::Place,
};
use crate::{
    args::ServerChoice,
    exit::Exit,
    project::server_options,
    terminal::{self, Progress},
};

/// What all revisions lead to, and what is wanted.
struct Compared {
    bench: Bench,
    before: Catalog,
    wanted: Catalog,
}

/// The schema that is wanted.
pub(crate) enum Wanted<'a> {
    /// What files make.
    Files(&'a [PathBuf]),
    /// What a database has.
    Database(&'a connect::Config),
}

async fn compare(
    place: &Place,
    (wanted, server): (&Wanted<'_>, &ServerChoice),
    progress: &Progress,
) -> anyhow::Result<Compared> {
    let (wanted, bench) = match wanted {
        Wanted::Files(paths) => {
            let source = Source::Schema { paths: paths.to_vec(), server: server_options(server) };
            let wanted = source.read(&mut |step| progress.step(step.to_string())).await?;
            (wanted, Bench::start(place, server, progress).await?)
        }
        Wanted::Database(database) => {
            let bench = Bench::start(place, server, progress).await?;
            let mut wanted =
                Source::Database((*database).clone()).read(&mut |step| progress.step(step.to_string())).await?;
            bench.make_roles(&other_roles(database).await?).await?;
            // Whoever runs the revisions owns what they make.
            wanted.catalog.rename_role(database.user(), bench.database.user());
            super::tool::without_records(&mut wanted.catalog, place.options.tables.name());
            (wanted, bench)
        }
    };
    wanted.diagnostics.iter().for_each(terminal::warn);
    progress.step("applying the revisions");
    let before = bench.apply(&migrator(place, &place.revisions)).await?;
    Ok(Compared { bench, before, wanted: wanted.catalog })
}

/// The roles of a server but the one that connects and those of PostgreSQL itself.
async fn other_roles(database: &connect::Config) -> anyhow::Result<Vec<String>> {
    const ROLES: &str = "SELECT rolname::text FROM pg_catalog.pg_roles
        WHERE rolname !~ '^pg_' AND rolname <> current_user ORDER BY 1";
    let session = connect::connect(database).await?;
    let rows = session.query(ROLES, &[]).await?;
    session.close().await;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// What differs between what all revisions lead to and the schema that is wanted.
pub(super) async fn drift(place: &Place, wanted: (&[PathBuf], &ServerChoice)) -> anyhow::Result<Vec<Difference>> {
    let progress = Progress::new();
    let (files, server) = wanted;
    let Compared { bench, before, wanted } =
        Box::pin(compare(place, (&Wanted::Files(files), server), &progress)).await?;
    progress.hide();
    bench.stop().await?;
    Ok(diff(&before, &wanted))
}

/// The revision that leads to what is wanted; nothing if all revisions lead there already.
pub(crate) async fn draft(
    place: &Place,
    (wanted, server): (&Wanted<'_>, &ServerChoice),
    new: New,
) -> anyhow::Result<Option<Revision>> {
    let progress = Progress::new();
    let Compared { bench, before, wanted } = Box::pin(compare(place, (wanted, server), &progress)).await?;
    if diff(&before, &wanted).is_empty() {
        progress.hide();
        bench.stop().await?;
        return Ok(None);
    }
    let (there, back) = (made(&before, &wanted)?, made(&wanted, &before)?);
    // Whoever runs the revision owns what it makes, as with the files.
    let owner = format!(" OWNER TO {}", identifier(bench.database.user()));
    let is_alone = |plan: &Plan| plan.segments().len() > 1 || new.is_concurrent;
    let new = New {
        up: Some(text(&there, &owner)),
        down: Some(text(&back, &owner)),
        is_concurrent: is_alone(&there),
        is_down_concurrent: is_alone(&back),
        ..new.clone()
    };
    let (revision, all) = place.revisions.draft(&place.folder, &new)?;
    let migrator = migrator(place, &all);
    // What was applied for the comparison is still there, but its records went with their schema.
    let heads: Vec<_> = place.revisions.history().real_heads().into_iter().map(str::to_owned).collect();
    if !heads.is_empty() {
        migrator.stamp(&bench.database, &heads, true).await?;
    }
    progress.step("trying the revision");
    same("up.sql", &bench.apply(&migrator).await?, &wanted)?;
    migrator.stamp(&bench.database, &[revision.id().to_owned()], true).await?;
    migrator.down(&bench.database, &format!("{}-1", revision.id())).await?;
    same("down.sql", &bench.read_alone().await?, &before)?;
    progress.hide();
    bench.stop().await?;
    if there.statements.iter().any(|own| own.hazards.contains(&Hazard::DeletesData)) {
        terminal::warn("the revision deletes data, which `down` does not bring back: look at `up.sql`");
    }
    Ok(Some(revision))
}

/// The plan, which must be whole.
fn made(from: &Catalog, to: &Catalog) -> anyhow::Result<Plan> {
    let plan = plan(from, to, &Options::default())?;
    plan.diagnostics.iter().for_each(terminal::warn);
    if plan.diagnostics.is_empty() {
        Ok(plan)
    } else {
        Err(Exit::Refused.error("not everything can be written: nothing was"))
    }
}

fn same(file: &str, found: &Catalog, wanted: &Catalog) -> anyhow::Result<()> {
    let left = diff(found, wanted);
    if left.is_empty() {
        return Ok(());
    }
    let left: Vec<_> = left.iter().map(|Difference { object, verb, .. }| format!("{verb} {object}")).collect();
    Err(anyhow::anyhow!(
        "`{file}` would not lead where it should, so nothing was written; what is left:\n{}",
        left.join("\n")
    ))
}

/// Statements, each after its locks and hazards.
pub(super) fn text(plan: &Plan, owner: &str) -> String {
    let mut text = PREAMBLE.to_owned();
    for statement in plan.statements.iter().filter(|statement| !statement.sql.ends_with(owner)) {
        let Statement { sql, locks, rewrites, scans, hazards, .. } = statement;
        let mut notes: Vec<String> =
            locks.iter().map(|own| format!("locks {} in {}", own.relation, words(&own.lock))).collect();
        for (note, is_so) in [("rewrites the table", *rewrites), ("reads the whole table", *scans)] {
            if is_so {
                notes.push(note.to_owned());
            }
        }
        notes.extend(hazards.iter().map(words).filter(|hazard| !hazard.contains("lock")));
        text.push('\n');
        if !notes.is_empty() {
            let _ = writeln!(text, "-- {}", notes.join("; "));
        }
        let _ = writeln!(text, "{sql};");
    }
    text
}

/// A name of the plan's, in words.
fn words(name: &impl serde::Serialize) -> String {
    let name =
        serde_json::to_value(name).ok().and_then(|name| name.as_str().map(str::to_lowercase)).unwrap_or_default();
    name.replace(['_', '-'], " ")
}
