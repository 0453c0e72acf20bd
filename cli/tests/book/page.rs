//! What a page asks its reader to do: the marked blocks, in order.

use std::{fs, path::Path};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// A page of the book.
pub(crate) struct Page {
    /// Its file, without `.md`.
    pub(crate) name: String,
    /// The page that it goes on from.
    pub(crate) before: Option<String>,
    pub(crate) steps: Vec<Step>,
}

/// A marked block.
pub(crate) struct Step {
    /// The line of the page on which it begins.
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) kind: Kind,
}

/// What a block is for.
pub(crate) enum Kind {
    /// Commands; the status is that of the last one.
    Run { status: i32, output: Output },
    /// The commands of a workflow of GitHub: its lines `- run: …`.
    Workflow,
    /// The text of a file.
    File(String),
    /// Lines to add to a file: below a header of a table that is there, or at the end.
    Add(String),
    /// Lines of a file to remove (`-`) and to write in their place (`+`).
    Edit(String),
    /// SQL for a database, which is made if it is not there.
    Database(String),
    /// The same, from a file of the repository: what the reader is taken to have.
    Given { database: String, file: String },
}

/// What of the output of commands is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// Nothing.
    None,
    /// Standard output.
    Standard,
    /// Standard output and error.
    Both,
}

impl Page {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut page = Self { name, before: None, steps: Vec::new() };
        let mut inside = false;
        for (event, range) in Parser::new(&text).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(words))) => {
                    let line = text[..range.start].lines().count() + 1;
                    if let Some(kind) = kind(&words).unwrap_or_else(|mark| panic!("{}.md:{line}: `{mark}`?", page.name))
                    {
                        page.steps.push(Step { line, text: String::new(), kind });
                        inside = true;
                    }
                }
                Event::Text(code) if inside => page.steps.last_mut().unwrap().text.push_str(&code),
                Event::End(TagEnd::CodeBlock) => inside = false,
                Event::Html(html) => {
                    let comment = html.trim().strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
                    let words: Vec<&str> = comment.unwrap_or_default().split(' ').collect();
                    match words[..] {
                        ["goes", "on", "from", before] => page.before = before.strip_suffix(".md").map(str::to_owned),
                        ["database", database, "from", file] => {
                            let kind = Kind::Given { database: database.to_owned(), file: file.to_owned() };
                            let line = text[..range.start].lines().count() + 1;
                            page.steps.push(Step { line, text: String::new(), kind });
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        page
    }
}

/// What the words behind the language say: `console run status=2`.
fn kind(words: &str) -> Result<Option<Kind>, String> {
    let mut words = words.split_whitespace();
    let language = words.next().unwrap_or_default().split(',').next().unwrap_or_default();
    let mut kind: Option<Kind> = None;
    for word in words {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        kind = Some(match (key, kind) {
            ("run", None) => {
                let output = if language == "console" { Output::Both } else { Output::None };
                Kind::Run { status: 0, output }
            }
            ("stdout", Some(Kind::Run { status, .. })) => Kind::Run { status, output: Output::Standard },
            ("status", Some(Kind::Run { output, .. })) => {
                Kind::Run { status: value.parse().map_err(|_| word)?, output }
            }
            ("workflow", None) => Kind::Workflow,
            ("file", None) => Kind::File(value.to_owned()),
            ("add", None) => Kind::Add(value.to_owned()),
            ("edit", None) => Kind::Edit(value.to_owned()),
            ("database", None) => Kind::Database(value.to_owned()),
            _ => return Err(word.to_owned()),
        });
    }
    Ok(kind)
}
