//! What does not hang together, side by side on shelves.

use super::{
    layout::Component,
    route::{Place, Route},
};

const MARGIN: i32 = 24;
const GAP: i32 = 36;
/// Shelves are about so much longer than all of them are high.
const SHAPE: f64 = 1.5;

/// Everything in its place, in the order of the diagram.
pub(super) struct Placed {
    pub(super) boxes: Vec<Place>,
    pub(super) routes: Vec<Route>,
    pub(super) width: i32,
    pub(super) height: i32,
}

pub(super) fn pack(components: Vec<Component>) -> Placed {
    let widest = components.iter().map(|component| component.width).max().unwrap_or_default();
    let area: f64 = components.iter().map(|c| f64::from(c.width + GAP) * f64::from(c.height + GAP)).sum();
    #[expect(clippy::cast_possible_truncation, reason = "a drawing of two billion pixels is not drawn")]
    let length = widest.max((area * SHAPE).sqrt() as i32);
    let (mut x, mut y, mut shelf) = (0, 0, 0);
    let (mut width, mut height) = (0, 0);
    let mut boxes = Vec::new();
    let mut routes = Vec::new();
    for component in components {
        if x > 0 && x + component.width > length {
            (x, y, shelf) = (0, y + shelf + GAP, 0);
        }
        for (at, place) in component.boxes {
            boxes.push((at, Place { x: place.x + x + MARGIN, y: place.y + y + MARGIN, ..place }));
        }
        for (at, mut route) in component.routes {
            route.shift(x + MARGIN, y + MARGIN);
            routes.push((at, route));
        }
        shelf = shelf.max(component.height);
        width = width.max(x + component.width);
        height = height.max(y + component.height);
        x += component.width + GAP;
    }
    boxes.sort_by_key(|(at, _)| *at);
    routes.sort_by_key(|(at, _)| *at);
    Placed {
        boxes: boxes.into_iter().map(|(_, place)| place).collect(),
        routes: routes.into_iter().map(|(_, route)| route).collect(),
        width: width + 2 * MARGIN,
        height: height + 2 * MARGIN,
    }
}
