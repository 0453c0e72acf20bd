//! `up` and `down`.

use std::{io::Write as _, process::ExitCode, time::Duration};

use relvar_catalog::connect::Config;
use relvar_migrate::{
    Drift, Event, Migrator, RunOptions, Running, Way,
    revision::{Revision, UP},
};
use serde::Serialize;

use super::place::Place;
use crate::{
    args::{DownArgs, Format, GenerateArgs, LimitArgs, MigrateRunArgs, SourceArgs, UpArgs},
    exit::Exit,
    generate::generate,
    print::{json, print},
    terminal::{self, NAME, Progress},
};

pub(super) async fn up(place: &Place, args: &UpArgs) -> anyhow::Result<ExitCode> {
    let code = run(place, Way::Up, &args.target, &args.run).await?;
    if args.generate {
        return models(place).await;
    }
    Ok(code)
}

/// Generates the models of the database.
pub(crate) async fn models(place: &Place) -> anyhow::Result<ExitCode> {
    let source = SourceArgs { url: place.url.clone(), config: place.config.clone(), ..SourceArgs::default() };
    generate(&GenerateArgs { source, ..GenerateArgs::default() }).await
}

pub(super) async fn down(place: &Place, args: &DownArgs) -> anyhow::Result<ExitCode> {
    run(place, Way::Down, &args.target, &args.run).await
}

/// A revision that was run, for programs.
#[derive(Serialize)]
struct Ran<'a> {
    revision: &'a str,
    message: &'a str,
    file: String,
}

/// Applies what is pending, and says so.
pub(crate) async fn migrate_up(place: &Place, database: &Config) -> anyhow::Result<()> {
    let progress = Progress::new();
    let mut waits = Waits::default();
    let mut events = |event: Event<'_>| tell(&progress, &mut waits, Way::Up, &event);
    place.migrator().migrate(database, Way::Up, "head", &mut events).await?;
    progress.hide();
    Ok(())
}

/// Options with the limits of the command line.
pub(crate) fn limited(mut options: RunOptions, limits: &LimitArgs) -> RunOptions {
    let LimitArgs { wait, lock_timeout, statement_timeout, retries, terminate_blockers } = limits;
    options.patience = Duration::from_secs(*wait);
    options.lock_timeout = Duration::from_millis(*lock_timeout);
    options.statement_timeout = statement_timeout.map(Duration::from_millis);
    options.retries = *retries;
    options.terminate_blockers = *terminate_blockers;
    options
}

async fn run(place: &Place, way: Way, target: &str, args: &MigrateRunArgs) -> anyhow::Result<ExitCode> {
    let MigrateRunArgs { dry_run, sql, allow_drift, limits, output } = args;
    let mut options = limited(place.options.clone(), limits);
    options.drift = if *allow_drift { Drift::Allow } else { Drift::Refuse };
    let migrator = Migrator::new(place.revisions.clone()).with(options);
    if *sql {
        return script(place, &migrator, way, target);
    }
    if target.contains(':') {
        return Err(Exit::Usage.error("a range FROM:TO is for --sql: what a database is at is read from it"));
    }
    let database = place.database()?;
    if *dry_run {
        let heads = migrator.state(&database).await?.heads;
        let plan = migrator.plan(way, &heads, target)?;
        if output.format == Format::Json {
            return report(&plan);
        }
        let text = migrator.script(way, &heads, target)?;
        for revision in &plan {
            terminal::say(format_args!("would {} {}", verb(way).0, line(revision)));
        }
        return print(|out| out.write_all(text.as_bytes()));
    }
    if way == Way::Up {
        let state = migrator.state(&database).await?;
        for (revision, _) in migrator.edited(&state) {
            terminal::warn(format_args!(
                "{} was edited since it was applied\nhint: `relvar migrate verify` shows how",
                revision.id()
            ));
        }
    }
    let progress = Progress::new();
    let mut waits = Waits::default();
    let done = migrator.migrate(&database, way, target, &mut |event| tell(&progress, &mut waits, way, &event)).await;
    progress.hide();
    let done = done?;
    let done: Vec<_> = done.iter().filter_map(|id| place.revisions.get(id)).collect();
    if output.format == Format::Json {
        return report(&done);
    }
    if done.is_empty() {
        terminal::say(format_args!("nothing to {}", verb(way).0));
    }
    Ok(Exit::Done.into())
}

