//! Where boxes go: what hangs together is laid out by dagre, in columns from referenced to referencing.

use std::collections::BTreeMap;

use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir, graph::Graph, graph::GraphOptions};

use super::{
    super::diagram::Diagram,
    boxes::Box,
    route::{LOOP, LOOP_STEP, Place, Plan, Route},
};

/// Between columns: room for the ends of edges on both sides, and for the curve between them.
const BETWEEN: f64 = 108.0;

/// Boxes that hang together, with their edges, in coordinates of their own.
pub(super) struct Component {
    /// Positions of entities in the diagram, and where they are.
    pub(super) boxes: Vec<(usize, Place)>,
    /// Positions of relationships in the diagram, and how they go.
    pub(super) routes: Vec<(usize, Route)>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// Lays out everything that hangs together, the tallest first.
pub(super) fn components(diagram: &Diagram, boxes: &[Box]) -> Vec<Component> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let roots = roots(diagram);
    for at in 0..boxes.len() {
        members.entry(find(&roots, at)).or_default().push(at);
    }
    let mut components: Vec<_> = members.values().map(|members| component(diagram, boxes, members)).collect();
    // A sort that keeps the order of names among equals.
    components.sort_by_key(|component| (component.boxes.len() == 1, -component.height));
    components
}

/// A forest in which everything that hangs together has one root: the first of it.
fn roots(diagram: &Diagram) -> Vec<usize> {
    let mut roots: Vec<usize> = (0..diagram.entities.len()).collect();
    for relationship in &diagram.relationships {
        let (a, b) = (find(&roots, relationship.child), find(&roots, relationship.parent));
        roots[a.max(b)] = a.min(b);
    }
    roots
}

fn find(roots: &[usize], mut at: usize) -> usize {
    while roots[at] != at {
        at = roots[at];
    }
    at
}

fn component(diagram: &Diagram, boxes: &[Box], members: &[usize]) -> Component {
    let within = |at: usize| members.binary_search(&at).is_ok();
    let edges: Vec<usize> =
        (0..diagram.relationships.len()).filter(|at| within(diagram.relationships[*at].child)).collect();
    let loops = |entity: usize| {
        let own = edges.iter().map(|at| &diagram.relationships[*at]);
        i32::try_from(own.filter(|r| r.child == entity && r.parent == entity).count()).unwrap_or_default()
    };
    // Names that sort as the positions do, for whatever dagre sorts by them.
    let id = |at: usize| format!("{at:06}");
    let mut graph: Graph<NodeLabel, EdgeLabel> =
        Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    let outer = |at: usize| boxes[at].width + if loops(at) > 0 { LOOP + LOOP_STEP * loops(at) } else { 0 };
    let widths: BTreeMap<usize, i32> = members.iter().map(|at| (*at, outer(*at))).collect();
    for at in members {
        let (width, height) = (f64::from(widths[at]), f64::from(boxes[*at].height));
        graph.set_node(id(*at), Some(NodeLabel { width, height, ..NodeLabel::default() }));
    }
    for at in &edges {
        let relationship = &diagram.relationships[*at];
        if relationship.child != relationship.parent {
            let (parent, child) = (id(relationship.parent), id(relationship.child));
            graph.set_edge(&parent, &child, Some(EdgeLabel::default()), Some(&id(*at)));
        }
    }
    if members.len() > 1 {
        let options = LayoutOptions {
            rankdir: RankDir::LR,
            nodesep: 26.0,
            edgesep: 14.0,
            ranksep: BETWEEN,
            ..LayoutOptions::default()
        };
        dagre::layout(&mut graph, Some(options));
    }
    let places: BTreeMap<usize, Place> = members
        .iter()
        .map(|at| {
            let node = graph.node(&id(*at));
            let centre = |of: fn(&NodeLabel) -> Option<f64>| whole(node.and_then(of).unwrap_or_default());
            let (outer, height) = (widths[at], boxes[*at].height);
            let (x, y) = (centre(|n| n.x) - outer / 2, centre(|n| n.y) - height / 2);
            (*at, Place { x, y, width: boxes[*at].width, height, outer })
        })
        .collect();
    let plan = Plan::new(diagram, &places, &edges);
    let mut looped: BTreeMap<usize, i32> = BTreeMap::new();
    let routes = edges.iter().map(|at| {
        let relationship = &diagram.relationships[*at];
        let (parent, child) = (id(relationship.parent), id(relationship.child));
        let label = graph.edge(&parent, &child, Some(&id(*at)));
        let points = label.iter().flat_map(|label| &label.points).map(|point| (whole(point.x), whole(point.y)));
        let nth = looped.entry(relationship.child).or_default();
        let route = plan.route(relationship, &points.collect::<Vec<_>>(), *nth);
        *nth += i32::from(route.is_loop);
        (*at, route)
    });
    let routes = routes.collect();
    finish(places, routes)
}

/// Moves everything to the origin.
fn finish(places: BTreeMap<usize, Place>, mut routes: Vec<(usize, Route)>) -> Component {
    let mut boxes: Vec<_> = places.into_iter().collect();
    let left = boxes.iter().map(|(_, place)| place.x).min().unwrap_or_default();
    let ys = routes.iter().flat_map(|(_, route)| route.points.iter().map(|(_, y)| *y));
    let top = boxes.iter().map(|(_, place)| place.y).chain(ys).min().unwrap_or_default();
    for (_, place) in &mut boxes {
        (place.x, place.y) = (place.x - left, place.y - top);
    }
    for (_, route) in &mut routes {
        route.shift(-left, -top);
    }
    let lowest = routes.iter().flat_map(|(_, route)| route.points.iter().map(|(_, y)| *y)).max().unwrap_or_default();
    let width = boxes.iter().map(|(_, place)| place.x + place.outer).max().unwrap_or_default();
    let height = boxes.iter().map(|(_, place)| place.y + place.height).chain([lowest]).max().unwrap_or_default();
    Component { boxes, routes, width, height }
}

#[expect(clippy::cast_possible_truncation, reason = "a drawing of two billion pixels is not drawn")]
fn whole(coordinate: f64) -> i32 {
    coordinate.round() as i32
}
