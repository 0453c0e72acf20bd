//! What a set with a lock finds while others hold rows of the table.

use super::{At, Found, Outcome};
use crate::program::{Act, Locked, Program, Set, Wait};
use crate::schema::TABLES;
use crate::value::{Fault, Val};
use crate::world::World;

impl World {
    pub(super) fn locked(&mut self, table: usize, locked: &Locked) -> Result<Outcome, Fault> {
        let held: Vec<_> = self.held(table, &locked.held).into_iter().map(|row| At { table, row }).collect();
        let picked = self.picked(table, &locked.set)?;
        let left_out = match locked.wait {
            Wait::Skip => &held[..],
            Wait::Block | Wait::Fail => &[],
        };
        if locked.wait == Wait::Fail && self.passed(&picked)?.iter().any(|at| held.contains(at)) {
            return Err(Fault::Lock);
        }
        let rows = self.pick_without(picked, left_out)?;
        // From here on the set is that of these rows.
        let set = Set::Rows(rows.iter().map(|at| self.identity(*at)).collect());
        let all = |world: &Self, set: Set| {
            let rows = world.rows(table, &set)?;
            Ok::<_, Fault>(Found::rows(rows.iter().map(|at| world.row(*at)).collect(), false))
        };
        let taken = Found::AtLeast(rows.iter().map(|at| self.identity(*at)).collect());
        let mut outcome = match &locked.act {
            Act::Read => vec![("found", all(self, set)?)],
            Act::Count | Act::Group => vec![("found", Found::Count(i64::try_from(rows.len()).expect("few")))],
            Act::Update(column, value) => self.update(table, &set, &vec![(*column, value.clone())], Some(&[]))?,
            Act::Delete => self.delete(table, &set)?,
            Act::Tree(key) => {
                let branch = crate::program::Branch { filter: None, order: Vec::new(), limit: None, offset: None };
                self.run(table, &Program::Tree(set, *key, branch))?
            }
            Act::Join(key) => self.run(table, &Program::Join(set, *key))?,
            Act::Exists => vec![("found", Found::Truth(!rows.is_empty()))],
            Act::And(other) => vec![("found", all(self, Set::And(Box::new(set), Box::new(other.clone())))?)],
            Act::Minus(other) => vec![("found", all(self, Set::Minus(Box::new(set), Box::new(other.clone())))?)],
            Act::Follow(key) => {
                let target = TABLES[table].keys[*key].target;
                let led = self.rows(target, &Set::Via(table, *key, Box::new(set)))?;
                vec![("found", Found::rows(led.iter().map(|at| self.row(*at)).collect(), false))]
            }
        };
        // Nobody else can lock what was found.
        if !matches!(locked.act, Act::And(_) | Act::Minus(_) | Act::Exists | Act::Group | Act::Follow(_)) {
            outcome.push(("locked", taken));
        }
        Ok(outcome)
    }

    /// The rows that another session holds, by their places.
    pub(crate) fn held(&self, table: usize, places: &[usize]) -> Vec<usize> {
        let count = self.tables[table].len();
        let mut rows: Vec<_> = places.iter().filter(|_| count > 0).map(|row| row % count).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// What tells a row from all others.
    pub(crate) fn identity(&self, at: At) -> Vec<Val> {
        TABLES[at.table].identity.iter().map(|column| self.cell(at, *column).clone()).collect()
    }
}
