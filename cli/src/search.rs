//! `relvar search`: objects by name, comment or enum label.

use std::{io, io::Write, process::ExitCode};

use relvar_explore::{Hit, search, search::Matched};

use crate::{
    args::{Format, SearchArgs},
    exit::Exit,
    print::{json, print},
    project::Project,
    table::{Cell, table},
    terminal::{self, FAINT, NAME, Progress},
    words::one_line,
};

/// So much of a comment is shown.
const COMMENT: usize = 100;

/// Writes what a text leads to, the best first.
pub(crate) async fn run(args: &SearchArgs) -> anyhow::Result<ExitCode> {
    let text = args.text.join(" ");
    if text.trim().is_empty() {
        return Err(Exit::Usage.error("there is no word to look for\nhint: `relvar list` shows every relation"));
    }
    let project = Project::open(&args.source)?;
    let catalog = project.read(&Progress::new()).await?;
    let hits = search(&catalog, &text);
    let shown = &hits[..hits.len().min(args.max)];
    let code = print(|out| match args.output.format {
        Format::Json => json(out, &shown),
        Format::Text => lines(out, shown),
    })?;
    if hits.is_empty() {
        terminal::say(format!("nothing has `{text}` in its name or comment"));
    } else if shown.len() < hits.len() {
        terminal::say(format!("{} of {}; --max shows more", shown.len(), hits.len()));
    }
    Ok(code)
}

fn lines(out: &mut impl Write, hits: &[Hit]) -> io::Result<()> {
    let rows: Vec<_> = hits
        .iter()
        .map(|hit| {
            let comment = if hit.matched == Matched::Comment { one_line(&hit.text, COMMENT) } else { String::new() };
            vec![Cell::plain(hit.kind), Cell::styled(&hit.object, NAME), Cell::styled(comment, FAINT)]
        })
        .collect();
    table(out, "", &rows)
}
