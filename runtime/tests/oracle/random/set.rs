//! Random sets.

use super::Random;
use crate::program::{Ex, Set};
use crate::schema::{Kind, TABLES};

impl Random<'_> {
    /// A set of rows of a table, in an order or in none.
    pub(crate) fn set(&mut self, table: usize, depth: usize) -> Set {
        if depth == 0 {
            return match self.choices.below(4) {
                0 => Set::All,
                1 => Set::Find(self.choices.below(6)),
                _ => Set::Filter(self.pred(table, 0)),
            };
        }
        let less = depth - 1;
        let one = |random: &mut Self| Box::new(random.set(table, less));
        match self.choices.below(12) {
            0 => Set::All,
            1 | 2 => Set::Filter(self.pred(table, depth)),
            3 => Set::Restrict(one(self), self.pred(table, less)),
            4 => Set::And(one(self), one(self)),
            5 => Set::Or(one(self), one(self)),
            6 => Set::Minus(one(self), one(self)),
            7 => match self.choices.below(4) {
                0 => Set::Nothing,
                1 => Set::Xor(one(self), one(self)),
                _ => Set::Not(one(self)),
            },
            8 | 9 => self.followed(table, less),
            _ => self.cut(table, less),
        }
    }

    /// What a set or a row of another table leads to.
    fn followed(&mut self, table: usize, depth: usize) -> Set {
        let leading: Vec<(usize, usize)> = (0..TABLES.len())
            .flat_map(|source| (0..TABLES[source].keys.len()).map(move |key| (source, key)))
            .filter(|(source, key)| TABLES[*source].keys[*key].target == table)
            .collect();
        let (source, key) = *self.choices.one(&leading);
        if self.choices.once_in(4) {
            Set::Of(source, key, self.choices.below(6))
        } else {
            Set::Via(source, key, Box::new(self.set(source, depth)))
        }
    }

    /// Some of the rows of a set, in an order.
    fn cut(&mut self, table: usize, depth: usize) -> Set {
        let inner = Box::new(self.set(table, depth));
        let mut set = Set::OrderBy(inner, self.total_order(table, depth));
        match self.choices.below(6) {
            0 => set = Set::After(Box::new(set), self.choices.below(6)),
            1 => set = Set::Before(Box::new(set), self.choices.below(6)),
            2 => {
                let count = 1 + self.choices.below(2);
                let by = (0..count).map(|_| {
                    if self.choices.once_in(3) {
                        return self.said_twice(table, depth.min(2));
                    }
                    let key = if self.choices.once_in(3) { self.key(table, |kind| kind != Kind::Many) } else { None };
                    let (at, key) = key.map_or((table, None), |key| (TABLES[table].keys[key].target, Some(key)));
                    let column = Ex::Column(self.choices.below(TABLES[at].columns.len()));
                    key.map_or(column.clone(), |key| Ex::Get(key, Box::new(column)))
                });
                let by = by.collect();
                set = Set::DistinctOn(Box::new(set), by);
            }
            _ => {}
        }
        if self.choices.once_in(3) {
            set = Set::Offset(Box::new(set), self.choices.below(3));
        }
        if self.choices.below(3) != 2 {
            set = Set::Limit(Box::new(set), 1 + self.choices.below(4));
        }
        set
    }
}
