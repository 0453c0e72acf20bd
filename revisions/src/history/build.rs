//! From what revisions say of themselves to the graph.

use std::collections::{BTreeSet, HashMap};

use super::{Declared, Edges, History, HistoryError, Node};

/// What has a meaning in the names of targets.
const ILLEGAL: [char; 4] = ['@', '-', '+', ':'];

/// Names that mean something else.
const RESERVED: [&str; 3] = ["head", "heads", "base"];

pub(super) fn build(declared: &[Declared]) -> Result<History, HistoryError> {
    let mut names: Vec<(String, usize)> = Vec::new();
    let mut by_name = HashMap::new();
    for (at, own) in declared.iter().enumerate() {
        check(own)?;
        if by_name.insert(own.id.clone(), at).is_some() {
            return Err(HistoryError::Duplicate { id: own.id.clone() });
        }
        names.push((own.id.clone(), at));
    }
    let ids = by_name.clone();
    for (at, own) in declared.iter().enumerate() {
        for label in &own.labels {
            if let Some(by) = by_name.insert(label.clone(), at) {
                let by = declared[by].id.clone();
                return Err(HistoryError::LabelTaken { label: label.clone(), id: own.id.clone(), by });
            }
            names.push((label.clone(), at));
        }
    }
    let mut nodes = Vec::new();
    for own in declared {
        nodes.push(node(own, &ids, &by_name)?);
    }
    link(&mut nodes);
    let those = |of: fn(&Node) -> bool| (0..nodes.len()).filter(|at| of(&nodes[*at])).collect::<Vec<_>>();
    let heads = those(|node| node.next.is_empty());
    let real_heads = those(|node| node.all_next.is_empty());
    let bases = those(|node| node.parents.is_empty());
    let mut history = History { nodes, names, by_name, heads, real_heads, bases };
    history.normalise();
    history.refuse_circles()?;
    for (at, own) in declared.iter().enumerate() {
        if !own.labels.is_empty() {
            history.spread_labels(at);
        }
    }
    Ok(history)
}

/// Whether the id can be one, and the revision is not its own parent.
fn check(own: &Declared) -> Result<(), HistoryError> {
    let Declared { id, parents, depends, labels: _ } = own;
    if parents.contains(id) {
        return Err(HistoryError::Cycle { ids: vec![id.clone()] });
    }
    if depends.contains(id) {
        return Err(HistoryError::DependencyCycle { ids: vec![id.clone()] });
    }
    let illegal = |why: String| Err(HistoryError::IllegalId { id: id.clone(), why });
    if id.is_empty() {
        return illegal("it is empty".to_owned());
    }
    if RESERVED.contains(&id.as_str()) {
        return illegal("the name has another meaning".to_owned());
    }
    match id.chars().find(|c| ILLEGAL.contains(c) || c.is_whitespace()) {
        Some(c) => illegal(format!("`{c}` is not allowed")),
        None => Ok(()),
    }
}

fn node(own: &Declared, ids: &HashMap<String, usize>, by_name: &HashMap<String, usize>) -> Result<Node, HistoryError> {
    let Declared { id, parents, depends, labels } = own;
    let parent = |parent: &String| {
        ids.get(parent).copied().ok_or_else(|| HistoryError::MissingParent { id: id.clone(), parent: parent.clone() })
    };
    let dependency = |name: &String| {
        by_name.get(name).copied().ok_or_else(|| HistoryError::MissingDependency { id: id.clone(), name: name.clone() })
    };
    let parents: Vec<usize> = parents.iter().map(parent).collect::<Result<_, _>>()?;
    let depends = depends.iter().map(dependency).collect::<Result<_, _>>()?;
    Ok(Node {
        id: id.clone(),
        parents: super::unique(parents),
        depends,
        own_depends: Vec::new(),
        next: Vec::new(),
        all_next: Vec::new(),
        labels: labels.iter().cloned().collect::<BTreeSet<_>>(),
    })
}

/// The edges from below to above.
fn link(nodes: &mut [Node]) {
    for at in 0..nodes.len() {
        for below in nodes[at].all_below() {
            if nodes[at].parents.contains(&below) && !nodes[below].next.contains(&at) {
                nodes[below].next.push(at);
            }
            if !nodes[below].all_next.contains(&at) {
                nodes[below].all_next.push(at);
            }
        }
    }
}

