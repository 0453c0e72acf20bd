//! `relvar server`: a command beside a scratch server, and server binaries.

use std::process::{Command, ExitCode, ExitStatus};

use anyhow::Context as _;
use relvar_catalog::{
    load::{self, Data},
    scratch,
};

use crate::{
    args::{RunArgs, ServerCommand},
    exit::Exit,
    project,
    terminal::{self, Progress},
};

pub(crate) async fn run(command: ServerCommand) -> anyhow::Result<ExitCode> {
    match command {
        ServerCommand::Run(args) => beside(&args).await,
        #[cfg(unix)]
        ServerCommand::Fetch { version, network } => {
            let options = scratch::Options { offline: network.offline, ..scratch::Options::default() };
            let fetching =
                tokio::task::spawn_blocking(move || scratch::fetch(version, &options, &mut |line| terminal::say(line)));
            match fetching.await? {
                Ok(folder) => {
                    terminal::say(format!("PostgreSQL {version} is in `{}`", folder.display()));
                    Ok(ExitCode::SUCCESS)
                }
                Err(error) => {
                    let hint = error.hint();
                    terminal::error(&error.into());
                    hint.iter().for_each(terminal::hint);
                    Ok(Exit::Failed.into())
                }
            }
        }
    }
}

/// Starts a server, loads the files, runs the command with the server in its environment, and exits as the command does.
async fn beside(args: &RunArgs) -> anyhow::Result<ExitCode> {
    let progress = Progress::new();
    let scripts = load::read_scripts(&args.schema)?;
    let mut options = project::server_options(&args.server);
    options.extensions = load::wanted_extensions(&scripts);
    progress.step("starting a scratch server");
    let server = scratch::Server::start_async(options, &mut |fetching| progress.say(fetching)).await?;
    if !scripts.is_empty() {
        let loaded = relvar_catalog::load_on(&server, &scripts, Data::Load, |file, done| {
            progress.step(format!("loading {file}: {} of {} statements", done.steps, done.of));
        });
        let loaded = loaded.await?;
        for remark in loaded.diagnostics {
            terminal::warn(remark);
        }
        loaded.session.close().await;
    }
    progress.hide();
    terminal::say(project::server_note(&server));
    let (program, arguments) = args.command.split_first().context("no command to run")?;
    let mut command = Command::new(program);
    command.args(arguments);
    for variable in MISLEADING {
        command.env_remove(variable);
    }
    command.envs(server.environment());
    let status = match command.spawn() {
        Ok(mut child) => {
            let forwarding = scratch::forward_signals(&child);
            tokio::task::spawn_blocking(move || {
                let status = child.wait();
                drop(forwarding);
                status
            })
            .await?
        }
        Err(error) => Err(error),
    };
    let stopped = tokio::task::spawn_blocking(move || server.stop()).await;
    let status = status.with_context(|| format!("`{program}` cannot be run"))?;
    stopped?;
    Ok(exit_code(status))
}

/// Variables that would lead libpq elsewhere.
const MISLEADING: [&str; 6] =
    ["PGHOSTADDR", "PGPASSFILE", "PGPASSWORD", "PGSERVICE", "PGSERVICEFILE", "PGTARGETSESSIONATTRS"];

/// The status of the command, as a shell has it: 128 and the signal if a signal ended it.
fn exit_code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal);
    #[cfg(not(unix))]
    let signal = None;
    let code = status.code().or(signal).and_then(|code| u8::try_from(code).ok());
    code.map_or(Exit::Failed.into(), ExitCode::from)
}
