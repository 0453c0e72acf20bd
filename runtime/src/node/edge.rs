//! How rows of one relation lead to rows of another, as data.

use super::{Keys, RelationMeta};

/// Pairs of columns that are equal on both sides of a foreign key: this side, other side.
pub(crate) type Pairs = &'static [(u16, u16)];

/// A foreign key, or two through an association table, seen from one side.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// The relation it leads to.
    pub(crate) target: &'static RelationMeta,
    /// The columns here and there; there is the association where there is one.
    pub(crate) near: Step,
    /// The association table, and the step from it to the target.
    pub(crate) through: Option<(&'static RelationMeta, Step)>,
}

/// Pairs of columns, in one direction or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) pairs: Pairs,
    pub(crate) flipped: bool,
}

impl Step {
    pub(crate) const fn new(pairs: Pairs) -> Self {
        Self { pairs, flipped: false }
    }

    /// The columns where it starts and where it ends.
    pub(crate) fn columns(self) -> impl Iterator<Item = (u16, u16)> {
        self.pairs.iter().map(move |&(from, to)| if self.flipped { (to, from) } else { (from, to) })
    }

    /// The same pairs in the other direction.
    pub(crate) const fn flipped(self) -> Self {
        Self { flipped: !self.flipped, ..self }
    }
}

impl Edge {
    /// The same key from its other side, which leads to `source`.
    pub(crate) fn reversed(self, source: &'static RelationMeta) -> Self {
        match self.through {
            None => Self { target: source, near: self.near.flipped(), through: None },
            Some((association, far)) => {
                Self { target: source, near: far.flipped(), through: Some((association, self.near.flipped())) }
            }
        }
    }

    /// The relation next to this side: the association, where there is one.
    pub(crate) fn next(self) -> &'static RelationMeta {
        self.through.map_or(self.target, |(association, _)| association)
    }

    /// The key as steps without associations.
    pub(crate) fn steps(self) -> impl Iterator<Item = Self> {
        let near = Self { target: self.next(), near: self.near, through: None };
        let far = self.through.map(|(_, far)| Self { target: self.target, near: far, through: None });
        std::iter::once(near).chain(far)
    }

    /// A column of the target that is never NULL in a row that the key leads to.
    pub(crate) fn arrival(self) -> Option<u16> {
        self.through.map_or(self.near, |(_, far)| far).columns().next().map(|(_, there)| there)
    }

    /// The columns of this side.
    pub(crate) fn here(self) -> impl Iterator<Item = u16> {
        self.near.columns().map(|(here, _)| here)
    }
}

impl PartialEq for Edge {
    fn eq(&self, other: &Self) -> bool {
        self.target.is(other.target)
            && self.near == other.near
            && match (self.through, other.through) {
                (None, None) => true,
                (Some((a, near)), Some((b, far))) => a.is(b) && near == far,
                _ => false,
            }
    }
}

impl Keys {
    /// The same values in the columns on the other side of a key, if they are those of this side.
    pub(crate) fn moved(&self, step: Step) -> Option<Self> {
        let columns = self
            .columns
            .iter()
            .map(|column| step.columns().find_map(|(here, there)| (here == *column).then_some(there)))
            .collect::<Option<Vec<_>>>()?;
        Some(Self { columns, arrays: self.arrays.clone() })
    }
}
