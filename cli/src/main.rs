//! The `relvar` command.
//!
//! Data goes to standard output, everything else to standard error. `exit` lists the exit statuses.

mod args;
mod backup;
mod bench;
mod between;
mod check;
mod copy;
mod db;
mod ddl;
mod dev;
mod diagnostics;
mod diff;
mod erd;
mod exit;
mod generate;
mod highlight;
mod init;
mod lint;
mod list;
mod migrate;
mod module;
mod path;
mod paths;
mod print;
mod project;
mod prune;
mod record;
mod restore;
mod rows;
mod runtime;
mod sample;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod server;
mod show;
mod site;
mod snapshot;
mod subject;
mod table;
mod terminal;
mod watch;
mod ways;
mod words;

use std::{io::Write as _, process::ExitCode};

use clap::{CommandFactory as _, Parser as _};

use args::{Cli, Command};
use exit::Exit;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => {
            // Nothing is lost if the reader has closed the pipe.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    if !ends_by_itself(&command)
        && let Err(error) = relvar_catalog::scratch::remove_on_signal()
    {
        terminal::warn(format_args!("a scratch server may stay behind if this is interrupted: {error}"));
    }
    match Box::pin(run(command)).await {
        Ok(code) => code,
        // The error is a consequence of the signal, which ends the process in a moment.
        Err(_) if relvar_catalog::scratch::is_ending() => std::future::pending().await,
        Err(error) => {
            terminal::error(&error);
            Exit::of(&error).into()
        }
    }
}

/// Whether the command is told by a signal to end, and then takes the time that it needs.
fn ends_by_itself(command: &Command) -> bool {
    match command {
        #[cfg(feature = "serve")]
        Command::Serve(_) => true,
        _ => false,
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Init(args) => init::run(&args).await,
        Command::Generate(args) => generate::generate(&args).await,
        Command::Check(args) => check::run(&args).await,
        Command::Snapshot(args) => snapshot::snapshot(&args).await,
        Command::List(args) => list::run(&args).await,
        Command::Show(args) => show::run(&args).await,
        Command::Between(args) => between::run(&args).await,
        Command::Path(args) => path::run(&args).await,
        Command::Search(args) => search::run(&args).await,
        Command::Lint(args) => lint::run(&args).await,
        Command::Ddl(args) => ddl::run(&args).await,
        Command::Diff(args) => diff::run(&args).await,
        Command::Migrate(args) => migrate::run(&args).await,
        Command::Module(args) => module::run(&args).await,
        Command::Dev(args) => dev::run(&args).await,
        Command::Backup(args) => backup::run(&args).await,
        Command::Restore(args) => restore::run(&args).await,
        Command::Copy(args) => copy::run(&args).await,
        Command::Prune(args) => prune::run(&args).await,
        Command::Db(command) => db::run(&command).await,
        Command::Erd(args) => erd::run(&args).await,
        Command::Site(args) => site::run(&args).await,
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args).await,
        Command::Sample(args) => sample::run(&args).await,
        Command::Server(command) => server::run(command).await,
        Command::ConfigSchema => print::print(|out| print::json(out, &relvar_codegen::Config::json_schema())),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "relvar", &mut script);
            print::print(|out| out.write_all(&script))
        }
    }
}
