//! The search for paths: best first, with the exact cost of what is left, so that hardly a step is taken in vain.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::Reach;
use crate::graph::{Direction, Graph, KeyId, Node};

/// A search gives up after so many partial paths: only a graph in which almost everything is connected with almost
/// everything gets there.
const EFFORT: usize = 50_000;

/// A key, followed in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) key: KeyId,
    pub(super) direction: Direction,
    pub(super) to: Node,
}

/// Steps, then the number of keys of the relations on the way.
type Cost = (usize, usize);

/// A path from the start up to some relation: its last step and the path before that.
struct Partial {
    at: Node,
    step: Option<(Step, usize)>,
    cost: Cost,
}

/// The paths, the cheapest first, and whether there are more.
pub(super) fn search(graph: &Graph<'_>, from: Node, to: Node, reach: Reach) -> (Vec<Vec<Step>>, bool) {
    let ends = [from, to];
    let left = costs_to(graph, to, ends);
    let shortest = if from == to {
        let firsts = steps(graph, from, ends).filter_map(|step| left[step.to.0]);
        firsts.map(|(steps, _)| steps + 1).min()
    } else {
        left[from.0].map(|(steps, _)| steps)
    };
    let Some(limit) = shortest.map(|steps| steps + reach.detour) else { return (Vec::new(), false) };

    let mut partials = vec![Partial { at: from, step: None, cost: (0, 0) }];
    let mut open = BinaryHeap::from([Reverse(((0, 0), 0))]);
    let mut found = Vec::new();
    while let Some(Reverse((_, id))) = open.pop() {
        let (at, cost) = (partials[id].at, partials[id].cost);
        if at == to && cost.0 > 0 {
            if found.len() == reach.paths {
                return (found, true);
            }
            found.push(trace(&partials, id));
            continue;
        }
        if partials.len() > EFFORT {
            return (found, true);
        }
        for step in steps(graph, at, ends) {
            let Some(rest) = left[step.to.0] else { continue };
            if cost.0 + 1 + rest.0 > limit || visited(&partials, id, step, to) {
                continue;
            }
            let weight = if step.to == to { 0 } else { weight(graph, step.to) };
            let cost = (cost.0 + 1, cost.1 + weight);
            open.push(Reverse(((cost.0 + rest.0, cost.1 + rest.1), partials.len())));
            partials.push(Partial { at: step.to, step: Some((step, id)), cost });
        }
    }
    (found, false)
}

/// The least cost from every relation to the end, without the weight of the relation itself.
fn costs_to(graph: &Graph<'_>, to: Node, ends: [Node; 2]) -> Vec<Option<Cost>> {
    let mut costs: Vec<Option<Cost>> = vec![None; graph.catalog.relations.len()];
    let mut open = BinaryHeap::from([Reverse(((0, 0), to))]);
    while let Some(Reverse((cost, at))) = open.pop() {
        if costs[at.0].is_some() {
            continue;
        }
        costs[at.0] = Some(cost);
        let weight = if at == to { 0 } else { weight(graph, at) };
        let next = steps(graph, at, ends).filter(|step| costs[step.to.0].is_none());
        open.extend(next.map(|step| Reverse(((cost.0 + 1, cost.1 + weight), step.to))));
    }
    costs
}

/// How many keys a relation has, both ways.
fn weight(graph: &Graph<'_>, node: Node) -> usize {
    graph.outgoing(node).len() + graph.incoming(node).len()
}

fn steps<'a>(graph: &'a Graph<'_>, at: Node, ends: [Node; 2]) -> impl Iterator<Item = Step> + 'a {
    let outgoing = graph.outgoing(at).iter().map(|id| (*id, Direction::Forward, graph.key(*id).to));
    let incoming = graph.incoming(at).iter().map(|id| (*id, Direction::Reverse, graph.key(*id).from));
    let all = outgoing.chain(incoming).map(|(key, direction, to)| Step { key, direction, to });
    all.filter(move |step| {
        let key = graph.key(step.key);
        !key.inherited || ends.contains(&key.from)
    })
}

/// The step leads where the path has been, or back by the key it just took.
fn visited(partials: &[Partial], mut id: usize, step: Step, to: Node) -> bool {
    if partials[id].step.is_some_and(|(last, _)| last.key == step.key) {
        return true;
    }
    if step.to == to {
        return false;
    }
    loop {
        if partials[id].at == step.to {
            return true;
        }
        match partials[id].step {
            Some((_, before)) => id = before,
            None => return false,
        }
    }
}

fn trace(partials: &[Partial], mut id: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    while let Some((step, before)) = partials[id].step {
        steps.push(step);
        id = before;
    }
    steps.reverse();
    steps
}
