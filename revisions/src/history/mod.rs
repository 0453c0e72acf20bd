//! The graph of revisions: which there are, what a name means, and what lies between two of them.
//!
//! It does no I/O, and behaves as Alembic's: branches, merges, labels that spread over a branch, `depends` that is not
//! ancestry but pulls in, unique prefixes, relative steps.

mod build;
mod collect;
mod error;
mod heads;
mod reach;
mod relative;
mod resolve;
mod sort;
mod target;
mod walk;

use std::collections::{BTreeSet, HashMap};

pub use error::HistoryError;
pub use heads::HeadChange;

/// What a revision says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// Its id.
    pub id: String,
    /// The revisions that it follows: none for a first one, several for a merge.
    pub parents: Vec<String>,
    /// Revisions or branches that must be applied before, without being ancestors.
    pub depends: Vec<String>,
    /// Labels of the branch that begins here.
    pub labels: Vec<String>,
}

/// A revision in the graph. Numbers are those of [`History::nodes`].
#[derive(Clone, Debug)]
struct Node {
    id: String,
    parents: Vec<usize>,
    /// What `depends` names.
    depends: Vec<usize>,
    /// The same, without what ancestors depend on already.
    own_depends: Vec<usize>,
    /// Revisions that have this one as parent.
    next: Vec<usize>,
    /// Revisions that have this one as parent or depend on it.
    all_next: Vec<usize>,
    /// Labels declared here, and those that spread here.
    labels: BTreeSet<String>,
}

impl Node {
    /// Parents and what is depended on, without what ancestors depend on.
    fn below(&self) -> Vec<usize> {
        unique(self.parents.iter().chain(&self.own_depends).copied())
    }

    /// Parents and what is depended on.
    fn all_below(&self) -> Vec<usize> {
        unique(self.parents.iter().chain(&self.depends).copied())
    }
}

/// The values in order, each once.
fn unique(values: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut all = Vec::new();
    for value in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

/// Which edges are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edges {
    /// From parent to child only.
    Parents,
    /// `depends` too.
    Depends,
}

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nothing: before the first revision, or beyond the last.
    Nowhere,
    /// Before the first revision, reached by steps.
    Base,
    /// A revision.
    At(usize),
}

/// All revisions, and how they follow each other.
#[derive(Clone, Debug)]
pub struct History {
    /// In the order in which they were declared.
    nodes: Vec<Node>,
    /// Ids in the same order, then labels.
    names: Vec<(String, usize)>,
    by_name: HashMap<String, usize>,
    /// Without a child.
    heads: Vec<usize>,
    /// Without a child and without what depends on them.
    real_heads: Vec<usize>,
    /// Without a parent.
    bases: Vec<usize>,
}

/// A revision with its surroundings, for those who show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its parents.
    pub parents: Vec<&'a str>,
    /// What it depends on.
    pub depends: Vec<&'a str>,
    /// The revisions that follow it.
    pub next: Vec<&'a str>,
    /// The labels of its branch.
    pub labels: Vec<&'a str>,
}

impl History {
    /// The graph of these revisions.
    pub fn new(declared: impl IntoIterator<Item = Declared>) -> Result<Self, HistoryError> {
        build::build(&declared.into_iter().collect::<Vec<_>>())
    }

    /// Revisions without a child.
    pub fn heads(&self) -> Vec<&str> {
        self.ids(&self.heads)
    }

    /// Heads that nothing depends on.
    pub fn real_heads(&self) -> Vec<&str> {
        self.ids(&self.real_heads)
    }

    /// Revisions without a parent.
    pub fn bases(&self) -> Vec<&str> {
        self.ids(&self.bases)
    }

    /// Revisions with several children.
    pub fn branch_points(&self) -> Vec<&str> {
        self.nodes.iter().filter(|node| node.next.len() > 1).map(|node| node.id.as_str()).collect()
    }

    /// A revision by its whole id.
    pub fn member(&self, id: &str) -> Option<Member<'_>> {
        let node = self.nodes.get(*self.by_name.get(id)?).filter(|node| node.id == id)?;
        Some(Member {
            id: &node.id,
            parents: self.ids(&node.parents),
            depends: self.ids(&node.depends),
            next: self.ids(&node.next),
            labels: node.labels.iter().map(String::as_str).collect(),
        })
    }

    fn id(&self, node: usize) -> &str {
        &self.nodes[node].id
    }

    fn ids(&self, nodes: &[usize]) -> Vec<&str> {
        nodes.iter().map(|node| self.id(*node)).collect()
    }

    fn owned(&self, nodes: impl IntoIterator<Item = usize>) -> Vec<String> {
        nodes.into_iter().map(|node| self.id(node).to_owned()).collect()
    }
}
