//! Aggregates over rows.

use super::At;
use super::expr::{mean, type_of as type_of_value};
use crate::program::{Agg, Ex};
use crate::value::{Fault, Ty, Val, number};
use crate::world::World;

/// The type of an aggregate over rows of a table.
pub(crate) fn type_of(aggregate: &Agg, table: usize) -> Ty {
    match aggregate {
        Agg::Rows | Agg::Count(_) | Agg::CountDistinct(_) => Ty::Big,
        Agg::Sum(ex) => {
            if type_of_value(ex, table) == Ty::Int {
                Ty::Big
            } else {
                Ty::Num
            }
        }
        Agg::Avg(_) => Ty::Num,
        Agg::Min(ex) | Agg::Max(ex) => type_of_value(ex, table),
        Agg::BoolAnd(_)
        | Agg::BoolOr(_)
        | Agg::Compare(..)
        | Agg::And(..)
        | Agg::CompareTwo(..)
        | Agg::IsNull(_)
        | Agg::IsNotNull(_)
        | Agg::Or(..)
        | Agg::Not(_) => Ty::Bool,
        Agg::Texts(..) => Ty::Text,
        Agg::Filter(inner, _) | Agg::Distinct(inner) => type_of(inner, table),
        Agg::CoalesceTwo(a, _) | Agg::Add(a, _) | Agg::Sub(a, _) | Agg::Mul(a, _) => type_of(a, table),
        Agg::Coalesce(_, ty, _) => *ty,
    }
}

impl World {
    /// The value of an aggregate over rows.
    pub(crate) fn aggregate(&self, aggregate: &Agg, rows: &[At]) -> Result<Val, Fault> {
        self.folded(aggregate, rows, false)
    }

    /// The same, over each value once where it is distinct.
    fn folded(&self, aggregate: &Agg, rows: &[At], distinct: bool) -> Result<Val, Fault> {
        let values = |ex: &Ex| {
            let mut values = rows.iter().map(|at| self.value(ex, *at)).collect::<Result<Vec<_>, _>>()?;
            values.retain(|value| !value.is_null());
            if distinct {
                values.sort();
                values.dedup();
            }
            Ok(values)
        };
        let arithmetic = |a: &Agg, b: &Agg, op: fn(i128, i128) -> i128| {
            let (left, right) = (self.folded(a, rows, distinct)?, self.folded(b, rows, distinct)?);
            // Integers and what is wider are told apart by the rows' table alone, and numbers here are small.
            match (&left, &right) {
                (Val::Null, _) | (_, Val::Null) => Ok(Val::Null),
                _ => number(Ty::Big, op(i128::from(left.number()), i128::from(right.number()))),
            }
        };
        let count = |count: usize| Val::Int(i64::try_from(count).expect("few"));
        Ok(match aggregate {
            Agg::Rows => count(rows.len()),
            Agg::Count(ex) => count(values(ex)?.len()),
            Agg::CountDistinct(ex) => {
                let mut values = values(ex)?;
                values.sort();
                values.dedup();
                count(values.len())
            }
            Agg::Sum(ex) => {
                let values = values(ex)?;
                let sum = values.iter().map(|value| i128::from(value.number())).sum();
                let wide = rows.first().map_or(Ty::Big, |at| type_of(aggregate, at.table));
                if values.is_empty() { Val::Null } else { number(wide, sum)? }
            }
            Agg::Avg(ex) => {
                let values = values(ex)?;
                let sum = values.iter().map(|value| i128::from(value.number())).sum();
                if values.is_empty() { Val::Null } else { Val::Num(mean(sum, values.len())) }
            }
            Agg::Min(ex) => values(ex)?.into_iter().min().unwrap_or(Val::Null),
            Agg::Max(ex) => values(ex)?.into_iter().max().unwrap_or(Val::Null),
            Agg::BoolAnd(ex) => {
                let values = values(ex)?;
                if values.is_empty() { Val::Null } else { Val::Bool(values.iter().all(Val::is_true)) }
            }
            Agg::BoolOr(ex) => {
                let values = values(ex)?;
                if values.is_empty() { Val::Null } else { Val::Bool(values.iter().any(Val::is_true)) }
            }
            Agg::Texts(ex, descending) => {
                let mut values = values(ex)?;
                values.sort();
                if *descending {
                    values.reverse();
                }
                let texts: Vec<_> = values.iter().map(Val::text).collect();
                if texts.is_empty() { Val::Null } else { Val::Text(texts.join(",")) }
            }
            Agg::Filter(inner, pred) => {
                let kept = self.truths(pred, rows)?.into_iter().zip(rows).filter(|(kept, _)| *kept);
                let kept: Vec<_> = kept.map(|(_, at)| *at).collect();
                self.folded(inner, &kept, distinct)?
            }
            Agg::Distinct(inner) => self.folded(inner, rows, true)?,
            Agg::Coalesce(inner, _, otherwise) => match self.folded(inner, rows, distinct)? {
                Val::Null => otherwise.clone(),
                value => value,
            },
            Agg::CoalesceTwo(a, b) => match self.folded(a, rows, distinct)? {
                Val::Null => self.folded(b, rows, distinct)?,
                value => value,
            },
            Agg::Add(a, b) => arithmetic(a, b, |a, b| a + b)?,
            Agg::Sub(a, b) => arithmetic(a, b, |a, b| a - b)?,
            Agg::Mul(a, b) => arithmetic(a, b, |a, b| a * b)?,
            Agg::IsNull(a) => Val::Bool(self.folded(a, rows, distinct)?.is_null()),
            Agg::IsNotNull(a) => Val::Bool(!self.folded(a, rows, distinct)?.is_null()),
            Agg::CompareTwo(how, a, b) => {
                Val::Bool(Self::is(*how, &self.folded(a, rows, distinct)?, &self.folded(b, rows, distinct)?))
            }
            Agg::Compare(how, inner, _, value) => {
                Val::Bool(Self::is(*how, &self.folded(inner, rows, distinct)?, value))
            }
            Agg::And(a, b) => {
                Val::Bool(self.folded(a, rows, distinct)?.is_true() & self.folded(b, rows, distinct)?.is_true())
            }
            Agg::Or(a, b) => {
                Val::Bool(self.folded(a, rows, distinct)?.is_true() | self.folded(b, rows, distinct)?.is_true())
            }
            Agg::Not(a) => Val::Bool(!self.folded(a, rows, distinct)?.is_true()),
        })
    }
}
