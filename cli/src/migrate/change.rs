//! What writes revisions or records, and runs nothing.

use std::{io::Write as _, process::ExitCode};

use relvar_migrate::revision::{New, Revision, normal};
use serde::Serialize;

use super::{
    auto::{self, Wanted},
    place::Place,
};
use crate::{
    args::{Format, MergeArgs, NewArgs, StampArgs, VerifyArgs},
    exit::Exit,
    print::{json, print},
    terminal,
    words::counted,
};

pub(super) async fn new(place: &Place, args: &NewArgs) -> anyhow::Result<ExitCode> {
    let NewArgs { message, id, parent, splice, depends, label, no_transaction, rust, .. } = args;
    let NewArgs { auto, from, schema, server, .. } = args;
    let new = New {
        message: message.clone(),
        id: id.clone(),
        parents: parent.clone(),
        is_splice: *splice,
        depends: depends.clone(),
        labels: label.clone(),
        is_concurrent: *no_transaction,
        is_down_concurrent: *no_transaction,
        has_function: *rust,
        ..New::default()
    };
    if *auto {
        let database = from.as_deref().map(str::parse).transpose()?;
        let wanted = database.as_ref().map_or(Wanted::Files(schema), Wanted::Database);
        let Some(revision) = Box::pin(auto::draft(place, (&wanted, server), new)).await? else {
            terminal::say("the revisions lead to this schema: there is nothing to write");
            return Ok(Exit::Done.into());
        };
        revision.write()?;
        return written(&revision);
    }
    written(&place.revisions.create(&place.folder, &new)?)
}

pub(super) fn merge(place: &Place, args: &MergeArgs) -> anyhow::Result<ExitCode> {
    let MergeArgs { revisions, message, id, label } = args;
    let new = New {
        message: message.clone(),
        id: id.clone(),
        parents: revisions.clone(),
        labels: label.clone(),
        ..New::default()
    };
    written(&place.revisions.merge(&place.folder, &new)?)
}

fn written(revision: &Revision) -> anyhow::Result<ExitCode> {
    print(|out| writeln!(out, "{}", revision.folder.display()))
}

pub(super) async fn stamp(place: &Place, args: &StampArgs) -> anyhow::Result<ExitCode> {
    let heads = place.migrator().stamp(&place.database()?, &args.targets, args.purge).await?;
    let at = if heads.is_empty() { "base".to_owned() } else { heads.join(", ") };
    terminal::say(format_args!("the database is at {at}; nothing was run"));
    Ok(Exit::Done.into())
}

/// An applied revision whose text is another one now.
#[derive(Serialize)]
struct Edited {
    revision: String,
    file: String,
    diff: String,
}

pub(super) async fn verify(place: &Place, args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let database = place.database()?;
    let migrator = place.migrator();
    for name in &args.accept {
        let revision = place.revision(name)?;
        migrator.accept(&database, revision).await?;
        terminal::say(format_args!("the text of {} is taken as it is now", revision.id()));
    }
    let state = migrator.state(&database).await?;
    let mut edited = Vec::new();
    for (revision, before) in migrator.edited(&state) {
        let (before, after) = (normal(before), normal(&revision.up));
        let file = revision.folder.join(relvar_migrate::revision::UP).display().to_string();
        let diff = similar::TextDiff::from_lines(&before, &after);
        let diff = diff.unified_diff().header("as it was run", &file).to_string();
        edited.push(Edited { revision: revision.id().to_owned(), file, diff });
    }
    match args.output.format {
        Format::Json => print(|out| json(out, &edited))?,
        Format::Text => print(|out| edited.iter().try_for_each(|own| write!(out, "{}", own.diff)))?,
    };
    if edited.is_empty() {
        return Ok(Exit::Done.into());
    }
    terminal::say(format_args!("{} edited since", counted(edited.len(), "applied revision")));
    terminal::hint("put the text back and write a new revision; or take it as it is with --accept REVISION");
    Ok(Exit::Differences.into())
}
