//! The interpreter: what programs mean, over rows in memory.
//!
//! It is written from the definitions: the manual of PostgreSQL for operators and NULL, the documentation of relvar for
//! sets. It knows nothing of how relvar writes statements.

mod aggregate;
mod expr;
mod lock;
mod pred;
mod program;
mod set;
mod write;

pub(crate) use program::{Found, Outcome};

use crate::program::{By, Ex};
use crate::schema::TABLES;
use crate::value::{Fault, Val};
use crate::world::World;

/// A row: a table, and the place of a row in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) table: usize,
    pub(crate) row: usize,
}

impl World {
    pub(crate) fn cell(&self, at: At, column: usize) -> &Val {
        &self.tables[at.table][at.row][column]
    }

    /// The rows that a key leads to.
    pub(crate) fn reached(&self, at: At, key: usize) -> Vec<At> {
        let key = &TABLES[at.table].keys[key];
        let led = |from: At, table: usize, pairs: &[(usize, usize)]| {
            let equal = |row: &usize| {
                let there = At { table, row: *row };
                pairs.iter().all(|(a, b)| !self.cell(from, *a).is_null() && self.cell(from, *a) == self.cell(there, *b))
            };
            (0..self.tables[table].len()).filter(equal).map(|row| At { table, row }).collect::<Vec<_>>()
        };
        match key.far {
            None => led(at, key.target, key.near),
            Some((association, far)) => {
                led(at, association, key.near).into_iter().flat_map(|between| led(between, key.target, far)).collect()
            }
        }
    }

    /// Rows in an order; those that are equal in it stay as they are.
    pub(crate) fn sorted(&self, rows: Vec<At>, order: &[By<Ex>]) -> Result<Vec<At>, Fault> {
        let mut keyed =
            rows.into_iter().map(|at| Ok((self.order_keys(at, order)?, at))).collect::<Result<Vec<_>, _>>()?;
        keyed.sort_by(|(a, _), (b, _)| compare(a, b, order));
        Ok(keyed.into_iter().map(|(_, at)| at).collect())
    }

    /// The values that an order compares.
    pub(crate) fn order_keys(&self, at: At, order: &[By<Ex>]) -> Result<Vec<Val>, Fault> {
        order.iter().map(|by| self.value(&by.what, at)).collect()
    }
}

/// How two rows stand to each other, by the values that an order compares.
pub(crate) fn compare<T>(a: &[Val], b: &[Val], order: &[By<T>]) -> std::cmp::Ordering {
    let each = a.iter().zip(b).zip(order).map(|((a, b), by)| {
        let nulls_first = by.nulls_first.unwrap_or(by.descending);
        match (a.is_null(), b.is_null()) {
            (true, true) => std::cmp::Ordering::Equal,
            (true, false) => {
                if nulls_first {
                    std::cmp::Ordering::Less
                } else {
                    std::cmp::Ordering::Greater
                }
            }
            (false, true) => {
                if nulls_first {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Less
                }
            }
            (false, false) => {
                if by.descending {
                    b.cmp(a)
                } else {
                    a.cmp(b)
                }
            }
        }
    });
    each.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
}
