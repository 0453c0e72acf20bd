//! What a plan does before it is run: the proof on a scratch server, and the questions to the live database.

use anyhow::Context as _;
use relvar_catalog::{Catalog, connect};
use relvar_migrate::{
    Options, Plan,
    check::{Answers, ask, questions},
    prove::{Proof, Verdict, prove},
};

use crate::{
    args::DiffArgs,
    bench::Scratch,
    exit::Exit,
    project::server_options,
    terminal::{self, Progress},
    words::counted,
};

/// A plan of at most so many statements, for schemas of at most so many relations, is tried in seconds.
const SECONDS: usize = 300;

/// Tries the plan, if it is asked for or takes seconds.
pub(super) async fn proof(
    args: &DiffArgs,
    scratch: &mut Option<Scratch>,
    (from, to): (&Catalog, &Catalog),
    (options, plan): (&Options, &Plan),
    progress: &Progress,
) -> anyhow::Result<Option<Proof>> {
    let takes_seconds = plan.statements.len().max(from.relations.len()).max(to.relations.len()) <= SECONDS;
    let is_wanted = args.prove || scratch.is_some() && takes_seconds;
    if args.no_prove || !is_wanted || plan.statements.is_empty() {
        return Ok(None);
    }
    if scratch.is_none() {
        let mut wanted = server_options(&args.server);
        let extensions = from.extensions.iter().chain(&to.extensions).map(|own| own.name.clone());
        wanted.extensions.extend(extensions.filter(|name| name != "plpgsql"));
        *scratch = Some(Scratch::start(wanted, progress).await?);
    }
    let Some(scratch) = scratch else { return Ok(None) };
    progress.step("trying the plan");
    let Some(bench) = scratch.bench().await? else {
        terminal::warn("not proved: the scratch server has only one database");
        return Ok(None);
    };
    let proof = prove(&bench, from, to, options).await?;
    for check in &proof.checks {
        match &check.verdict {
            Verdict::Proved(_) => terminal::say(format_args!("proved: {check}")),
            Verdict::NotTried(_) => terminal::say(format_args!("not proved: {check}")),
            Verdict::Failed(_) => terminal::say(format_args!("not so: {check}")),
        }
    }
    Ok(Some(proof))
}

/// Asks the live database.
pub(super) async fn answers(
    database: Option<&connect::Config>,
    (from, to): (&Catalog, &Catalog),
    options: &Options,
) -> anyhow::Result<Answers> {
    let database =
        database.ok_or_else(|| Exit::Usage.error("--check-data asks a live database: FROM must be a URL"))?;
    let questions = questions(from, to, &options.renames)?;
    let mut session = connect::connect(database).await?;
    let answers = ask(&mut session, &questions).await.context("the rows cannot be asked for")?;
    session.close().await;
    for own in &answers.in_the_way {
        let keys = if own.keys.is_empty() { String::new() } else { format!(" (keys: {})", own.keys.join("; ")) };
        let rows = counted(usize::try_from(own.count).unwrap_or_default(), "row");
        terminal::say(format_args!("`{}`: {rows} of {} {}{keys}", own.object, own.relation, own.problem.as_str()));
    }
    for (object, reason) in &answers.not_asked {
        terminal::warn(format_args!("`{object}`: {reason}"));
    }
    if answers.in_the_way.is_empty() {
        terminal::say(format_args!("no row is in the way: {}", counted(answers.asked, "question")));
    }
    Ok(answers)
}
