//! What programs find.

use super::set::Picked;
use super::{At, compare};
use crate::program::{By, Ex, GroupOrder, Grouped, Nested, Program, Selected, Set};
use crate::schema::TABLES;
use crate::value::{Fault, Val};
use crate::world::World;

/// Something a program finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Count(i64),
    Truth(bool),
    /// Rows, or groups, in any order.
    Rows(Vec<Vec<Val>>),
    /// Rows in their order.
    Ordered(Vec<Vec<Val>>),
    /// These, and perhaps others.
    AtLeast(Vec<Vec<Val>>),
    /// Each row, and those that are beside it.
    Tree(Vec<(Vec<Val>, Found)>),
    /// Rows in an order or in any, each with what is loaded with it.
    Forest(bool, Vec<(Vec<Val>, Vec<Found>)>),
}

/// All that a program finds, each with its name.
pub(crate) type Outcome = Vec<(&'static str, Found)>;

impl Found {
    /// Rows, in an order or in any.
    pub(crate) fn rows(rows: Vec<Vec<Val>>, ordered: bool) -> Self {
        if ordered {
            return Self::Ordered(rows);
        }
        let mut rows = rows;
        rows.sort();
        Self::Rows(rows)
    }
}

impl World {
    pub(crate) fn row(&self, at: At) -> Vec<Val> {
        self.tables[at.table][at.row].clone()
    }

    /// Whether no two rows are equal in an order.
    pub(crate) fn is_total(&self, rows: &[At], order: &[By<Ex>]) -> Result<bool, Fault> {
        if order.is_empty() {
            return Ok(rows.len() < 2);
        }
        let mut keys = rows.iter().map(|at| self.order_keys(*at, order)).collect::<Result<Vec<_>, _>>()?;
        keys.sort();
        Ok(keys.windows(2).all(|pair| pair[0] != pair[1]))
    }

    fn found(&self, rows: &[At], order: &[By<Ex>]) -> Result<Found, Fault> {
        let ordered = self.is_total(rows, order)?;
        Ok(Found::rows(rows.iter().map(|at| self.row(*at)).collect(), ordered))
    }

    /// What a program finds in these rows, and leaves behind.
    pub(crate) fn run(&mut self, table: usize, program: &Program) -> Result<Outcome, Fault> {
        let count = |rows: usize| Found::Count(i64::try_from(rows).expect("few"));
        Ok(match program {
            Program::Read(set) => {
                let picked = self.picked(table, set)?;
                let rows = self.pick(&picked)?;
                let mut outcome = vec![
                    ("all", self.found(&rows, &picked.order)?),
                    ("count", count(rows.len())),
                    ("exists", Found::Truth(!rows.is_empty())),
                ];
                if self.is_total(&rows, &picked.order)? {
                    outcome.push(("first", self.found(&rows[..rows.len().min(1)], &picked.order)?));
                }
                outcome
            }
            Program::Select(selected) => {
                let (found, all) = self.select(table, selected)?;
                vec![("select", found), ("count", count(all))]
            }
            Program::Group(grouped) => {
                let groups = self.groups(table, &grouped.set, &grouped.keys)?;
                vec![("groups", self.grouped(groups, grouped)?)]
            }
            Program::Partition(set, pred) => {
                let rows = self.rows(table, set)?;
                let truths = self.truths(pred, &rows)?;
                let kept = truths.iter().filter(|truth| **truth).count();
                vec![
                    ("true", count(kept)),
                    ("not true", count(rows.len() - kept)),
                    ("null", count(0)),
                    ("values that are true", count(kept)),
                    ("case", count(kept)),
                    ("sets", count(rows.len())),
                ]
            }
            Program::Pages { set, order, size: _, backward } => {
                let mut picked = self.picked(table, set)?;
                picked.order.extend(order.iter().cloned());
                let rows = self.pick(&Self::completed(table, picked))?;
                let mut rows: Vec<_> = rows.into_iter().map(|at| self.row(at)).collect();
                if *backward {
                    rows.reverse();
                }
                vec![("pages", Found::Ordered(rows))]
            }
            Program::Join(set, key) => {
                let mut pairs = Vec::new();
                for at in self.rows(table, set)? {
                    let reached = self.reached(at, *key);
                    if reached.is_empty() {
                        let width = TABLES[TABLES[table].keys[*key].target].columns.len();
                        pairs.push([self.row(at), vec![Val::Null; width]].concat());
                    }
                    pairs.extend(reached.into_iter().map(|there| [self.row(at), self.row(there)].concat()));
                }
                vec![("pairs", Found::rows(pairs, false))]
            }
            Program::Tree(set, key, branch) => {
                let mut tree = Vec::new();
                for at in self.rows(table, set)? {
                    let mut beside = self.reached(at, *key);
                    if let Some(pred) = &branch.filter {
                        beside = self.kept(beside, pred)?;
                    }
                    let beside = self.sorted(beside, &branch.order)?;
                    let ordered = self.is_total(&beside, &branch.order)?;
                    let limit = branch.limit.unwrap_or(usize::MAX);
                    let beside = beside.into_iter().skip(branch.offset.unwrap_or(0)).take(limit);
                    tree.push((self.row(at), Found::rows(beside.map(|at| self.row(at)).collect(), ordered)));
                }
                tree.sort_by(|(a, _), (b, _)| a.cmp(b));
                vec![("tree", Found::Tree(tree))]
            }
            Program::Forest(set, nested) => {
                vec![("forest", self.forest(self.rows(table, set)?, false, nested)?)]
            }
            Program::Update { set, assignments, returning } => {
                self.update(table, set, assignments, returning.as_deref())?
            }
            Program::UpdateEach(each) => self.update_each(table, each)?,
            Program::Delete(set) => self.delete(table, set)?,
            Program::Locked(locked) => self.locked(table, locked)?,
            Program::Insert { rows, conflict } => self.insert(table, rows, conflict)?,
        })
    }

    /// Rows, and what is loaded with each.
    fn forest(&self, rows: Vec<At>, ordered: bool, nested: &[Nested]) -> Result<Found, Fault> {
        let mut trees = Vec::new();
        for at in rows {
            let mut loaded = Vec::new();
            for Nested { key, branch, inside } in nested {
                let mut beside = self.reached(at, *key);
                if let Some(pred) = &branch.filter {
                    beside = self.kept(beside, pred)?;
                }
                let beside = self.sorted(beside, &branch.order)?;
                let total = self.is_total(&beside, &branch.order)?;
                let (limit, offset) = (branch.limit.unwrap_or(usize::MAX), branch.offset.unwrap_or(0));
                let beside = beside.into_iter().skip(offset).take(limit).collect();
                loaded.push(self.forest(beside, total, inside)?);
            }
            trees.push((self.row(at), loaded));
        }
        if !ordered {
            trees.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        Ok(Found::Forest(ordered, trees))
    }

    /// With the primary key at the end of the order.
    fn completed(table: usize, mut picked: Picked) -> Picked {
        let descending = picked.order.last().is_some_and(|by| by.descending);
        for &column in TABLES[table].identity {
            if !picked.order.iter().any(|by| matches!(by.what, Ex::Column(at) if at == column)) {
                picked.order.push(By { what: Ex::Column(column), descending, nulls_first: None });
            }
        }
        picked
    }

    fn select(&self, table: usize, selected: &Selected) -> Result<(Found, usize), Fault> {
        let Selected { set, values, distinct, order, limit, offset } = selected;
        // The order of a selection comes after that of the set, its limit counts within it.
        let mut with = if order.is_empty() { set.clone() } else { Set::OrderBy(Box::new(set.clone()), order.clone()) };
        if !*distinct {
            with = offset.map_or(with.clone(), |offset| Set::Offset(Box::new(with.clone()), offset));
            with = limit.map_or(with.clone(), |limit| Set::Limit(Box::new(with.clone()), limit));
            let picked = self.picked(table, &with)?;
            let rows = self.pick(&picked)?;
            let ordered = self.is_total(&rows, &picked.order)?;
            let found = rows.iter().map(|at| self.values(values, *at)).collect::<Result<Vec<_>, _>>()?;
            let count = found.len();
            return Ok((Found::rows(found, ordered), count));
        }
        // Combinations in an order of values that are selected.
        let rows = self.rows(table, set)?;
        let mut found = rows.iter().map(|at| self.values(values, *at)).collect::<Result<Vec<_>, _>>()?;
        found.sort();
        found.dedup();
        let places: Vec<_> = order
            .iter()
            .map(|by| {
                values.iter().position(|value| format!("{value:?}") == format!("{:?}", by.what)).expect("selected")
            })
            .collect();
        let keys = |row: &Vec<Val>| places.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
        found.sort_by(|a, b| compare(&keys(a), &keys(b), order));
        let ordered = !order.is_empty() && found.windows(2).all(|pair| keys(&pair[0]) != keys(&pair[1]));
        let found: Vec<_> = found.into_iter().skip(offset.unwrap_or(0)).take(limit.unwrap_or(usize::MAX)).collect();
        let count = found.len();
        Ok((Found::rows(found, ordered), count))
    }

    /// The groups of a set: the values of the keys, and the rows.
    fn groups(&self, table: usize, set: &Set, keys: &[Ex]) -> Result<Vec<(Vec<Val>, Vec<At>)>, Fault> {
        let rows = self.rows(table, set)?;
        if keys.is_empty() {
            return Ok(vec![(Vec::new(), rows)]);
        }
        let mut groups: Vec<(Vec<Val>, Vec<At>)> = Vec::new();
        for at in rows {
            let values = self.values(keys, at)?;
            match groups.iter_mut().find(|(known, _)| *known == values) {
                Some((_, rows)) => rows.push(at),
                None => groups.push((values, vec![at])),
            }
        }
        Ok(groups)
    }

    fn grouped(&self, mut groups: Vec<(Vec<Val>, Vec<At>)>, grouped: &Grouped) -> Result<Found, Fault> {
        let Grouped { aggregates, having, order, limit, offset, .. } = grouped;
        if let Some(having) = having {
            let kept = groups
                .iter()
                .map(|(_, rows)| Ok(self.aggregate(having, rows)?.is_true()))
                .collect::<Result<Vec<_>, Fault>>()?;
            let mut kept = kept.into_iter();
            groups.retain(|_| kept.next() == Some(true));
        }
        let mut found = Vec::new();
        let mut by: Vec<By<()>> = Vec::new();
        for (values, rows) in groups {
            let mut keys = Vec::new();
            by.clear();
            for order in order {
                match order {
                    GroupOrder::Keys => {
                        keys.extend(values.iter().cloned());
                        by.extend(values.iter().map(|_| By { what: (), descending: false, nulls_first: None }));
                    }
                    GroupOrder::Aggregate(aggregate, descending) => {
                        keys.push(self.aggregate(aggregate, &rows)?);
                        by.push(By { what: (), descending: *descending, nulls_first: None });
                    }
                }
            }
            let computed = aggregates.iter().map(|agg| self.aggregate(agg, &rows)).collect::<Result<Vec<_>, _>>()?;
            found.push((keys, [values, computed].concat()));
        }
        found.sort_by(|(a, _), (b, _)| compare(a, b, &by));
        let ordered = found.windows(2).all(|pair| pair[0].0 != pair[1].0);
        let rows = found.into_iter().map(|(_, row)| row);
        let rows = rows.skip(offset.unwrap_or(0)).take(limit.unwrap_or(usize::MAX)).collect();
        Ok(Found::rows(rows, ordered))
    }
}
