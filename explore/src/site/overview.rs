//! The first page: what there is.

use serde::Serialize;

use super::{Site, links::Link, numbers};
use crate::{
    erd::{Selection, draw, svg},
    graph::Graph,
};
use relvar_codegen::config::Columns;

/// A picture of more than this is none: it is drawn where it still can be read.
const DRAWN: usize = 40;

#[derive(Serialize)]
pub(super) struct Overview {
    schemas: Vec<Schema>,
    columns: String,
    keys: String,
    size: Option<String>,
    picture: Option<String>,
    server: u32,
    extensions: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Schema {
    name: String,
    comment: Option<String>,
    /// How many there are of each kind.
    kinds: String,
    relations: Vec<Entry>,
    partitions: usize,
}

#[derive(Serialize)]
struct Entry {
    link: Link,
    name: String,
    kind: &'static str,
    columns: usize,
    rows: Option<String>,
    size: Option<String>,
    findings: usize,
    comment: Option<String>,
}

pub(super) fn overview(site: &Site<'_>) -> Overview {
    let catalog = site.graph.catalog;
    let columns: usize = catalog.relations.iter().map(|relation| relation.columns.len()).sum();
    let keys = site.graph.keys().iter().filter(|key| !key.inherited).count();
    let count = |count: usize| numbers::thousands(u64::try_from(count).unwrap_or(u64::MAX));
    let bytes = || site.volumes.iter().filter(|(name, _)| catalog.relation(name).is_some_and(|r| !r.is_partition()));
    Overview {
        schemas: catalog.schemas.iter().filter_map(|s| schema(site, &s.name, s.comment.as_deref())).collect(),
        columns: count(columns),
        keys: count(keys),
        size: site.statistics.map(|_| numbers::bytes(bytes().map(|(_, volume)| volume.bytes).sum())),
        picture: picture(site.graph, site),
        server: catalog.server_version,
        extensions: catalog.extensions.iter().map(|e| (e.name.clone(), e.version.clone())).collect(),
    }
}

fn picture(graph: &Graph<'_>, site: &Site<'_>) -> Option<String> {
    let diagram = draw(graph, &Selection { columns: Columns::Keys, ..Selection::default() });
    let is_drawn = (1..=DRAWN).contains(&diagram.entities.len());
    is_drawn.then(|| svg(&diagram, |entity| site.links.below(&entity.name).href).element())
}

fn schema(site: &Site<'_>, name: &str, comment: Option<&str>) -> Option<Schema> {
    let all: Vec<_> = site.graph.catalog.relations.iter().filter(|r| r.name.schema == name).collect();
    let (partitions, relations): (Vec<_>, Vec<_>) = all.into_iter().partition(|r| r.is_partition());
    let entries = relations.iter().map(|relation| {
        let volume = site.volumes.get(&relation.name);
        Entry {
            link: site.links.below(&relation.name),
            name: relation.name.name.clone(),
            kind: relation.kind.as_str(),
            columns: relation.columns.len(),
            rows: volume.and_then(|volume| volume.rows).map(numbers::thousands),
            size: volume.map(|volume| numbers::bytes(volume.bytes)),
            findings: site.findings.get(&relation.name).map_or(0, Vec::len),
            comment: relation.comment.as_deref().map(|text| text.lines().next().unwrap_or_default().to_owned()),
        }
    });
    let entries: Vec<_> = entries.collect();
    let mut kinds: Vec<(usize, &str)> = Vec::new();
    for entry in &entries {
        match kinds.iter_mut().find(|(_, kind)| *kind == entry.kind) {
            Some((count, _)) => *count += 1,
            None => kinds.push((1, entry.kind)),
        }
    }
    let words = kinds.iter().map(|(count, kind)| format!("{count} {kind}{}", if *count == 1 { "" } else { "s" }));
    (!entries.is_empty()).then(|| Schema {
        name: name.to_owned(),
        comment: comment.map(str::to_owned),
        kinds: words.collect::<Vec<_>>().join(", "),
        relations: entries,
        partitions: partitions.len(),
    })
}
