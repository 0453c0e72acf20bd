//! `relvar migrate baseline`: a database that was there before its revisions.

use std::{io::Write as _, process::ExitCode};

use anyhow::{Context as _, bail, ensure};
use relvar_catalog::connect::{self, Config};
use relvar_migrate::revision::{New, Revisions};

use super::{
    auto::{self, Wanted},
    place::Place,
    tool::Tool,
};
use crate::{
    args::BaselineArgs,
    exit::Exit,
    print::print,
    terminal::{self, NAME},
};

pub(super) async fn baseline(place: &Place, args: &BaselineArgs) -> anyhow::Result<ExitCode> {
    let BaselineArgs { targets, message, id, from_alembic, from_diesel, from_sqlx, server } = args;
    let database = place.database()?;
    let state = place.migrator().state(&database).await?;
    if !state.heads.is_empty() {
        let at = state.heads.join(", ");
        return Err(Exit::Usage.error(format!("the database is at {at} already\nhint: `stamp` says another revision")));
    }
    let chosen = [*from_alembic, *from_diesel, *from_sqlx];
    let tool = Tool::ALL.into_iter().zip(chosen).find(|(_, is_chosen)| *is_chosen).map(|(tool, _)| tool);
    let was_at = match tool {
        Some(tool) => {
            let session = connect::connect(&database).await?;
            let ids = tool.read(&session).await?;
            session.close().await;
            terminal::say(format_args!("{} has the database at {}", tool.name(), ids.join(", ")));
            ids
        }
        None => Vec::new(),
    };
    if place.revisions.list().is_empty() {
        ensure!(targets.is_empty(), "there are no revisions yet: without a name, a first one is written");
        let only = if let [only] = &was_at[..] { Some(only.clone()) } else { None };
        let message = message.clone().unwrap_or_else(|| match tool {
            Some(tool) => format!("Baseline from {} {}", tool.name(), was_at.join(", ")),
            None => "Baseline".to_owned(),
        });
        return write(place, (&database, server), New { message, id: id.clone().or(only), ..New::default() }).await;
    }
    let targets = match (targets.is_empty(), was_at.is_empty()) {
        (false, _) => targets.clone(),
        (true, false) => was_at,
        (true, true) => vec!["heads".to_owned()],
    };
    for name in &targets {
        let found = place.revisions.history().resolve(name);
        found
            .map_err(|error| place.revisions.explain(error))
            .with_context(|| format!("`{}` has no revision for what the database is at", place.folder.display()))?;
    }
    said(place, &place.revisions, &database, &targets).await
}

/// Writes a first revision with the whole schema of the database, and records that it is applied.
async fn write(
    place: &Place,
    (database, server): (&Config, &crate::args::ServerChoice),
    new: New,
) -> anyhow::Result<ExitCode> {
    let Some(revision) = Box::pin(auto::draft(place, (&Wanted::Database(database), server), new)).await? else {
        bail!("the database is empty: there is nothing to adopt\nhint: `relvar migrate new` writes a first revision");
    };
    revision.write()?;
    let revisions = Revisions::new(vec![revision.clone()])?;
    said(place, &revisions, database, &[revision.id().to_owned()]).await?;
    print(|out| writeln!(out, "{}", revision.folder.display()))
}

async fn said(place: &Place, revisions: &Revisions, database: &Config, targets: &[String]) -> anyhow::Result<ExitCode> {
    let migrator = relvar_migrate::Migrator::new(revisions.clone()).with(place.options.clone());
    let at = migrator.baseline(database, targets).await?;
    terminal::say(format_args!("the database is at {NAME}{}{NAME:#}; nothing was run", at.join(", ")));
    Ok(Exit::Done.into())
}
