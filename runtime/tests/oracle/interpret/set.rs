//! Sets: which rows, and in what order.

use super::{At, compare};
use crate::program::{By, Ex, Set};
use crate::schema::TABLES;
use crate::value::{Fault, Val};
use crate::world::World;

/// A set while it is made: its members, and which of them are picked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picked {
    members: Vec<At>,
    pub(crate) order: Vec<By<Ex>>,
    distinct_on: Vec<Ex>,
    limit: Option<usize>,
    offset: usize,
    /// Whether the last ones are picked rather than the first ones.
    backward: bool,
}

impl World {
    fn every(&self, table: usize) -> Vec<At> {
        (0..self.tables[table].len()).map(|row| At { table, row }).collect()
    }

    /// The rows of a set of a table, in its order.
    pub(crate) fn rows(&self, table: usize, set: &Set) -> Result<Vec<At>, Fault> {
        let picked = self.picked(table, set)?;
        self.pick(&picked)
    }

    /// The rows that are picked.
    pub(crate) fn pick(&self, picked: &Picked) -> Result<Vec<At>, Fault> {
        let mut rows = self.sorted(picked.members.clone(), &picked.order)?;
        if !picked.distinct_on.is_empty() {
            let mut seen: Vec<Vec<Val>> = Vec::new();
            let mut firsts = Vec::new();
            for at in rows {
                let values = self.values(&picked.distinct_on, at)?;
                if !seen.contains(&values) {
                    seen.push(values);
                    firsts.push(at);
                }
            }
            rows = firsts;
        }
        let limit = picked.limit.unwrap_or(usize::MAX);
        if picked.backward {
            let end = rows.len().saturating_sub(picked.offset);
            return Ok(rows[end.saturating_sub(limit)..end].to_vec());
        }
        Ok(rows.into_iter().skip(picked.offset).take(limit).collect())
    }

    pub(crate) fn picked(&self, table: usize, set: &Set) -> Result<Picked, Fault> {
        let plain = |members: Vec<At>| Ok(Picked { members, ..Picked::default() });
        let both = |a: &Set, b: &Set| Ok((self.rows(table, a)?, self.rows(table, b)?));
        let those = |kept: &dyn Fn(&At) -> bool| plain(self.every(table).into_iter().filter(|at| kept(at)).collect());
        match set {
            Set::All => plain(self.every(table)),
            Set::Nothing => plain(Vec::new()),
            Set::Filter(pred) => plain(self.kept(self.every(table), pred)?),
            Set::Find(row) => {
                let count = self.tables[table].len();
                plain(self.every(table).into_iter().skip(row % count.max(1)).take(1).collect())
            }
            Set::Rows(identities) => those(&|at| identities.contains(&self.identity(*at))),
            Set::Restrict(inner, pred) => {
                let mut picked = self.picked(table, inner)?;
                if picked.is_cut() {
                    picked = self.frozen(picked)?;
                }
                picked.members = self.kept(picked.members, pred)?;
                Ok(picked)
            }
            Set::And(a, b) => {
                let (a, b) = both(a, b)?;
                those(&|at| a.contains(at) && b.contains(at))
            }
            Set::Or(a, b) => {
                let (a, b) = both(a, b)?;
                those(&|at| a.contains(at) || b.contains(at))
            }
            Set::Minus(a, b) => {
                let (a, b) = both(a, b)?;
                those(&|at| a.contains(at) && !b.contains(at))
            }
            Set::Xor(a, b) => {
                let (a, b) = both(a, b)?;
                those(&|at| a.contains(at) != b.contains(at))
            }
            Set::Not(a) => {
                let a = self.rows(table, a)?;
                those(&|at| !a.contains(at))
            }
            Set::Via(source, key, inner) => {
                let led: Vec<_> =
                    self.rows(*source, inner)?.into_iter().flat_map(|at| self.reached(at, *key)).collect();
                those(&|at| led.contains(at))
            }
            Set::Of(source, key, row) => {
                let count = self.tables[*source].len();
                let led =
                    if count == 0 { Vec::new() } else { self.reached(At { table: *source, row: row % count }, *key) };
                those(&|at| led.contains(at))
            }
            Set::OrderBy(inner, order) => {
                let mut picked = self.picked(table, inner)?;
                picked.order.extend(order.iter().cloned());
                Ok(picked)
            }
            Set::Limit(inner, limit) => {
                let mut picked = self.picked(table, inner)?;
                if picked.limit.is_some() {
                    picked = self.frozen(picked)?;
                }
                picked.limit = Some(*limit);
                Ok(picked)
            }
            Set::Offset(inner, offset) => {
                let mut picked = self.picked(table, inner)?;
                if picked.offset > 0 {
                    picked = self.frozen(picked)?;
                }
                picked.offset = *offset;
                Ok(picked)
            }
            Set::DistinctOn(inner, by) => {
                let mut picked = self.picked(table, inner)?;
                picked.distinct_on.extend(by.iter().cloned());
                Ok(picked)
            }
            Set::After(inner, row) => self.beside(table, inner, *row, std::cmp::Ordering::Greater),
            Set::Before(inner, row) => {
                let mut picked = self.beside(table, inner, *row, std::cmp::Ordering::Less)?;
                picked.backward = true;
                Ok(picked)
            }
        }
    }

