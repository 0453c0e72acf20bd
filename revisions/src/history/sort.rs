//! An order in which every revision comes before what it rests on.

use std::collections::BTreeSet;

use super::{Edges, History, HistoryError};

impl History {
    /// The revisions from above to below, one branch after the other; `heads` are where to begin.
    pub(super) fn sorted(&self, nodes: &BTreeSet<usize>, heads: &[usize]) -> Result<Vec<usize>, HistoryError> {
        let reach = |at: usize| self.ancestors([at], Edges::Depends).into_iter().collect::<BTreeSet<_>>();
        let mut todo = nodes.clone();
        let mut heads: Vec<usize> =
            heads.iter().copied().filter(|at| todo.contains(at)).collect::<BTreeSet<_>>().into_iter().collect();
        let mut below: Vec<BTreeSet<usize>> = heads.iter().map(|at| reach(*at)).collect();
        let mut sorted = Vec::new();
        let mut own = 0;
        while let Some(at) = heads.get(own).copied() {
            // What rests on this one comes first.
            if let Some(other) = (0..below.len()).find(|other| *other != own && below[*other].contains(&at)) {
                own = other;
                continue;
            }
            if todo.remove(&at) {
                sorted.push(at);
            }
            let node = &self.nodes[at];
            let next: Vec<usize> =
                node.below().into_iter().filter(|at| todo.contains(at) && !heads.contains(at)).collect();
            let Some((first, others)) = next.split_first() else {
                heads.remove(own);
                below.remove(own);
                own = own.saturating_sub(1);
                continue;
            };
            heads[own] = *first;
            if node.own_depends.is_empty() && node.parents.len() == 1 {
                below[own].remove(&at);
            } else {
                heads.extend(others);
                below[own] = reach(*first);
                below.extend(others.iter().map(|at| reach(*at)));
            }
        }
        match todo.first() {
            None => Ok(sorted),
            Some(left) => Err(HistoryError::NotATarget { target: self.id(*left).to_owned() }),
        }
    }
}