impl History {
    /// Leaves out of each revision's dependencies what one of its ancestors depends on.
    fn normalise(&mut self) {
        for at in 0..self.nodes.len() {
            if self.nodes[at].depends.is_empty() {
                continue;
            }
            let mut own = super::unique(self.nodes[at].depends.iter().copied());
            for ancestor in self.ancestors([at], Edges::Parents) {
                if ancestor != at {
                    own.retain(|depends| !self.nodes[ancestor].depends.contains(depends));
                }
            }
            self.nodes[at].own_depends = own;
        }
    }

    fn refuse_circles(&self) -> Result<(), HistoryError> {
        if self.nodes.is_empty() {
            return Ok(());
        }
        let all = || self.owned(0..self.nodes.len());
        if self.heads.is_empty() || self.bases.is_empty() {
            return Err(HistoryError::Cycle { ids: all() });
        }
        let down = self.related(self.heads.iter().copied(), |node| node.parents.clone());
        let up = self.related(self.bases.iter().copied(), |node| node.next.clone());
        if let Some(ids) = self.outside(&down, &up) {
            return Err(HistoryError::Cycle { ids });
        }
        let roots: Vec<_> = (0..self.nodes.len()).filter(|at| self.nodes[*at].all_below().is_empty()).collect();
        if self.real_heads.is_empty() || roots.is_empty() {
            return Err(HistoryError::DependencyCycle { ids: all() });
        }
        let down = self.related(self.real_heads.iter().copied(), Node::all_below);
        let up = self.related(roots, |node| node.all_next.clone());
        if let Some(ids) = self.outside(&down, &up) {
            return Err(HistoryError::DependencyCycle { ids });
        }
        // A circle that is entered from below and left above is seen only so.
        self.without_order(|node| node.parents.clone()).map_or(Ok(()), |ids| Err(HistoryError::Cycle { ids }))?;
        self.without_order(Node::all_below).map_or(Ok(()), |ids| Err(HistoryError::DependencyCycle { ids }))
    }

    /// The revisions that have no place in any order, sorted.
    fn without_order(&self, below: impl Fn(&Node) -> Vec<usize>) -> Option<Vec<String>> {
        let mut waits: Vec<usize> = self.nodes.iter().map(|node| below(node).len()).collect();
        let mut ready: Vec<usize> = (0..waits.len()).filter(|at| waits[*at] == 0).collect();
        let mut left: BTreeSet<usize> = (0..waits.len()).collect();
        while let Some(at) = ready.pop() {
            left.remove(&at);
            for above in &self.nodes[at].all_next {
                if below(&self.nodes[*above]).contains(&at) {
                    waits[*above] -= 1;
                    if waits[*above] == 0 {
                        ready.push(*above);
                    }
                }
            }
        }
        let mut ids = self.owned(left);
        ids.sort();
        (!ids.is_empty()).then_some(ids)
    }

    /// The revisions that are not in both, sorted.
    fn outside(&self, down: &[usize], up: &[usize]) -> Option<Vec<String>> {
        let (down, up): (BTreeSet<_>, BTreeSet<_>) = (down.iter().collect(), up.iter().collect());
        let outside = (0..self.nodes.len()).filter(|at| !(down.contains(at) && up.contains(at)));
        let mut ids = self.owned(outside);
        ids.sort();
        (!ids.is_empty()).then_some(ids)
    }

    /// A branch has its labels above where they are declared and, as far as it has no fork or merge, below.
    fn spread_labels(&mut self, from: usize) {
        let labels = self.nodes[from].labels.clone();
        let above = self.descendants([from], Edges::Parents);
        for at in &above {
            self.nodes[*at].labels.extend(labels.iter().cloned());
        }
        let mut next = above.last().copied();
        while let Some(at) = next {
            let node = &mut self.nodes[at];
            if node.all_next.len() > 1 || node.parents.len() > 1 {
                return;
            }
            node.labels.extend(labels.iter().cloned());
            next = node.parents.first().copied();
        }
    }
}
