//! Sets as relvar's queries.

use std::any::Any as Anything;

use relvar::{Query, ToMany, ToOne, ToOptional};

use super::Build;
use crate::program::Set;
use crate::schema::{KeyVisitor, Model, TableVisitor, with_table};

impl Build<'_> {
    /// A set of rows of a model.
    pub(crate) fn set<R: Model>(self, set: &Set) -> Query<R> {
        match set {
            Set::All => R::query(),
            Set::Nothing => R::none(),
            Set::Filter(pred) => R::filter(self.pred(pred)),
            Set::Find(row) => match self.row::<R>(*row) {
                Some(row) => row.found(),
                None => R::none(),
            },
            Set::Rows(_) => panic!("a set of the interpreter alone"),
            Set::Restrict(inner, pred) => self.set::<R>(inner).filter(self.pred(pred)),
            Set::And(a, b) => self.set::<R>(a) & self.set(b),
            Set::Or(a, b) => self.set::<R>(a) | self.set(b),
            Set::Minus(a, b) => self.set::<R>(a) - self.set(b),
            Set::Xor(a, b) => self.set::<R>(a) ^ self.set(b),
            Set::Not(a) => !self.set::<R>(a),
            Set::Via(source, key, inner) => {
                same(with_table(*source, Followed { build: self, key: *key, from: From::Set(inner) }))
            }
            Set::Of(source, key, row) => {
                same(with_table(*source, Followed { build: self, key: *key, from: From::Row(*row) }))
            }
            Set::OrderBy(inner, order) => self.set::<R>(inner).order_by(self.order::<R>(order)),
            Set::Limit(inner, limit) => self.set::<R>(inner).limit(*limit as u64),
            Set::Offset(inner, offset) => self.set::<R>(inner).offset(*offset as u64),
            Set::DistinctOn(inner, by) => {
                let by: Vec<_> = by
                    .iter()
                    .map(|what| crate::program::By { what: what.clone(), descending: false, nulls_first: None })
                    .collect();
                self.set::<R>(inner).distinct_on(self.order::<R>(&by))
            }
            Set::After(inner, row) => self.set::<R>(inner).after(self.row::<R>(*row).as_ref()),
            Set::Before(inner, row) => self.set::<R>(inner).before(self.row::<R>(*row).as_ref()),
        }
    }

    /// The row at a place, counted around.
    pub(crate) fn row<R: Model>(self, row: usize) -> Option<R> {
        let rows = &self.world.tables[R::AT];
        (!rows.is_empty()).then(|| R::of_values(&rows[row % rows.len()]))
    }
}

/// The query as one of the model that it is of, which the types do not know.
fn same<R: Model>(query: Box<dyn Anything>) -> Query<R> {
    *query.downcast::<Query<R>>().expect("a key that leads here")
}

enum From<'a> {
    Set(&'a Set),
    Row(usize),
}

struct Followed<'a> {
    build: Build<'a>,
    key: usize,
    from: From<'a>,
}

impl TableVisitor for Followed<'_> {
    type Out = Box<dyn Anything>;

    fn visit<R: Model>(self) -> Box<dyn Anything> {
        R::key(self.key, self)
    }
}

macro_rules! followed {
    ($($name:ident $key:ident),*) => {
        $(
            fn $name<S: Model>(self, key: $key<R, S>) -> Box<dyn Anything> {
                Box::new(match self.from {
                    From::Set(set) => key.via(self.build.set::<R>(set)),
                    From::Row(row) => match self.build.row::<R>(row) {
                        Some(row) => key.of(&row),
                        None => S::none(),
                    },
                })
            }
        )*
    };
}

impl<R: Model> KeyVisitor<R> for Followed<'_> {
    type Out = Box<dyn Anything>;

    followed!(one ToOne, optional ToOptional, many ToMany);
}
