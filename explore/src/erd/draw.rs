//! From a graph to a diagram: which relations are in it, and how much of them.

use std::collections::{BTreeSet, VecDeque};

use relvar_catalog::catalog::{Column, Relation, RelationKind, TypeKind};
use relvar_codegen::config::{Columns, Pattern};

use super::diagram::{Attribute, Children, Diagram, Entity, Parents, Relationship};
use crate::graph::{Graph, KeyId, Node, is_stored, unique_sets};

/// What a diagram is to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only relations that match one of these, where there is one.
    pub include: Vec<Pattern>,
    /// Not these.
    pub exclude: Vec<Pattern>,
    /// Only in schemas that match one of these, where there is one.
    pub schemas: Vec<Pattern>,
    /// Only of these kinds; where there is none, tables of every kind, and views that have foreign keys.
    pub kinds: Vec<RelationKind>,
    /// Only what is within `depth` keys of these relations, where there is one.
    pub around: Vec<Node>,
    /// How many keys away from `around` a relation may be.
    pub depth: usize,
    /// Which columns are drawn.
    pub columns: Columns,
}

/// The diagram of a selection. Partitions stand behind their partitioned table, relations of extensions are left out;
/// those that the diagram is drawn around are there whatever they are.
pub fn draw(graph: &Graph<'_>, selection: &Selection) -> Diagram {
    let nodes = chosen(graph, selection);
    let keys: Vec<KeyId> = keys(graph).filter(|id| joins(graph, *id, &nodes)).collect();
    diagram(graph, &nodes, &keys, selection)
}

/// The diagram of one relation and those that it has keys with, with no keys but its own: the first `limit` relations,
/// those that it references before those that reference it. Also says how many more there are.
pub fn neighbourhood(graph: &Graph<'_>, node: Node, limit: usize) -> (Diagram, usize) {
    let own = |id: &&KeyId| !graph.key(**id).inherited || graph.key(**id).from == node;
    let mut nodes = BTreeSet::from([node]);
    let mut more = BTreeSet::new();
    let outgoing = graph.outgoing(node).iter().filter(own).map(|id| graph.key(*id).to);
    for other in outgoing.chain(graph.incoming(node).iter().filter(own).map(|id| graph.key(*id).from)) {
        if nodes.len() <= limit {
            nodes.insert(other);
        } else if !nodes.contains(&other) {
            more.insert(other);
        }
    }
    let ids: BTreeSet<_> = graph.outgoing(node).iter().chain(graph.incoming(node)).filter(own).copied().collect();
    let keys: Vec<_> = ids.into_iter().filter(|id| joins(graph, *id, &nodes)).collect();
    let selection = Selection { around: vec![node], columns: Columns::Joined, ..Selection::default() };
    (diagram(graph, &nodes, &keys, &selection), more.len())
}

fn keys<'a>(graph: &'a Graph<'_>) -> impl Iterator<Item = KeyId> + 'a {
    (0..graph.keys().len()).map(KeyId)
}

/// Both ends of a key are in the picture.
fn joins(graph: &Graph<'_>, id: KeyId, nodes: &BTreeSet<Node>) -> bool {
    let key = graph.key(id);
    nodes.contains(&key.from) && nodes.contains(&key.to)
}

fn chosen(graph: &Graph<'_>, selection: &Selection) -> BTreeSet<Node> {
    let taken: BTreeSet<Node> =
        graph.relations().filter(|(node, relation)| takes(graph, selection, *node, relation)).map(|(n, _)| n).collect();
    if selection.around.is_empty() {
        return taken;
    }
    let mut nodes: BTreeSet<Node> = selection.around.iter().copied().collect();
    let mut open: VecDeque<(Node, usize)> = selection.around.iter().map(|node| (*node, 0)).collect();
    while let Some((node, distance)) = open.pop_front() {
        if distance == selection.depth {
            continue;
        }
        let ends = graph.outgoing(node).iter().map(|id| graph.key(*id).to);
        for next in ends.chain(graph.incoming(node).iter().map(|id| graph.key(*id).from)) {
            if taken.contains(&next) && nodes.insert(next) {
                open.push_back((next, distance + 1));
            }
        }
    }
    nodes
}

fn takes(graph: &Graph<'_>, selection: &Selection, node: Node, relation: &Relation) -> bool {
    let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches_relation(&relation.name));
    let keyed = || !graph.outgoing(node).is_empty() || !graph.incoming(node).is_empty();
    let is_kind = match selection.kinds.as_slice() {
        [] => is_stored(relation.kind) || relation.kind == RelationKind::ForeignTable || keyed(),
        kinds => kinds.contains(&relation.kind),
    };
    is_kind
        && !relation.is_partition()
        && relation.extension.is_none()
        && (selection.schemas.is_empty() || selection.schemas.iter().any(|s| s.matches(&relation.name.schema)))
        && (selection.include.is_empty() || any(&selection.include))
        && !any(&selection.exclude)
}

