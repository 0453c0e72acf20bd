//! `relvar migrate`: revisions on disk and in a database.

mod adopt;
mod auto;
mod bench;
mod change;
mod graph;
mod guard;
mod look;
mod place;
mod run;
mod squash;
mod test;
mod tool;

use std::process::ExitCode;

use crate::args::{MigrateArgs, MigrateCommand};

pub(crate) use auto::{Wanted, draft};
pub(crate) use place::Place;
pub(crate) use run::{Waits, limited, migrate_up, models, tell};

/// Does what the command says.
pub(crate) async fn run(args: &MigrateArgs) -> anyhow::Result<ExitCode> {
    let MigrateArgs { place, command } = args;
    let place = Place::open(place)?;
    match command {
        MigrateCommand::New(args) => change::new(&place, args).await,
        MigrateCommand::Merge(args) => change::merge(&place, args),
        MigrateCommand::Stamp(args) => change::stamp(&place, args).await,
        MigrateCommand::Up(args) => run::up(&place, args).await,
        MigrateCommand::Down(args) => run::down(&place, args).await,
        MigrateCommand::Current(output) => look::current(&place, output).await,
        MigrateCommand::History(args) => graph::history(&place, args).await,
        MigrateCommand::Heads(output) => look::heads(&place, output),
        MigrateCommand::Branches(output) => look::branches(&place, output),
        MigrateCommand::Show(args) => look::show(&place, args).await,
        MigrateCommand::Status(output) => look::status(&place, output).await,
        MigrateCommand::Check(args) => look::check(&place, args).await,
        MigrateCommand::Verify(args) => change::verify(&place, args).await,
        MigrateCommand::Test(args) => test::test(&place, args).await,
        MigrateCommand::Squash(args) => squash::squash(&place, args).await,
        MigrateCommand::Baseline(args) => adopt::baseline(&place, args).await,
    }
}
