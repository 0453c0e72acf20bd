//! Values computed for a row.

use super::At;
use crate::program::{Compare, Ex};
use crate::schema::TABLES;
use crate::value::{Fault, MOODS, Ratio, Ty, Val, number};
use crate::world::World;

/// The type of an expression over rows of a table.
pub(crate) fn type_of(ex: &Ex, table: usize) -> Ty {
    match ex {
        Ex::Column(at) => TABLES[table].columns[*at].ty,
        Ex::Literal(ty, _) | Ex::Cast(_, ty) => *ty,
        Ex::Add(a, _)
        | Ex::Sub(a, _)
        | Ex::Mul(a, _)
        | Ex::Div(a, _)
        | Ex::Rem(a, _)
        | Ex::Neg(a)
        | Ex::Abs(a)
        | Ex::Coalesce(a, _)
        | Ex::NullIf(a, _) => type_of(a, table),
        Ex::First(all) | Ex::Greatest(all) | Ex::Least(all) => type_of(&all[0], table),
        Ex::Case(branches, _) => type_of(&branches[0].1, table),
        Ex::Concat(..) | Ex::Lower(_) | Ex::Upper(_) | Ex::Trim(_) | Ex::Substr(..) | Ex::Replace(..) => Ty::Text,
        Ex::Length(_) => Ty::Int,
        Ex::Truth(_) => Ty::Bool,
        Ex::Get(key, value) => type_of(value, TABLES[table].keys[*key].target),
        Ex::Fold(key, aggregate) => super::aggregate::type_of(aggregate, TABLES[table].keys[*key].target),
    }
}

impl World {
    /// The value of an expression for a row.
    pub(crate) fn value(&self, ex: &Ex, at: At) -> Result<Val, Fault> {
        let arithmetic = |a: &Ex, b: &Ex, op: fn(i128, i128) -> i128| {
            let (left, right) = (self.value(a, at)?, self.value(b, at)?);
            match (&left, &right) {
                (Val::Null, _) | (_, Val::Null) => Ok(Val::Null),
                _ => number(type_of(a, at.table), op(i128::from(left.number()), i128::from(right.number()))),
            }
        };
        let counted = |a: &Ex, op: &dyn Fn(i128) -> i128| match self.value(a, at)? {
            Val::Null => Ok(Val::Null),
            value => number(type_of(a, at.table), op(i128::from(value.number()))),
        };
        let written = |a: &Ex, op: &dyn Fn(&str) -> String| match self.value(a, at)? {
            Val::Null => Ok(Val::Null),
            value => Ok(Val::Text(op(value.text()))),
        };
        Ok(match ex {
            Ex::Column(column) => self.cell(at, *column).clone(),
            Ex::Literal(_, value) => value.clone(),
            Ex::Add(a, b) => arithmetic(a, b, |a, b| a + b)?,
            Ex::Sub(a, b) => arithmetic(a, b, |a, b| a - b)?,
            Ex::Mul(a, b) => arithmetic(a, b, |a, b| a * b)?,
            Ex::Div(a, by) => counted(a, &|a| a / i128::from(*by))?,
            Ex::Rem(a, by) => counted(a, &|a| a % i128::from(*by))?,
            Ex::Neg(a) => counted(a, &|a| -a)?,
            Ex::Abs(a) => counted(a, &i128::abs)?,
            Ex::Coalesce(a, b) => match self.value(a, at)? {
                Val::Null => self.value(b, at)?,
                value => value,
            },
            Ex::First(all) => self.values(all, at)?.into_iter().find(|value| !value.is_null()).unwrap_or(Val::Null),
            Ex::NullIf(a, b) => {
                let value = self.value(a, at)?;
                if Self::is(Compare::Eq, &value, &self.value(b, at)?) { Val::Null } else { value }
            }
            Ex::Greatest(all) => {
                self.values(all, at)?.into_iter().filter(|value| !value.is_null()).max().unwrap_or(Val::Null)
            }
            Ex::Least(all) => {
                self.values(all, at)?.into_iter().filter(|value| !value.is_null()).min().unwrap_or(Val::Null)
            }
            Ex::Case(branches, otherwise) => {
                for (condition, value) in branches {
                    if self.truth(condition, at)? {
                        return self.value(value, at);
                    }
                }
                match otherwise {
                    Some(value) => self.value(value, at)?,
                    None => Val::Null,
                }
            }
            Ex::Cast(a, to) => cast(&self.value(a, at)?, *to)?,
            Ex::Concat(a, b) => match (self.value(a, at)?, self.value(b, at)?) {
                (Val::Null, _) | (_, Val::Null) => Val::Null,
                (a, b) => Val::Text(format!("{}{}", a.text(), b.text())),
            },
            Ex::Lower(a) => written(a, &str::to_lowercase)?,
            Ex::Upper(a) => written(a, &str::to_uppercase)?,
            Ex::Trim(a) => written(a, &|text| text.trim_matches(' ').to_owned())?,
            Ex::Length(a) => match self.value(a, at)? {
                Val::Null => Val::Null,
                value => Val::Int(i64::try_from(value.text().chars().count()).expect("short")),
            },
            Ex::Substr(a, start, length) => written(a, &|text| {
                // Characters from `start` on, of which those before the first one count as well.
                let end = start + length;
                let kept = (1..).zip(text.chars()).filter(|(place, _)| (*start..end).contains(place));
                kept.map(|(_, character)| character).collect()
            })?,
            Ex::Replace(a, from, to) => written(a, &|text| text.replace(from.as_str(), to))?,
            Ex::Truth(pred) => Val::Bool(self.truth(pred, at)?),
            Ex::Get(key, value) => match self.reached(at, *key).first() {
                Some(there) => self.value(value, *there)?,
                None => Val::Null,
            },
            Ex::Fold(key, aggregate) => self.aggregate(aggregate, &self.reached(at, *key))?,
        })
    }

    pub(crate) fn values(&self, all: &[Ex], at: At) -> Result<Vec<Val>, Fault> {
        all.iter().map(|ex| self.value(ex, at)).collect()
    }

    /// Whether a comparison is true; with NULL, none is.
    pub(super) fn is(how: Compare, a: &Val, b: &Val) -> bool {
        if a.is_null() || b.is_null() {
            return false;
        }
        match how {
            Compare::Eq => a == b,
            Compare::Ne => a != b,
            Compare::Lt => a < b,
            Compare::Le => a <= b,
            Compare::Gt => a > b,
            Compare::Ge => a >= b,
        }
    }
}

fn cast(value: &Val, to: Ty) -> Result<Val, Fault> {
    Ok(match (value, to) {
        (Val::Null, _) => Val::Null,
        (Val::Int(value), _) if to == Ty::Text => Val::Text(value.to_string()),
        (Val::Int(value), _) => number(to, i128::from(*value))?,
        (Val::Num(ratio), Ty::Num) => Val::Num(*ratio),
        (Val::Num(ratio), _) => number(to, ratio.whole())?,
        (Val::Bool(truth), Ty::Int) => Val::Int(i64::from(*truth)),
        (Val::Bool(truth), Ty::Text) => Val::Text(truth.to_string()),
        (Val::Mood(at), Ty::Text) => Val::Text(MOODS[*at].to_owned()),
        (value, _) => value.clone(),
    })
}

/// The mean of numbers.
pub(super) fn mean(sum: i128, count: usize) -> Ratio {
    Ratio::new(sum, i128::try_from(count).expect("few"))
}
