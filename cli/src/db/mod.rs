//! `relvar db`: whole databases.

mod doctor;
mod guard;
mod look;

use std::{fs, process::ExitCode, time::Duration};

use anyhow::Context as _;
use relvar_catalog::connect::{self, Config};
use relvar_data::database::{Dropped, NewDatabase, create, drop_database, wait};
use relvar_migrate::{Migrator, RunOptions, revision::Revisions, track::Tables};

use crate::{
    args::{CreateArgs, DbCommand, DropArgs, NewDatabaseArgs, ResetArgs, SetupArgs, WaitArgs},
    print::print,
    project,
    terminal::{self, Progress},
    words::{bytes, counted},
};

/// Runs one of the commands.
pub(crate) async fn run(command: &DbCommand) -> anyhow::Result<ExitCode> {
    match command {
        DbCommand::Create(args) => make(args).await,
        DbCommand::Drop(args) => destroy(args).await,
        DbCommand::Reset(args) => reset(args).await,
        DbCommand::Setup(args) => setup(args).await,
        DbCommand::Wait(args) => wait_for(args).await,
        DbCommand::Url(args) => {
            let database = project::database(args)?;
            print(|out| std::io::Write::write_fmt(out, format_args!("{database}\n")))
        }
        DbCommand::Size(args) => look::size(args).await,
        DbCommand::Sessions(args) => look::sessions(args).await,
        DbCommand::Doctor(args) => doctor::doctor(args).await,
    }
}

fn new(args: &NewDatabaseArgs) -> NewDatabase {
    let NewDatabaseArgs { owner, template, encoding, locale, extension } = args;
    NewDatabase {
        owner: owner.clone(),
        template: template.clone(),
        encoding: encoding.clone(),
        locale: locale.clone(),
        extensions: extension.clone(),
    }
}

/// The database, which has to have a name.
fn named(args: &crate::args::DatabaseArgs) -> anyhow::Result<Config> {
    let database = project::database(args)?;
    anyhow::ensure!(!database.database().is_empty(), "no database is named\nhint: postgres://localhost/NAME names one");
    Ok(database)
}

async fn make(args: &CreateArgs) -> anyhow::Result<ExitCode> {
    let database = named(&args.database)?;
    say_created(&database, create(&database, &new(&args.new)).await?);
    Ok(ExitCode::SUCCESS)
}

fn say_created(database: &Config, is_new: bool) {
    let name = database.database();
    terminal::say(if is_new { format!("created `{name}`") } else { format!("`{name}` is there already") });
}

async fn destroy(args: &DropArgs) -> anyhow::Result<ExitCode> {
    let database = named(&args.database)?;
    guard::check(&database, &args.destroy, args.database.config.as_deref()).await?;
    let dropped = drop_database(&database, args.destroy.end_sessions).await;
    say_dropped(&database, guard::explain(dropped, &database).await?.as_ref());
    Ok(ExitCode::SUCCESS)
}

fn say_dropped(database: &Config, dropped: Option<&Dropped>) {
    let name = database.database();
    let Some(Dropped { tables, bytes: size, sessions }) = dropped else {
        return terminal::say(format_args!("there was no `{name}`"));
    };
    let tables = counted(usize::try_from(*tables).unwrap_or_default(), "table");
    let ended = match sessions {
        0 => String::new(),
        ended => format!("; {} ended", counted(usize::try_from(*ended).unwrap_or_default(), "session")),
    };
    terminal::say(format_args!("dropped `{name}` with {tables}, {}{ended}", bytes(*size)));
}

async fn reset(args: &ResetArgs) -> anyhow::Result<ExitCode> {
    let database = named(&args.database)?;
    guard::check(&database, &args.destroy, args.database.config.as_deref()).await?;
    let dropped = drop_database(&database, args.destroy.end_sessions).await;
    say_dropped(&database, guard::explain(dropped, &database).await?.as_ref());
    say_created(&database, create(&database, &new(&args.new)).await?);
    Ok(ExitCode::SUCCESS)
}

async fn wait_for(args: &WaitArgs) -> anyhow::Result<ExitCode> {
    let database = project::database(&args.database)?;
    let progress = Progress::new();
    progress.step(format!("waiting for {database}"));
    let time = wait(&database, Duration::from_secs(args.timeout)).await?;
    progress.hide();
    terminal::say(format_args!("{database} takes connections, after {:.1} s", time.as_secs_f64()));
    Ok(ExitCode::SUCCESS)
}

async fn setup(args: &SetupArgs) -> anyhow::Result<ExitCode> {
    let database = named(&args.database)?;
    let server = database.clone().with_database("postgres");
    wait(&server, Duration::from_secs(args.timeout)).await?;
    let is_new = create(&database, &new(&args.new)).await?;
    say_created(&database, is_new);
    if args.dir.is_dir() {
        let mut options = RunOptions::default();
        options.tables = Tables::new(&args.tracking);
        let applied = Migrator::new(Revisions::read(&args.dir)?).with(options).up(&database).await?;
        terminal::say(format_args!("{} applied", counted(applied.len(), "revision")));
    }
    if is_new {
        for file in &args.seed {
            let sql = fs::read_to_string(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
            let session = connect::connect(&database).await?;
            let run = session.batch_execute(&format!("BEGIN;\n{sql}\n;COMMIT")).await;
            run.map_err(relvar_catalog::Cause::from).with_context(|| format!("`{}` fails", file.display()))?;
            session.close().await;
            terminal::say(format_args!("ran `{}`", file.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}
