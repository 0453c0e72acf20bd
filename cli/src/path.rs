//! `relvar path`: the ways from one relation to another.

use std::{io, io::Write, process::ExitCode};

use relvar_explore::{Paths, Reach, path};

use crate::{
    args::{Format, PathArgs},
    print::{json, print},
    subject::{Subject, node},
    table::table,
    terminal::{self, FAINT, HEADING, NAME},
    ways::key_row,
    words::counted,
};

/// Writes the shortest paths, then longer ones.
pub(crate) async fn run(args: &PathArgs) -> anyhow::Result<ExitCode> {
    let subject = Subject::read(&args.source).await?;
    let graph = subject.graph();
    let reach = Reach { paths: args.max, detour: args.longer };
    let found = path(&graph, node(&graph, &args.from)?, node(&graph, &args.to)?, reach);
    let code = print(|out| match args.output.format {
        Format::Json => json(out, &found),
        Format::Text => text(out, &found),
    })?;
    if found.paths.is_empty() && args.max > 0 {
        terminal::say(format!("no foreign keys lead from `{}` to `{}`, in either direction", found.from, found.to));
        terminal::hint("`relvar lint --rule missing-foreign-key` lists keys that may be missing");
    } else if found.more {
        terminal::say(format!("there are more; --max {} shows up to twice as many", args.max.max(1) * 2));
    }
    Ok(code)
}

fn text(out: &mut impl Write, found: &Paths) -> io::Result<()> {
    for (at, path) in found.paths.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let steps = counted(path.steps.len(), "step");
        let stations: Vec<_> = path.steps.iter().map(|step| format!(" → {}", step.to)).collect();
        writeln!(out, "{HEADING}{}{}{HEADING:#}  {FAINT}{steps}{FAINT:#}", found.from, stations.concat())?;
        table(out, "  ", &path.steps.iter().map(|step| key_row(step, &step.to)).collect::<Vec<_>>())?;
        if let Some(rust) = &path.rust {
            writeln!(out, "  {FAINT}rust{FAINT:#}  {NAME}{rust}{NAME:#}")?;
        }
        writeln!(out, "  {FAINT}sql{FAINT:#}   {}", path.exists.replace('\n', "\n        "))?;
    }
    Ok(())
}
