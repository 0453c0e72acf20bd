//! Conditions on a row: true, or not.

use super::At;
use crate::program::{Compare, Ex, Pred};
use crate::schema::TABLES;
use crate::value::{Fault, Val};
use crate::world::World;

impl World {
    /// Whether a condition is true for a row: where SQL says NULL, it is not.
    pub(crate) fn truth(&self, pred: &Pred, at: At) -> Result<bool, Fault> {
        let texts = |a: &Ex, b: &Ex, test: fn(&str, &str) -> bool| {
            let (a, b) = (self.value(a, at)?, self.value(b, at)?);
            Ok(!a.is_null() && !b.is_null() && test(a.text(), b.text()))
        };
        let like = |a: &Ex, pattern: &str, fold: bool| {
            let value = self.value(a, at)?;
            let prepared = |text: &str| if fold { text.to_lowercase() } else { text.to_owned() };
            Ok(!value.is_null() && matches(&prepared(value.text()), &prepared(pattern)))
        };
        let same = |a: &Ex, b: &Option<Ex>| {
            let b = b.as_ref().map_or(Ok(Val::Null), |b| self.value(b, at))?;
            Ok(self.value(a, at)? == b)
        };
        match pred {
            Pred::Always => Ok(true),
            Pred::Never => Ok(false),
            Pred::Compare(how, a, b) => Ok(Self::is(*how, &self.value(a, at)?, &self.value(b, at)?)),
            Pred::Between(a, low, high) => {
                let value = self.value(a, at)?;
                let (low, high) = (self.value(low, at)?, self.value(high, at)?);
                Ok(Self::is(Compare::Ge, &value, &low) && Self::is(Compare::Le, &value, &high))
            }
            Pred::In(a, values) => {
                let value = self.value(a, at)?;
                Ok(!value.is_null() && values.contains(&value))
            }
            Pred::NotIn(a, values) => {
                let value = self.value(a, at)?;
                Ok(value.is_null() || !values.contains(&value))
            }
            Pred::InSet(a, table, set, projected) => {
                let value = self.value(a, at)?;
                let rows = self.rows(*table, set)?;
                let found = rows.into_iter().map(|row| self.value(projected, row)).collect::<Result<Vec<_>, _>>()?;
                Ok(!value.is_null() && found.contains(&value))
            }
            Pred::IsNull(a) => Ok(self.value(a, at)?.is_null()),
            Pred::IsNotNull(a) => Ok(!self.value(a, at)?.is_null()),
            Pred::Distinct(a, b) => Ok(!same(a, b)?),
            Pred::NotDistinct(a, b) => same(a, b),
            Pred::IsTrue(a) => Ok(self.value(a, at)?.is_true()),
            Pred::IsNotTrue(a) => Ok(!self.value(a, at)?.is_true()),
            Pred::Like(a, pattern) => like(a, pattern, false),
            Pred::Ilike(a, pattern) => like(a, pattern, true),
            Pred::StartsWith(a, b) => texts(a, b, |a, b| a.starts_with(b)),
            Pred::EndsWith(a, b) => texts(a, b, |a, b| a.ends_with(b)),
            Pred::Contains(a, b) => texts(a, b, |a, b| a.contains(b)),
            Pred::EqIgnoreCase(a, b) => texts(a, b, |a, b| a.to_lowercase() == b.to_lowercase()),
            // Both sides are looked at, so that a fault is met wherever the server may meet it.
            Pred::And(a, b) => Ok(self.truth(a, at)? & self.truth(b, at)?),
            Pred::Or(a, b) => Ok(self.truth(a, at)? | self.truth(b, at)?),
            Pred::Xor(a, b) => Ok(self.truth(a, at)? ^ self.truth(b, at)?),
            Pred::Not(a) => Ok(!self.truth(a, at)?),
            Pred::Has(key, pred) | Pred::Any(key, pred) => {
                let found = self.truths(pred, &self.reached(at, *key))?;
                Ok(found.contains(&true))
            }
            Pred::None(key, pred) => Ok(!self.truths(pred, &self.reached(at, *key))?.contains(&true)),
            Pred::Every(key, pred) => Ok(!self.truths(pred, &self.reached(at, *key))?.contains(&false)),
            Pred::Exists(key) => Ok(!self.reached(at, *key).is_empty()),
            Pred::Within(key, set) => {
                let members = self.rows(TABLES[at.table].keys[*key].target, set)?;
                Ok(self.reached(at, *key).iter().any(|there| members.contains(there)))
            }
            Pred::Among(set) => Ok(self.rows(at.table, set)?.contains(&at)),
        }
    }

    pub(super) fn truths(&self, pred: &Pred, rows: &[At]) -> Result<Vec<bool>, Fault> {
        rows.iter().map(|at| self.truth(pred, *at)).collect()
    }
}

/// `LIKE`: `%` stands for anything, `_` for one character, `\` makes the next one stand for itself.
fn matches(text: &str, pattern: &str) -> bool {
    let mut pattern_rest = pattern.chars();
    match pattern_rest.next() {
        None => text.is_empty(),
        Some('%') => (0..=text.len())
            .filter(|at| text.is_char_boundary(*at))
            .any(|at| matches(&text[at..], pattern_rest.as_str())),
        Some(wanted) => {
            let (wanted, any) = match wanted {
                '\\' => (pattern_rest.next().unwrap_or('\\'), false),
                wanted => (wanted, wanted == '_'),
            };
            let mut text_rest = text.chars();
            text_rest.next().is_some_and(|found| any || found == wanted)
                && matches(text_rest.as_str(), pattern_rest.as_str())
        }
    }
}
