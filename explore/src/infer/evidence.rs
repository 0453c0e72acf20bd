//! What speaks for a foreign key.

use std::fmt;

use relvar_catalog::catalog::Column;

use super::{
    Confidence,
    names::{KEY_WORDS, PEOPLE, ROLES, is_foreign, is_mark, words},
    target::Targets,
};
use crate::graph::{Graph, Node};

/// Why a column seems to reference a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// Columns of the same name do: so many to that relation, so many to others.
    Precedent { column: String, to: String, count: usize, others: usize },
    /// It is called after the relation.
    Name,
    /// It is called after the relation, but for what both relations have in front.
    Prefix(String),
    /// It has the name of the relation's key.
    KeyName,
    /// It is called after the relation, with a role in front.
    Role(String),
    /// It is called after what someone did.
    Person(String),
    /// It is called after the relation's own rows.
    Parent,
}

impl Evidence {
    pub(super) fn confidence(&self) -> Confidence {
        match self {
            Self::Precedent { count, others, .. } if *count > 1 && *others == 0 => Confidence::High,
            Self::Name | Self::KeyName => Confidence::High,
            _ => Confidence::Medium,
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Precedent { column, to, count: 1, others: 0 } => {
                write!(f, "another column `{column}` references `{to}`")
            }
            Self::Precedent { column, to, count, others: 0 } => {
                write!(f, "{count} other columns `{column}` reference `{to}`")
            }
            Self::Precedent { column, to, count, others } => {
                write!(f, "{count} of {} other columns `{column}` reference `{to}`", count + others)
            }
            Self::Name => f.write_str("it is called after that relation and has the type of its key"),
            Self::Prefix(prefix) => write!(f, "it is called after that relation, `{prefix}_` apart"),
            Self::KeyName => f.write_str("it has the name and the type of that key"),
            Self::Role(name) => write!(f, "it is called after that relation, in a role: `{name}`"),
            Self::Person(role) => write!(f, "`{role}` is what people do"),
            Self::Parent => f.write_str("it is called after another row of the same relation"),
        }
    }
}

/// The relation that a column seems to reference, by the best evidence there is.
pub(super) fn evidence(
    graph: &Graph<'_>,
    targets: &Targets<'_>,
    from: Node,
    column: &Column,
) -> Option<(Node, Evidence)> {
    let words = words(&column.name);
    let name = words.join("_");
    let (last, stem) = words.split_last()?;
    let fits = |node: &Node| targets.key(*node, column).is_some();
    let precedent = || {
        let (node, count, others) = targets.precedent(&name)?;
        // Where the others disagree, they are no example.
        let agree = count > 4 * others;
        let to = graph.relation(node).name.to_string();
        agree.then(|| (node, Evidence::Precedent { column: column.name.clone(), to, count, others }))
    };
    let same_key = || targets.by_key(&name, from).map(|node| (node, Evidence::KeyName));
    let fitting = |found: &(Node, Evidence)| fits(&found.0);
    let by_example = || precedent().filter(fitting);
    if !KEY_WORDS.contains(&last.as_str()) {
        let did = || (last == "by").then(|| people(targets, from)).flatten();
        let person = || did().map(|node| (node, Evidence::Person(name.clone())));
        return by_example().or_else(|| same_key().filter(fitting)).or_else(|| person().filter(fitting));
    }
    if stem.is_empty() || is_foreign(stem) {
        return None;
    }
    let other = |found: &(Node, Evidence)| found.0 != from && fits(&found.0);
    let called = || targets.named(&stem.join("_"), from).map(|node| (node, Evidence::Name));
    let is_person = |role: &str| ROLES.contains(&role) && !is_foreign(&self::words(&graph.relation(from).name.name));
    let person = || match stem {
        [role] if is_person(role) => Some((people(targets, from)?, Evidence::Person(role.clone()))),
        _ => None,
    };
    called()
        .filter(other)
        .or_else(by_example)
        .or_else(|| same_key().filter(fitting))
        .or_else(|| prefixed(graph, targets, from, stem).filter(other))
        .or_else(|| in_role(graph, targets, from, stem).filter(fitting))
        .or_else(|| person().filter(fitting))
        .or_else(|| (stem == ["parent"]).then_some((from, Evidence::Parent)).filter(fitting))
}

/// The one relation of people.
fn people(targets: &Targets<'_>, from: Node) -> Option<Node> {
    PEOPLE.iter().find_map(|name| targets.named(name, from))
}

/// `runner_id` in `ci_builds` is a `ci_runner`.
fn prefixed(graph: &Graph<'_>, targets: &Targets<'_>, from: Node, stem: &[String]) -> Option<(Node, Evidence)> {
    let own = words(&graph.relation(from).name.name);
    (1..own.len()).rev().find_map(|length| {
        let prefix = own[..length].join("_");
        let node = targets.named(&format!("{prefix}_{}", stem.join("_")), from)?;
        Some((node, Evidence::Prefix(prefix)))
    })
}

/// `mirror_user_id` is a `user`: the longest end of the name that is a relation.
fn in_role(graph: &Graph<'_>, targets: &Targets<'_>, from: Node, stem: &[String]) -> Option<(Node, Evidence)> {
    if is_foreign(&words(&graph.relation(from).name.name)) || targets.is_taken(&stem.join("_")) {
        return None;
    }
    let start = (1..stem.len()).find(|start| targets.is_taken(&stem[*start..].join("_")))?;
    let (role, name) = stem.split_at(start);
    let node = targets.named(&name.join("_"), from).filter(|_| !is_mark(role))?;
    Some((node, Evidence::Role(role.join("_"))))
}
