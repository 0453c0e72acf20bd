//! Steps up and down.

use super::{Edges, History, HistoryError, Place};

impl History {
    /// Goes so many steps up, or down if the number is negative. Where there are fewer, the walk ends nowhere if it must
    /// be exact, else where it came to.
    pub(super) fn walk(
        &self,
        start: Place,
        steps: i64,
        branch: Option<&str>,
        is_exact: bool,
    ) -> Result<Place, HistoryError> {
        let mut place = start;
        for _ in 0..steps.unsigned_abs() {
            let ways = if steps > 0 { self.ways_up(place, branch)? } else { self.ways_down(place) };
            match ways[..] {
                [] => return Ok(if is_exact { Place::Nowhere } else { place }),
                [way] => place = way,
                _ => {
                    return Err(HistoryError::AmbiguousWalk {
                        at: self.place_name(place),
                        ways: self.place_names(&ways),
                    });
                }
            }
        }
        Ok(place)
    }

    fn ways_up(&self, place: Place, branch: Option<&str>) -> Result<Vec<Place>, HistoryError> {
        let next = match place {
            Place::Nowhere => self.bases.clone(),
            Place::Base => return Err(HistoryError::NotATarget { target: "base".to_owned() }),
            Place::At(at) => self.nodes[at].next.clone(),
        };
        let next = match branch.filter(|branch| !branch.is_empty()) {
            Some(branch) => self.in_lineage(&next, branch, Edges::Parents)?,
            None => next,
        };
        Ok(next.into_iter().map(Place::At).collect())
    }

    fn ways_down(&self, place: Place) -> Vec<Place> {
        let below = match place {
            Place::Base => return Vec::new(),
            Place::Nowhere => self.heads.clone(),
            Place::At(at) => self.nodes[at].parents.clone(),
        };
        if below.is_empty() { vec![Place::Base] } else { below.into_iter().map(Place::At).collect() }
    }

    pub(super) fn place_name(&self, place: Place) -> String {
        match place {
            Place::At(at) => self.id(at).to_owned(),
            Place::Base | Place::Nowhere => "base".to_owned(),
        }
    }

    pub(super) fn place_names(&self, places: &[Place]) -> Vec<String> {
        places.iter().map(|place| self.place_name(*place)).collect()
    }
}
