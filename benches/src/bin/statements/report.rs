//! The figures as text.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::arguments::Indexes;
use crate::measure::{Figure, Multiple, Took, multiple};

/// All figures of one size, with indexes on foreign keys or without.
pub(crate) struct Cell {
    pub(crate) rows: u32,
    pub(crate) indexes: Indexes,
    pub(crate) figures: Vec<Figure>,
}

impl Cell {
    /// What it is called in a table.
    pub(crate) fn title(&self) -> String {
        let indexes = if self.indexes == Indexes::With { "indexes" } else { "no indexes" };
        format!("{} rows, {indexes}", grouped(self.rows))
    }

    /// The figure of a shape.
    pub(crate) fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.name == name)
    }
}

/// Two tables, with indexes and without: a row for each shape, three columns for each size, and how much longer the
/// larger one takes.
pub(crate) fn markdown(cells: &[Cell], server: &str, settings: &[String]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{server}; {}; milliseconds, medians.", settings.join(", "));
    for indexes in [Indexes::With, Indexes::Without] {
        let cells: Vec<&Cell> = cells.iter().filter(|cell| cell.indexes == indexes).collect();
        if !cells.is_empty() {
            table(&mut out, &cells);
        }
    }
    for cell in cells {
        for figure in &cell.figures {
            if let Some(differs) = &figure.differs {
                let _ = writeln!(out, "\nDIFFERENT ROWS: {}, {}: {differs}", figure.name, cell.title());
            }
        }
    }
    out
}

/// The table of cells with the same indexes.
fn table(out: &mut String, cells: &[&Cell]) {
    let growth = growth(cells);
    out.push_str("\n| |");
    for cell in cells {
        let _ = write!(out, " {}: by hand | relvar | ratio |", cell.title());
    }
    if growth.is_some() {
        out.push_str(" growth: by hand | relvar |");
    }
    out.push_str("\n|---|");
    out.push_str(&"--:|".repeat(3 * cells.len() + if growth.is_some() { 2 } else { 0 }));
    out.push('\n');
    for Figure { name, .. } in cells.first().map_or(&[][..], |cell| &cell.figures) {
        let _ = write!(out, "| {name} |");
        for figure in cells.iter().filter_map(|cell| cell.figure(name)) {
            let _ = write!(out, " {} | {} | {} |", figure.hand, figure.relvar, ratio(figure));
        }
        if let Some((small, large)) = growth
            && let (Some(small), Some(large)) = (small.figure(name), large.figure(name))
        {
            let _ = write!(out, " {} | {} |", grown(small.hand, large.hand), grown(small.relvar, large.relvar));
        }
        out.push('\n');
    }
    for cell in cells {
        let _ = writeln!(out, "\n{}: {}", cell.title(), summary(cell));
    }
}

/// At most this multiple of the time by hand is the goal.
pub(crate) const GOAL: f64 = 1.15;

/// How many shapes are within the goal.
fn summary(cell: &Cell) -> String {
    let ratios: Vec<Multiple> = cell.figures.iter().filter_map(Figure::ratio).collect();
    let within = ratios.iter().filter(|ratio| ratio.number() <= GOAL).count();
    let worst = ratios.iter().max_by(|a, b| a.number().total_cmp(&b.number()));
    let worst = worst.map_or_else(String::new, |worst| format!("; at worst {worst} times"));
    format!("{within} of {} take at most {GOAL} times the time by hand{worst}.", ratios.len())
}

/// The smallest and the largest size, where there are several.
fn growth<'c>(cells: &[&'c Cell]) -> Option<(&'c Cell, &'c Cell)> {
    let (small, large) = (cells.iter().min_by_key(|cell| cell.rows)?, cells.iter().max_by_key(|cell| cell.rows)?);
    (small.rows < large.rows).then_some((small, large))
}

/// How many times as long the larger size takes.
fn grown(small: Took, large: Took) -> String {
    match multiple(small, large) {
        Some(Multiple::Of(number)) => format!("{number:.0}"),
        Some(at_least) => at_least.to_string(),
        None => "–".to_owned(),
    }
}

/// Bold where it is not within the goal.
fn ratio(figure: &Figure) -> String {
    match figure.ratio() {
        Some(ratio) if ratio.number() <= GOAL => ratio.to_string(),
        Some(ratio) => format!("**{ratio}**"),
        None => "–".to_owned(),
    }
}

/// 1000000 as 1,000,000.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// All figures, for programs.
pub(crate) fn json(cells: &[Cell], server: &str, settings: &[String]) -> Value {
    let milliseconds = |took: Took| match took {
        Took::Seconds(seconds) => json!(seconds * 1e3),
        Took::Over(seconds) => json!(format!("> {:.0}", seconds * 1e3)),
        Took::Nothing => Value::Null,
    };
    let figures: Vec<Value> = cells
        .iter()
        .flat_map(|cell| cell.figures.iter().map(move |figure| (cell, figure)))
        .map(|(cell, figure)| {
            json!({
                "shape": figure.name,
                "rows": cell.rows,
                "indexes": cell.indexes == Indexes::With,
                "relvar_ms": milliseconds(figure.relvar),
                "hand_ms": milliseconds(figure.hand),
                "ratio": figure.ratio().map(Multiple::number),
                "form": figure.form,
                "found": figure.rows,
                "differs": figure.differs,
            })
        })
        .collect();
    json!({ "server": server, "settings": settings, "figures": figures })
}
