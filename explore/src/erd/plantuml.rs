//! A diagram in PlantUML.

use std::fmt::Write as _;

use super::diagram::{Attribute, Children, Diagram, Parents, Relationship};

/// Writes the diagram: key columns above the line, `*` before what is never null.
pub fn plantuml(diagram: &Diagram) -> String {
    let mut text = String::from("@startuml\nhide circle\nhide empty members\nskinparam linetype ortho\n\n");
    for (at, entity) in diagram.entities.iter().enumerate() {
        let name = escape(&diagram.label(entity));
        // What is in angle brackets at the end of a name is a parameter of a type.
        let space = if name.ends_with('>') { " " } else { "" };
        let _ = writeln!(text, "entity \"{name}{space}\" as e{at} {{");
        let (keys, others): (Vec<_>, Vec<_>) = entity.attributes.iter().partition(|attribute| attribute.primary);
        for attribute in &keys {
            let _ = writeln!(text, "    {}", self::attribute(attribute));
        }
        if !keys.is_empty() && !others.is_empty() {
            text.push_str("    --\n");
        }
        for attribute in &others {
            let _ = writeln!(text, "    {}", self::attribute(attribute));
        }
        text.push_str("}\n");
    }
    if !diagram.relationships.is_empty() {
        text.push('\n');
    }
    for relationship in &diagram.relationships {
        let label = escape(&relationship.columns.join(", "));
        let _ = writeln!(text, "e{} {} e{} : \"{label}\"", relationship.child, line(relationship), relationship.parent);
    }
    text.push_str("@enduml\n");
    text
}

fn attribute(attribute: &Attribute) -> String {
    let star = if attribute.not_null { "* " } else { "" };
    let markers = attribute.markers().into_iter().fold(String::new(), |text, marker| text + " <<" + marker + ">>");
    // Without `{field}` a name or type with parentheses is taken for a method.
    format!("{{field}} {star}{} : {}{markers}", escape(&attribute.name), escape(&attribute.type_))
}

fn line(relationship: &Relationship) -> String {
    let child = match relationship.children {
        Children::ZeroOrOne => "|o",
        Children::ZeroOrMore => "}o",
    };
    let parent = match relationship.parents {
        Parents::One => "||",
        Parents::ZeroOrOne => "o|",
    };
    format!("{child}--{parent}")
}

/// Characters that may mean something to PlantUML become their numbers.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    let mut before = None;
    for c in text.chars() {
        let is_plain = c.is_alphanumeric() || " .,()[]?".contains(c) || (c == '_' && before != Some('_'));
        match c {
            c if c.is_control() => escaped.push(' '),
            c if is_plain => escaped.push(c),
            c => {
                let _ = write!(escaped, "<U+{:04X}>", u32::from(c));
            }
        }
        before = Some(c);
    }
    escaped
}
