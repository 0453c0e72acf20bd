//! Comments that are anything but text to those who read documentation.

use relvar_catalog::Catalog;
use serde_json::{Value, json};

/// Comments that Markdown, rustdoc or rustc would take for something else.
const COMMENTS: &[&str] = &[
    "```\nfn main() { panic!() }\n```",
    "~~~rust,no_run\nlet x = 1;\n~~~",
    "an unclosed ``` fence",
    "    let indented = code;\n\n\tlet tab = 1;",
    "text\n\n    # hidden line\n    assert!(false);",
    "- a list\n\n      let code = in_a_list;",
    "1. one\n2) two\n\n        fn f() {}",
    "> quoted\n>     let code = 1;",
    "# title\n## title\n===\n---\n***\n___",
    "title\n=====\n\nother\n-----",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "<b>bold</b> <script>alert(1)</script> <!-- open <div><p> </span> Vec<T> Option<String>",
    "<https://a.example> <a@b.example> https://a.example/(x)_[y]?a=b&c#d. http://x\nhttps://",
    "[link](x) [ref][x] [Film] [`Film`] [x]: https://a.example\n[^1] [^1]: note ![image](x.png)",
    "[struct@Nothing] [`crate::nothing`] [Vec::push()] [a::b!]",
    "`unclosed tick and ``two`` and `` `x` ``",
    "*emphasis* **strong** _a_ __b__ ~~c~~ snake_case a*b*c",
    "&nbsp; &lt; &#42; &copy; \\& \\[ \\",
    "*/ /* // /// //! #![deny(warnings)] #[doc = \"x\"]",
    "\"quoted\" 'c' \\n \\u{1F600} {} {0} {name} ${x} $x$ $$y$$",
    "one\r\ntwo\rthree\u{b}four\u{c}five\u{85}six\u{2028}seven",
    "\u{202e}reordered\u{2066} \u{feff}bom \u{0}nul \u{1b}[31mred",
    "- [ ] task\n- [x] done\n+ plus\n* star",
    "Warning: `rustdoc` says <T> is [unknown]\n@relvar\n@relvar nothing(",
    "",
    " \n\t\r\n ",
];

/// A catalog in which everything that can have a comment has each of these.
pub(crate) fn commented() -> Catalog {
    let long = [
        "x".repeat(10_000),
        "word `tick` [x] <b> ".repeat(500),
        "line\n".repeat(2_000),
        "\u{202e}*/\n```\n".repeat(700),
    ];
    let comments: Vec<&str> = COMMENTS.iter().copied().chain(long.iter().map(String::as_str)).collect();
    let columns: Vec<Value> = comments
        .iter()
        .enumerate()
        .map(
            |(at, comment)| json!({ "name": format!("c{at}"), "type": "text", "default": comment, "comment": comment }),
        )
        .collect();
    let relations: Vec<Value> = comments
        .iter()
        .enumerate()
        .map(|(at, comment)| {
            json!({
                "name": format!("public.t{at:02}"), "kind": "table", "owner": "o", "columns": columns, "comment": comment,
                "insertable": true, "updatable": true,
                "constraints": [
                    { "name": "c", "kind": "check", "expression": comment, "comment": comment },
                    { "name": "f", "kind": "foreign_key", "columns": ["c0"], "references": "public.t00",
                      "referenced_columns": ["c0"], "comment": comment },
                ],
            })
        })
        .collect();
    let types: Vec<Value> = comments
        .iter()
        .enumerate()
        .map(|(at, comment)| {
            json!({
                "name": format!("public.e{at:02}"), "kind": "domain", "base": "text", "owner": "o", "comment": comment,
                "checks": [{ "name": comment, "expression": comment }], "default": comment,
            })
        })
        .collect();
    let routines: Vec<Value> = comments
        .iter()
        .enumerate()
        .map(|(at, comment)| {
            json!({
                "name": format!("public.r{at:02}"), "kind": "function", "returns": "integer",
                "language": "sql", "volatility": "stable", "owner": "o", "comment": comment,
            })
        })
        .collect();
    let schemas = json!([{ "name": "public", "owner": "o", "comment": comments.join("\n\n") }]);
    serde_json::from_value(json!({
        "server_version": 15, "schemas": schemas, "types": types, "relations": relations, "routines": routines,
    }))
    .unwrap()
}
