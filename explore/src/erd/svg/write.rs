//! Boxes and edges as elements, one a line.

use std::fmt::Write as _;

use relvar_catalog::catalog::RelationKind;

use super::{
    super::diagram::{Diagram, Entity, Relationship},
    boxes::{self, Box, HEAD, ROW},
    ends::End,
    route::{Place, Route},
};

/// The radius of corners.
const CORNER: i32 = 6;

pub(super) fn entity(out: &mut String, entity: &Entity, box_: &Box, at: Place, link: Option<&str>) {
    let is_view = !matches!(entity.kind, RelationKind::Table | RelationKind::PartitionedTable);
    let classes = [(true, "entity"), (is_view, "view"), (entity.focus, "focus")];
    let classes: Vec<_> = classes.into_iter().filter(|(due, _)| *due).map(|(_, class)| class).collect();
    let _ = write!(out, "<g class=\"{}\" transform=\"translate({} {})\">", classes.join(" "), at.x, at.y);
    if let Some(comment) = &entity.comment {
        let _ = write!(out, "<title>{}</title>", escape(comment));
    }
    if let Some(link) = link {
        let _ = write!(out, "<a href=\"{}\">", escape(link));
    }
    let (width, height) = (box_.width, box_.height);
    let _ = writeln!(out, "<rect class=\"box\" width=\"{width}\" height=\"{height}\" rx=\"{CORNER}\"/>");
    let (inner, c) = (width - 1, CORNER);
    // Within the line around it, with round corners above and, where there are no rows, below.
    let below = if height > HEAD {
        format!("V{HEAD}H.5V{c}.5")
    } else {
        format!("V{}Q{inner}.5 {h}.5 {}.5 {h}.5H{c}Q.5 {h}.5 .5 {}V{c}", HEAD - c, inner - c, HEAD - c, h = HEAD - 1)
    };
    let _ = write!(out, "<path class=\"head\" d=\"M.5 {c}Q.5 .5 {c} .5H{}Q{inner}.5 .5 {inner}.5 {c}", inner - c);
    let _ = write!(out, "{below}Z\"/><text class=\"name\" x=\"10\" y=\"18\">");
    if let Some(schema) = &box_.schema {
        let _ = write!(out, "<tspan class=\"soft\">{}</tspan>", escape(schema));
    }
    out.push_str(&escape(&entity.name.name));
    if let Some(kind) = box_.kind {
        let _ = write!(out, "<tspan class=\"soft\" x=\"{}\" text-anchor=\"end\">{kind}</tspan>", width - 10);
    }
    out.push_str("</text>\n");
    rows(out, entity, box_);
    out.push_str(if link.is_some() { "</a></g>\n" } else { "</g>\n" });
}

fn rows(out: &mut String, entity: &Entity, box_: &Box) {
    let mut y = HEAD + 4 + ROW / 2 + 4;
    for attribute in &entity.attributes {
        let _ = write!(out, "<text y=\"{y}\">");
        let markers = attribute.markers().join(" ");
        if !markers.is_empty() {
            let _ = write!(out, "<tspan class=\"mark\" x=\"10\">{markers}</tspan>");
        }
        if let Some(comment) = &attribute.comment {
            let _ = write!(out, "<title>{}</title>", escape(comment));
        }
        let _ = writeln!(
            out,
            "<tspan x=\"{}\">{}</tspan><tspan class=\"soft\" x=\"{}\">{}</tspan></text>",
            box_.name_at,
            escape(&attribute.name),
            box_.type_at,
            escape(&boxes::type_(attribute)),
        );
        y += ROW;
    }
    if let Some(more) = &box_.more {
        let _ = writeln!(out, "<text class=\"soft\" x=\"{}\" y=\"{y}\">{more}</text>", box_.name_at);
    }
}

pub(super) fn relationship(out: &mut String, diagram: &Diagram, relationship: &Relationship, route: &Route) {
    let [first, .., last] = route.points.as_slice() else { return };
    let (start, after) = End::from(relationship.parents).symbol(*first, route.parent_side);
    let (end, before) = End::from(relationship.children).symbol(*last, route.child_side);
    let line = line(route, after, before);
    let title = format!(
        "{}: {} ({}) → {} ({})",
        relationship.name,
        diagram.label(&diagram.entities[relationship.child]),
        relationship.columns.join(", "),
        diagram.label(&diagram.entities[relationship.parent]),
        relationship.referenced_columns.join(", "),
    );
    let title = escape(&title);
    if relationship.configured {
        let _ = writeln!(out, "<path class=\"line dashed\" d=\"{line}\"><title>{title}</title></path>");
        let _ = writeln!(out, "<path class=\"line\" d=\"{start}{end}\"/>");
    } else {
        let _ = writeln!(out, "<path class=\"line\" d=\"{start}{end}{line}\"><title>{title}</title></path>");
    }
}

fn line(route: &Route, after: i32, before: i32) -> String {
    if route.is_loop {
        let (from, to) = (route.points[1], route.points[2]);
        // Round corners, as far as there is room for them.
        let c = 8.min((to.1 - from.1).abs() / 2) * (to.1 - from.1).signum();
        let x = from.0;
        return format!(
            "M{after} {fy}H{}Q{x} {fy} {x} {}V{}Q{x} {ty} {} {ty}H{before}",
            x - c.abs(),
            from.1 + c,
            to.1 - c,
            x - c.abs(),
            fy = from.1,
            ty = to.1,
        );
    }
    let mut path = format!("M{after} {}", route.points[0].1);
    let last = route.points.len() - 1;
    for at in 1..=last {
        let ((px, py), (x, y)) = (route.points[at - 1], route.points[at]);
        let x = if at == last { before } else { x };
        if at % 2 == 1 || py == y {
            let _ = write!(path, "H{x}");
        } else {
            let middle = i32::midpoint(px, x);
            let _ = write!(path, "C{middle} {py} {middle} {y} {x} {y}");
        }
    }
    path
}

/// Text in an element or an attribute; what XML has no place for is left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            c if c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}
