//! `install`, `upgrade`, `sync`, `uninstall` and `rollback`.

use std::{io::Write as _, process::ExitCode};

use relvar_migrate::module::{Change, Changed, Install, Module, Uninstall, backup_to};

use super::{Place, place::told};
use crate::{
    args::{Format, InstallArgs, RollbackArgs, SyncArgs, UninstallArgs, UpgradeArgs},
    exit::Exit,
    print::{self, print},
    terminal,
};

pub(super) async fn install(place: &Place, args: &InstallArgs) -> anyhow::Result<ExitCode> {
    let database = place.database()?;
    let names: Vec<&str> = if args.all {
        place.modules.list().map(Module::name).collect()
    } else {
        args.modules.iter().map(String::as_str).collect()
    };
    let desired = place.desired(&names, &args.server).await?;
    let how = Install { adopt: args.adopt, force: args.force, dry_run: args.dry_run };
    let manager = place.running(&args.run);
    let done = told(async |events| manager.install(&database, &desired, how, events).await).await?;
    report(&done, args.run.output.format, (args.dry_run, "nothing to install: it is installed"))
}

pub(super) async fn upgrade(place: &Place, args: &UpgradeArgs) -> anyhow::Result<ExitCode> {
    let how = Change { dry_run: args.dry_run, upgrade: true, force: args.force, online: args.online };
    change(place, &args.modules, how, (&args.run, &args.server)).await
}

pub(super) async fn sync(place: &Place, args: &SyncArgs) -> anyhow::Result<ExitCode> {
    let how = Change { dry_run: !args.apply, upgrade: false, force: args.force, online: args.online };
    change(place, &args.modules, how, (&args.run, &args.server)).await
}

async fn change(
    place: &Place,
    names: &[String],
    how: Change,
    (run, server): (&crate::args::ModuleRunArgs, &crate::args::ServerChoice),
) -> anyhow::Result<ExitCode> {
    let database = place.database()?;
    let names = place.named(&database, names).await?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let desired = place.desired(&names, server).await?;
    let manager = place.running(run);
    let done = told(async |events| manager.change(&database, (&names, &desired), how, events).await).await?;
    report(&done, run.output.format, (how.dry_run, "the database is what the files want: there is nothing to run"))
}

pub(super) async fn uninstall(place: &Place, args: &UninstallArgs) -> anyhow::Result<ExitCode> {
    let database = place.database()?;
    let manager = place.running(&args.run);
    let how = Uninstall { drop_tables: args.drop_tables, cascade: args.cascade, dry_run: args.dry_run, backups: &[] };
    let leaving = manager.leaving(&database, &args.module, how).await?;
    if args.no_backup && !args.force && !args.dry_run {
        return Err(Exit::Refused.error(format!(
            "this drops the tables of {} without a backup\nhint: leave out `--no-backup`, or add `--force`",
            leaving.join(", ")
        )));
    }
    let mut backups = Vec::new();
    if args.drop_tables && !args.no_backup && !args.dry_run {
        for module in &leaving {
            let (path, done) = backup_to(&manager, &database, module, &args.backups).await?;
            terminal::say(format_args!("backup of {module}: `{}`", path.display()));
            backups.push(done);
        }
    }
    let how = Uninstall { backups: &backups, ..how };
    let done = told(async |events| manager.uninstall(&database, &args.module, how, events).await).await?;
    report(&done, args.run.output.format, (args.dry_run, "there is nothing to uninstall"))
}

pub(super) async fn rollback(place: &Place, args: &RollbackArgs) -> anyhow::Result<ExitCode> {
    let (database, manager) = (place.database()?, place.running(&args.run));
    let done = told(async |events| manager.rollback(&database, &args.migration, args.force, events).await).await?;
    report(&[done], args.run.output.format, (false, ""))
}

fn report(done: &[Changed], format: Format, (is_dry, nothing): (bool, &str)) -> anyhow::Result<ExitCode> {
    if format == Format::Json {
        let document = serde_json::json!({ "dry_run": is_dry, "migrations": done });
        return print(|out| print::json(out, &document));
    }
    if done.is_empty() {
        terminal::say(nothing);
    }
    if !is_dry {
        return Ok(Exit::Done.into());
    }
    print(|out| {
        for own in done {
            writeln!(out, "-- {} {} ({})", own.module, own.version, own.kind)?;
            own.operations.iter().try_for_each(|sql| writeln!(out, "{};", sql.trim_end_matches([';', '\n'])))?;
        }
        Ok(())
    })
}
