//! `relvar module`: parts of a schema that are installed, upgraded and removed.

mod backup;
mod change;
mod look;
mod new;
mod place;
mod status;

use std::process::ExitCode;

use crate::args::{Format, ModuleArgs, ModuleCommand};
use place::Place;

/// Does what the command says.
pub(crate) async fn run(args: &ModuleArgs) -> anyhow::Result<ExitCode> {
    let ModuleArgs { place, command } = args;
    let done = Box::pin(command_of(place, command)).await;
    done.map_err(|error| place::refused(error, format(command)))
}

async fn command_of(place: &crate::args::ModulePlaceArgs, command: &ModuleCommand) -> anyhow::Result<ExitCode> {
    if let ModuleCommand::New(args) = command {
        return new::new(&place.dir, args);
    }
    let place = Place::open(place)?;
    match command {
        ModuleCommand::List(args) => look::list(&place, args).await,
        ModuleCommand::Show(args) => look::show(&place, args).await,
        ModuleCommand::Install(args) => change::install(&place, args).await,
        ModuleCommand::Upgrade(args) => change::upgrade(&place, args).await,
        ModuleCommand::Uninstall(args) => change::uninstall(&place, args).await,
        ModuleCommand::Check(args) => status::check(&place, args).await,
        ModuleCommand::Sync(args) => change::sync(&place, args).await,
        ModuleCommand::History(args) => look::history(&place, args).await,
        ModuleCommand::Rollback(args) => change::rollback(&place, args).await,
        ModuleCommand::Tables(args) => status::tables(&place, args).await,
        ModuleCommand::Compare(args) => status::compare(&place, args).await,
        ModuleCommand::Backup(args) => backup::backup(&place, args).await,
        ModuleCommand::New(args) => new::new(&place.folder, args),
    }
}

fn format(command: &ModuleCommand) -> Format {
    match command {
        ModuleCommand::List(args) => args.output.format,
        ModuleCommand::Show(args) => args.output.format,
        ModuleCommand::Install(args) => args.run.output.format,
        ModuleCommand::Upgrade(args) => args.run.output.format,
        ModuleCommand::Uninstall(args) => args.run.output.format,
        ModuleCommand::Sync(args) => args.run.output.format,
        ModuleCommand::History(args) => args.output.format,
        ModuleCommand::Rollback(args) => args.run.output.format,
        ModuleCommand::Check(args) | ModuleCommand::Tables(args) | ModuleCommand::Compare(args) => args.output.format,
        ModuleCommand::Backup(args) => args.output.format,
        ModuleCommand::New(_) => Format::Text,
    }
}
