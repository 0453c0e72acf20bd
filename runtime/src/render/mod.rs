//! From untyped sets and expressions to SQL text and parameters: the only place that writes SQL.

mod group;
mod join;
mod keys;
mod known;
mod node;
mod routine;
mod select;
mod shape;
mod text;
mod tree;
mod write;

pub(crate) use group::{Grouped, group};
pub(crate) use join::left_join;
pub(crate) use routine::{nothing, procedure, records, scalar, scalars};
pub(crate) use select::{Output, Outputs, Select, count, exists, select};
pub(crate) use tree::{KeyAt, Level};
pub(crate) use write::{Conflict, Given, Resolution, Values, copy_in, copy_out, delete, insert, update};

use std::sync::Arc;

use crate::key::Edge;
use crate::relation::RelationMeta;
use crate::statement::{Param, Params, Rows, Statement};

/// A statement while it is written.
pub(crate) struct Renderer {
    sql: String,
    /// Values of rows, which are the first parameters.
    rows: Option<Arc<Rows>>,
    params: Vec<Param>,
    aliases: u32,
    frame: Frame,
    /// The relations that occur, where someone wants to know.
    touched: Option<Vec<&'static RelationMeta>>,
}

/// The `FROM` clause that is being written: the joins that values across keys need.
#[derive(Default)]
struct Frame {
    /// Whether joins can be added; if not, values across keys are sub-selects.
    joinable: bool,
    joins: Vec<Join>,
}

/// A join to the one row that a key leads to.
struct Join {
    from: Scope,
    edge: Edge,
    to: Alias,
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
        Self { sql, rows: None, params: Vec::new(), aliases: 0, frame: Frame::default(), touched: None }
    }

    fn finish(self) -> Statement {
        Statement { sql: self.sql.into(), params: Params::new(self.rows, self.params) }
    }

    /// A fresh alias for a relation.
    fn scope(&mut self, relation: &'static RelationMeta) -> Scope {
        let alias = Alias(self.aliases);
        self.aliases += 1;
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
