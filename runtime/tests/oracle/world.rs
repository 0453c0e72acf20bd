//! The rows of all tables, random and few, with values that often collide.

use std::fmt;

use crate::choices::Choices;
use crate::schema::{Fact, TABLES};
use crate::value::{Ty, Val};

/// The rows of each table.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) tables: Vec<Vec<Vec<Val>>>,
}

/// Texts that differ in little.
pub(crate) const TEXTS: [&str; 7] = ["a", "b", "", "ab", "A", " a", "a%"];

/// A value for a column that no key speaks of.
pub(crate) fn value(choices: &mut Choices, ty: Ty) -> Val {
    match ty {
        Ty::Int | Ty::Big => Val::Int(*choices.one(&[1, 2, 3, 0, -1, 7])),
        Ty::Num => Val::Num(crate::value::Ratio::new(choices.below(9) as i128 - 2, 2)),
        Ty::Text => Val::Text((*choices.one(&TEXTS)).to_owned()),
        Ty::Bool => Val::Bool(choices.below(2) == 1),
        Ty::Mood => Val::Mood(choices.below(3)),
    }
}

/// The same, or NULL where the column may be.
pub(crate) fn of_column(choices: &mut Choices, fact: &Fact) -> Val {
    if fact.nullable && choices.below(3) == 0 { Val::Null } else { value(choices, fact.ty) }
}

impl World {
    pub(crate) fn random(choices: &mut Choices) -> Self {
        let mut world = Self { tables: vec![Vec::new(); TABLES.len()] };
        for (table, facts) in TABLES.iter().enumerate() {
            let most = if choices.once_in(8) { 0 } else { 6 };
            let count = choices.below(most + 1);
            for _ in 0..count {
                let mut row: Vec<Val> = facts.columns.iter().map(|fact| of_column(choices, fact)).collect();
                // What is not a key of another table is numbered.
                if table == 0 {
                    row[1] = Val::Text(format!("p{}", world.tables[0].len()));
                }
                if [0, 2, 8].contains(&table) {
                    row[0] = Val::Int(i64::try_from(world.tables[table].len()).expect("few") + 1);
                }
                world.tables[table].push(row);
                world.refer(choices, table);
                let row = world.tables[table].pop().expect("just pushed");
                if world.accepts(table, &row) {
                    world.tables[table].push(row);
                }
            }
        }
        world
    }

    /// A new row, whose keys lead somewhere, most often.
    pub(crate) fn draft(&self, choices: &mut Choices, table: usize) -> Vec<Val> {
        let mut grown = self.clone();
        grown.tables[table].push(TABLES[table].columns.iter().map(|fact| of_column(choices, fact)).collect());
        if !choices.once_in(8) {
            grown.refer(choices, table);
        }
        grown.tables[table].pop().expect("just pushed")
    }

    /// Makes the foreign keys of the last row of a table lead to rows, itself among them.
    fn refer(&mut self, choices: &mut Choices, table: usize) {
        let last = self.tables[table].len() - 1;
        for key in foreign(table) {
            let candidates = self.tables[key.target].len();
            let nullable = key.near.iter().all(|(here, _)| TABLES[table].columns[*here].nullable);
            if candidates == 0 || (nullable && choices.below(4) == 0) {
                for (here, _) in key.near {
                    if TABLES[table].columns[*here].nullable {
                        self.tables[table][last][*here] = Val::Null;
                    }
                }
                continue;
            }
            let target = choices.below(candidates);
            for (here, there) in key.near {
                self.tables[table][last][*here] = self.tables[key.target][target][*there].clone();
            }
            // Of a composite key, a part may be NULL by itself.
            if nullable && key.near.len() > 1 && choices.once_in(5) {
                self.tables[table][last][key.near[0].0] = Val::Null;
            }
        }
    }

    /// Whether a row could be added to a table.
    pub(crate) fn accepts(&self, table: usize, row: &[Val]) -> bool {
        let same = |columns: &[usize]| {
            self.tables[table]
                .iter()
                .any(|other| columns.iter().all(|at| !row[*at].is_null() && other[*at] == row[*at]))
        };
        let mut grown = self.clone();
        grown.tables[table].push(row.to_vec());
        let taken = same(TABLES[table].identity) || (table == 0 && same(&[1]));
        !taken && grown.refers(table, grown.tables[table].len() - 1)
    }

    /// Whether the foreign keys of a row lead somewhere.
    fn refers(&self, table: usize, row: usize) -> bool {
        let row = &self.tables[table][row];
        foreign(table).all(|key| {
            key.near.iter().any(|(here, _)| row[*here].is_null())
                || self.tables[key.target]
                    .iter()
                    .any(|target| key.near.iter().all(|(here, there)| row[*here] == target[*there]))
        })
    }

    /// Whether every key of the database holds.
    pub(crate) fn holds(&self) -> bool {
        (0..TABLES.len()).all(|table| {
            let unique = |columns: &[usize]| {
                let mut seen: Vec<_> = self.tables[table]
                    .iter()
                    .map(|row| columns.iter().map(|at| &row[*at]).collect::<Vec<_>>())
                    .collect();
                let before = seen.len();
                seen.sort();
                seen.dedup();
                seen.len() == before
            };
            unique(TABLES[table].identity)
                && (table != 0 || unique(&[1]))
                && (0..self.tables[table].len()).all(|row| self.refers(table, row))
        })
    }

    /// The place of the row with the identity of this one.
    pub(crate) fn place(&self, table: usize, row: &[Val]) -> Option<usize> {
        let identity = TABLES[table].identity;
        self.tables[table].iter().position(|other| identity.iter().all(|at| other[*at] == row[*at]))
    }
}

/// The foreign keys of a table.
fn foreign(table: usize) -> impl Iterator<Item = &'static crate::schema::Key> {
    use crate::schema::Kind;
    TABLES[table].keys.iter().filter(|key| matches!(key.kind, Kind::One | Kind::Optional))
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (table, rows) in self.tables.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            let rows: Vec<_> = rows
                .iter()
                .map(|row| format!("({})", row.iter().map(Val::literal).collect::<Vec<_>>().join(", ")))
                .collect();
            writeln!(f, "insert into {} values\n    {};", TABLES[table].name, rows.join(",\n    "))?;
        }
        Ok(())
    }
}
