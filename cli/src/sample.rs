//! `relvar sample`: rows of a live database.

use std::{io, io::Write, process::ExitCode};

use anyhow::Context as _;
use relvar_catalog::{connect::connect, introspect::introspect};
use relvar_explore::{
    Sample, sample,
    sample::{Values, connection},
};

use crate::{
    args::{Format, SampleArgs},
    print::{json, print},
    project::Project,
    subject::{Subject, node},
    table::{Cell, table},
    terminal::{FAINT, HEADING, NAME, Progress},
    words::one_line,
};

/// So much of a value is shown in a table.
const VALUE: usize = 60;

/// Writes rows of a relation and those that keys lead to from there.
pub(crate) async fn run(args: &SampleArgs) -> anyhow::Result<ExitCode> {
    let project = Project::open(&args.source)?;
    let database = project.database().context("rows are read from a live database\nhint: name one with --url")?.clone();
    let progress = Progress::new();
    progress.step(format!("connecting to {database}"));
    let mut session = connect(&database).await?;
    progress.step("reading the catalog");
    let catalog = introspect(&mut session).await?.catalog;
    let subject = Subject::new(project.config, catalog, None);
    let graph = subject.graph();
    let node = node(&graph, &args.relation)?;
    let with: Result<Vec<_>, _> = args.with.iter().map(|key| connection(&graph, node, key)).collect();
    progress.step("reading rows");
    let found = sample(&mut session, &graph, node, (args.limit, &with?)).await?;
    session.close().await;
    progress.hide();
    print(|out| match args.output.format {
        Format::Json => json(out, &document(&found)),
        Format::Text => text(out, &found),
    })
}

/// Rows as objects, with the rows that keys lead to inside.
fn document(sample: &Sample) -> serde_json::Value {
    let object = |columns: &[String], row: &Values| {
        let pairs = columns.iter().cloned().zip(row.iter().map(|value| serde_json::json!(value)));
        pairs.collect::<serde_json::Map<_, _>>()
    };
    let rows = sample.rows.iter().enumerate().map(|(at, row)| {
        let related: serde_json::Map<_, _> = sample
            .related
            .iter()
            .map(|related| {
                let own = related.rows.iter().filter(|(from, _)| *from == at);
                let rows: Vec<_> = own.map(|(_, row)| object(&related.columns, row)).collect();
                (related.key.clone(), serde_json::json!(rows))
            })
            .collect();
        let mut document = serde_json::Map::from_iter([("row".to_owned(), object(&sample.columns, row).into())]);
        if !related.is_empty() {
            document.insert("related".to_owned(), related.into());
        }
        serde_json::Value::from(document)
    });
    serde_json::json!({ "relation": sample.relation, "rows": rows.collect::<Vec<_>>() })
}

fn text(out: &mut impl Write, sample: &Sample) -> io::Result<()> {
    let number = !sample.related.is_empty();
    writeln!(out, "{HEADING}{}{HEADING:#}", sample.relation)?;
    let numbered: Vec<_> = sample.rows.iter().enumerate().collect();
    rows(out, &sample.columns, &numbered, number)?;
    for related in &sample.related {
        writeln!(out, "\n{HEADING}{}{HEADING:#}  {NAME}{}{NAME:#}", related.relation, related.key)?;
        let numbered: Vec<_> = related.rows.iter().map(|(at, row)| (*at, row)).collect();
        rows(out, &related.columns, &numbered, number)?;
    }
    Ok(())
}

/// Rows beneath the names of their columns; with the number of the row they belong to where there are several tables.
fn rows(out: &mut impl Write, columns: &[String], rows: &[(usize, &Values)], number: bool) -> io::Result<()> {
    if rows.is_empty() {
        return writeln!(out, "  {FAINT}none{FAINT:#}");
    }
    let first = number.then(|| Cell::styled("#", FAINT));
    let head = first.into_iter().chain(columns.iter().map(|name| Cell::styled(one_line(name, VALUE), NAME)));
    let mut lines: Vec<Vec<Cell>> = vec![head.collect()];
    for (at, row) in rows {
        let first = number.then(|| Cell::styled((at + 1).to_string(), FAINT));
        let values = row.iter().map(|value| match value {
            Some(value) => Cell::plain(one_line(value, VALUE)),
            None => Cell::styled("null", FAINT),
        });
        lines.push(first.into_iter().chain(values).collect());
    }
    table(out, "  ", &lines)
}
