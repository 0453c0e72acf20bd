//! What a file with a diagram holds: it is written by `relvar erd`, or it is a page with a place for the diagram.

use relvar_explore::erd::Format;

/// By this sentence `relvar erd` knows its files again.
const BANNER: &str = "Written by relvar erd, which overwrites this file.";

/// The comment with the banner, in formats that have comments. An SVG and a JSON document are known by their contents.
fn banner(format: Format) -> String {
    match format {
        Format::Mermaid => format!("%% {BANNER}\n"),
        Format::Dot => format!("// {BANNER}\n"),
        Format::PlantUml => format!("' {BANNER}\n"),
        Format::Markdown | Format::Svg | Format::Json => String::new(),
    }
}

/// The lines of a page between which a diagram stands, by the name of its viewpoint.
pub(super) struct Markers {
    pub(super) begin: String,
    pub(super) end: String,
}

impl Markers {
    pub(super) fn of(viewpoint: Option<&str>) -> Self {
        let name = viewpoint.map(|name| format!(" {name}")).unwrap_or_default();
        Self { begin: format!("<!-- relvar erd{name} -->"), end: format!("<!-- /relvar erd{name} -->") }
    }

    fn around(&self, diagram: &str) -> String {
        format!("{}\n{diagram}{}\n", self.begin, self.end)
    }

    /// The page with another diagram between the markers, in the line ends that the page has.
    fn replace(&self, page: &str, diagram: &str) -> Option<String> {
        let line = |marker: &str, from: usize| {
            let mut at = from;
            page[from..].split_inclusive('\n').find_map(|line| {
                let range = at..at + line.len();
                at = range.end;
                (line.trim() == marker).then_some(range)
            })
        };
        let begin = line(&self.begin, 0)?;
        let end = line(&self.end, begin.end)?;
        let diagram =
            if page[begin.clone()].ends_with("\r\n") { diagram.replace('\n', "\r\n") } else { diagram.into() };
        Some([&page[..begin.end], &diagram, &page[end.start..]].concat())
    }
}

/// What the file holds with the new diagram in it; nothing if `relvar erd` did not write what is there.
pub(super) fn updated(there: Option<&str>, diagram: &str, (format, markers): (Format, &Markers)) -> Option<String> {
    match (format, there) {
        (Format::Markdown, None) => Some(markers.around(diagram)),
        (Format::Markdown, Some(page)) => markers.replace(page, diagram),
        (_, Some(there)) if !is_ours(there, format) => None,
        _ => Some(banner(format) + diagram),
    }
}

fn is_ours(there: &str, format: Format) -> bool {
    match format {
        Format::Mermaid | Format::Dot | Format::PlantUml => there.contains(BANNER),
        Format::Svg => there.contains("aria-label=\"Entity-relationship diagram of "),
        Format::Json => serde_json::from_str::<serde_json::Value>(there)
            .is_ok_and(|document| document.get("entities").is_some() && document.get("relationships").is_some()),
        Format::Markdown => false,
    }
}

/// Whether the file shows this diagram: written with `--out`, or from standard output.
pub(super) fn is_fresh(there: &str, diagram: &str, (format, markers): (Format, &Markers)) -> bool {
    // Git may have written the line ends of another system.
    let there = there.replace("\r\n", "\n");
    there == diagram || updated(Some(&there), diagram, (format, markers)).is_some_and(|updated| updated == there)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: Option<&str>) {
        let markers = Markers::of(Some("x"));
        assert_eq!(updated(Some(page), "new\n", (Format::Markdown, &markers)).as_deref(), expected);
    }

    #[test]
    fn only_what_is_between_the_markers_changes() {
        check(
            "# A\n<!-- relvar erd x -->\nold\n<!-- /relvar erd x -->\nB",
            Some("# A\n<!-- relvar erd x -->\nnew\n<!-- /relvar erd x -->\nB"),
        );
        check(
            "<!-- relvar erd x -->\r\n<!-- /relvar erd x -->\r\n",
            Some("<!-- relvar erd x -->\r\nnew\r\n<!-- /relvar erd x -->\r\n"),
        );
        check("<!-- relvar erd y -->\n<!-- /relvar erd y -->\n", None);
        check("<!-- /relvar erd x -->\n<!-- relvar erd x -->\n", None);
        check("a page\n", None);
    }
}
