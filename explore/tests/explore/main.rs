//! Questions to schemas, diagrams, lint and the site.

mod common;
mod erd;
mod gitlab;
mod lint;
mod mermaid;
mod questions;
mod sample;
mod site;
