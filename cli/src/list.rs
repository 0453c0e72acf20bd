//! `relvar list`: the relations of a schema, a line each.

use std::{io, io::Write, process::ExitCode};

use relvar_catalog::catalog::RelationKind;
use relvar_codegen::config::Pattern;
use relvar_explore::{Entry, Filter, list};

use crate::{
    args::{Format, Kind, ListArgs},
    print::{json, print},
    project::Project,
    table::{Cell, table},
    terminal::{NAME, Progress},
    words::{bytes, first_line, thousands},
};

/// Writes the relations that are asked for, aligned, or as a JSON array.
pub(crate) async fn run(args: &ListArgs) -> anyhow::Result<ExitCode> {
    let project = Project::open(&args.source)?;
    let (catalog, statistics) = project.read_list(&Progress::new()).await?;
    let filter = Filter {
        pattern: args.pattern.clone(),
        kinds: args.kind.iter().flat_map(|kind| kinds(*kind)).copied().collect(),
        schemas: args.schemas.iter().cloned().map(Pattern).collect(),
    };
    let entries = list(&catalog, statistics.as_ref(), &filter);
    print(|out| match args.output.format {
        Format::Json => json(out, &entries),
        Format::Text => text(out, &entries),
    })
}

/// The kinds of relation that an argument means.
pub(crate) fn kinds(kind: Kind) -> &'static [RelationKind] {
    match kind {
        Kind::Table => &[RelationKind::Table, RelationKind::PartitionedTable],
        Kind::Partitioned => &[RelationKind::PartitionedTable],
        Kind::View => &[RelationKind::View],
        Kind::Materialized => &[RelationKind::MaterializedView],
        Kind::Foreign => &[RelationKind::ForeignTable],
    }
}

fn text(out: &mut impl Write, entries: &[Entry<'_>]) -> io::Result<()> {
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            let rows = entry.volume.and_then(|volume| volume.rows).map(thousands);
            let size = entry.volume.map(|volume| bytes(volume.bytes));
            vec![
                Cell::plain(entry.kind.as_str()),
                Cell::styled(&entry.qualified, NAME),
                Cell::number(rows.unwrap_or_default()),
                Cell::number(size.unwrap_or_default()),
                Cell::plain(entry.comment.map(first_line).unwrap_or_default()),
            ]
        })
        .collect();
    table(out, "", &rows)
}