fn report(revisions: &[&Revision]) -> anyhow::Result<ExitCode> {
    let ran: Vec<_> = revisions
        .iter()
        .map(|revision| Ran {
            revision: revision.id(),
            message: &revision.header.message,
            file: revision.folder.join(UP).display().to_string(),
        })
        .collect();
    print(|out| json(out, &ran))
}

/// The script from one revision to another; without a range, from the base.
fn script(place: &Place, migrator: &Migrator, way: Way, target: &str) -> anyhow::Result<ExitCode> {
    let (from, target) = match (target.split_once(':'), way) {
        (Some((from, target)), _) => (Some(from).filter(|from| *from != "base" && !from.is_empty()), target),
        (None, Way::Up) => (None, target),
        (None, Way::Down) => return Err(Exit::Usage.error("`down --sql` needs a range, FROM:TO")),
    };
    let heads = match from {
        Some(from) => vec![place.revision(from)?.id().to_owned()],
        None => Vec::new(),
    };
    let text = migrator.script(way, &heads, target)?;
    print(|out| out.write_all(text.as_bytes()))
}

fn verb(way: Way) -> (&'static str, &'static str) {
    match way {
        Way::Up => ("apply", "applied"),
        Way::Down => ("revert", "reverted"),
    }
}

fn line(revision: &Revision) -> String {
    format!("{NAME}{}{NAME:#} {}", revision.id(), revision.header.message)
}

/// What is waited for, said once for each session and not again every second.
#[derive(Default)]
pub(crate) struct Waits(String);

impl Waits {
    fn say(&mut self, progress: &Progress, line: &str) {
        // Without the seconds at the end of it.
        let who = line.rsplit_once(" for ").map_or(line, |(who, _)| who);
        if self.0 != who {
            who.clone_into(&mut self.0);
            progress.say(line);
        }
        progress.step(line);
    }
}

/// Says what happens during a run.
pub(crate) fn tell(progress: &Progress, waits: &mut Waits, way: Way, event: &Event<'_>) {
    let step = |work: &Running<'_>, at: usize| {
        let sql: Vec<_> = work.statements.get(at).map_or("", |own| &own.sql).split_whitespace().collect();
        let sql: String = sql.join(" ").chars().take(60).collect();
        format!("{} {}/{}: {sql}", work.revision.id(), at + 1, work.statements.len())
    };
    match event {
        Event::Waiting(Some(holder)) => progress.say(format_args!("waiting for another runner: {holder}")),
        Event::Waiting(None) => progress.say("waiting for another runner"),
        Event::Begin(work) => progress.step(work.revision.id()),
        Event::Statement { work, at } => progress.step(step(work, *at)),
        Event::Function { work } => progress.step(format!("{}: its Rust function", work.revision.id())),
        Event::Blocked { work, at, by } => {
            let by: Vec<_> = by.iter().map(ToString::to_string).collect();
            waits.say(progress, &format!("{} waits for {}", step(work, *at), by.join("; ")));
        }
        Event::Terminated { who, .. } => {
            let who: Vec<_> = who.iter().map(ToString::to_string).collect();
            progress.say(format_args!("ended {}", who.join("; ")));
        }
        Event::Building { work, at, build } => progress.step(format!("{}: {build}", step(work, *at))),
        Event::Retry { work, at, tries, pause } => {
            progress.say(format_args!(
                "no lock for {}; try {} in {} ms",
                step(work, *at),
                tries + 1,
                pause.as_millis()
            ));
        }
        Event::Done { work, took } => {
            progress.say(format_args!("{} {} ({} ms)", verb(way).1, line(work.revision), took.as_millis()));
        }
        _ => {}
    }
}
