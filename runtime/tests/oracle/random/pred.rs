//! Random conditions.

use super::Random;
use crate::program::{Compare, Pred};
use crate::schema::TABLES;
use crate::value::Ty;
use crate::world::value;

/// Every comparison.
pub(crate) const COMPARES: [Compare; 6] =
    [Compare::Eq, Compare::Lt, Compare::Gt, Compare::Ne, Compare::Le, Compare::Ge];

impl Random<'_> {
    /// A condition on rows of a table.
    pub(crate) fn pred(&mut self, table: usize, depth: usize) -> Pred {
        let ty = *self.choices.one(&[Ty::Int, Ty::Text, Ty::Big, Ty::Bool, Ty::Mood, Ty::Num]);
        if depth == 0 {
            return self.simple(table, ty, 0);
        }
        let less = depth - 1;
        let boxed = |random: &mut Self| Box::new(random.pred(table, less));
        match self.choices.below(10) {
            0 | 1 => self.simple(table, ty, less),
            2 => self.rare(table, ty, less),
            3 => Pred::And(boxed(self), boxed(self)),
            4 => Pred::Or(boxed(self), boxed(self)),
            5 => Pred::Not(boxed(self)),
            6 => Pred::Xor(boxed(self), boxed(self)),
            7 => match self.choices.below(8) {
                0 => Pred::Always,
                1 => Pred::Never,
                _ => Pred::Among(Box::new(self.set(table, less))),
            },
            _ => self.across(table, less),
        }
    }

    fn simple(&mut self, table: usize, ty: Ty, depth: usize) -> Pred {
        match self.choices.below(8) {
            0 => Pred::IsNull(self.expr(table, ty, depth)),
            1 => Pred::IsNotNull(self.expr(table, ty, depth)),
            2 if ty == Ty::Bool => Pred::IsTrue(self.expr(table, ty, depth)),
            3 if ty == Ty::Bool => Pred::IsNotTrue(self.expr(table, ty, depth)),
            _ => {
                let how = *self.choices.one(&COMPARES);
                Pred::Compare(how, self.expr(table, ty, depth), self.expr(table, ty, depth))
            }
        }
    }

    fn rare(&mut self, table: usize, ty: Ty, depth: usize) -> Pred {
        let text = |random: &mut Self| random.expr(table, Ty::Text, depth);
        let pattern = |random: &mut Self| {
            (*random.choices.one(&["a%", "%b", "_", "%", "", "a_", "\\_%", "A%", "%a\\%"])).to_owned()
        };
        match self.choices.below(12) {
            0 => Pred::Between(self.expr(table, ty, depth), self.expr(table, ty, depth), self.expr(table, ty, depth)),
            1 => Pred::In(self.expr(table, ty, depth), self.choices.list(0, 3, |choices| value(choices, ty))),
            2 => Pred::NotIn(self.expr(table, ty, depth), self.choices.list(0, 3, |choices| value(choices, ty))),
            3 => {
                let ty = if ty == Ty::Text { ty } else { Ty::Int };
                let other = self.choices.below(TABLES.len());
                Pred::InSet(
                    self.expr(table, ty, depth),
                    other,
                    Box::new(self.set(other, depth)),
                    self.expr(other, ty, depth),
                )
            }
            4 | 5 => {
                let other = if self.choices.once_in(4) { None } else { Some(self.expr(table, ty, depth)) };
                let value = self.expr(table, ty, depth);
                if self.choices.below(2) == 0 { Pred::Distinct(value, other) } else { Pred::NotDistinct(value, other) }
            }
            6 => Pred::Like(text(self), pattern(self)),
            7 => Pred::Ilike(text(self), pattern(self)),
            8 => Pred::StartsWith(text(self), text(self)),
            9 => Pred::EndsWith(text(self), text(self)),
            10 => Pred::Contains(text(self), text(self)),
            _ => Pred::EqIgnoreCase(text(self), text(self)),
        }
    }

    /// A condition across a key.
    fn across(&mut self, table: usize, depth: usize) -> Pred {
        let Some(key) = self.key(table, |_| true) else { return Pred::Always };
        let facts = &TABLES[table].keys[key];
        let there = |random: &mut Self| Box::new(random.pred(facts.target, depth));
        match self.choices.below(6) {
            0 => Pred::Any(key, there(self)),
            1 => Pred::None(key, there(self)),
            2 => Pred::Every(key, there(self)),
            3 => Pred::Exists(key),
            4 => Pred::Within(key, Box::new(self.set(facts.target, depth))),
            _ => Pred::Has(key, there(self)),
        }
    }
}
