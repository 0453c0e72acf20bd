//! The pages: all of them are in the contents, and what they link to is there.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// The text of each page, by file name.
fn pages() -> Vec<(String, String)> {
    let entries = fs::read_dir(docs()).unwrap().map(|entry| entry.unwrap().path());
    let pages = entries.filter(|path| is_page(path));
    pages
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn the_contents_are_complete() {
    let links = links(&fs::read_to_string(docs().join("SUMMARY.md")).unwrap());
    let listed: BTreeSet<String> = links.iter().cloned().collect();
    assert_eq!(listed.len(), links.len(), "a page is listed twice");
    let there: BTreeSet<String> =
        pages().into_iter().map(|(name, _)| name).filter(|name| name != "SUMMARY.md").collect();
    let missing: Vec<_> = there.difference(&listed).collect();
    assert!(missing.is_empty(), "list these in docs/SUMMARY.md: {missing:?}");
}

/// Where the files of the repository are that are no pages.
const REPOSITORY: [&str; 2] =
    [concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/"), concat!(env!("CARGO_PKG_REPOSITORY"), "/tree/main/")];

#[test]
fn links_lead_somewhere() {
    let pages: BTreeMap<String, String> = pages().into_iter().collect();
    let mut lost = Vec::new();
    for (name, text) in &pages {
        for link in links(text) {
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let is_there = if let Some(file) = REPOSITORY.iter().find_map(|prefix| path.strip_prefix(prefix)) {
                docs().join("..").join(file).exists()
            } else if path.contains("://") {
                true
            } else if !path.is_empty() && !is_page(Path::new(path)) {
                docs().join(path).is_file()
            } else {
                let page = pages.get(if path.is_empty() { name.as_str() } else { path });
                page.is_some_and(|page| anchor.is_empty() || anchors(page).contains(anchor))
            };
            if !is_there {
                lost.push(format!("docs/{name}: {link}"));
            }
        }
    }
    assert!(lost.is_empty(), "no page or file is there for these, or no such heading:\n{}", lost.join("\n"));
}

#[test]
fn excerpts_are_of_the_sample() {
    let models = docs().join("../examples/rental/src/models/public");
    let films = fs::read_to_string(models.join("film.rs")).unwrap();
    let mut count = 0;
    for (name, text) in pages() {
        for (words, code) in blocks(&text) {
            if words.split(',').any(|word| word == "excerpt") {
                let mut rest = films.as_str();
                for line in code.lines().filter(|line| line.trim() != "…") {
                    let (_, after) =
                        rest.split_once(line).unwrap_or_else(|| panic!("docs/{name}: not in film.rs: {line}"));
                    rest = after;
                }
                count += 1;
            }
        }
    }
    assert!(count > 0, "there are excerpts");
}

#[test]
fn the_shop_is_the_one_of_the_page() {
    let page = fs::read_to_string(docs().join("getting-started.md")).unwrap();
    let tables = blocks(&page).into_iter().find(|(words, _)| words == "sql").unwrap().1;
    assert_eq!(tables, include_str!("../shop/schema.sql"), "and generate again");
}

#[test]
fn configurations_are_understood() {
    for (name, text) in pages() {
        for (words, code) in blocks(&text) {
            let is_manifest = code.contains("dependencies]") || code.starts_with("[profile.");
            if words == "toml" && code.starts_with("name = ") {
                // The manifest of a module, which the tests of the example read.
                assert_eq!(code, include_str!("../../../examples/modules/modules/crm/module.toml"), "docs/{name}");
            } else if words == "toml" && !is_manifest {
                let read = relvar_codegen::Config::from_toml(&code, "relvar.toml");
                assert!(read.is_ok(), "docs/{name}: {}\n{code}", read.unwrap_err());
            }
        }
    }
}

#[test]
fn the_book_renders() {
    let mut book = mdbook_driver::MDBook::load(docs()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    book.config.build.build_dir = folder.path().to_owned();
    book.build().unwrap();
    for (name, _) in pages().into_iter().filter(|(name, _)| name != "SUMMARY.md") {
        let page = fs::read_to_string(folder.path().join(&name).with_extension("html")).unwrap();
        assert!(page.contains("<main>"), "{name}");
    }
}

/// The words and the text of each fenced block.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(words))) => {
                // What follows a space is for the test that follows the page.
                found.push((words.split(' ').next().unwrap_or_default().to_owned(), String::new()));
                inside = true;
            }
            Event::Text(part) if inside => found.last_mut().unwrap().1.push_str(&part),
            Event::End(TagEnd::CodeBlock) => inside = false,
            _ => {}
        }
    }
    found
}

fn links(text: &str) -> Vec<String> {
    let links = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    });
    links.collect()
}

/// The anchors of the headings: lower case, blanks as hyphens, without punctuation.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut heading = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&part);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let words = heading.take().unwrap_or_default().to_lowercase().replace(' ', "-");
                found.insert(words.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect());
            }
            _ => {}
        }
    }
    found
}
