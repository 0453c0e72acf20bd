//! Random aggregates, bare and wrapped.

use super::Random;
use super::pred::COMPARES;
use crate::program::Agg;
use crate::value::Ty;
use crate::world::value;

impl Random<'_> {
    /// An aggregate of a type over rows of a table.
    pub(crate) fn aggregate(&mut self, table: usize, ty: Ty, depth: usize) -> Agg {
        if depth > 0 && ty != Ty::Bool && self.choices.once_in(6) {
            return self.combined(table, ty, depth - 1);
        }
        let mut aggregate = self.base(table, ty, depth);
        if depth > 0 && self.choices.once_in(4) && !matches!(aggregate, Agg::Rows) {
            aggregate = Agg::Distinct(Box::new(aggregate));
        }
        if depth > 0 && self.choices.once_in(3) {
            aggregate = Agg::Filter(Box::new(aggregate), Box::new(self.pred(table, depth - 1)));
        }
        if self.choices.once_in(4) {
            aggregate = Agg::Coalesce(Box::new(aggregate), ty, value(self.choices, ty));
            if depth > 0 && self.choices.once_in(4) {
                aggregate = Agg::Filter(Box::new(aggregate), Box::new(self.pred(table, depth - 1)));
            }
        }
        aggregate
    }

    /// An aggregate computed from two.
    fn combined(&mut self, table: usize, ty: Ty, depth: usize) -> Agg {
        let (a, b) = (Box::new(self.aggregate(table, ty, depth)), Box::new(self.aggregate(table, ty, depth)));
        let numbers = matches!(ty, Ty::Int | Ty::Big);
        let combined = match self.choices.below(4) {
            0 if numbers => Agg::Add(a, b),
            1 if numbers => Agg::Sub(a, b),
            2 if numbers => Agg::Mul(a, b),
            _ => Agg::CoalesceTwo(a, b),
        };
        if depth > 0 && self.choices.once_in(4) {
            return Agg::Filter(Box::new(combined), Box::new(self.pred(table, depth - 1)));
        }
        combined
    }

    fn base(&mut self, table: usize, ty: Ty, depth: usize) -> Agg {
        let depth = depth.saturating_sub(1);
        let extreme = |random: &mut Self| {
            let ex = random.expr(table, ty, depth);
            if random.choices.below(2) == 0 { Agg::Min(ex) } else { Agg::Max(ex) }
        };
        match ty {
            Ty::Big => match self.choices.below(5) {
                0 => Agg::Rows,
                1 => Agg::Sum(self.expr(table, Ty::Int, depth)),
                2 => {
                    let (_, ex) = self.any(table, depth);
                    Agg::Count(ex)
                }
                3 => {
                    let (_, ex) = self.any(table, depth);
                    Agg::CountDistinct(ex)
                }
                _ => extreme(self),
            },
            Ty::Num => {
                let of = *self.choices.one(&[Ty::Int, Ty::Big]);
                match self.choices.below(3) {
                    0 => Agg::Avg(self.expr(table, of, depth)),
                    1 => Agg::Sum(self.expr(table, Ty::Big, depth)),
                    _ => extreme(self),
                }
            }
            Ty::Text if self.choices.once_in(3) => {
                let ex = self.expr(table, Ty::Text, depth);
                Agg::Texts(ex, self.choices.below(2) == 1)
            }
            Ty::Int | Ty::Text | Ty::Mood => extreme(self),
            Ty::Bool => match self.choices.below(4) {
                0 => Agg::BoolAnd(self.expr(table, Ty::Bool, depth)),
                1 => Agg::BoolOr(self.expr(table, Ty::Bool, depth)),
                _ => self.condition(table, depth),
            },
        }
    }

    /// A condition on a group.
    pub(crate) fn condition(&mut self, table: usize, depth: usize) -> Agg {
        if depth > 0 && self.choices.once_in(3) {
            let one = |random: &mut Self| Box::new(random.condition(table, depth - 1));
            return match self.choices.below(3) {
                0 => Agg::And(one(self), one(self)),
                1 => Agg::Or(one(self), one(self)),
                _ => Agg::Not(one(self)),
            };
        }
        let ty = *self.choices.one(&[Ty::Big, Ty::Int, Ty::Num, Ty::Text, Ty::Mood]);
        let how = *self.choices.one(&COMPARES);
        let aggregate = Box::new(self.aggregate(table, ty, depth));
        match self.choices.below(6) {
            0 => Agg::IsNull(aggregate),
            1 => Agg::IsNotNull(aggregate),
            2 => Agg::CompareTwo(how, aggregate, Box::new(self.aggregate(table, ty, depth))),
            _ => Agg::Compare(how, aggregate, ty, value(self.choices, ty)),
        }
    }
}
