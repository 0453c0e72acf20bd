//! A diagram in DOT, for Graphviz.

use std::fmt::Write as _;

use super::diagram::{Attribute, Children, Diagram, Entity, Parents, Relationship};

/// Writes the diagram: entities as tables with a port for each column, crow's feet at the ends of edges.
pub fn dot(diagram: &Diagram) -> String {
    let mut text = String::from(
        "digraph erd {\n    graph [rankdir=LR, nodesep=0.4, ranksep=1.2];\n    \
         node [shape=plain, fontname=\"Helvetica\", fontsize=11];\n    \
         edge [dir=both, fontname=\"Helvetica\", fontsize=9, color=\"#5b6472\"];\n",
    );
    let names: Vec<String> = diagram.entities.iter().map(|entity| quote(&diagram.label(entity))).collect();
    for (entity, name) in diagram.entities.iter().zip(&names) {
        let _ =
            writeln!(text, "    {name} [label=<{}>{}];", table(diagram, entity), tooltip(entity.comment.as_deref()));
    }
    for relationship in &diagram.relationships {
        // To the right from what is referenced, and in from the left; a relation that references itself stays right.
        let loops = relationship.parent == relationship.child;
        let end = |at: usize, column: Option<&String>, side: &str, compass: &str| {
            let row = diagram.entities[at].attributes.iter().position(|a| Some(&a.name) == column);
            row.map_or_else(|| names[at].clone(), |row| format!("{}:{side}{row}:{compass}", names[at]))
        };
        let parent = end(relationship.parent, relationship.referenced_columns.first(), "r", "e");
        let (side, compass) = if loops { ("r", "e") } else { ("l", "w") };
        let child = end(relationship.child, relationship.columns.first(), side, compass);
        let _ = writeln!(text, "    {parent} -> {child} [{}];", ends(relationship));
    }
    text.push_str("}\n");
    text
}

fn table(diagram: &Diagram, entity: &Entity) -> String {
    let mut text = format!(
        "<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\" color=\"#5b6472\"><tr>\
         <td colspan=\"3\" bgcolor=\"#e8edf4\"><b>{}</b></td></tr>",
        escape(&diagram.label(entity))
    );
    for (at, attribute) in entity.attributes.iter().enumerate() {
        text.push_str(&row(at, attribute));
    }
    text.push_str("</table>");
    text
}

fn row(at: usize, attribute: &Attribute) -> String {
    let markers = attribute.markers().join(" ");
    let null = if attribute.not_null { "" } else { "?" };
    format!(
        "<tr><td port=\"l{at}\" align=\"left\" sides=\"LB\">{}</td><td align=\"left\" sides=\"B\">{}</td>\
         <td port=\"r{at}\" align=\"left\" sides=\"RB\">{}{null}</td></tr>",
        if markers.is_empty() { " ".to_owned() } else { format!("<font point-size=\"8\">{markers}</font>") },
        escape(&attribute.name),
        escape(&attribute.type_),
    )
}

fn ends(relationship: &Relationship) -> String {
    let child = match relationship.children {
        Children::ZeroOrOne => "teeodot",
        Children::ZeroOrMore => "crowodot",
    };
    let parent = match relationship.parents {
        Parents::One => "teetee",
        Parents::ZeroOrOne => "teeodot",
    };
    let dashed = if relationship.configured { ", style=dashed" } else { "" };
    let tooltip = quote(&format!("{} ({})", relationship.name, relationship.columns.join(", ")));
    format!("arrowtail={parent}, arrowhead={child}, tooltip={tooltip}{dashed}")
}

fn tooltip(comment: Option<&str>) -> String {
    comment.map(|comment| format!(", tooltip={}", quote(comment))).unwrap_or_default()
}

/// A string; of what may stand in one, quotes and backslashes mean something.
fn quote(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text in a label that looks like HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    // A label of nothing but spaces is no label to Graphviz.
    if escaped.trim().is_empty() { escaped.replace(' ', "&#160;") } else { escaped }
}
