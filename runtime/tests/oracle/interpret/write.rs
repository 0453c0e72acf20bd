//! What programs leave behind.

use super::{At, Found, Outcome};
use crate::program::{Assignments, Conflict, Each, Ex, Set};
use crate::value::{Fault, Val};
use crate::world::World;

impl World {
    fn left(&self, table: usize) -> Found {
        Found::rows(self.tables[table].clone(), false)
    }

    /// The same world with other rows, if every key of the database still holds.
    fn become_(&mut self, changed: Self) -> Result<(), Fault> {
        if !changed.holds() {
            return Err(Fault::Key);
        }
        *self = changed;
        Ok(())
    }

    pub(super) fn update(
        &mut self,
        table: usize,
        set: &Set,
        assignments: &Assignments,
        returning: Option<&[Ex]>,
    ) -> Result<Outcome, Fault> {
        let rows = self.rows(table, set)?;
        let mut changed = self.clone();
        for at in &rows {
            for (column, value) in assignments {
                let value = value.as_ref().map_or(Ok(Val::Null), |value| self.value(value, *at))?;
                changed.tables[table][at.row][*column] = value;
            }
        }
        self.become_(changed)?;
        self.written(table, &rows, returning)
    }

    pub(super) fn update_each(&mut self, table: usize, each: &Each) -> Result<Outcome, Fault> {
        let Each { set, by, columns, items, returns_rows } = each;
        let mut rows = self.rows(table, set)?;
        let mut changed = self.clone();
        rows.retain(|at| {
            let row = &self.tables[table][at.row];
            // A NULL is equal to nothing.
            let is_meant = |item: &&Vec<Val>| by.iter().zip(*item).all(|(at, key)| !key.is_null() && row[*at] == *key);
            let Some(item) = items.iter().rev().find(is_meant) else { return false };
            for (column, value) in columns.iter().zip(&item[by.len()..]) {
                changed.tables[table][at.row][*column] = value.clone();
            }
            true
        });
        self.become_(changed)?;
        self.written(table, &rows, returns_rows.then_some(&[]))
    }

    /// What a write gives back of its rows: values of them as they are now, rows, or their number.
    fn written(&self, table: usize, rows: &[At], returning: Option<&[Ex]>) -> Result<Outcome, Fault> {
        let found = match returning {
            None => Found::Count(i64::try_from(rows.len()).expect("few")),
            Some([]) => Found::rows(rows.iter().map(|at| self.row(*at)).collect(), false),
            Some(values) => {
                Found::rows(rows.iter().map(|at| self.values(values, *at)).collect::<Result<Vec<_>, _>>()?, false)
            }
        };
        Ok(vec![("returning", found), ("left", self.left(table))])
    }

    pub(super) fn delete(&mut self, table: usize, set: &Set) -> Result<Outcome, Fault> {
        let rows = self.rows(table, set)?;
        let gone: Vec<_> = rows.iter().map(|at| self.row(*at)).collect();
        let mut changed = self.clone();
        changed.tables[table].retain(|row| !gone.contains(row));
        self.become_(changed)?;
        Ok(vec![("returning", Found::rows(gone, false)), ("left", self.left(table))])
    }

    pub(super) fn insert(&mut self, table: usize, new: &[Vec<Val>], conflict: &Conflict) -> Result<Outcome, Fault> {
        let mut changed = self.clone();
        let mut written = Vec::new();
        for row in new {
            match self.place(table, row) {
                None => {
                    written.push(At { table, row: changed.tables[table].len() });
                    changed.tables[table].push(row.clone());
                }
                Some(at) => {
                    let at = At { table, row: at };
                    match conflict {
                        Conflict::Error => return Err(Fault::Key),
                        Conflict::Ignore | Conflict::Nothing => {}
                        Conflict::Update(columns) => {
                            for column in columns {
                                changed.tables[table][at.row][*column] = row[*column].clone();
                            }
                            written.push(at);
                        }
                        Conflict::Set(column, value, filter) => {
                            let met = filter.as_ref().map_or(Ok(true), |filter| self.truth(filter, at))?;
                            if met {
                                changed.tables[table][at.row][*column] = self.value(value, at)?;
                                written.push(at);
                            }
                        }
                    }
                }
            }
        }
        self.become_(changed)?;
        self.written(table, &written, Some(&[]))
    }
}
