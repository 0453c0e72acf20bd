//! A script for later, of what would be run.

use std::fmt::Write as _;

use super::{MigrateError, Migrator, Way, apply, script::Work};
use crate::track::{Kind, Status};

impl Migrator {
    /// The statements that lead from these heads to a target, with their records, for `psql -v ON_ERROR_STOP=1`.
    pub fn script(&self, way: Way, heads: &[String], target: &str) -> Result<String, MigrateError> {
        let tables = &self.options.tables;
        let mut heads = heads.to_vec();
        let mut sql = String::new();
        if heads.is_empty() && way == Way::Up {
            let _ = write!(sql, "BEGIN;\n{}COMMIT;\n", tables.creation());
        }
        for revision in self.plan(way, &heads, target)? {
            let work = match way {
                Way::Up => Work::up(revision)?,
                Way::Down => Work::down(revision)?,
            };
            let changes = self.changes(way, &heads, revision.id())?;
            let verb = if way == Way::Up { "Applies" } else { "Reverts" };
            let _ = writeln!(sql, "\n-- {verb} {} {}", revision.id(), revision.header.message);
            if work.is_transactional {
                sql.push_str("BEGIN;\n");
            }
            for statement in &work.statements {
                let _ = writeln!(sql, "{};", statement.sql);
            }
            sql.push_str(if work.is_transactional { apply::AFTER } else { "RESET ROLE;\nRESET ALL;\nBEGIN;\n" });
            for change in &changes {
                sql.push_str(&tables.change(change));
                change.apply(&mut heads);
            }
            if work.kind == Kind::Rollback {
                sql.push_str(&tables.reverted(revision.id()));
            }
            let entry = apply::entry(&work, Status::Applied, work.statements.len(), None);
            // Its number is of no use here.
            sql.push_str(&tables.insert(&entry).replace(" RETURNING id;\n", ";\n"));
            sql.push_str("COMMIT;\n");
        }
        Ok(sql)
    }
}
