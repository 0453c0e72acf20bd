//! `relvar diff`: what differs between two schemas, and the statements that lead from one to the other.

mod sides;
mod summary;

use std::{fmt::Write as _, fs, io::Write as _, process::ExitCode};

use anyhow::Context as _;
use relvar_catalog::ddl::PREAMBLE;
use relvar_migrate::{Difference, Hazard, Options, Plan, PlanError, diff, plan};
use serde::Serialize;

use crate::{
    args::{DiffArgs, Format},
    exit::Exit,
    print::{json, print},
    terminal::{self, Progress},
    words::counted,
};

/// All that is said, for programs.
#[derive(Serialize)]
struct Report<'a> {
    differences: &'a [Difference],
    #[serde(flatten)]
    plan: &'a Plan,
}

/// Compares, and prints.
pub(crate) async fn run(args: &DiffArgs) -> anyhow::Result<ExitCode> {
    let progress = Progress::new();
    let (mut from, mut to) = sides::read(args, &progress).await?;
    progress.hide();
    if args.reverse {
        std::mem::swap(&mut from, &mut to);
    }
    let differences = diff(&from, &to);
    let plan = match plan(&from, &to, &Options::default()) {
        Ok(plan) => plan,
        Err(PlanError::Blocked(blockers)) => {
            for blocker in &blockers {
                terminal::say(format!("`{}` needs `{}`", blocker.object, blocker.needs));
            }
            terminal::error(&PlanError::Blocked(blockers).into());
            return Ok(Exit::Refused.into());
        }
        Err(error) => return Err(error.into()),
    };
    plan.diagnostics.iter().for_each(terminal::warn);
    let text = script(&plan);
    if let Some(path) = &args.out {
        fs::write(path, &text).with_context(|| format!("`{}` cannot be written", path.display()))?;
    }
    match (args.output.format, args.sql) {
        (Format::Json, _) => print(|out| json(out, &Report { differences: &differences, plan: &plan }))?,
        (Format::Text, true) => print(|out| out.write_all(text.as_bytes()))?,
        (Format::Text, false) => print(|out| out.write_all(summary::summary(&differences, &plan, &text).as_bytes()))?,
    };
    let destructive = plan.statements.iter().any(|own| own.hazards.contains(&Hazard::DeletesData));
    if !plan.diagnostics.is_empty() {
        let remarks = counted(plan.diagnostics.len(), "remark");
        return Err(Exit::Refused.error(format!("{remarks}: the statements do not lead to the second schema")));
    }
    let exit = match (differences.is_empty() && plan.statements.is_empty(), destructive && !args.sql) {
        (true, _) => Exit::Done,
        (false, true) => Exit::Refused,
        (false, false) => Exit::Differences,
    };
    Ok(exit.into())
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
