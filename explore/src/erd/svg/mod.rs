//! A diagram as SVG: measured, laid out, packed and written.

mod boxes;
mod ends;
mod layout;
mod pack;
mod route;
mod write;

use super::diagram::{Diagram, Entity};

/// A drawing, to stand alone or within a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// In pixels.
    pub width: i32,
    /// In pixels.
    pub height: i32,
    label: String,
    body: String,
}

/// What a drawing looks like where it stands alone: in light and in dark, on a ground of its own.
const STYLE: &str = include_str!("style.css");

/// Draws the diagram; an entity leads to what `link` says.
pub fn svg(diagram: &Diagram, link: impl Fn(&Entity) -> Option<String>) -> Drawing {
    let boxes: Vec<_> = diagram.entities.iter().map(|entity| boxes::Box::of(diagram, entity)).collect();
    let placed = pack::pack(layout::components(diagram, &boxes));
    let mut body = String::new();
    for (relationship, route) in diagram.relationships.iter().zip(&placed.routes) {
        write::relationship(&mut body, diagram, relationship, route);
    }
    for ((entity, box_), at) in diagram.entities.iter().zip(&boxes).zip(&placed.boxes) {
        write::entity(&mut body, entity, box_, *at, link(entity).as_deref());
    }
    let count = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let label = format!(
        "Entity-relationship diagram of {} and {}",
        count(diagram.entities.len(), "relation"),
        count(diagram.relationships.len(), "foreign key"),
    );
    Drawing { width: placed.width, height: placed.height, label, body }
}

impl Drawing {
    /// A file of its own.
    pub fn file(&self) -> String {
        let Self { width, height, label, body } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">\n<style>\n{STYLE}</style>\n\
             <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n{body}</svg>\n"
        )
    }

    /// An element of a page, which has the style. Its tables are links, which an image may not contain.
    pub fn element(&self) -> String {
        let Self { width, height, label, body } = self;
        format!(
            "<svg class=\"erd\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"group\" \
             aria-label=\"{label}\">\n{body}</svg>"
        )
    }
}
