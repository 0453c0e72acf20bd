//! How the heads that a database records change with each step.

use std::collections::BTreeSet;

use super::{Edges, History, HistoryError, Place};

/// A change of the recorded heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadChange {
    /// One more.
    Insert(String),
    /// One less.
    Delete(String),
    /// One in the place of another.
    Replace {
        /// What was there.
        from: String,
        /// What is there now.
        to: String,
    },
}

impl HeadChange {
    /// Makes the change. Whether it could be made.
    pub fn apply(&self, heads: &mut Vec<String>) -> bool {
        match self {
            Self::Insert(id) if !heads.contains(id) => heads.push(id.clone()),
            Self::Delete(id) if heads.contains(id) => heads.retain(|head| head != id),
            Self::Replace { from, to } if !heads.contains(to) => match heads.iter_mut().find(|head| *head == from) {
                Some(head) => head.clone_from(to),
                None => return false,
            },
            Self::Insert(_) | Self::Delete(_) | Self::Replace { .. } => return false,
        }
        true
    }
}

impl History {
    /// How the heads change when a revision is applied.
    pub fn heads_after_up(&self, heads: &[String], id: &str) -> Result<Vec<HeadChange>, HistoryError> {
        let below = self.nodes[self.known(id)?].below();
        let present: Vec<_> =
            below.iter().copied().filter(|at| heads.iter().any(|head| head == self.id(*at))).collect();
        let changes = match present[..] {
            [] => vec![HeadChange::Insert(id.to_owned())],
            [only] => vec![HeadChange::Replace { from: self.id(only).to_owned(), to: id.to_owned() }],
            _ => {
                let rest = self.below_others(heads, &below)?;
                let from: Vec<_> = below.iter().copied().filter(|at| !rest.contains(at)).collect();
                self.merge(&self.owned(from), id, heads)?
            }
        };
        self.checked(heads, id, changes)
    }

    /// How the heads change when a revision is reverted.
    pub fn heads_after_down(&self, heads: &[String], id: &str) -> Result<Vec<HeadChange>, HistoryError> {
        let at = self.known(id)?;
        let below = self.nodes[at].below();
        if !heads.iter().any(|head| head == id) {
            return Err(self.do_not_fit(heads, id));
        }
        let rest: BTreeSet<usize> = if heads.len() > 1 {
            self.below_others(heads, &[at])?
        } else {
            let under = |to: usize| self.ancestors([to], Edges::Depends).into_iter().filter(move |at| *at != to);
            below.iter().flat_map(|to| under(*to)).collect()
        };
        let to = self.owned(below.into_iter().filter(|at| !rest.contains(at)));
        let changes = match to.split_last() {
            None => vec![HeadChange::Delete(id.to_owned())],
            Some((last, others)) => others
                .iter()
                .map(|other| HeadChange::Insert(other.clone()))
                .chain([HeadChange::Replace { from: id.to_owned(), to: last.clone() }])
                .collect(),
        };
        self.checked(heads, id, changes)
    }

    /// How the heads change when a database is said to be at these targets.
    pub fn stamp(&self, current: &[String], targets: &[String]) -> Result<Vec<HeadChange>, HistoryError> {
        let base = ["base".to_owned()];
        let targets = if targets.is_empty() { &base[..] } else { targets };
        let heads = Self::nodes_of(self.all_places(current)?)?;
        let mut own = Vec::new();
        for target in targets {
            own.extend(self.in_lineage(&heads, target, Edges::Depends)?);
        }
        let own = super::unique(own);
        let mut places = self.all_places(targets)?;
        if places.is_empty() {
            places.push(Place::Nowhere);
        }
        let mut left = current.to_vec();
        let mut changes = Vec::new();
        for place in places {
            let (id, step) = self.stamp_step(place, &own, &left)?;
            changes.extend(self.checked(&left, &id, step.clone())?);
            for change in &step {
                change.apply(&mut left);
            }
        }
        Ok(changes)
    }

    fn stamp_step(
        &self,
        place: Place,
        own: &[usize],
        heads: &[String],
    ) -> Result<(String, Vec<HeadChange>), HistoryError> {
        let at = match place {
            Place::Nowhere => {
                return Ok((
                    "base".to_owned(),
                    self.owned(own.iter().copied()).into_iter().map(HeadChange::Delete).collect(),
                ));
            }
            Place::Base => return Err(HistoryError::NotATarget { target: "base".to_owned() }),
            Place::At(at) => at,
        };
        let id = self.id(at).to_owned();
        if own.contains(&at) {
            return Ok((id, Vec::new()));
        }
        let hit = |nodes: Vec<usize>| nodes.iter().any(|node| own.contains(node));
        let is_below = hit(self.descendants([at], Edges::Depends));
        let is_above = hit(self.ancestors([at], Edges::Depends));
        if is_below && is_above {
            return Err(self.do_not_fit(heads, &id));
        }
        let from = self.owned(own.iter().copied());
        let is_new = !heads.contains(&id);
        let changes = match (is_below, is_above) {
            (false, true) if is_new && from.iter().any(|from| !heads.contains(from)) => {
                vec![HeadChange::Insert(id.clone())]
            }
            (true, _) | (_, true) => self.merge(&from, &id, heads)?,
            (false, false) => vec![HeadChange::Insert(id.clone())],
        };
        Ok((id, changes))
    }

    /// One head in the place of several.
    fn merge(&self, from: &[String], to: &str, heads: &[String]) -> Result<Vec<HeadChange>, HistoryError> {
        let (last, others) = from.split_last().ok_or_else(|| self.do_not_fit(heads, to))?;
        let deleted = others.iter().cloned().map(HeadChange::Delete);
        Ok(deleted.chain([HeadChange::Replace { from: last.clone(), to: to.to_owned() }]).collect())
    }

    /// What the heads other than these rest on.
    fn below_others(&self, heads: &[String], these: &[usize]) -> Result<BTreeSet<usize>, HistoryError> {
        let others: Vec<_> =
            heads.iter().filter(|head| !these.iter().any(|at| self.id(*at) == **head)).cloned().collect();
        Ok(self.ancestors(Self::nodes_of(self.all_places(&others)?)?, Edges::Depends).into_iter().collect())
    }

    /// The changes, if they can be made.
    fn checked(&self, heads: &[String], id: &str, changes: Vec<HeadChange>) -> Result<Vec<HeadChange>, HistoryError> {
        let mut left = heads.to_vec();
        if changes.iter().all(|change| change.apply(&mut left)) { Ok(changes) } else { Err(self.do_not_fit(heads, id)) }
    }

    fn known(&self, id: &str) -> Result<usize, HistoryError> {
        self.by_name.get(id).copied().ok_or_else(|| HistoryError::Unknown { name: id.to_owned() })
    }

    #[expect(clippy::unused_self, reason = "an error of the history's")]
    fn do_not_fit(&self, heads: &[String], id: &str) -> HistoryError {
        HistoryError::HeadsDoNotFit { id: id.to_owned(), heads: heads.to_vec() }
    }
}
