//! Putting pieces in order: each after what it needs, and otherwise by rank.
//!
//! Kahn's algorithm with a heap. Where pieces need each other in a circle, something is taken out of its table and made later:
//! foreign keys first, then checks, defaults and keys; last, a view is made twice, first with its columns alone.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use crate::{Diagnostic, catalog::ConstraintKind};

use super::{
    item::{Item, Rank},
    pieces::Pieces,
};

/// The places of pieces that stand alone, in order.
pub(super) fn order(pieces: &mut Pieces<'_>) -> (Vec<usize>, Vec<Diagnostic>) {
    let mut sorting = Sorting::default();
    loop {
        let nodes = nodes(pieces, &sorting);
        let left = sorting.run(pieces, nodes);
        if left.is_empty() {
            return (sorting.order, sorting.diagnostics);
        }
        let circle = circle(&left, pieces);
        if !split(pieces, &circle) {
            sorting.force(pieces, &circle);
        }
    }
}

#[derive(Default)]
struct Sorting {
    order: Vec<usize>,
    /// By place; those beyond its end are not done.
    done: Vec<bool>,
    diagnostics: Vec<Diagnostic>,
}

/// What is not done yet, with what it needs of that.
type Nodes = BTreeMap<usize, BTreeSet<usize>>;

fn nodes(pieces: &Pieces<'_>, sorting: &Sorting) -> Nodes {
    let node = |at: usize| pieces.list[at].within.unwrap_or(at);
    let mut nodes = Nodes::new();
    for (at, piece) in pieces.list.iter().enumerate() {
        let own = node(at);
        if sorting.is_done(own) {
            continue;
        }
        let needs = nodes.entry(own).or_default();
        needs.extend(piece.needs.iter().map(|need| node(*need)).filter(|need| *need != own && !sorting.is_done(*need)));
    }
    nodes
}

impl Sorting {
    fn is_done(&self, node: usize) -> bool {
        self.done.get(node).copied().unwrap_or(false)
    }

    fn take(&mut self, node: usize) {
        if self.done.len() <= node {
            self.done.resize(node + 1, false);
        }
        self.done[node] = true;
        self.order.push(node);
    }

    /// Takes every node whose needs are met, and returns what is left.
    fn run(&mut self, pieces: &Pieces<'_>, mut nodes: Nodes) -> Nodes {
        let mut dependents: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (node, needs) in &nodes {
            for need in needs {
                dependents.entry(*need).or_default().push(*node);
            }
        }
        let entry = |node: usize| Reverse((&pieces.list[node].rank, node));
        let mut ready: BinaryHeap<Reverse<(&Rank, usize)>> =
            nodes.iter().filter(|(_, needs)| needs.is_empty()).map(|(node, _)| entry(*node)).collect();
        while let Some(Reverse((_, node))) = ready.pop() {
            self.take(node);
            for dependent in dependents.get(&node).into_iter().flatten() {
                if let Some(needs) = nodes.get_mut(dependent)
                    && needs.remove(&node)
                    && needs.is_empty()
                {
                    ready.push(entry(*dependent));
                }
            }
        }
        nodes.retain(|node, _| !self.is_done(*node));
        nodes
    }

    /// Takes the first node of a circle that nothing opens, and says so.
    fn force(&mut self, pieces: &Pieces<'_>, circle: &Nodes) {
        let Some(first) = circle.keys().min_by_key(|node| &pieces.list[**node].rank) else { return };
        let names: Vec<_> = circle.keys().map(|node| format!("`{}`", pieces.list[*node].id)).collect();
        self.diagnostics.push(
            Diagnostic::new(format!("{} need each other, and no order of statements makes them", names.join(", ")))
                .hint("the script tries all the same, and fails at the first of them"),
        );
        self.take(*first);
    }
}

