//! Pictures of a schema: a diagram of entities and relationships, and the formats it is written in.
//!
//! [`draw`] decides what is in a picture; the writers decide nothing but how their format says it, so that every format
//! shows the same. The same schema gives the same text, in the order of names.

mod diagram;
mod dot;
mod draw;
mod format;
mod mermaid;
mod plantuml;
#[cfg(feature = "svg")]
mod svg;

pub use diagram::{Attribute, Children, Diagram, Entity, Parents, Relationship};
pub use dot::dot;
pub use draw::{Selection, draw, neighbourhood};
pub use format::Format;
pub use mermaid::{MAX_CHARACTERS, MAX_EDGES, mermaid, too_large};
pub use plantuml::plantuml;
#[cfg(feature = "svg")]
pub use svg::{Drawing, svg};
