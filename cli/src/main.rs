//! The `relvar` command.
//!
//! Data goes to standard output, everything else to standard error. Exit status: 0 done, 1 failed, 2 differences found.

mod args;
mod generate;
mod list;
mod project;
mod server;
mod show;
mod snapshot;
mod terminal;

use std::{io::Write as _, process::ExitCode};

use clap::{CommandFactory as _, Parser as _};
use relvar_catalog::{Catalog, catalog::Relation};

use args::{Cli, Command, Format, ListArgs, ShowArgs};
use project::Project;
use terminal::Progress;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command = Cli::parse().command;
    if let Err(error) = relvar_catalog::scratch::remove_on_signal() {
        terminal::warn(format_args!("a scratch server may stay behind if this is interrupted: {error}"));
    }
    match run(command).await {
        Ok(code) => code,
        Err(error) => {
            terminal::error(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Generate(args) => generate::generate(&args).await,
        Command::Check(args) => generate::check(&args).await,
        Command::Snapshot(args) => snapshot::snapshot(&args).await,
        Command::List(args) => list(&args).await,
        Command::Show(args) => show(&args).await,
        Command::Server(command) => server::run(command).await,
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "relvar", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn list(args: &ListArgs) -> anyhow::Result<ExitCode> {
    let project = Project::open(&args.source)?;
    let catalog = project.read(&Progress::new()).await?;
    print(|out| list::list(&catalog, args.pattern.as_deref(), args.output.format, out))
}

async fn show(args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let project = Project::open(&args.source)?;
    let catalog = project.read(&Progress::new()).await?;
    let relation = find(&catalog, &args.relation)?;
    let (model, _) = relvar_codegen::lower::lower(&catalog, &project.config);
    print(|out| match args.output.format {
        Format::Text => show::show(&catalog, &model, relation, out),
        Format::Json => show::show_json(&catalog, &model, relation, out),
    })
}

/// The relation of that name, qualified or not; else an error that names similar ones.
fn find<'a>(catalog: &'a Catalog, name: &str) -> anyhow::Result<&'a Relation> {
    let exact = |r: &&Relation| r.name.to_string() == name || format!("{}.{}", r.name.schema, r.name.name) == name;
    if let Some(relation) = catalog.relations.iter().find(exact) {
        return Ok(relation);
    }
    let named: Vec<_> = catalog.relations.iter().filter(|r| r.name.name == name).collect();
    match named.as_slice() {
        [relation] => Ok(relation),
        [] => {
            let wanted = name.rsplit('.').next().unwrap_or(name);
            let mut near: Vec<_> = catalog
                .relations
                .iter()
                .map(|r| (strsim::jaro_winkler(&r.name.name, wanted), r.name.to_string()))
                .filter(|(likeness, _)| *likeness > 0.8)
                .collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            near.truncate(3);
            let near: Vec<_> = near.iter().map(|(_, name)| format!("`{name}`")).collect();
            match near.as_slice() {
                [] => anyhow::bail!("no relation `{name}`\nhint: `relvar list` shows them all"),
                near => anyhow::bail!("no relation `{name}`\nhint: did you mean {}?", near.join(", ")),
            }
        }
        several => {
            let names: Vec<_> = several.iter().map(|r| format!("`{}`", r.name)).collect();
            anyhow::bail!("`{name}` is in several schemas\nhint: say which: {}", names.join(", "))
        }
    }
}

/// Writes to standard output; a reader that has seen enough is no error.
fn print(write: impl FnOnce(&mut Output) -> std::io::Result<()>) -> anyhow::Result<ExitCode> {
    let mut out = std::io::BufWriter::new(anstream::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

type Output = std::io::BufWriter<anstream::AutoStream<std::io::StdoutLock<'static>>>;
