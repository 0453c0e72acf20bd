//! `relvar list`: the relations of a schema, a line each.

use std::io::{self, Write};

use relvar_catalog::{Catalog, catalog::Relation};
use relvar_codegen::config::Pattern;
use serde_json::json;

use crate::{args::Format, terminal::NAME};

/// Writes the relations that a pattern takes, aligned, or as a JSON array.
pub(crate) fn list(catalog: &Catalog, pattern: Option<&str>, format: Format, out: &mut impl Write) -> io::Result<()> {
    let shown = || catalog.relations.iter().filter(|relation| matches(relation, pattern));
    if format == Format::Json {
        let entries: Vec<_> = shown().map(entry).collect();
        serde_json::to_writer_pretty(&mut *out, &entries)?;
        return writeln!(out);
    }
    let kind_width = shown().map(|r| r.kind.as_str().len()).max().unwrap_or_default();
    let name_width = shown().filter(|r| r.comment.is_some()).map(|r| r.name.to_string().chars().count()).max();
    for relation in shown() {
        let name = relation.name.to_string();
        write!(out, "{:kind_width$}  {NAME}{name}{NAME:#}", relation.kind.as_str())?;
        if let Some(comment) = &relation.comment {
            let gap = name_width.unwrap_or_default() - name.chars().count();
            write!(out, "{:gap$}  {}", "", first_line(comment))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn entry(relation: &Relation) -> serde_json::Value {
    json!({
        "schema": relation.name.schema,
        "name": relation.name.name,
        "kind": relation.kind,
        "columns": relation.columns.len(),
        "partition": relation.is_partition(),
        "extension": relation.extension,
        "comment": relation.comment,
    })
}

/// Whether the pattern is part of the qualified name or, with `*` or `?`, matches it or the name alone.
fn matches(relation: &Relation, pattern: Option<&str>) -> bool {
    match pattern {
        None => true,
        Some(glob) if glob.contains(['*', '?']) => Pattern(glob.to_owned()).matches_relation(&relation.name),
        Some(part) => {
            let qualified = format!("{}.{}", relation.name.schema, relation.name.name);
            qualified.to_lowercase().contains(&part.to_lowercase())
        }
    }
}

/// The first line of a comment, as far as a list shows it.
pub(crate) fn first_line(comment: &str) -> &str {
    comment.trim().lines().next().unwrap_or_default()
}
