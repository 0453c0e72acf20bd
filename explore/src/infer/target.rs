//! Which columns may lack a foreign key, and which keys one may reference.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    QualifiedName,
    catalog::{Column, Relation},
};

use super::names::{KEY_WORDS, is_copy, names_of, words};
use crate::{
    graph::{Graph, Node, is_stored, unique_sets},
    sql::same_type,
};

/// Words in the place of `id` that say of what kind the row is.
const KIND_WORDS: [&str; 5] = ["class", "kind", "model", "table", "type"];

/// What may be referenced.
pub(super) struct Targets<'a> {
    /// Key columns of each relation that has any: the primary key first, then other unique columns.
    keys: BTreeMap<Node, Vec<&'a Column>>,
    /// Relations by the names that columns may call them.
    names: BTreeMap<String, Vec<Node>>,
    /// Relations by the name of their key column, where that name says more than `id`.
    key_names: BTreeMap<String, Vec<Node>>,
    /// Relations that columns of a name reference, with how many columns do.
    precedents: BTreeMap<String, BTreeMap<Node, usize>>,
    /// What relations of every kind are called, those without a key to reference included.
    taken: BTreeSet<String>,
    schemas: Vec<&'a str>,
}

/// How the types of a column and a key go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compatible {
    /// They are the same.
    Same,
    /// They compare, but do not have the same range.
    Width,
}

impl<'a> Targets<'a> {
    pub(super) fn of(graph: &Graph<'a>) -> Self {
        let mut targets = Self {
            keys: BTreeMap::new(),
            names: BTreeMap::new(),
            key_names: BTreeMap::new(),
            precedents: BTreeMap::new(),
            taken: BTreeSet::new(),
            schemas: graph.catalog.relations.iter().map(|r| r.name.schema.as_str()).collect(),
        };
        for (node, relation) in graph.relations() {
            let row = graph.generated(node).map(|generated| generated.row.plain());
            let names = names_of(&relation.name.name, row);
            if is_own_table(relation) {
                targets.add(node, relation, &names);
            }
            targets.taken.extend(names);
        }
        for key in graph.keys().iter().filter(|key| !key.inherited) {
            if let ([column], true) = (&key.columns[..], key.from != key.to) {
                let name = words(column).join("_");
                *targets.precedents.entry(name).or_default().entry(key.to).or_default() += 1;
            }
        }
        targets
    }

    fn add(&mut self, node: Node, relation: &'a Relation, names: &[String]) {
        let primary = relation.primary_key().and_then(|(_, key)| match &key.columns[..] {
            [column] => relation.column(column),
            _ => None,
        });
        let mut keys: Vec<_> = primary.into_iter().map(|(_, column)| column).collect();
        for set in unique_sets(relation).iter().filter(|set| set.len() == 1) {
            let column = set.first().and_then(|name| relation.column(name)).map(|(_, column)| column);
            let holds_key = |c: &&Column| words(&c.name).last().is_some_and(|w| KEY_WORDS.contains(&w.as_str()));
            keys.extend(column.filter(|column| holds_key(column) && !keys.contains(column)));
        }
        let Some(first) = keys.first() else { return };
        // `film_id` and `filmid` of a film say what they are a key of; `id` does not, nor does the key of another relation
        // that is the key here too.
        let key_name = words(&first.name).join("_");
        let stem = key_name.strip_suffix("id").map(|stem| stem.trim_end_matches('_')).filter(|stem| !stem.is_empty());
        if stem.is_some_and(|stem| names.iter().any(|name| name.starts_with(stem))) {
            self.key_names.entry(key_name).or_default().push(node);
        }
        for name in names {
            self.names.entry(name.clone()).or_default().push(node);
        }
        self.keys.insert(node, keys);
    }

    /// The relation of that name, as one in the same schema would call it.
    pub(super) fn named(&self, name: &str, from: Node) -> Option<Node> {
        self.one_of(self.names.get(name)?, from)
    }

    /// Some relation has the name, whether it can be referenced or not.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// The relation whose key column has that name.
    pub(super) fn by_key(&self, name: &str, from: Node) -> Option<Node> {
        let others: Vec<_> = self.key_names.get(name)?.iter().copied().filter(|node| *node != from).collect();
        self.one_of(&others, from)
    }

    /// The relation that columns of that name reference elsewhere, how many do, and how many reference another one.
    pub(super) fn precedent(&self, name: &str) -> Option<(Node, usize, usize)> {
        let counts = self.precedents.get(name)?;
        let (node, count) = counts.iter().max_by_key(|(node, count)| (**count, std::cmp::Reverse(**node)))?;
        self.keys.contains_key(node).then(|| (*node, *count, counts.values().sum::<usize>() - count))
    }

    fn one_of(&self, nodes: &[Node], from: Node) -> Option<Node> {
        let mut near = nodes.iter().filter(|node| self.schemas[node.0] == self.schemas[from.0]);
        match (near.next(), near.next(), nodes) {
            (Some(node), None, _) | (None, None, [node]) => Some(*node),
            _ => None,
        }
    }

    /// The key of a relation that a column of that type may reference.
    pub(super) fn key(&self, target: Node, column: &Column) -> Option<(&'a Column, Compatible)> {
        let keys = self.keys.get(&target)?;
        let same = keys.iter().find(|key| same_type(&key.type_, &column.type_));
        let comparable = || keys.first().filter(|key| compare(key, column));
        same.map(|key| (*key, Compatible::Same)).or_else(|| comparable().map(|key| (*key, Compatible::Width)))
    }
}

fn compare(key: &Column, column: &Column) -> bool {
    const INTEGERS: [&str; 3] = ["int2", "int4", "int8"];
    const TEXTS: [&str; 3] = ["bpchar", "text", "varchar"];
    let is_of = |column: &Column, names: &[&str]| {
        let QualifiedName { schema, name } = &column.type_.name;
        schema == "pg_catalog" && names.contains(&name.as_str()) && !column.type_.array
    };
    is_of(key, &INTEGERS) && is_of(column, &INTEGERS) || is_of(key, &TEXTS) && is_of(column, &TEXTS)
}

/// A table that the user made, and no part or copy of another one.
fn is_own_table(relation: &Relation) -> bool {
    is_stored(relation.kind)
        && !relation.is_partition()
        && relation.extension.is_none()
        && !is_copy(&relation.name.name)
}

/// The columns that may lack a foreign key, as positions.
pub(super) fn candidates(graph: &Graph<'_>, node: Node) -> Vec<usize> {
    let relation = graph.relation(node);
    if !is_own_table(relation) {
        return Vec::new();
    }
    let all = relation.columns.iter().enumerate();
    all.filter(|(_, column)| may_lack(graph, node, relation, column)).map(|(at, _)| at).collect()
}

fn may_lack(graph: &Graph<'_>, node: Node, relation: &Relation, column: &Column) -> bool {
    let has_key = || graph.outgoing(node).iter().any(|id| graph.key(*id).columns.contains(&column.name.as_str()));
    // A number that the row got on its own is no reference, and a kind beside it makes it one to several relations.
    let is_numbered = column.identity.is_some()
        || column.generated.is_some()
        || column.default.as_ref().is_some_and(|default| default.contains('('));
    let name = words(&column.name);
    let has_kind = || {
        relation.columns.iter().any(|other| {
            let other = words(&other.name);
            let is_kind = other.last().is_some_and(|last| KIND_WORDS.contains(&last.as_str()));
            is_kind && other.len() == name.len() && other.iter().zip(&name).rev().skip(1).all(|(a, b)| a == b)
        })
    };
    !column.type_.array && !is_numbered && !has_key() && !has_kind()
}
