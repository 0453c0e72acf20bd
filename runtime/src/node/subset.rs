//! Sets, untyped: restricted, limited, and as predicates.

use std::sync::Arc;

use super::{Lock, Node, OrderItem, Pick, Ranges, RelationMeta, Subset, logic};
use crate::statement::Refusal;

impl Subset {
    pub(crate) fn new(relation: &'static RelationMeta, filter: Node) -> Self {
        Self { relation, filter, pick: None }
    }

    pub(crate) fn pick_mut(&mut self) -> &mut Pick {
        self.pick.get_or_insert_default()
    }

    pub(crate) fn order(&self) -> &[OrderItem] {
        self.pick.as_ref().map_or(&[], |pick| &pick.order)
    }

    /// Whether its predicate alone does not say which rows it has.
    pub(crate) fn is_limited(&self) -> bool {
        self.is_cut() || self.has_source()
    }

    /// Whether its rows come from a function.
    pub(crate) fn has_source(&self) -> bool {
        self.pick.as_ref().is_some_and(|pick| pick.source.is_some())
    }

    /// Whether rows are left out that its predicate is true for.
    pub(crate) fn is_cut(&self) -> bool {
        self.pick.as_ref().is_some_and(|pick| pick.limit.is_some() || pick.offset > 0 || !pick.distinct_on.is_empty())
    }

    /// At most this many of its rows: of those that an earlier limit let through.
    pub(crate) fn limited(mut self, rows: u64) -> Self {
        if self.pick.as_ref().is_some_and(|pick| pick.limit.is_some()) {
            self = self.restrict(Node::True);
        }
        self.pick_mut().limit = Some(rows);
        self
    }

    /// The first of its rows alone: of those before a row, too, the first one of the order.
    pub(crate) fn first(mut self) -> Self {
        if self.pick.as_ref().is_some_and(|pick| pick.backward) {
            self = self.restrict(Node::True);
            self.pick_mut().backward = false;
        }
        self.limited(1)
    }

    /// Without the first of its rows: of those that an earlier offset left.
    pub(crate) fn without_first(mut self, rows: u64) -> Self {
        if self.pick.as_ref().is_some_and(|pick| pick.offset > 0) {
            self = self.restrict(Node::True);
        }
        self.pick_mut().offset = rows;
        self
    }

    /// Whether its predicate says which rows it has, however often it is asked.
    pub(crate) fn is_repeatable(&self) -> bool {
        !self.is_limited() && self.lock().is_none() && self.filter.is_stable()
    }

    /// The lock on its rows.
    pub(crate) fn lock(&self) -> Option<Lock> {
        self.pick.as_ref().and_then(|pick| pick.lock)
    }

    /// Its rows without a lock.
    pub(crate) fn unlocked(mut self) -> Self {
        if let Some(pick) = &mut self.pick {
            pick.lock = None;
        }
        self
    }

    /// Its rows where they cannot be locked: with a lock, the statement is refused.
    pub(crate) fn refusing(mut self, refusal: Refusal) -> Self {
        if let Some(lock) = self.pick.as_mut().and_then(|pick| pick.lock.as_mut()) {
            lock.refused.get_or_insert(refusal);
        }
        self
    }

    /// The predicate that is true for its rows and for no other; its order is lost, and a lock has no place there.
    pub(crate) fn into_predicate(self) -> Node {
        self.refusing(Refusal::Misplaced).into_rows()
    }

    /// The predicate that is true for its rows, which are locked as they are found.
    pub(crate) fn into_rows(self) -> Node {
        if self.is_limited() || self.lock().is_some() { Node::Among(Arc::new(self)) } else { self.filter }
    }

    /// [`restrict`](Self::restrict), and the same predicate in parts, if there are some.
    pub(crate) fn restrict_to(self, predicate: Node, parts: Vec<Node>) -> Self {
        let mut subset = self.restrict(predicate.clone());
        if !parts.is_empty() {
            subset.pick_mut().ranges = Some(Ranges { whole: predicate, parts });
        }
        subset
    }

    /// The set in parts that come one after the other in its order, where it is cut after some rows, and each part has an
    /// index to serve it: columns alone are asked.
    pub(crate) fn parts(&self) -> Option<Vec<Self>> {
        let pick = self.pick.as_ref()?;
        let ranges = pick.ranges.as_ref()?;
        let cut = pick.limit.is_some() && pick.offset == 0 && !pick.backward;
        let plain = pick.source.is_none() && pick.distinct_on.is_empty() && pick.lock.is_none();
        let columns = pick.order.iter().all(|item| matches!(item.node, Node::Column { .. }));
        if !(cut && plain && columns) || self.relation.primary_key.is_empty() {
            return None;
        }
        let others = match &self.filter {
            filter if *filter == ranges.whole => Node::True,
            Node::And(nodes) if nodes.contains(&ranges.whole) => {
                nodes.iter().filter(|node| **node != ranges.whole).cloned().fold(Node::True, logic::and)
            }
            _ => return None,
        };
        let part = |part: &Node| {
            let pick = Pick { ranges: None, ..(**pick).clone() };
            let filter = logic::and(others.clone(), part.clone());
            Self { relation: self.relation, filter, pick: Some(Box::new(pick)) }
        };
        Some(ranges.parts.iter().map(part).collect())
    }

    /// The rows of it that a predicate is true for, in its order.
    pub(crate) fn restrict(mut self, predicate: Node) -> Self {
        if self.is_cut() {
            self = self.picked();
        }
        self.filter = logic::and(std::mem::replace(&mut self.filter, Node::True), predicate);
        self
    }

    /// The same rows in the same order, by a predicate alone.
    ///
    /// They are locked where they are picked, since which ones are picked may depend on that, and once more where they
    /// are read, so that they are read as they are by then.
    pub(crate) fn picked(self) -> Self {
        let pick = self
            .pick
            .as_ref()
            .map(|pick| Box::new(Pick { order: pick.order.clone(), lock: pick.lock, ..Pick::default() }));
        Self { relation: self.relation, filter: self.into_rows(), pick }
    }

    /// Whether its rows are more than a `FROM` with a predicate, an order and a limit.
    pub(crate) fn is_arranged(&self) -> bool {
        self.pick.as_ref().is_some_and(|pick| pick.backward || pick.source.is_some() || !pick.distinct_on.is_empty())
    }
}
