//! Random programs.

use super::{DEPTH, Random};
use crate::program::{
    Act, Branch, Conflict, Each, Ex, GroupOrder, Grouped, Locked, Nested, Program, Selected, Set, Wait,
};
use crate::schema::{Kind, TABLES};
use crate::value::Val;
use crate::world::{of_column, value};

impl Random<'_> {
    /// A program, and the table it is about.
    pub(crate) fn program(&mut self) -> (usize, Program) {
        let table = self.choices.below(TABLES.len());
        let program = match self.choices.below(14) {
            0 | 1 => Program::Read(self.set(table, DEPTH)),
            2 | 3 => self.select(table),
            4 | 5 => self.group(table),
            6 => Program::Partition(self.set(table, 1), self.pred(table, DEPTH)),
            7 => {
                // The first page begins where nothing is cut.
                let pred = self.pred(table, 1);
                // The primary key makes every order total; without one, the order has to be.
                let order = match self.choices.below(3) {
                    _ if !TABLES[table].has_primary_key() => self.total_order(table, 1),
                    0 => Vec::new(),
                    _ => self.order(table, 1),
                };
                let (size, backward) = (1 + self.choices.below(3), self.choices.below(2) == 1);
                Program::Pages { set: Set::Filter(pred), order, size, backward }
            }
            8 => match self.key(table, |_| true) {
                Some(key) => Program::Join(self.set(table, 2), key),
                None => Program::Read(Set::All),
            },
            9 if table <= 2 && self.choices.below(2) == 1 => self.forest(table),
            9 => self.tree(table),
            10 => self.update(table),
            12 => self.locked(table),
            13 => self.update_each(table),
            _ if self.choices.below(2) == 0 => Program::Delete(self.set(table, 2)),
            _ => self.insert(table),
        };
        (table, program)
    }

    fn select(&mut self, table: usize) -> Program {
        let set = self.set(table, 2);
        let count = *self.choices.one(&[1, 3]);
        let distinct = self.choices.once_in(3);
        let value = |_| if distinct { self.said_twice(table, 2) } else { self.any(table, 2).1 };
        let values: Vec<Ex> = (0..count).map(value).collect();
        let cut = self.choices.once_in(3);
        let order = match (distinct, cut) {
            // Every value, so that which combinations come first is plain.
            (true, true) => values.iter().map(|value| self.by(value.clone())).collect(),
            (true, false) if self.choices.below(2) == 0 => vec![self.by(values[0].clone())],
            (true, false) => Vec::new(),
            (false, true) => self.total_order(table, 1),
            (false, false) if self.choices.below(2) == 0 => Vec::new(),
            (false, false) => self.order(table, 1),
        };
        // A set's own order would have to be of values that are selected.
        let set = if distinct { Set::And(Box::new(set), Box::new(Set::All)) } else { set };
        let limit = cut.then(|| 1 + self.choices.below(3));
        let offset = (cut && self.choices.once_in(3)).then_some(1);
        Program::Select(Selected { set, values, distinct, order, limit, offset })
    }

    fn group(&mut self, table: usize) -> Program {
        let set = self.set(table, 2);
        let count = self.choices.below(3);
        let keys: Vec<Ex> = (0..count)
            .map(|_| {
                let name = if self.choices.once_in(3) { self.name(table, 2) } else { None };
                name.unwrap_or_else(|| self.said_twice(table, 2))
            })
            .collect();
        let aggregates: Vec<_> = (0..2)
            .map(|_| {
                let ty = self.any(table, 0).0;
                self.aggregate(table, ty, 2)
            })
            .collect();
        let having = (!keys.is_empty() && self.choices.once_in(3)).then(|| self.condition(table, 1));
        let mut order = Vec::new();
        let mut limit = None;
        let mut offset = None;
        if !keys.is_empty() {
            if self.choices.once_in(3) {
                order.push(GroupOrder::Aggregate(self.choices.one(&aggregates).clone(), self.choices.below(2) == 1));
            }
            if self.choices.below(2) == 1 {
                order.push(GroupOrder::Keys);
                limit = self.choices.once_in(2).then(|| 1 + self.choices.below(3));
                offset = self.choices.once_in(4).then_some(1);
            }
        }
        Program::Group(Grouped { set, keys, aggregates, having, order, limit, offset })
    }

    fn tree(&mut self, table: usize) -> Program {
        let Some(key) = self.key(table, |_| true) else { return Program::Read(Set::All) };
        let set = self.set(table, 2);
        let branch = self.branch(table, key);
        Program::Tree(set, key, branch)
    }

    /// A deeper tree: which keys it follows is settled by its type.
    fn forest(&mut self, table: usize) -> Program {
        let set = self.set(table, 2);
        let mut many = |table: usize, key: usize, inside| Nested { key, branch: self.branch(table, key), inside };
        let plain = |key: usize, inside| {
            let branch = Branch { filter: None, order: Vec::new(), limit: None, offset: None };
            Nested { key, branch, inside }
        };
        let nested = match table {
            0 => {
                let tags = many(2, 3, Vec::new());
                vec![many(0, 2, vec![tags, plain(0, Vec::new())]), plain(0, Vec::new()), many(0, 9, Vec::new())]
            }
            1 => {
                let inside = vec![many(0, 2, Vec::new()), many(0, 8, Vec::new())];
                vec![many(1, 3, inside), plain(0, Vec::new())]
            }
            _ => {
                let staff = many(0, 1, vec![plain(4, Vec::new())]);
                vec![plain(0, vec![staff]), plain(2, Vec::new())]
            }
        };
        Program::Forest(set, nested)
    }

    /// What is wanted of the rows that a key leads to.
    fn branch(&mut self, table: usize, key: usize) -> Branch {
        let facts = &TABLES[table].keys[key];
        let filter = self.choices.once_in(3).then(|| self.pred(facts.target, 1));
        let mut branch = Branch { filter, order: Vec::new(), limit: None, offset: None };
        if facts.kind == Kind::Many {
            match self.choices.below(3) {
                0 => {}
                1 => branch.order = self.order(facts.target, 1),
                _ => {
                    branch.order = self.total_order(facts.target, 1);
                    branch.limit = self.choices.once_in(2).then(|| 1 + self.choices.below(2));
                    branch.offset = self.choices.once_in(3).then_some(1);
                }
            }
        }
        branch
    }

    fn update(&mut self, table: usize) -> Program {
        let set = self.set(table, 2);
        let columns: Vec<_> = free(table);
        if columns.is_empty() {
            return Program::Delete(set);
        }
        let mut assignments = Vec::new();
        for _ in 0..=self.choices.below(2) {
            let column = *self.choices.one(&columns);
            if assignments.iter().all(|(known, _)| *known != column) {
                let value = self.assigned(table, column);
                assignments.push((column, value));
            }
        }
        let returning = match self.choices.below(3) {
            0 => None,
            1 => Some(Vec::new()),
            _ => Some(vec![Ex::Column(self.choices.below(TABLES[table].columns.len()))]),
        };
        Program::Update { set, assignments, returning }
    }

    /// Values for rows that are there, most often, and for others.
    fn update_each(&mut self, table: usize) -> Program {
        let set = self.set(table, 2);
        let free = free(table);
        if free.is_empty() {
            return Program::Delete(set);
        }
        let facts = TABLES[table].columns;
        let mut by = vec![self.choices.below(facts.len())];
        let mut columns = vec![*self.choices.one(&free)];
        let (second, other) = (self.choices.below(facts.len()), *self.choices.one(&free));
        if self.choices.below(2) == 0 && !by.contains(&second) {
            by.push(second);
        }
        if self.choices.below(2) == 0 && !columns.contains(&other) {
            columns.push(other);
        }
        let known = &self.world.tables[table];
        let items = self.choices.list(0, 5, |choices| {
            let row = (!known.is_empty() && !choices.once_in(5)).then(|| choices.one(known).clone());
            let key = by.iter().map(|at| row.as_ref().map(|row| row[*at].clone()).ok_or(*at));
            let key: Vec<_> = key.map(|known| known.unwrap_or_else(|at| of_column(choices, &facts[at]))).collect();
            key.into_iter()
                .chain(columns.iter().map(|at| of_column(choices, &facts[*at])).collect::<Vec<_>>())
                .collect()
        });
        Program::UpdateEach(Each { set, by, columns, items, returns_rows: self.choices.below(2) == 0 })
    }

    /// A value for a column, computed from the row.
    fn assigned(&mut self, table: usize, column: usize) -> Option<Ex> {
        let fact = &TABLES[table].columns[column];
        if fact.nullable && self.choices.once_in(5) {
            return None;
        }
        let ex = self.expr(table, fact.ty, 2);
        if fact.nullable {
            return Some(ex);
        }
        let otherwise = Ex::Literal(fact.ty, value(self.choices, fact.ty));
        Some(Ex::Coalesce(Box::new(ex), Box::new(otherwise)))
    }

    fn locked(&mut self, table: usize) -> Program {
        let set = self.set(table, 2);
        let strength = self.choices.below(4);
        let wait = *self.choices.one(&[Wait::Skip, Wait::Block, Wait::Fail]);
        let held = if wait == Wait::Block { Vec::new() } else { self.choices.list(0, 3, |choices| choices.below(6)) };
        let free = free(table);
        // What others refer to is looked at by the server where a row is deleted.
        let alone = [3, 5, 6, 7, 8].contains(&table);
        let act = match self.choices.below(12) {
            0 | 1 => Act::Read,
            2 => Act::Count,
            3..=5 if !free.is_empty() => {
                let column = *self.choices.one(&free);
                Act::Update(column, self.assigned(table, column))
            }
            3..=6 if alone => Act::Delete,
            7 => Act::Group,
            8 => Act::Exists,
            9 => Act::And(self.set(table, 1)),
            10 => Act::Minus(self.set(table, 1)),
            other => match (self.key(table, |_| true), other % 3) {
                (None, _) => Act::Read,
                (Some(key), 0) => Act::Tree(key),
                (Some(key), 1) => Act::Join(key),
                (Some(key), _) => Act::Follow(key),
            },
        };
        Program::Locked(Locked { set, strength, wait, held, act })
    }

    fn insert(&mut self, table: usize) -> Program {
        let mut rows = Vec::new();
        for _ in 0..=self.choices.below(3) {
            let known = &self.world.tables[table];
            // A row that is there, with other values; or a new one.
            let mut row = if known.is_empty() || self.choices.below(2) == 0 {
                let mut row = self.world.draft(self.choices, table);
                if table == 0 {
                    row[1] = Val::Text(format!("n{}", rows.len()));
                }
                row
            } else {
                self.choices.one(known).clone()
            };
            for column in free(table) {
                row[column] = value(self.choices, TABLES[table].columns[column].ty);
            }
            let identity =
                |row: &Vec<Val>| TABLES[table].identity.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
            if rows.iter().all(|other| identity(other) != identity(&row)) {
                rows.push(row);
            }
        }
        let free = free(table);
        let conflict = match self.choices.below(5) {
            0 => Conflict::Error,
            1 => Conflict::Ignore,
            2 => Conflict::Nothing,
            _ if free.is_empty() => Conflict::Nothing,
            3 => Conflict::Update(vec![*self.choices.one(&free)]),
            _ => {
                let column = *self.choices.one(&free);
                let fact = &TABLES[table].columns[column];
                let value = Ex::Coalesce(
                    Box::new(self.expr(table, fact.ty, 1)),
                    Box::new(Ex::Literal(fact.ty, value(self.choices, fact.ty))),
                );
                let filter = self.choices.once_in(2).then(|| Box::new(self.pred(table, 1)));
                Conflict::Set(column, Box::new(value), filter)
            }
        };
        Program::Insert { rows, conflict }
    }
}

/// The columns of a table that no key speaks of.
fn free(table: usize) -> Vec<usize> {
    let facts = &TABLES[table];
    let in_keys = |column: &usize| facts.keys.iter().any(|key| key.near.iter().any(|(here, _)| here == column));
    (0..facts.columns.len()).filter(|column| !in_keys(column) && !facts.identity.contains(column)).collect()
}
