//! `relvar dev`: from an edited schema to a revision, a migrated database and its models.

use std::{io, process::ExitCode, thread};

use tokio::sync::mpsc;

use relvar_migrate::revision::{New, Revision, normal};

use crate::{
    args::DevArgs,
    exit::Exit,
    migrate::{Place, Wanted, draft, migrate_up, models},
    terminal::{self, NAME},
    watch::Watch,
};

/// Runs until Ctrl-C, or once.
pub(crate) async fn run(args: &DevArgs) -> anyhow::Result<ExitCode> {
    let DevArgs { place, schema, yes, once, no_generate: _, server: _ } = args;
    let mut lines = (!yes).then(lines);
    loop {
        // Watching begins before the files are read.
        let mut watch = Watch::of_files(schema, None)?;
        let place = Place::open(place)?;
        match Box::pin(step(&place, args, (&mut lines, &mut watch))).await {
            Ok(Step::Again) => continue,
            Ok(Step::Ended) => return Ok(Exit::Done.into()),
            Ok(Step::Done) if *once => return Ok(Exit::Done.into()),
            Err(error) if *once => return Err(error),
            Ok(Step::Done) => {}
            // The next change may correct it.
            Err(error) => terminal::error(&error),
        }
        terminal::say("watching the schema; Ctrl-C ends it");
        terminal::say(format_args!("{} changed", watch.changed().await));
    }
}

/// How a turn ended.
enum Step {
    /// All agree.
    Done,
    /// The schema was edited meanwhile.
    Again,
    /// There is nobody to ask any more.
    Ended,
}

type Lines = Option<mpsc::UnboundedReceiver<String>>;

async fn step(place: &Place, args: &DevArgs, (lines, watch): (&mut Lines, &mut Watch)) -> anyhow::Result<Step> {
    let database = place.database()?;
    // What is pending comes first, for the plan leads on from there.
    migrate_up(place, &database).await?;
    let new = New { message: "Change the schema".to_owned(), ..New::default() };
    let wanted = Wanted::Files(&args.schema);
    if let Some(mut revision) = Box::pin(draft(place, (&wanted, &args.server), new.clone())).await? {
        let up = normal(&revision.up);
        let statements = up.split_once("\n\n").map_or("", |(_, statements)| statements);
        terminal::say(crate::highlight::highlight(statements.trim()));
        if let Some(lines) = lines {
            terminal::hint(
                "enter writes the revision and runs it, words before it are its message; or edit the schema",
            );
            let line = tokio::select! {
                line = lines.recv() => line,
                changed = watch.changed() => {
                    terminal::say(format_args!("{changed} changed"));
                    return Ok(Step::Again);
                }
            };
            let Some(line) = line else { return Ok(Step::Ended) };
            if !line.trim().is_empty() {
                revision = named(place, revision, (line.trim(), statements))?;
            }
        }
        revision.write()?;
        terminal::say(format_args!("wrote {NAME}{}{NAME:#}", revision.folder.display()));
        migrate_up(&place.again()?, &database).await?;
    } else {
        terminal::say("revisions, schema and database agree");
    }
    if !args.no_generate {
        models(place).await?;
    }
    Ok(Step::Done)
}

/// The same revision with another message, which its folder is named after.
fn named(place: &Place, revision: Revision, (message, statements): (&str, &str)) -> anyhow::Result<Revision> {
    let Revision { header, down, .. } = revision;
    let new = New {
        message: message.to_owned(),
        id: Some(header.id),
        parents: header.parents,
        depends: header.depends,
        labels: header.labels,
        up: Some(statements.to_owned()),
        down,
        is_concurrent: !header.is_transactional,
        is_down_concurrent: !header.is_down_transactional,
        ..New::default()
    };
    Ok(new.revision(&place.folder)?)
}

/// The lines of standard input, read by a thread of its own.
fn lines() -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    thread::spawn(move || {
        for line in io::stdin().lines() {
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}