    pub(crate) fn kept(&self, rows: Vec<At>, pred: &crate::program::Pred) -> Result<Vec<At>, Fault> {
        let truths = self.truths(pred, &rows)?;
        Ok(rows.into_iter().zip(truths).filter(|(_, kept)| *kept).map(|(at, _)| at).collect())
    }

    /// The rows that are picked where some are left out, as locked ones are: before the limit counts, but after the
    /// first ones of `distinct_on` are found.
    pub(crate) fn pick_without(&self, picked: Picked, left_out: &[At]) -> Result<Vec<At>, Fault> {
        let mut picked = picked;
        if !picked.distinct_on.is_empty() {
            let (limit, offset) = (picked.limit.take(), std::mem::take(&mut picked.offset));
            picked = Picked { limit, offset, ..self.frozen(picked)? };
        }
        picked.members.retain(|at| !left_out.contains(at));
        self.pick(&picked)
    }

    /// The rows that are looked at before those that are picked are known.
    pub(crate) fn passed(&self, picked: &Picked) -> Result<Vec<At>, Fault> {
        let limit = picked.limit.map(|limit| limit + picked.offset);
        self.pick(&Picked { limit, offset: 0, ..picked.clone() })
    }

    /// A set whose members are those that were picked, in the same order.
    fn frozen(&self, picked: Picked) -> Result<Picked, Fault> {
        Ok(Picked { members: self.pick(&picked)?, order: picked.order, ..Picked::default() })
    }

    /// The rows on one side of a row, in an order that the primary key makes total.
    fn beside(&self, table: usize, inner: &Set, row: usize, side: std::cmp::Ordering) -> Result<Picked, Fault> {
        let mut picked = self.picked(table, inner)?;
        let descending = picked.order.last().is_some_and(|by| by.descending);
        for &column in TABLES[table].identity {
            let known = picked.order.iter().any(|by| matches!(by.what, Ex::Column(at) if at == column));
            if !known {
                picked.order.push(By { what: Ex::Column(column), descending, nulls_first: None });
            }
        }
        let count = self.tables[table].len();
        if count == 0 {
            return Ok(picked);
        }
        if picked.is_cut() {
            picked = self.frozen(picked)?;
        }
        let bound = self.order_keys(At { table, row: row % count }, &picked.order)?;
        let mut members = Vec::new();
        for at in picked.members {
            if compare(&self.order_keys(at, &picked.order)?, &bound, &picked.order) == side {
                members.push(at);
            }
        }
        Ok(Picked { members, ..picked })
    }
}

impl Picked {
    fn is_cut(&self) -> bool {
        self.limit.is_some() || self.offset > 0 || !self.distinct_on.is_empty()
    }
}
