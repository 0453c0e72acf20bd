//! The graph of a catalog.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{PartitionKey, Relation},
};
use relvar_codegen::{
    Config,
    config::{ObjectPath, VirtualForeignKey},
    model::{Model, Navigation, Path, RelationId},
};

use super::{
    Association, Direction, Graph, Key, KeyId, Node,
    key::{unique_sets, within},
};

/// Where a way leads and by which columns, sorted: this side's, other side's.
type Course<'a> = (RelationId, Vec<(&'a str, &'a str)>);

/// Ways of generated code, by relation and course.
type Courses<'a> = BTreeMap<RelationId, BTreeMap<Course<'a>, &'a Navigation>>;

pub(super) fn build<'a>(catalog: &'a Catalog, config: &'a Config, model: &'a Model) -> Graph<'a> {
    let size = catalog.relations.len();
    let mut graph = Graph {
        catalog,
        model,
        keys: Vec::new(),
        outgoing: vec![Vec::new(); size],
        incoming: vec![Vec::new(); size],
        associations: Vec::new(),
    };
    let partition_keys = catalog.partition_keys();
    for (node, relation) in graph.relations() {
        let mut keys = declared(&graph, node, relation);
        let own = config.foreign_keys.iter().filter(|key| named(&key.relation) == relation.name);
        keys.extend(own.filter_map(|key| configured(&graph, config, node, key)));
        let of_partitions = partition_keys.get(&relation.name).into_iter().flatten();
        for of_partitions in of_partitions.filter(|key| !key.ambiguous) {
            let key = self::of_partitions(&graph, node, relation, of_partitions);
            keys.extend(key.filter(|key| !keys.iter().any(|other| is_same(other, key))));
        }
        keys.sort_by(|a, b| a.name.cmp(&b.name));
        graph.keys.append(&mut keys);
    }
    let courses = courses(model);
    for at in 0..graph.keys.len() {
        let forward = navigation(&graph, &courses, &graph.keys[at], Direction::Forward);
        let reverse = navigation(&graph, &courses, &graph.keys[at], Direction::Reverse);
        let (from, to) = (graph.keys[at].from, graph.keys[at].to);
        (graph.keys[at].forward, graph.keys[at].reverse) = (forward, reverse);
        graph.outgoing[from.0].push(KeyId(at));
        graph.incoming[to.0].push(KeyId(at));
    }
    graph.associations = graph.relations().flat_map(|(node, relation)| associations(&graph, node, relation)).collect();
    graph
}

fn named(path: &ObjectPath<2>) -> QualifiedName {
    QualifiedName::new(&path.0[0], &path.0[1])
}

fn declared<'a>(graph: &Graph<'a>, from: Node, relation: &'a Relation) -> Vec<Key<'a>> {
    let keys = relation.foreign_keys().filter_map(|(constraint, foreign)| {
        let key = key(
            relation,
            (from, graph.node(&foreign.references)?),
            &constraint.name,
            (&foreign.columns, &foreign.referenced_columns),
        );
        let optional = key.optional || constraint.not_valid || constraint.not_enforced;
        let inherited = constraint.inherited || relation.is_partition();
        Some(Key { declared: Some((constraint, foreign)), inherited, optional, ..key })
    });
    keys.collect()
}

/// A key that only partitions have is one of their table too.
fn of_partitions<'a>(
    graph: &Graph<'a>,
    from: Node,
    relation: &'a Relation,
    partitions: &PartitionKey<'a>,
) -> Option<Key<'a>> {
    let foreign = partitions.key;
    let nodes = (from, graph.node(&foreign.references)?);
    let key = key(relation, nodes, &partitions.name, (&foreign.columns, &foreign.referenced_columns));
    let optional = key.optional || !partitions.unchecked.is_empty();
    let inherited = relation.is_partition();
    Some(Key { declared: Some((partitions.constraint, foreign)), inherited, optional, ..key })
}

