//! `relvar diff`: what differs between two schemas, and the statements that lead from one to the other.

mod sides;
mod summary;
mod trial;

use std::{collections::BTreeMap, fmt::Write as _, fs, io::Write as _, process::ExitCode};

use anyhow::Context as _;
use relvar_catalog::{
    Catalog,
    catalog::ObjectId,
    ddl::{PREAMBLE, identifier},
};
use relvar_migrate::{
    Blocker, Difference, Hazard, Options, Plan, PlanError, Proposal, Rename, Statement,
    check::Answers,
    diff_renamed, plan, proposals,
    prove::{Proof, Verdict},
    reversed,
};
use serde::Serialize;

use crate::{
    args::{DiffArgs, Format},
    exit::Exit,
    print::{json, print},
    project::read_config,
    terminal::{self, Progress},
    words::counted,
};
use sides::Sides;

/// All that is said, for programs.
#[derive(Serialize)]
struct Report<'a> {
    differences: &'a [Difference],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    renames: &'a [Rename],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    proposals: &'a [Proposal],
    #[serde(flatten)]
    plan: &'a Plan,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<&'a Proof>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check_data: Option<&'a Answers>,
}

/// Compares, and prints.
pub(crate) async fn run(args: &DiffArgs) -> anyhow::Result<ExitCode> {
    let mut allowed = args.allow.clone();
    for text in read_config(args.config.as_deref())?.diff.allow {
        allowed.push(text.parse().with_context(|| format!("`allow` of the configuration: `{text}`"))?);
    }
    let progress = Progress::new();
    let Sides { mut from, mut to, mut renames, database, runner, mut scratch } = sides::read(args, &progress).await?;
    progress.hide();
    if args.reverse {
        std::mem::swap(&mut from, &mut to);
        renames = reversed(&renames);
    }
    let differences = match diff_renamed(&from, &to, &renames) {
        Ok(differences) => differences,
        Err(error) => return refuse(error.into()),
    };
    let proposals = proposed(&from, &to, &renames);
    let options = Options {
        inverse: args.output.format == Format::Json,
        renames: renames.clone(),
        drop: args.drop.iter().cloned().collect(),
        online: args.online,
        cascade: args.cascade,
    };
    let mut plan = match plan(&from, &to, &options) {
        Ok(plan) => plan,
        Err(error) => return refuse(error),
    };
    if let Some(runner) = runner {
        // Whoever runs the statements owns what they make, as with the files.
        let owner = format!(" OWNER TO {}", identifier(&runner));
        plan.statements.retain(|own| !own.sql.ends_with(&owner));
    }
    plan.diagnostics.iter().for_each(terminal::warn);
    let answers = match args.check_data {
        true if args.reverse => return Err(Exit::Usage.error("--check-data asks FROM, and --reverse begins with TO")),
        true => Some(trial::answers(database.as_ref(), (&from, &to), &options).await?),
        false => None,
    };
    let proof = trial::proof(args, &mut scratch, (&from, &to), (&options, &plan), &progress).await?;
    progress.hide();
    if let Some(scratch) = scratch {
        scratch.stop().await?;
    }
    let text = script(&plan);
    if let Some(path) = &args.out {
        fs::write(path, &text).with_context(|| format!("`{}` cannot be written", path.display()))?;
    }
    let report = Report {
        differences: &differences,
        renames: &renames,
        proposals: &proposals,
        plan: &plan,
        proof: proof.as_ref(),
        check_data: answers.as_ref(),
    };
    match (args.output.format, args.sql) {
        (Format::Json, _) => print(|out| json(out, &report))?,
        (Format::Text, true) => print(|out| out.write_all(text.as_bytes()))?,
        (Format::Text, false) => print(|out| out.write_all(summary::summary(&differences, &plan, &text).as_bytes()))?,
    };
    let destroys = |own: &Statement| own.hazards_left(&allowed).contains(&Hazard::DeletesData);
    let destructive = plan.statements.iter().any(destroys);
    if !plan.diagnostics.is_empty() {
        let remarks = counted(plan.diagnostics.len(), "remark");
        return Err(Exit::Refused.error(format!("{remarks}: the statements do not lead to the second schema")));
    }
    let mut checks = proof.iter().flat_map(|proof| &proof.checks);
    if let Some(failed) = checks.find(|own| matches!(own.verdict, Verdict::Failed(_))) {
        return Err(Exit::Refused.error(format!("the proof failed: {failed}")));
    }
    if let Some(first) = answers.iter().flat_map(|own| &own.in_the_way).next() {
        return Err(Exit::Refused.error(format!("rows of {} are in the way of `{}`", first.relation, first.object)));
    }
    let exit = match (differences.is_empty() && plan.statements.is_empty(), destructive && !args.sql) {
        (true, _) => Exit::Done,
        (false, true) => Exit::Refused,
        (false, false) => Exit::Differences,
    };
    Ok(exit.into())
}

/// What may be a rename and was not said to be one; each is told, because without it data is lost.
fn proposed(from: &Catalog, to: &Catalog, renames: &[Rename]) -> Vec<Proposal> {
    let mut found = proposals(from, to);
    found.retain(|own| !renames.iter().any(|said| said.of == own.rename.of));
    for Proposal { rename, reason } in &found {
        terminal::hint(format!(
            "{reason}: if it is the same, say --rename '{}'",
            rename.to_string().replace('\'', "'\\''")
        ));
    }
    found
}

/// Says why there is no plan: what is in the way, with all that holds it.
fn refuse(error: PlanError) -> anyhow::Result<ExitCode> {
    let (PlanError::Blocked(blockers) | PlanError::Held(blockers)) = &error else { return Err(error.into()) };
    let mut needs: BTreeMap<&ObjectId, Vec<String>> = BTreeMap::new();
    for Blocker { object, needs: need } in blockers {
        needs.entry(object).or_default().push(format!("`{need}`"));
    }
    for (object, needs) in needs {
        terminal::say(format!("`{object}` needs {}", needs.join(", ")));
    }
    let is_held = matches!(error, PlanError::Held(_));
    terminal::error(&error.into());
    if is_held {
        terminal::hint("--cascade drops these as well, each with a statement of its own");
    }
    Ok(Exit::Refused.into())
}

/// The statements as a script.
fn script(plan: &Plan) -> String {
    let mut text = String::new();
    if !plan.statements.is_empty() {
        text.push_str(PREAMBLE);
    }
    for statement in &plan.statements {
        let _ = writeln!(text, "{};", statement.sql);
    }
    text
}
