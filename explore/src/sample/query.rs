//! The statements of a sample.

use std::fmt::Write as _;

use super::{Connection, Values};
use crate::{
    graph::{Direction, Graph, Node},
    sql,
};

/// The columns that the role may read, if any.
pub(super) fn readable(graph: &Graph<'_>, node: Node) -> Option<Vec<String>> {
    let columns = graph.relation(node).columns.iter().filter(|column| !column.unreadable);
    let names: Vec<String> = columns.map(|column| column.name.clone()).collect();
    (!names.is_empty()).then_some(names)
}

/// Rows of a relation.
pub(super) fn rows(graph: &Graph<'_>, node: Node, limit: usize) -> String {
    format!("SELECT {} FROM {} AS t{} LIMIT {limit}", columns(graph, node), name(graph, node), order(graph, node))
}

/// Rows that a connection leads to from given rows, each with the position of the row it was reached from; nothing
/// where no row leads anywhere.
pub(super) fn related(
    graph: &Graph<'_>,
    connection: &Connection,
    (columns, rows): (&[String], &[Values]),
    limit: usize,
) -> Option<String> {
    let (first, direction) = *connection.steps.first()?;
    let key = graph.key(first);
    let (start, near) = match direction {
        Direction::Forward => (key.from, &key.columns),
        Direction::Reverse => (key.to, &key.referenced_columns),
    };
    let values = values(graph, start, near, (columns, rows))?;
    let given: Vec<String> = (0..near.len()).map(|at| format!("c{at}")).collect();
    let target = connection.to;
    let mut inner = format!("SELECT {} FROM {} AS t", self::columns(graph, target), name(graph, target));
    let condition = match connection.steps[..] {
        [(near, _), (far, _)] => {
            let (near, far) = (graph.key(near), graph.key(far));
            let join = equal(("a", &far.columns), ("t", &far.referenced_columns));
            let _ = write!(inner, " JOIN {} AS a ON {join}", name(graph, near.from));
            equal(("a", &near.columns), ("s", &given))
        }
        _ if direction == Direction::Forward => equal(("t", &key.referenced_columns), ("s", &given)),
        _ => equal(("t", &key.columns), ("s", &given)),
    };
    let _ = write!(inner, " WHERE {condition}{} LIMIT {limit}", order(graph, target));
    let given = given.join(", ");
    Some(format!(
        "SELECT s.n, r.* FROM (VALUES {values}) AS s (n, {given}) CROSS JOIN LATERAL ({inner}) AS r ORDER BY s.n"
    ))
}

/// `(0, '1'::integer), (1, '7'::integer)`: the key of each row that has one.
fn values(graph: &Graph<'_>, node: Node, key: &[&str], (columns, rows): (&[String], &[Values])) -> Option<String> {
    let relation = graph.relation(node);
    let at = |name: &str| columns.iter().position(|column| column == name);
    let parts: Option<Vec<_>> = key.iter().map(|name| Some((at(name)?, relation.column(name)?.1))).collect();
    let parts = parts?;
    let mut lines = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let literals: Option<Vec<String>> = parts
            .iter()
            .map(|(at, column)| Some(format!("{}::{}", sql::literal(row.get(*at)?.as_ref()?), column.type_.sql)))
            .collect();
        lines.extend(literals.map(|literals| format!("({number}, {})", literals.join(", "))));
    }
    (!lines.is_empty()).then(|| lines.join(", "))
}

fn equal<A: AsRef<str>, B: AsRef<str>>((near, columns): (&str, &[A]), (far, others): (&str, &[B])) -> String {
    let pairs = columns.iter().zip(others).map(|(column, other)| {
        format!("{near}.{} = {far}.{}", sql::identifier(column.as_ref()), sql::identifier(other.as_ref()))
    });
    pairs.collect::<Vec<_>>().join(" AND ")
}

fn columns(graph: &Graph<'_>, node: Node) -> String {
    let names = readable(graph, node).unwrap_or_default();
    names.iter().map(|name| format!("t.{}", sql::identifier(name))).collect::<Vec<_>>().join(", ")
}

fn name(graph: &Graph<'_>, node: Node) -> String {
    sql::qualified(&graph.relation(node).name)
}

/// By primary key, so that a sample is the same each time.
fn order(graph: &Graph<'_>, node: Node) -> String {
    match graph.relation(node).primary_key() {
        Some((_, key)) => {
            let columns: Vec<_> = key.columns.iter().map(|name| format!("t.{}", sql::identifier(name))).collect();
            format!(" ORDER BY {}", columns.join(", "))
        }
        None => String::new(),
    }
}
