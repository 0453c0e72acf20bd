//! `relvar list`: the relations of a schema, a line each.

use std::{io, io::Write, process::ExitCode};

use relvar_catalog::{Catalog, catalog::RelationKind};
use relvar_codegen::config::Pattern;
use relvar_explore::{Entry, Filter, find, list};

use crate::{
    args::{Format, Kind, ListArgs},
    print::{json, print},
    project::Project,
    table::{Cell, table},
    terminal::{self, NAME, Progress},
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
    let code = print(|out| match args.output.format {
        Format::Json => json(out, &entries),
        Format::Text => text(out, &entries),
    })?;
    if entries.is_empty() {
        match &args.pattern {
            Some(pattern) if filter.kinds.is_empty() && filter.schemas.is_empty() => none_matches(&catalog, pattern),
            _ if catalog.relations.is_empty() => terminal::say("there are no relations"),
            _ => terminal::warn("no relation matches all filters\nhint: `relvar list` shows what there is"),
        }
    }
    Ok(code)
}

/// Says that no relation is called like that, and which may have been meant.
pub(crate) fn none_matches(catalog: &Catalog, pattern: &str) {
    if let Err(unknown) = find(catalog, pattern) {
        terminal::warn(unknown);
    }
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

/// Of a table that is a partition, that it is one.
fn kind(entry: &Entry<'_>) -> &'static str {
    if entry.partition && entry.kind == RelationKind::Table { "partition" } else { entry.kind.as_str() }
}

fn text(out: &mut impl Write, entries: &[Entry<'_>]) -> io::Result<()> {
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            let rows = entry.volume.and_then(|volume| volume.rows).map(thousands);
            let size = entry.volume.map(|volume| bytes(volume.bytes));
            vec![
                Cell::plain(kind(entry)),
                Cell::styled(&entry.qualified, NAME),
                Cell::number(rows.unwrap_or_default()),
                Cell::number(size.unwrap_or_default()),
                Cell::plain(entry.comment.map(first_line).unwrap_or_default()),
            ]
        })
        .collect();
    table(out, "", &rows)
}
