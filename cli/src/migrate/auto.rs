//! The revision that leads from all revisions to the schema that is wanted, tried on a scratch server before it is written.

use std::{fmt::Write as _, path::PathBuf};

use relvar_catalog::{
    Catalog, Source, connect,
    ddl::{PREAMBLE, identifier},
    scratch,
};
use relvar_migrate::{
    Difference, Hazard, Migrator, Options, Plan, Statement, diff, plan,
    revision::{New, Revision},
};

use super::place::Place;
use crate::{
    args::{NewArgs, ServerChoice},
    exit::Exit,
    project::{server_note, server_options},
    terminal::{self, Progress},
};

/// What all revisions lead to, and what is wanted.
struct Compared {
    server: scratch::Server,
    bench: Bench,
    before: Catalog,
    wanted: Catalog,
}

async fn compare(
    place: &Place,
    (schema, server): (&[PathBuf], &ServerChoice),
    progress: &Progress,
) -> anyhow::Result<Compared> {
    let options = server_options(server);
    let wanted = Source::Schema { paths: schema.to_owned(), server: options.clone() };
    let wanted = wanted.read(&mut |step| progress.step(step.to_string())).await?;
    wanted.diagnostics.iter().for_each(terminal::warn);
    let server = scratch::Server::start_async(options, &mut |fetching| progress.say(fetching)).await?;
    progress.say(server_note(&server));
    let alias = server.confine().await?.map(|superuser| superuser.alias);
    let tracking = place.options.tables.name().to_owned();
    let bench = Bench { database: server.url().parse()?, alias, tracking };
    progress.step("applying the revisions");
    let before = bench.apply(&place.migrator()).await?;
    Ok(Compared { server, bench, before, wanted: wanted.catalog })
}

/// What differs between what all revisions lead to and the schema that is wanted.
pub(super) async fn drift(place: &Place, wanted: (&[PathBuf], &ServerChoice)) -> anyhow::Result<Vec<Difference>> {
    let progress = Progress::new();
    let Compared { server, bench: _, before, wanted } = compare(place, wanted, &progress).await?;
    progress.hide();
    tokio::task::spawn_blocking(move || server.stop()).await?;
    Ok(diff(&before, &wanted))
}

/// The revision; nothing if there is no difference.
pub(super) async fn draft(place: &Place, args: &NewArgs, new: New) -> anyhow::Result<Option<Revision>> {
    let progress = Progress::new();
    let Compared { server, bench, before, wanted } = compare(place, (&args.schema, &args.server), &progress).await?;
    if diff(&before, &wanted).is_empty() {
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
    let migrator = Migrator::new(all).with(place.options.clone());
    // What was applied for the comparison is still there, but its records went with their schema.
    let heads: Vec<_> = place.revisions.history().real_heads().into_iter().map(str::to_owned).collect();
    if !heads.is_empty() {
        migrator.stamp(&bench.database, &heads, true).await?;
    }
    progress.step("trying the revision");
    same("up.sql", &bench.apply(&migrator).await?, &wanted)?;
    migrator.stamp(&bench.database, &[revision.id().to_owned()], true).await?;
    migrator.down(&bench.database, &format!("{}-1", revision.id())).await?;
    same("down.sql", &bench.read().await?, &before)?;
    progress.hide();
    tokio::task::spawn_blocking(move || server.stop()).await?;
    if there.statements.iter().any(|own| own.hazards.contains(&Hazard::DeletesData)) {
        terminal::warn("the revision deletes data, which `down` does not bring back: look at `up.sql`");
    }
    Ok(Some(revision))
}

/// A scratch database.
struct Bench {
    database: connect::Config,
    /// A role of the server that stands for another one.
    alias: Option<(String, String)>,
    /// The schema of the records.
    tracking: String,
}

impl Bench {
    /// The schema when all revisions are applied.
    async fn apply(&self, migrator: &Migrator) -> anyhow::Result<Catalog> {
        migrator.up(&self.database).await?;
        self.read().await
    }

    /// The schema, without the records of revisions.
    async fn read(&self) -> anyhow::Result<Catalog> {
        let session = connect::connect(&self.database).await?;
        let tracking = identifier(&self.tracking);
        session.batch_execute(&format!("DROP SCHEMA IF EXISTS {tracking} CASCADE")).await?;
        session.close().await;
        let mut read = Source::Database(self.database.clone()).read(&mut |_| {}).await?;
        if let Some((role, name)) = &self.alias {
            read.catalog.rename_role(role, name);
        }
        Ok(read.catalog)
    }
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
fn text(plan: &Plan, owner: &str) -> String {
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
