//! Random values.

use super::Random;
use crate::program::Ex;
use crate::schema::{Kind, TABLES};
use crate::value::Ty;
use crate::world::{TEXTS, value};

impl Random<'_> {
    /// An expression of some type.
    pub(crate) fn any(&mut self, table: usize, depth: usize) -> (Ty, Ex) {
        let ty = *self.choices.one(&[Ty::Int, Ty::Text, Ty::Big, Ty::Bool, Ty::Mood, Ty::Num]);
        (ty, self.expr(table, ty, depth))
    }

    /// An expression of a type.
    pub(crate) fn expr(&mut self, table: usize, ty: Ty, depth: usize) -> Ex {
        if depth == 0 || self.choices.below(3) == 0 {
            return self.leaf(table, ty);
        }
        let depth = depth - 1;
        match self.choices.below(7) {
            // Values across keys are what goes wrong.
            0 | 1 => match self.key(table, |kind| kind != Kind::Many) {
                Some(key) => Ex::Get(key, Box::new(self.expr(TABLES[table].keys[key].target, ty, depth))),
                None => self.leaf(table, ty),
            },
            2 | 3 => match self.key(table, |kind| kind == Kind::Many) {
                Some(key) => Ex::Fold(key, Box::new(self.aggregate(TABLES[table].keys[key].target, ty, depth))),
                None => self.leaf(table, ty),
            },
            4 => self.choice(table, ty, depth),
            5 => self.cast(table, ty, depth),
            _ => self.computed(table, ty, depth),
        }
    }

    fn leaf(&mut self, table: usize, ty: Ty) -> Ex {
        if self.choices.below(4) != 3
            && let Some(column) = self.column(table, ty)
        {
            return Ex::Column(column);
        }
        Ex::Literal(ty, value(self.choices, ty))
    }

    /// One of several values.
    fn choice(&mut self, table: usize, ty: Ty, depth: usize) -> Ex {
        let one = |random: &mut Self| Box::new(random.expr(table, ty, depth));
        match self.choices.below(6) {
            0 => Ex::Coalesce(one(self), one(self)),
            1 => Ex::NullIf(one(self), one(self)),
            2 => Ex::Greatest(vec![*one(self), *one(self)]),
            3 => Ex::Least(vec![*one(self), *one(self)]),
            4 => Ex::First(vec![*one(self), *one(self), *one(self)]),
            _ => {
                let count = 1 + self.choices.below(2);
                let branches = (0..count).map(|_| (self.pred(table, depth), self.expr(table, ty, depth))).collect();
                let otherwise = if self.choices.below(2) == 0 { None } else { Some(one(self)) };
                Ex::Case(branches, otherwise)
            }
        }
    }

    fn cast(&mut self, table: usize, ty: Ty, depth: usize) -> Ex {
        let from: &[Ty] = match ty {
            Ty::Int => &[Ty::Big, Ty::Num, Ty::Bool],
            Ty::Big => &[Ty::Int, Ty::Num],
            Ty::Num => &[Ty::Int, Ty::Big],
            Ty::Text => &[Ty::Int, Ty::Big, Ty::Bool, Ty::Mood],
            Ty::Bool | Ty::Mood => return self.computed(table, ty, depth),
        };
        let from = *self.choices.one(from);
        Ex::Cast(Box::new(self.expr(table, from, depth)), ty)
    }

    fn computed(&mut self, table: usize, ty: Ty, depth: usize) -> Ex {
        let one = |random: &mut Self| Box::new(random.expr(table, ty, depth));
        match ty {
            Ty::Int | Ty::Big => match self.choices.below(8) {
                0 => Ex::Add(one(self), one(self)),
                1 => Ex::Sub(one(self), one(self)),
                2 => Ex::Mul(one(self), one(self)),
                3 => Ex::Div(one(self), *self.choices.one(&[2, 3, -2])),
                4 => Ex::Rem(one(self), *self.choices.one(&[2, 3, -2])),
                5 => Ex::Neg(one(self)),
                6 if ty == Ty::Int => Ex::Length(Box::new(self.expr(table, Ty::Text, depth))),
                _ => Ex::Abs(one(self)),
            },
            Ty::Text => match self.choices.below(6) {
                0 => Ex::Concat(one(self), one(self)),
                1 => Ex::Lower(one(self)),
                2 => Ex::Upper(one(self)),
                3 => Ex::Trim(one(self)),
                4 => Ex::Substr(one(self), *self.choices.one(&[1, 2, 0]), *self.choices.one(&[1, 2, 0])),
                _ => {
                    let from = (*self.choices.one(&TEXTS[..2])).to_owned();
                    Ex::Replace(one(self), from, (*self.choices.one(&TEXTS)).to_owned())
                }
            },
            Ty::Bool => Ex::Truth(Box::new(self.pred(table, depth))),
            Ty::Num | Ty::Mood => self.leaf(table, ty),
        }
    }
}
