//! What is above and below a revision.

use std::collections::BTreeSet;

use super::{Edges, History, HistoryError, Node};

impl History {
    /// What can be reached, in the order in which it is found, beginning with the targets.
    pub(super) fn related(
        &self,
        targets: impl IntoIterator<Item = usize>,
        edges: impl Fn(&Node) -> Vec<usize>,
    ) -> Vec<usize> {
        let mut seen = vec![false; self.nodes.len()];
        let mut found = Vec::new();
        for target in targets {
            let mut todo = vec![target];
            while let Some(at) = todo.pop() {
                if !std::mem::replace(&mut seen[at], true) {
                    found.push(at);
                    todo.extend(edges(&self.nodes[at]));
                }
            }
        }
        found
    }

    /// The same, if no target can be reached from another one.
    fn related_apart(
        &self,
        targets: &[usize],
        edges: impl Fn(&Node) -> Vec<usize>,
    ) -> Result<Vec<usize>, HistoryError> {
        let mut seen = vec![false; self.nodes.len()];
        let mut found = Vec::new();
        for target in targets {
            let mut met = BTreeSet::new();
            let mut todo = vec![*target];
            while let Some(at) = todo.pop() {
                met.insert(at);
                if !std::mem::replace(&mut seen[at], true) {
                    found.push(at);
                    todo.extend(edges(&self.nodes[at]));
                }
            }
            let others: BTreeSet<_> = targets.iter().filter(|at| *at != target && met.contains(at)).copied().collect();
            if !others.is_empty() {
                return Err(HistoryError::Overlap { id: self.id(*target).to_owned(), others: self.owned(others) });
            }
        }
        Ok(found)
    }

    pub(super) fn ancestors(&self, targets: impl IntoIterator<Item = usize>, edges: Edges) -> Vec<usize> {
        self.related(targets, below(edges))
    }

    pub(super) fn ancestors_apart(&self, targets: &[usize]) -> Result<Vec<usize>, HistoryError> {
        self.related_apart(targets, below(Edges::Depends))
    }

    pub(super) fn descendants(&self, targets: impl IntoIterator<Item = usize>, edges: Edges) -> Vec<usize> {
        self.related(targets, above(edges))
    }

    pub(super) fn descendants_apart(&self, targets: &[usize]) -> Result<Vec<usize>, HistoryError> {
        self.related_apart(targets, above(Edges::Parents))
    }
}

fn below(edges: Edges) -> impl Fn(&Node) -> Vec<usize> {
    move |node| match edges {
        Edges::Parents => node.parents.clone(),
        Edges::Depends => node.below(),
    }
}

fn above(edges: Edges) -> impl Fn(&Node) -> Vec<usize> {
    move |node| match edges {
        Edges::Parents => node.next.clone(),
        Edges::Depends => node.all_next.clone(),
    }
}
