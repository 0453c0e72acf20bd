//! What is run between what is applied and a target.

use std::collections::BTreeSet;

use super::{Edges, History, HistoryError, Place};

/// The lower end of a range.
enum Lower<'a> {
    Applied(&'a [String]),
    Named(&'a str),
}

impl History {
    /// The revisions that lead from what is applied to a target, in the order in which they are applied.
    pub fn up(&self, current: &[String], target: &str) -> Result<Vec<&str>, HistoryError> {
        let (nodes, heads) = self.collect_up(target, &Lower::Applied(current), true)?;
        let mut sorted = self.sorted(&nodes, &heads)?;
        sorted.reverse();
        Ok(self.ids(&sorted))
    }

    /// The revisions to be reverted to reach a target, in that order.
    pub fn down(&self, current: &[String], target: &str) -> Result<Vec<&str>, HistoryError> {
        let (nodes, heads) = self.collect_down(current, target)?;
        Ok(self.ids(&self.sorted(&nodes, &heads)?))
    }

    /// The revisions from `lower` to `upper`, both included, newest first.
    pub fn range(&self, lower: &str, upper: &str) -> Result<Vec<&str>, HistoryError> {
        let (nodes, heads) = self.collect_up(upper, &Lower::Named(lower), false)?;
        Ok(self.ids(&self.sorted(&nodes, &heads)?))
    }

    /// All that is applied if these are the heads.
    pub fn applied(&self, current: &[String]) -> Result<Vec<&str>, HistoryError> {
        let heads = Self::nodes_of(self.all_places(current)?)?;
        let nodes: BTreeSet<_> = self.ancestors(heads, Edges::Depends).into_iter().collect();
        Ok(nodes.into_iter().map(|at| self.id(at)).collect())
    }

    /// What each branch has come to: the heads of the database, and what they depend on.
    pub fn current(&self, current: &[String]) -> Result<Vec<&str>, HistoryError> {
        Ok(self.ids(&self.all_current(current)?))
    }

    /// `is_whole`: with everything that is needed, not only what rests on the lower end.
    fn collect_up(
        &self,
        upper: &str,
        lower: &Lower<'_>,
        is_whole: bool,
    ) -> Result<(BTreeSet<usize>, Vec<usize>), HistoryError> {
        let (from, inclusive): (Vec<String>, bool) = match lower {
            Lower::Applied(current) => (current.to_vec(), false),
            Lower::Named(name) => (vec![(*name).to_owned()], true),
        };
        let mut targets = Self::nodes_of(self.up_target(&from, Some(upper), is_whole)?)?;
        if let Lower::Named(name) = lower
            && let Some((branch, _)) = name.split_once('@')
        {
            targets = self.on_branch(targets, branch)?;
        }
        let required: BTreeSet<_> = self.ancestors_apart(&targets)?.into_iter().collect();
        let mut current = self.all_places(&from)?;
        let outside = |place: &Place| match place {
            Place::At(at) => !required.contains(at),
            Place::Base => true,
            Place::Nowhere => false,
        };
        if !is_whole && current.iter().any(outside) {
            return Err(HistoryError::NotARange { lower: from.join(", "), upper: upper.to_owned() });
        }
        if let (Some(Place::Nowhere), Lower::Named(name)) = (current.first(), lower) {
            // Steps down from the upper end.
            current = match self.down_target(&[upper.to_owned()], name, false)?.1 {
                Place::Base => Vec::new(),
                place => vec![place],
            };
        }
        let current = Self::nodes_of(current)?;
        let done: BTreeSet<_> = self.ancestors_apart(&current)?.into_iter().collect();
        let mut needs: BTreeSet<_> = required.difference(&done).copied().collect();
        if inclusive {
            needs.extend(&current);
        }
        if !current.is_empty() && !is_whole {
            let above: BTreeSet<_> = self.descendants_apart(&current)?.into_iter().collect();
            needs.retain(|at| above.contains(at));
        }
        Ok((needs, targets))
    }

    /// The targets that are on the branch.
    fn on_branch(&self, targets: Vec<usize>, branch: &str) -> Result<Vec<usize>, HistoryError> {
        let label = match self.place(Some(branch))? {
            Place::At(at) if self.id(at) == branch => match &self.nodes[at].labels.iter().collect::<Vec<_>>()[..] {
                [label] => (*label).clone(),
                _ => return Err(HistoryError::Unknown { name: branch.to_owned() }),
            },
            _ => branch.to_owned(),
        };
        Ok(targets.into_iter().filter(|at| self.nodes[*at].labels.contains(&label)).collect())
    }

    fn collect_down(&self, current: &[String], target: &str) -> Result<(BTreeSet<usize>, Vec<usize>), HistoryError> {
        let (branch, place) = self.down_target(current, target, true)?;
        let target_node = if let Place::At(at) = place { Some(at) } else { None };
        let mut roots: Vec<usize> = match target_node {
            // By all their names: a label counts too.
            None => self.names.iter().map(|(_, at)| *at).filter(|at| self.nodes[*at].parents.is_empty()).collect(),
            Some(at) => self.nodes[at].next.clone(),
        };
        if let Some(branch) = branch
            && roots.len() > 1
        {
            let below: BTreeSet<_> = self.ancestors([self.branch(&branch)?], Edges::Parents).into_iter().collect();
            roots.retain(|at| below.contains(at));
            if roots.is_empty() {
                return Err(HistoryError::NotBelow { target: target.to_owned() });
            }
        }
        let heads = Self::nodes_of(self.all_places(current)?)?;
        let active: BTreeSet<_> = self.ancestors(heads.iter().copied(), Edges::Depends).into_iter().collect();
        let reverted: BTreeSet<_> =
            self.descendants(roots, Edges::Depends).into_iter().filter(|at| active.contains(at)).collect();
        if let Some(at) = target_node
            && reverted.is_empty()
            && !heads.contains(&at)
        {
            return Err(HistoryError::NotBelow { target: target.to_owned() });
        }
        Ok((reverted, heads))
    }
}