fn is_same<'a>(one: &Key<'a>, other: &Key<'a>) -> bool {
    let pairs = |key: &Key<'a>| -> BTreeSet<(&'a str, &'a str)> {
        key.columns.iter().copied().zip(key.referenced_columns.iter().copied()).collect()
    };
    one.to == other.to && pairs(one) == pairs(other)
}

fn configured<'a>(graph: &Graph<'a>, config: &'a Config, from: Node, key: &'a VirtualForeignKey) -> Option<Key<'a>> {
    let relation = graph.relation(from);
    let references = named(&key.references);
    let to = graph.node(&references)?;
    let primary = || config.keys.iter().find(|key| key.primary && named(&key.relation) == references);
    let referenced = match graph.relation(to).primary_key() {
        _ if !key.referenced_columns.is_empty() => &key.referenced_columns,
        Some((_, unique)) => &unique.columns,
        None => &primary()?.columns,
    };
    let default = || format!("{}_{}_fkey", relation.name.name, key.columns.join("_"));
    Some(self::key(relation, (from, to), &key.name.clone().unwrap_or_else(default), (&key.columns, referenced)))
}

fn key<'a>(
    relation: &'a Relation,
    (from, to): (Node, Node),
    name: &str,
    (columns, referenced): (&'a [String], &'a [String]),
) -> Key<'a> {
    let columns: Vec<_> = columns.iter().map(String::as_str).collect();
    Key {
        name: name.to_owned(),
        from,
        to,
        optional: columns.iter().any(|name| relation.column(name).is_none_or(|(_, column)| !column.not_null)),
        unique: unique_sets(relation).iter().any(|set| within(set, &columns)),
        columns,
        referenced_columns: referenced.iter().map(String::as_str).collect(),
        declared: None,
        inherited: false,
        forward: None,
        reverse: None,
    }
}

fn courses(model: &Model) -> Courses<'_> {
    let mut courses = Courses::new();
    for relation in &model.relations {
        for way in &relation.navigation {
            let Path::Direct(pairs) = &way.path else { continue };
            let target = model.at(way.target);
            let mut columns: Vec<_> = pairs
                .iter()
                .map(|(near, far)| (relation.column(*near).sql.as_str(), target.column(*far).sql.as_str()))
                .collect();
            columns.sort_unstable();
            let from = position(model, &relation.sql);
            courses.entry(from).or_default().insert((way.target, columns), way);
        }
    }
    courses
}

fn position(model: &Model, name: &QualifiedName) -> RelationId {
    let at = model.relations.binary_search_by(|r| r.sql.cmp(name)).unwrap_or(usize::MAX);
    RelationId(u32::try_from(at).unwrap_or(u32::MAX))
}

/// What generated code calls a key, from one of its sides.
fn navigation<'a>(
    graph: &Graph<'a>,
    courses: &Courses<'a>,
    key: &Key<'_>,
    direction: Direction,
) -> Option<&'a Navigation> {
    let id = |node| position(graph.model, &graph.relation(node).name);
    let pairs = key.columns.iter().copied().zip(key.referenced_columns.iter().copied());
    let (from, to, mut columns): (_, _, Vec<_>) = match direction {
        Direction::Forward => (key.from, key.to, pairs.collect()),
        Direction::Reverse => (key.to, key.from, pairs.map(|(near, far)| (far, near)).collect()),
    };
    columns.sort_unstable();
    courses.get(&id(from))?.get(&(id(to), columns)).copied()
}

fn associations(graph: &Graph<'_>, table: Node, relation: &Relation) -> Vec<Association> {
    let unique = unique_sets(relation);
    let keys: Vec<_> = graph.outgoing(table).iter().filter(|id| !graph.key(**id).inherited).collect();
    let columns = |id: &KeyId| graph.key(*id).columns.iter().copied().collect::<BTreeSet<_>>();
    let mut found = Vec::new();
    for (at, second) in keys.iter().enumerate() {
        for first in &keys[..at] {
            let (near, far) = (columns(first), columns(second));
            if near.is_disjoint(&far) && unique.contains(&near.union(&far).copied().collect()) {
                found.push(Association { table, first: **first, second: **second });
            }
        }
    }
    found
}