/// Nodes that need each other, and nothing else that is left.
fn circle(nodes: &Nodes, pieces: &Pieces<'_>) -> Nodes {
    let components = components(nodes);
    let is_first = |component: &&BTreeSet<usize>| {
        component.iter().all(|node| nodes.get(node).is_none_or(|needs| needs.is_subset(component)))
    };
    let rank = |component: &&BTreeSet<usize>| component.iter().map(|node| pieces.list[*node].rank.clone()).min();
    let first = components.iter().filter(is_first).min_by_key(rank).cloned().unwrap_or_default();
    first.iter().map(|node| (*node, nodes.get(node).cloned().unwrap_or_default())).collect()
}

/// What Tarjan's algorithm knows of a node.
#[derive(Clone, Copy)]
struct State {
    index: usize,
    low: usize,
    on_stack: bool,
}

fn lower(states: &mut BTreeMap<usize, State>, node: usize, low: usize) {
    if let Some(state) = states.get_mut(&node) {
        state.low = state.low.min(low);
    }
}

/// Strongly connected components, by Tarjan's algorithm without recursion.
fn components(nodes: &Nodes) -> Vec<BTreeSet<usize>> {
    let mut states: BTreeMap<usize, State> = BTreeMap::new();
    let (mut stack, mut found) = (Vec::new(), Vec::new());
    for root in nodes.keys() {
        if states.contains_key(root) {
            continue;
        }
        let mut path: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut enter = Some(*root);
        loop {
            if let Some(node) = enter.take() {
                let index = states.len();
                states.insert(node, State { index, low: index, on_stack: true });
                stack.push(node);
                path.push((node, nodes.get(&node).into_iter().flatten().copied().collect()));
            }
            let Some((node, needs)) = path.last_mut() else { break };
            let node = *node;
            if let Some(need) = needs.pop() {
                match states.get(&need).copied() {
                    None => enter = Some(need),
                    Some(other) if other.on_stack => lower(&mut states, node, other.index),
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            let state = states[&node];
            if let Some((parent, _)) = path.last() {
                lower(&mut states, *parent, state.low);
            }
            if state.low == state.index {
                let mut component = BTreeSet::new();
                while let Some(member) = stack.pop() {
                    if let Some(state) = states.get_mut(&member) {
                        state.on_stack = false;
                    }
                    component.insert(member);
                    if member == node {
                        break;
                    }
                }
                found.push(component);
            }
        }
    }
    found
}

/// How gladly a piece is taken out of what it is written within: the lowest first.
fn reluctance(item: Item<'_>) -> u8 {
    match item {
        Item::Constraint(_, constraint) => match constraint.kind {
            ConstraintKind::ForeignKey(_) => 0,
            ConstraintKind::Check(_) => 1,
            _ => 3,
        },
        Item::DomainCheck(..) => 1,
        _ => 2,
    }
}

/// Takes out what closes a circle; false where nothing can be.
fn split(pieces: &mut Pieces<'_>, circle: &Nodes) -> bool {
    let node = |at: usize| pieces.list[at].within.unwrap_or(at);
    let mut candidates: BTreeMap<(u8, usize), Vec<usize>> = BTreeMap::new();
    for (at, piece) in pieces.list.iter().enumerate() {
        let Some(host) = piece.within.filter(|host| circle.contains_key(host)) else { continue };
        let closes = piece.needs.iter().map(|need| node(*need)).any(|need| need != host && circle.contains_key(&need));
        if closes {
            candidates.entry((reluctance(piece.item), host)).or_default().push(at);
        }
    }
    let level = candidates.keys().next().map(|(level, _)| *level);
    let best = candidates
        .iter()
        .filter(|((own, _), _)| Some(*own) == level)
        .min_by_key(|((_, host), found)| (found.len(), &pieces.list[*host].rank));
    if let Some((_, taken)) = best {
        let taken = taken.clone();
        for at in taken {
            let host = pieces.list[at].within.take();
            pieces.list[at].needs.extend(host);
        }
        return true;
    }
    let mut views: Vec<usize> = circle.keys().copied().collect();
    views.sort_by_key(|view| &pieces.list[*view].rank);
    views.into_iter().any(|view| pieces.stub(view).is_some())
}
