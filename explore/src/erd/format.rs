//! The formats of diagrams, and which file has which.

use std::path::Path;

/// What a diagram can be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Mermaid.
    #[default]
    Mermaid,
    /// Mermaid in a fenced block of Markdown.
    Markdown,
    /// DOT, for Graphviz.
    Dot,
    /// PlantUML.
    PlantUml,
    /// SVG.
    Svg,
    /// The diagram as data.
    Json,
}

impl Format {
    /// The format that a file of this name has, by its extension.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "mmd" | "mermaid" => Self::Mermaid,
            "md" | "markdown" => Self::Markdown,
            "dot" | "gv" => Self::Dot,
            "puml" | "plantuml" | "pu" => Self::PlantUml,
            "svg" => Self::Svg,
            "json" => Self::Json,
            _ => return None,
        })
    }
}
