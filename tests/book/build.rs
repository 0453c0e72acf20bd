//! Takes the Rust out of the book and the README: each block becomes a function that the compiler checks, and those
//! that say nothing else are run by the tests.
#![allow(clippy::unwrap_used, reason = "a book that cannot be read is a failed build")]

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// Rust on a page, with what stands behind the fence.
struct Block {
    page: String,
    line: usize,
    words: String,
    code: String,
}

fn main() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    println!("cargo::rerun-if-changed={}", workspace.join("docs").display());
    let mut pages: Vec<PathBuf> = fs::read_dir(workspace.join("docs")).unwrap().map(|e| e.unwrap().path()).collect();
    pages.push(workspace.join("README.md"));
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    let mut code = String::new();
    let mut runs = String::new();
    for page in pages {
        println!("cargo::rerun-if-changed={}", page.display());
        for block in blocks(&page) {
            // What follows a space is for the test that follows the page.
            let words: Vec<&str> = block.words.split(' ').next().unwrap_or_default().split(',').collect();
            if !words.contains(&"ignore") {
                write_block(&block, &words, &mut code, &mut runs);
            }
        }
    }
    writeln!(code, "/// The blocks that are run, by page and line.\npub const RUN: &[(&str, Run)] = &[\n{runs}];")
        .unwrap();
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("blocks.rs"), code).unwrap();
}

/// The blocks of a page.
fn blocks(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).unwrap();
    let mut found: Vec<Block> = Vec::new();
    let mut inside = false;
    for (event, range) in Parser::new(&text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(words))) if words.starts_with("rust") => {
                let page = page.file_stem().unwrap().to_string_lossy().into_owned();
                let line = text[..range.start].lines().count() + 1;
                found.push(Block { page, line, words: words.to_string(), code: String::new() });
                inside = true;
            }
            Event::Text(code) if inside => found.last_mut().unwrap().code.push_str(&code),
            Event::End(TagEnd::CodeBlock) => inside = false,
            _ => {}
        }
    }
    found
}

/// Writes the block as a function with what its page takes for granted: models, a connection, a pool, a URL. A whole
/// program becomes a module.
fn write_block(block: &Block, words: &[&str], code: &mut String, runs: &mut String) {
    let Block { page, line, code: body, .. } = block;
    let name = format!("{}_{line}", page.replace('-', "_").to_lowercase());
    let body = body.replace("mod models;", "");
    writeln!(code, "/// `{page}.md`, line {line}.").unwrap();
    if words.contains(&"shop") {
        writeln!(code, "mod {name} {{\nuse crate::shop as models;\n{body}\n}}\n").unwrap();
        return;
    }
    let runs_too = *words == ["rust"];
    let parameters = if runs_too { "db: &Transaction<'_>" } else { "db: &Db, pool: &Pool, url: &str" };
    writeln!(code, "async fn {name}({parameters}) -> Result<(), Box<dyn Error>> {{\n{body}\nOk(())\n}}\n").unwrap();
    if runs_too {
        writeln!(runs, "(\"{page}.md:{line}\", |db| Box::pin({name}(db))),").unwrap();
    }
}