fn diagram(graph: &Graph<'_>, nodes: &BTreeSet<Node>, keys: &[KeyId], selection: &Selection) -> Diagram {
    let entities = nodes.iter().map(|node| {
        let relation = graph.relation(*node);
        let joined = joined(graph, *node, keys);
        let unique = unique_sets(relation);
        let in_key = |name: &str| unique.iter().any(|columns| columns.contains(name));
        let all = relation.columns.iter().map(|column| (column, attribute(graph, *node, column, &unique)));
        let attributes: Vec<_> = all
            .filter(|(column, attribute)| match selection.columns {
                Columns::None => false,
                Columns::Joined => joined.contains(column.name.as_str()),
                Columns::Keys => attribute.foreign || in_key(&column.name) || joined.contains(column.name.as_str()),
                Columns::All => true,
            })
            .map(|(_, attribute)| attribute)
            .collect();
        Entity {
            name: relation.name.clone(),
            kind: relation.kind,
            focus: selection.around.contains(node),
            hidden: match selection.columns {
                Columns::Joined => 0,
                _ => relation.columns.len() - attributes.len(),
            },
            attributes,
            comment: relation.comment.clone(),
        }
    });
    let positions: Vec<Node> = nodes.iter().copied().collect();
    Diagram {
        entities: entities.collect(),
        relationships: keys.iter().filter_map(|id| relationship(graph, *id, &positions)).collect(),
    }
}

/// Columns that the keys of the picture join, of one relation.
fn joined<'a>(graph: &'a Graph<'_>, node: Node, keys: &[KeyId]) -> BTreeSet<&'a str> {
    let mut columns = BTreeSet::new();
    for key in keys.iter().map(|id| graph.key(*id)) {
        if key.from == node {
            columns.extend(key.columns.iter().copied());
        }
        if key.to == node {
            columns.extend(key.referenced_columns.iter().copied());
        }
    }
    columns
}

fn attribute(graph: &Graph<'_>, node: Node, column: &Column, unique: &[BTreeSet<&str>]) -> Attribute {
    let relation = graph.relation(node);
    let name = column.name.as_str();
    let labels = graph.catalog.type_(&column.type_.name).map(|type_| match &type_.kind {
        TypeKind::Enum { labels } => labels.clone(),
        _ => Vec::new(),
    });
    Attribute {
        name: column.name.clone(),
        type_: short_type(relation, column),
        not_null: column.not_null,
        primary: relation.primary_key().is_some_and(|(_, key)| key.columns.contains(&column.name)),
        foreign: graph.outgoing(node).iter().any(|id| graph.key(*id).columns.contains(&name)),
        unique: unique.iter().any(|columns| columns.len() == 1 && columns.contains(name)),
        labels: labels.unwrap_or_default(),
        comment: column.comment.clone(),
    }
}

/// The declaration in fewer words: PostgreSQL has short names for the longest of the standard's, and a schema says
/// nothing where it is the relation's own.
fn short_type(relation: &Relation, column: &Column) -> String {
    let sql = column.type_.sql.as_str();
    let own = format!("{}.", relation.name.schema);
    if let Some(rest) = sql.strip_prefix(&own).or_else(|| sql.strip_prefix("public.")) {
        return rest.to_owned();
    }
    if sql.starts_with("time") {
        let zone = if sql.contains(" with time zone") { "tz" } else { "" };
        let short = sql.replace(" without time zone", "").replace(" with time zone", "");
        let end = short.find(['(', '[']).unwrap_or(short.len());
        return format!("{}{zone}{}", &short[..end], &short[end..]);
    }
    sql.replacen("character varying", "varchar", 1).replacen("character", "char", 1).replacen(
        "bit varying",
        "varbit",
        1,
    )
}

fn relationship(graph: &Graph<'_>, id: KeyId, positions: &[Node]) -> Option<Relationship> {
    let key = graph.key(id);
    let owned = |columns: &[&str]| columns.iter().map(|&column| column.to_owned()).collect();
    Some(Relationship {
        name: key.name.clone(),
        child: positions.binary_search(&key.from).ok()?,
        parent: positions.binary_search(&key.to).ok()?,
        columns: owned(&key.columns),
        referenced_columns: owned(&key.referenced_columns),
        children: if key.unique { Children::ZeroOrOne } else { Children::ZeroOrMore },
        parents: if key.optional { Parents::ZeroOrOne } else { Parents::One },
        configured: key.declared.is_none(),
    })
}
