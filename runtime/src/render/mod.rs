//! From untyped sets and expressions to SQL text and parameters: the only place that writes SQL.

mod among;
mod apart;
mod fold;
mod form;
mod frame;
mod given;
mod group;
mod join;
mod keys;
mod known;
mod layout;
mod node;
mod output;
mod rearrange;
mod routine;
mod select;
mod shape;
mod text;
mod tree;
mod update;
mod write;

pub use form::Form;
pub(crate) use group::{Grouped, group};
pub(crate) use join::{Beside, left_join};
pub(crate) use layout::display;
pub(crate) use output::{Output, Outputs};
pub(crate) use routine::{nothing, procedure, records, scalar, scalars};
pub(crate) use select::{Select, count, exists, select};
pub(crate) use tree::{KeyAt, Level};
pub(crate) use update::{delete, update, update_each};
pub(crate) use write::{Conflict, Given, Resolution, Values, copy_in, copy_out, insert};

use std::sync::Arc;

use apart::Apart;
use frame::Frame;

use crate::node::RelationMeta;
use crate::statement::Locks;
use crate::statement::{Param, Params, Rows, Statement};

/// A statement while it is written.
pub(crate) struct Renderer {
    sql: String,
    /// Values of rows, which are the first parameters.
    rows: Option<Arc<Rows>>,
    params: Vec<Param>,
    aliases: u32,
    /// The clauses that are being written, the innermost last.
    frames: Vec<Frame>,
    apart: Option<Apart>,
    locks: Locks,
    /// Whether what is written is asked of every row of a group.
    of_every_row: bool,
    /// Whether each clause is to have a line.
    lines: bool,
    /// The relations that occur, where someone wants to know.
    touched: Option<Vec<&'static RelationMeta>>,
}

/// The name of a relation within a statement: `t0`, `t1`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Alias(u32);

/// The relation whose columns are meant, under its alias.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    relation: &'static RelationMeta,
    alias: Alias,
}

impl Renderer {
    fn new() -> Self {
        let sql = String::with_capacity(256);
        Self {
            sql,
            rows: None,
            params: Vec::new(),
            aliases: 0,
            frames: Vec::new(),
            apart: None,
            of_every_row: false,
            lines: layout::has_lines(),
            locks: Locks::None,
            touched: None,
        }
    }

    fn finish(self) -> Statement {
        Statement { locks: self.locks, ..Statement::new(self.sql, Params::new(self.rows, self.params)) }
    }

    /// The statement of a write, which does at once what its locks are for.
    fn finish_write(mut self) -> Statement {
        if self.locks == Locks::Taken {
            self.locks = Locks::None;
        }
        self.finish()
    }

    /// An alias that nothing has yet.
    fn fresh(&mut self) -> Alias {
        let alias = Alias(self.aliases);
        self.aliases += 1;
        alias
    }

    /// A fresh alias for a relation.
    fn scope(&mut self, relation: &'static RelationMeta) -> Scope {
        let alias = self.fresh();
        if let Some(touched) = &mut self.touched
            && !touched.iter().any(|known| known.is(relation))
        {
            touched.push(relation);
        }
        Scope { relation, alias }
    }
}

/// The relations that a `SELECT` reads, as `schema.name`, in the order of their first occurrence.
pub(crate) fn touched(select: Select<'_>) -> Vec<String> {
    let mut renderer = Renderer { touched: Some(Vec::new()), ..Renderer::new() };
    renderer.select(select);
    let name = |meta: &RelationMeta| format!("{}.{}", meta.schema, meta.name);
    renderer.touched.unwrap_or_default().into_iter().map(name).collect()
}
