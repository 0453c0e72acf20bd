//! How an edge goes: level through columns, where boxes are, and in curves between them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::diagram::{Diagram, Relationship},
    boxes::{HEAD, middle},
    ends::End,
};

/// How far out the loop of a relation that references itself goes.
pub(super) const LOOP: i32 = 40;
/// How far one such loop is from the next.
pub(super) const LOOP_STEP: i32 = 10;
/// What an end takes, before the line may turn.
const ROOM: i32 = 24;
/// Between two ends of different kinds at one row.
const STEP: i32 = 9;

/// Where a box is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
    /// The width with the loops beside it.
    pub(super) outer: i32,
}

/// The way of an edge, from the referenced relation to the referencing one.
#[derive(Clone)]
pub(super) struct Route {
    /// The ends and what lies between, in pairs: level from the first of a pair to the second, in a curve from there to
    /// the next pair. Of a loop, its four corners.
    pub(super) points: Vec<(i32, i32)>,
    /// On which side of its box the edge begins: -1 is left, 1 is right.
    pub(super) parent_side: i32,
    /// On which side of its box the edge ends.
    pub(super) child_side: i32,
    /// It leads back to where it came from.
    pub(super) is_loop: bool,
}

impl Route {
    pub(super) fn shift(&mut self, x: i32, y: i32) {
        for point in &mut self.points {
            *point = (point.0 + x, point.1 + y);
        }
    }
}

/// Entity, side, height: where edges meet a box.
type Anchor = (usize, i32, i32);

/// Boxes in their places, and where edges meet them.
pub(super) struct Plan<'a> {
    diagram: &'a Diagram,
    places: &'a BTreeMap<usize, Place>,
    columns: Vec<(i32, i32)>,
    /// Edges whose ends say the same share an end; others lie beside each other.
    anchors: BTreeMap<Anchor, BTreeSet<End>>,
}

impl<'a> Plan<'a> {
    /// The plan of these relationships.
    pub(super) fn new(diagram: &'a Diagram, places: &'a BTreeMap<usize, Place>, edges: &[usize]) -> Self {
        let mut plan = Self { diagram, places, columns: columns(places), anchors: BTreeMap::new() };
        for relationship in edges.iter().map(|at| &diagram.relationships[*at]) {
            let (parent, child) = plan.anchors_of(relationship);
            plan.anchors.entry(parent).or_default().insert(relationship.parents.into());
            plan.anchors.entry(child).or_default().insert(relationship.children.into());
        }
        plan
    }

    /// The way of one edge; `points` is what the layout says of it, `nth` counts the loops of a relation from zero.
    pub(super) fn route(&self, relationship: &Relationship, points: &[(i32, i32)], nth: i32) -> Route {
        let (from, to) = self.anchors_of(relationship);
        let (parent_side, child_side) = (from.1, to.1);
        let (start, end) = (self.meet(from, relationship.parents.into()), self.meet(to, relationship.children.into()));
        if relationship.parent == relationship.child {
            let far = start.0 + LOOP + LOOP_STEP * nth;
            let points = vec![start, (far, start.1), (far, end.1), end];
            return Route { points, parent_side, child_side, is_loop: true };
        }
        let (parent, child) = (self.column(relationship.parent), self.column(relationship.child));
        let leave = |(left, right): (i32, i32), side: i32| if side > 0 { right + ROOM } else { left - ROOM };
        let mut way = vec![start, (leave(parent, parent_side), start.1)];
        let inner = points.len().saturating_sub(1);
        let mut between: Vec<_> = points.iter().take(inner).skip(1).copied().collect();
        // Where the layout turned an edge round, to have no circles, its points run the other way.
        between.sort_by_key(|(x, _)| x * parent_side);
        for (x, y) in between {
            let crossed = self.columns.iter().copied().find(|(left, right)| (*left..=*right).contains(&x));
            let crossed = crossed.filter(|column| *column != parent && *column != child);
            if let Some((left, right)) = crossed {
                way.extend(if parent_side > 0 { [(left, y), (right, y)] } else { [(right, y), (left, y)] });
            }
        }
        way.extend([(leave(child, child_side), end.1), end]);
        Route { points: way, parent_side, child_side, is_loop: false }
    }

    /// Where an edge meets the referenced relation, and where the referencing one.
    fn anchors_of(&self, relationship: &Relationship) -> (Anchor, Anchor) {
        let (parent, child) = (relationship.parent, relationship.child);
        let column = self.telling(relationship);
        let row = |entity: usize, columns: &[String]| middle(&self.diagram.entities[entity], columns.get(column));
        let (mut from, mut to) = (row(parent, &relationship.referenced_columns), row(child, &relationship.columns));
        if parent == child {
            if from == to {
                (from, to) = (from - HEAD / 4, to + HEAD / 4);
            }
            return ((parent, 1, from), (child, 1, to));
        }
        let side = if self.places[&parent].x < self.places[&child].x { 1 } else { -1 };
        ((parent, side, from), (child, -side, to))
    }

    /// Of the columns of a key, the one that the fewest other keys share: it tells them apart.
    fn telling(&self, relationship: &Relationship) -> usize {
        let shared = |column: &String| {
            let own = self.diagram.relationships.iter().filter(|other| other.child == relationship.child);
            own.filter(|other| other.columns.contains(column)).count()
        };
        if relationship.columns.len() == 1 {
            return 0;
        }
        (0..relationship.columns.len()).min_by_key(|at| shared(&relationship.columns[*at])).unwrap_or_default()
    }

    fn meet(&self, anchor: Anchor, end: End) -> (i32, i32) {
        let (entity, side, y) = anchor;
        let place = self.places[&entity];
        let kinds = self.anchors.get(&anchor);
        let count = |kinds: usize| i32::try_from(kinds).unwrap_or_default();
        let nth = kinds.map_or(0, |kinds| count(kinds.iter().position(|kind| *kind == end).unwrap_or_default()));
        let last = kinds.map_or(0, |kinds| count(kinds.len()) - 1);
        (if side > 0 { place.x + place.width } else { place.x }, place.y + y + nth * STEP - last * STEP / 2)
    }

    /// The column that a box stands in.
    fn column(&self, entity: usize) -> (i32, i32) {
        let place = self.places[&entity];
        let column = self.columns.iter().copied().find(|(left, right)| (*left..=*right).contains(&place.x));
        column.unwrap_or((place.x, place.x + place.outer))
    }
}

/// The columns that boxes stand in, as their left and right edges, from left to right.
fn columns(places: &BTreeMap<usize, Place>) -> Vec<(i32, i32)> {
    let mut spans: Vec<_> = places.values().map(|place| (place.x, place.x + place.outer)).collect();
    spans.sort_unstable();
    let mut columns: Vec<(i32, i32)> = Vec::new();
    for (left, right) in spans {
        match columns.last_mut() {
            Some(last) if left <= last.1 => last.1 = last.1.max(right),
            _ => columns.push((left, right)),
        }
    }
    columns
}
