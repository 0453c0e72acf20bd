//! A path as a chain of methods and as SQL.

use std::fmt::Write as _;

use super::search::Step;
use crate::{
    graph::{Direction, Graph, Node},
    sql,
};

/// `public::Film::query().actor()`; an association that is crossed is one method where generated code has one.
pub(super) fn rust(graph: &Graph<'_>, from: Node, steps: &[Step]) -> Option<String> {
    let start = graph.generated(from)?;
    let mut chain = format!("{}::{}::query()", graph.model.schema(start.schema).name.rust, start.row);
    let mut rest = steps;
    while let [step, after @ ..] = rest {
        let crossing = after.first().filter(|_| step.direction == Direction::Reverse);
        let crossing = crossing.filter(|next| next.direction == Direction::Forward);
        let (method, left) = match crossing.and_then(|next| graph.through(step.key, next.key)) {
            Some(navigation) => (navigation, &after[1..]),
            None => (direct(graph, step)?, after),
        };
        let _ = write!(chain, ".{}()", method.method);
        rest = left;
    }
    Some(chain)
}

fn direct<'a>(graph: &Graph<'a>, step: &Step) -> Option<&'a relvar_codegen::model::Navigation> {
    match step.direction {
        Direction::Forward => graph.key(step.key).forward,
        Direction::Reverse => graph.key(step.key).reverse,
    }
}

/// Every relation on the way, joined.
pub(super) fn join(graph: &Graph<'_>, from: Node, steps: &[Step]) -> String {
    let mut text = format!("SELECT t{}.*\nFROM {} AS t0", steps.len(), relation(graph, from));
    for (at, step) in steps.iter().enumerate() {
        let condition = condition(graph, step, at);
        let _ = write!(text, "\nJOIN {} AS t{} ON {condition}", relation(graph, step.to), at + 1);
    }
    text
}

/// The rows at the end that are connected with a row at the start, each once.
pub(super) fn exists(graph: &Graph<'_>, from: Node, steps: &[Step]) -> String {
    let end = steps.last().map_or(from, |step| step.to);
    let mut text = format!("SELECT t{0}.*\nFROM {1} AS t{0}", steps.len(), relation(graph, end));
    for (at, step) in steps.iter().enumerate().rev() {
        let before = if at == 0 { from } else { steps[at - 1].to };
        let indent = "    ".repeat(steps.len() - 1 - at);
        let condition = condition(graph, step, at);
        let word = if at + 1 == steps.len() { "\nWHERE" } else { " AND" };
        let _ = write!(text, "{word} EXISTS (\n{indent}    SELECT FROM {} AS t{at}", relation(graph, before));
        let _ = write!(text, " WHERE {condition}");
    }
    text + &")".repeat(steps.len())
}

fn relation(graph: &Graph<'_>, node: Node) -> String {
    sql::qualified(&graph.relation(node).name)
}

/// `t1.film_id = t0.film_id` for the step that leads from relation `at` to the next.
fn condition(graph: &Graph<'_>, step: &Step, at: usize) -> String {
    let key = graph.key(step.key);
    let (near, far) = match step.direction {
        Direction::Forward => (&key.columns, &key.referenced_columns),
        Direction::Reverse => (&key.referenced_columns, &key.columns),
    };
    let pairs = near
        .iter()
        .zip(far)
        .map(|(near, far)| format!("t{}.{} = t{at}.{}", at + 1, sql::identifier(far), sql::identifier(near)));
    pairs.collect::<Vec<_>>().join(" AND ")
}
