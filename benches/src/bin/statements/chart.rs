//! The ratios as a picture.

use std::fmt::Write;

use crate::measure::Multiple;
use crate::report::{Cell, GOAL};

const LEFT: f64 = 190.0;
const WIDTH: f64 = 900.0;
const TOP: f64 = 64.0;
const LINE: f64 = 20.0;
/// One colour for each cell, which differ in brightness too.
const COLOURS: [&str; 4] = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728"];
/// Where the scale ends: statements that are cut off are beyond it.
const MOST: f64 = 1_000.0;

/// A dot for each ratio on a logarithmic scale, a line for each shape.
pub(crate) fn svg(cells: &[Cell]) -> String {
    let shapes = cells.first().map_or(&[][..], |cell| &cell.figures);
    let rows = u32::try_from(shapes.len()).unwrap_or(u32::MAX);
    let bottom = TOP + LINE * f64::from(rows);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {:.0}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        bottom + 30.0
    );
    let _ = writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"18\" font-size=\"14\">relvar's time as a multiple of the best statement by hand</text>"
    );
    for (at, cell) in (0_u32..).zip(cells) {
        let x = LEFT + 170.0 * f64::from(at);
        let colour = COLOURS[at as usize % COLOURS.len()];
        let _ = writeln!(out, "<circle cx=\"{x}\" cy=\"36\" r=\"4\" fill=\"{colour}\"/>");
        let _ = writeln!(out, "<text x=\"{}\" y=\"40\">{}</text>", x + 8.0, cell.title());
    }
    let _ = writeln!(
        out,
        "<rect x=\"{LEFT}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{}\" fill=\"#eef7ee\"/>",
        place(GOAL) - LEFT,
        bottom - TOP
    );
    for (tick, label) in
        [(0.5, "½"), (1.0, "1"), (2.0, "2"), (5.0, "5"), (10.0, "10"), (100.0, "100"), (MOST, "1000, or cut off")]
    {
        let colour = if tick == 1.0 { "#333" } else { "#ddd" };
        let x = place(tick);
        let _ = writeln!(
            out,
            "<line x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{bottom}\" stroke=\"{colour}\"/>\n\
             <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
            bottom + 16.0
        );
    }
    for (row, shape) in (0_u32..).zip(shapes) {
        let y = TOP + LINE * (f64::from(row) + 0.5);
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 10.0,
            y + 4.0,
            escaped(shape.name)
        );
        for (cell, colour) in cells.iter().zip(COLOURS.iter().cycle()) {
            let Some(figure) = cell.figure(shape.name) else { continue };
            let ratio = match figure.ratio() {
                Some(Multiple::Of(ratio)) => ratio,
                Some(Multiple::AtLeast(_)) => MOST,
                None => continue,
            };
            let _ = writeln!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{y}\" r=\"4\" fill=\"{colour}\" fill-opacity=\"0.75\"/>",
                place(ratio)
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Where a ratio is, from left to right.
fn place(ratio: f64) -> f64 {
    let (low, high) = (0.5_f64.ln(), MOST.ln());
    LEFT + (WIDTH - LEFT - 60.0) * (ratio.clamp(0.5, MOST).ln() - low) / (high - low)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
