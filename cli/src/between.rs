//! `relvar between`: the keys between two relations.

use std::{io, io::Write, process::ExitCode};

use relvar_explore::{Between, between, graph::Way};

use crate::{
    args::{BetweenArgs, Format},
    print::{json, print},
    subject::{Subject, node},
    table::{Cell, table},
    terminal::{self, FAINT, HEADING, NAME},
    ways::{key_row, method},
    words::counted,
};

/// Writes every key between two relations, in both directions; where there is none, says which may be missing.
pub(crate) async fn run(args: &BetweenArgs) -> anyhow::Result<ExitCode> {
    let subject = Subject::read(&args.source).await?;
    let graph = subject.graph();
    let found = between(&graph, node(&graph, &args.a)?, node(&graph, &args.b)?);
    let code = print(|out| match args.output.format {
        Format::Json => json(out, &found),
        Format::Text => text(out, &found),
    })?;
    if !found.likely.is_empty() {
        hint(&found);
    }
    Ok(code)
}

fn text(out: &mut impl Write, found: &Between) -> io::Result<()> {
    let Between { a, b, forward, reverse, associations, .. } = found;
    keys(out, &format!("{a} → {b}"), forward)?;
    keys(out, &format!("{a} ← {b}"), reverse)?;
    if !associations.is_empty() {
        writeln!(out, "{HEADING}{a} ↔ {b}{HEADING:#}")?;
        let rows: Vec<_> = associations
            .iter()
            .map(|way| {
                vec![
                    Cell::plain(format!("through {}", way.through)),
                    Cell::styled(method(way.rust.as_ref()), NAME),
                    Cell::styled(format!("{}, {}", way.near, way.far), FAINT),
                ]
            })
            .collect();
        table(out, "  ", &rows)?;
    }
    Ok(())
}

fn keys(out: &mut impl Write, title: &str, ways: &[Way]) -> io::Result<()> {
    writeln!(out, "{HEADING}{title}{HEADING:#}")?;
    if ways.is_empty() {
        return writeln!(out, "  {FAINT}none{FAINT:#}");
    }
    table(out, "  ", &ways.iter().map(|way| key_row(way, &way.to)).collect::<Vec<_>>())
}

fn hint(found: &Between) {
    let names: Vec<_> = found
        .likely
        .iter()
        .map(|likely| format!("`{}.{}` → `{}`", likely.relation, likely.column, likely.references))
        .collect();
    let count = counted(names.len(), "likely key");
    let are = if names.len() == 1 { "is" } else { "are" };
    terminal::hint(format!("{count} {are} missing between them, see `relvar lint`: {}", names.join(", ")));
}
