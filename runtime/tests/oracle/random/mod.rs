//! Random programs. The first choice of each kind is the simplest one, which ends.

mod aggregate;
mod expr;
mod pred;
mod program;
mod set;

use crate::choices::Choices;
use crate::program::{By, Ex, Pred};
use crate::schema::{Kind, TABLES};
use crate::value::Ty;
use crate::world::World;

/// What makes programs.
pub(crate) struct Random<'c> {
    pub(crate) choices: &'c mut Choices,
    pub(crate) world: &'c World,
}

/// How far below the top something is: what is too deep is simple.
pub(crate) const DEPTH: usize = 3;

impl Random<'_> {
    /// A key of a table of one of these kinds.
    fn key(&mut self, table: usize, fits: impl Fn(Kind) -> bool) -> Option<usize> {
        let keys: Vec<_> = (0..TABLES[table].keys.len()).filter(|key| fits(TABLES[table].keys[*key].kind)).collect();
        if keys.is_empty() { None } else { Some(*self.choices.one(&keys)) }
    }

    /// A value that a statement may have to say twice: to select it, and to group or to order by it.
    ///
    /// PostgreSQL does not take two sub-selects for the same value, nor two parameters, and moods travel as text.
    fn said_twice(&mut self, table: usize, depth: usize) -> Ex {
        match self.key(table, |_| true).filter(|_| self.choices.once_in(3)) {
            Some(key) => {
                let found = Pred::Any(key, Box::new(self.pred(TABLES[table].keys[key].target, 1)));
                Ex::Case(vec![(found, self.expr(table, Ty::Mood, 1))], None)
            }
            None => self.any(table, depth).1,
        }
    }

    /// The code of a person, who is that row or whom keys lead to: by it, groups are not grouped.
    fn name(&mut self, table: usize, depth: usize) -> Option<Ex> {
        if TABLES[table].name == "person" && (depth == 0 || self.choices.once_in(2)) {
            return Some(Ex::Column(1));
        }
        let to_one = |kind| matches!(kind, Kind::One | Kind::Optional);
        let key = if depth == 0 { None } else { self.key(table, to_one) }?;
        Some(Ex::Get(key, Box::new(self.name(TABLES[table].keys[key].target, depth - 1)?)))
    }

    /// A column of a type.
    fn column(&mut self, table: usize, ty: Ty) -> Option<usize> {
        let columns = TABLES[table].columns;
        let columns: Vec<_> = (0..columns.len()).filter(|at| columns[*at].ty == ty).collect();
        if columns.is_empty() { None } else { Some(*self.choices.one(&columns)) }
    }

    /// An order.
    pub(crate) fn order(&mut self, table: usize, depth: usize) -> Vec<By<Ex>> {
        let count = 1 + self.choices.below(2);
        (0..count)
            .map(|_| {
                let what = if self.choices.once_in(3) {
                    self.any(table, depth).1
                } else {
                    Ex::Column(self.choices.below(TABLES[table].columns.len()))
                };
                self.by(what)
            })
            .collect()
    }

    fn by(&mut self, what: Ex) -> By<Ex> {
        let descending = self.choices.below(2) == 1;
        By { what, descending, nulls_first: *self.choices.one(&[None, Some(true), Some(false)]) }
    }

    /// An order in which no two rows are equal.
    pub(crate) fn total_order(&mut self, table: usize, depth: usize) -> Vec<By<Ex>> {
        let mut order = if self.choices.below(3) == 0 { Vec::new() } else { self.order(table, depth) };
        for column in TABLES[table].identity {
            let descending = self.choices.below(2) == 1;
            order.push(By { what: Ex::Column(*column), descending, nulls_first: None });
        }
        order
    }
}
