//! The chart of the README and of the page on performance is drawn from the figures of that page.
//!
//! `UPDATE_EXPECT=1 cargo test -p book --test chart` draws it anew.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;

use expect_test::expect_file;

/// The kinds of work that are drawn: a row of the table, and what the chart calls it.
const ROWS: [(&str, &str); 8] = [
    ("one row of 8 columns by its key", "one row by its key"),
    ("the same, 64 at once", "64 of them at once"),
    ("10,000", "10,000 rows"),
    ("of 10,000", "left join of 10,000 rows"),
    ("insert: 1 row", "insert 1 row"),
    ("100 rows", "insert 100 rows"),
    ("tree: 100 users, 1,000 posts, 10,000 comments", "tree of 11,100 rows"),
    ("tree: 10,000 users, 50,000 posts", "tree of 60,000 rows"),
];

const BAR: usize = 12;
const GROUP: usize = 4 * BAR + 16;
const LEFT: usize = 200;
/// The length of the bar that stands for the time by hand.
const ONE: f64 = 160.0;

/// The libraries of the first table below `## Time`, and their figures for each kind of work.
fn figures(page: &str) -> (Vec<String>, Vec<Vec<f64>>) {
    let (_, section) = page.split_once("\n## Time\n").unwrap();
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let table: Vec<Vec<String>> = section
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .map_while(|line| line.starts_with('|').then(|| cells(line)))
        .collect();
    let names = table[0][2..].to_vec();
    let rows = ROWS.map(|(name, _)| {
        let row = table.iter().find(|row| row[0] == name).unwrap();
        row[2..].iter().map(|cell| cell.parse().unwrap()).collect()
    });
    (names, rows.to_vec())
}

fn draw(names: &[String], rows: &[Vec<f64>]) -> String {
    let (width, height) = (780, 70 + rows.len() * GROUP);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"Time relative to tokio-postgres by hand; shorter is better\">\n{STYLE}<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n"
    );
    for (at, name) in names.iter().enumerate() {
        let x = LEFT + at * 140;
        writeln!(svg, "<rect class=\"c{at}\" x=\"{x}\" y=\"16\" width=\"12\" height=\"12\"/><text x=\"{}\" y=\"27\">{name}</text>", x + 18).unwrap();
    }
    for (at, (row, (_, title))) in rows.iter().zip(ROWS).enumerate() {
        let top = 44 + at * GROUP;
        writeln!(svg, "<text class=\"end\" x=\"{}\" y=\"{}\">{title}</text>", LEFT - 12, top + 2 * BAR + 4).unwrap();
        for (at, figure) in row.iter().enumerate() {
            let (y, length) = (top + at * BAR, figure * ONE);
            writeln!(
                svg,
                "<rect class=\"c{at}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length:.0}\" height=\"{}\"/><text class=\"soft\" x=\"{:.0}\" y=\"{}\">{figure:.2}</text>",
                BAR - 1,
                f64::from(u32::try_from(LEFT).unwrap()) + length + 5.0,
                y + 10
            )
            .unwrap();
        }
    }
    let one = LEFT + 160;
    writeln!(svg, "<path class=\"one\" d=\"M{one} 36V{}\"/>", height - 26).unwrap();
    writeln!(svg, "<text class=\"soft\" x=\"{one}\" y=\"{}\" text-anchor=\"middle\">1 = tokio-postgres by hand; shorter is better</text>\n</svg>", height - 10).unwrap();
    svg
}

const STYLE: &str = "<style>
text { font: 13px system-ui, sans-serif; fill: #1f2733; }
.end { text-anchor: end; }
.soft { font-size: 10px; fill: #66717f; }
.ground { fill: #ffffff; }
.c0 { fill: #2f6fd0; }
.c1 { fill: #8fb0a9; }
.c2 { fill: #c9b27c; }
.c3 { fill: #c08a8a; }
.one { stroke: #1f2733; stroke-dasharray: 3 3; fill: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #e3e8ef; }
  .soft { fill: #97a3b3; }
  .ground { fill: #11161d; }
  .c0 { fill: #5b93e6; }
  .one { stroke: #e3e8ef; }
}
</style>
";

#[test]
fn the_chart_has_the_figures_of_the_page() {
    let (names, rows) = figures(include_str!("../../../docs/performance.md"));
    assert_eq!(names.len(), 4, "four libraries, with a colour each");
    expect_file!["../../../docs/time.svg"].assert_eq(&draw(&names, &rows));
}
