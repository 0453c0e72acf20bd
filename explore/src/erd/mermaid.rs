//! A diagram in Mermaid, which GitHub and GitLab draw in Markdown.

use std::fmt::Write as _;

use relvar_codegen::config::Columns;

use super::diagram::{Attribute, Children, Diagram, Parents, Relationship};

/// What Mermaid draws, unless whoever embeds it says otherwise: so many characters (`maxTextSize`).
pub const MAX_CHARACTERS: usize = 50_000;

/// What Mermaid draws, unless whoever embeds it says otherwise: so many relationships (`maxEdges`).
pub const MAX_EDGES: usize = 500;

/// Writes the diagram; with comments, columns have theirs and the labels of enums beside them.
pub fn mermaid(diagram: &Diagram, comments: bool) -> String {
    let mut text = String::from("erDiagram\n");
    let names: Vec<String> =
        diagram.entities.iter().map(|entity| format!("\"{}\"", escape(&diagram.label(entity)))).collect();
    for (entity, name) in diagram.entities.iter().zip(&names) {
        if entity.attributes.is_empty() {
            let _ = writeln!(text, "    {name}");
            continue;
        }
        let _ = writeln!(text, "    {name} {{");
        for attribute in &entity.attributes {
            let _ = writeln!(text, "        {}", self::attribute(attribute, comments));
        }
        text.push_str("    }\n");
    }
    for relationship in &diagram.relationships {
        let (child, parent) = (&names[relationship.child], &names[relationship.parent]);
        let label = escape(&relationship.columns.join(", "));
        let _ = writeln!(text, "    {child} {} {parent} : \"{label}\"", line(relationship));
    }
    text
}

/// Why Mermaid will not draw this text, and what to do about it.
pub fn too_large(diagram: &Diagram, text: &str, columns: Columns) -> Option<String> {
    // Mermaid counts what JavaScript does.
    let characters = text.encode_utf16().count();
    let edges = diagram.relationships.len();
    let fault = if characters > MAX_CHARACTERS {
        format!("{characters} characters are more than the {MAX_CHARACTERS} that Mermaid draws")
    } else if edges > MAX_EDGES {
        format!("{edges} relationships are more than the {MAX_EDGES} that Mermaid draws")
    } else {
        return None;
    };
    let fewer = if columns > Columns::Keys { "only keys with `--columns keys`, " } else { "" };
    Some(format!(
        "{fault}\nhint: draw {fewer}one relation and what is near it with `--around RELATION --depth N`, a part with \
         patterns of names, or SVG with `--format svg`"
    ))
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

/// `integer film_id PK,FK "not null"`.
fn attribute(attribute: &Attribute, comments: bool) -> String {
    // What stands in parentheses is left out: Mermaid before version 11 takes no comma there.
    let bare = attribute.type_.find('(').map_or_else(
        || attribute.type_.clone(),
        |open| {
            let close = attribute.type_.rfind(')').map_or(attribute.type_.len(), |at| at + 1);
            format!("{}{}", &attribute.type_[..open], &attribute.type_[close..])
        },
    );
    let name = word(&attribute.name, "");
    let mut text = format!("{} {name}", word(&bare, "[]"));
    let markers = attribute.markers().join(",");
    if !markers.is_empty() {
        let _ = write!(text, " {markers}");
    }
    let mut notes = Vec::new();
    if name != attribute.name {
        notes.push(attribute.name.clone());
    }
    if attribute.not_null && !attribute.primary {
        notes.push("not null".to_owned());
    }
    if comments {
        notes.extend((!attribute.labels.is_empty()).then(|| attribute.labels.join(" | ")));
        notes.extend(attribute.comment.clone());
    }
    if !notes.is_empty() {
        let _ = write!(text, " \"{}\"", escape(&notes.join("; ")));
    }
    text
}

/// One word of Mermaid's grammar: other characters become `_`, and so do not run into its keywords.
fn word(name: &str, others: &str) -> String {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_' || (c >= '\u{c0}' && c.is_alphanumeric());
    let fits = |c: char| is_letter(c) || c.is_ascii_digit() || others.contains(c);
    let mut word: String = name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    if !word.starts_with(is_letter) {
        word.insert(0, '_');
    }
    if ["pk", "fk", "uk"].contains(&word.to_ascii_lowercase().as_str()) {
        word.push('_');
    }
    word
}

/// Text within quotes: what means something to Mermaid becomes its number.
fn escape(text: &str) -> String {
    // The lexer looks for `direction LR` before it looks for quotes.
    let is_direction = text.to_ascii_lowercase().contains("direction");
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("#quot;"),
            '#' | '%' | '\\' | '<' | '>' | '&' | ';' | '`' => {
                let _ = write!(escaped, "#{};", u32::from(c));
            }
            ' ' if is_direction => escaped.push_str("#32;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
