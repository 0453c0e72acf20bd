//! What `up` and `down` are to reach.

use std::collections::BTreeSet;

use super::{
    Edges, History, HistoryError, Place,
    relative::{Relative, relative},
};

impl History {
    /// The targets of going up from what is applied.
    pub(super) fn up_target(
        &self,
        current: &[String],
        target: Option<&str>,
        is_exact: bool,
    ) -> Result<Vec<Place>, HistoryError> {
        let Some((text, Relative { branch, from, steps })) = target.and_then(|text| Some((text, relative(text)?)))
        else {
            return self.places(target);
        };
        if steps <= 0 {
            let from = from.ok_or_else(|| HistoryError::WrongWay { target: text.to_owned() })?;
            let start = match branch {
                Some(branch) => self.place(Some(&format!("{branch}@{from}")))?,
                None => self.place(Some(from))?,
            };
            return Ok(vec![self.walk(start, steps, None, is_exact)?]);
        }
        if let Some(from) = from {
            return Ok(vec![self.walk(self.place(Some(from))?, steps, branch, is_exact)?]);
        }
        let starts = self.starts(current, branch)?;
        let [start] = starts[..] else {
            return Err(HistoryError::AmbiguousStart { target: text.to_owned(), starts: self.place_names(&starts) });
        };
        match self.walk(start, steps, branch, is_exact)? {
            Place::Nowhere => Err(HistoryError::TooFar { target: text.to_owned() }),
            place => Ok(vec![place]),
        }
    }

    /// Where steps up from what is applied begin.
    fn starts(&self, current: &[String], branch: Option<&str>) -> Result<Vec<Place>, HistoryError> {
        let Some(branch) = branch else {
            if current.is_empty() {
                return Ok(vec![Place::Nowhere]);
            }
            return current.iter().map(|id| self.place(Some(id))).collect();
        };
        let applied = Self::nodes_of(self.all_places(current)?)?;
        let mut starts = self.in_lineage(&applied, branch, Edges::Parents)?;
        if starts.is_empty() {
            // No head is on the branch: the topmost of what is applied of it.
            let active = self.ancestors(applied, Edges::Depends);
            let active = self.in_lineage(&active, branch, Edges::Parents)?;
            let below: BTreeSet<_> = active.iter().flat_map(|at| self.nodes[*at].below()).collect();
            starts = active.into_iter().filter(|at| !below.contains(at)).collect();
        }
        if starts.is_empty() {
            return Ok(vec![Place::Nowhere]);
        }
        Ok(starts.into_iter().map(Place::At).collect())
    }

    /// The branch and the revision that going down from what is applied is to reach.
    pub(super) fn down_target(
        &self,
        current: &[String],
        target: &str,
        is_exact: bool,
    ) -> Result<(Option<String>, Place), HistoryError> {
        let Some(Relative { branch, from, steps }) = relative(target) else {
            let (branch, name) = target.rsplit_once('@').unwrap_or(("", target));
            let branch = (!branch.is_empty()).then(|| branch.to_owned());
            return Ok((branch, self.place(Some(name))?));
        };
        let too_far = || HistoryError::TooFar { target: target.to_owned() };
        let owned = branch.map(str::to_owned);
        if steps >= 0 {
            let from = from.ok_or_else(|| HistoryError::WrongWay { target: target.to_owned() })?;
            return match self.walk(self.place(Some(from))?, steps, branch, is_exact)? {
                Place::Nowhere => Err(too_far()),
                place => Ok((owned, place)),
            };
        }
        let (branch, from) = match (from, branch) {
            (Some(from), _) => (owned, from.to_owned()),
            (None, Some(branch)) => (owned, self.tip(current, branch, target)?),
            (None, None) => {
                let first = current.first().ok_or_else(too_far)?;
                // Only the branch of this head is gone down.
                (Some(first.clone()), first.clone())
            }
        };
        let start = match &branch {
            Some(branch) => self.place(Some(&format!("{branch}@{from}")))?,
            None => self.place(Some(&from))?,
        };
        match self.walk(start, steps, None, is_exact)? {
            Place::Nowhere => Err(too_far()),
            place => Ok((branch, place)),
        }
    }

    /// The one revision of what is applied that a branch has come to.
    fn tip(&self, current: &[String], branch: &str, target: &str) -> Result<String, HistoryError> {
        let mut applied = Vec::new();
        for id in current {
            if let Place::At(at) = self.identified(Some(id), None)? {
                applied.push(at);
            }
        }
        let mut tips = self.in_lineage(&applied, branch, Edges::Parents)?;
        if tips.is_empty() {
            tips = self.in_lineage(&self.all_current(current)?, branch, Edges::Parents)?;
        }
        match tips[..] {
            [tip] => Ok(self.id(tip).to_owned()),
            _ => Err(HistoryError::AmbiguousStart { target: target.to_owned(), starts: self.owned(tips) }),
        }
    }

    /// What is applied without what is below it on its own branch: heads, and what they depend on.
    pub(super) fn all_current(&self, current: &[String]) -> Result<Vec<usize>, HistoryError> {
        let applied = Self::nodes_of(self.all_places(current)?)?;
        let all = self.ancestors(applied, Edges::Depends);
        let applied: BTreeSet<_> = all.iter().copied().collect();
        // Whatever is applied has its parents applied: a child tells of all that is above it.
        Ok(all.into_iter().filter(|at| !self.nodes[*at].next.iter().any(|above| applied.contains(above))).collect())
    }

    /// The revisions at these places, each of which must be one.
    pub(super) fn nodes_of(places: Vec<Place>) -> Result<Vec<usize>, HistoryError> {
        let node = |place| match place {
            Place::At(at) => Ok(at),
            Place::Base => Err(HistoryError::NotATarget { target: "base".to_owned() }),
            Place::Nowhere => Err(HistoryError::NotATarget { target: "a place beyond the last revision".to_owned() }),
        };
        places.into_iter().map(node).collect()
    }
}
