//! Follows the pages of the book as a reader does: writes their files, runs their commands, and compares exit statuses and
//! output. CONTRIBUTING.md ("Pages that are followed") explains how a page marks its blocks.
//!
//! `RELVAR_PAGE=build-script` follows one page only, and says what it does.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test that cannot go on has failed")]

mod output;
mod page;
mod place;
mod walk;

use std::{collections::BTreeMap, env, fs, path::Path};

use page::Page;
use place::Place;
use walk::Walk;

#[test]
fn the_pages_can_be_followed() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let paths = fs::read_dir(docs).unwrap().map(|entry| entry.unwrap().path());
    let pages = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let pages: BTreeMap<String, Page> =
        pages.map(|path| Page::read(&path)).map(|page| (page.name.clone(), page)).collect();
    let wanted = env::var("RELVAR_PAGE").ok();
    let is_wanted = |page: &&Page| !page.steps.is_empty() && wanted.as_ref().is_none_or(|wanted| *wanted == page.name);
    let mut place = Place::new();
    let (mut followed, mut faults) = (0, Vec::new());
    // Pages that go on from another one come after it, in the folder that it leaves.
    for first in pages.values().filter(|page| page.before.is_none()) {
        let goes_on = |page: &&Page| page.before.as_ref() == Some(&first.name);
        let others: Vec<&Page> = pages.values().filter(goes_on).filter(is_wanted).collect();
        if !is_wanted(&first) && others.is_empty() {
            continue;
        }
        let mut walk = Walk::new(&mut place, wanted.is_some());
        let found = walk.follow(first);
        let mut is_fresh = found.is_empty();
        faults.extend(found);
        followed += 1;
        for page in others {
            if !is_fresh {
                walk = Walk::new(&mut place, wanted.is_some());
                walk.follow(first);
            }
            faults.extend(walk.follow(page));
            is_fresh = false;
            followed += 1;
        }
    }
    assert!(followed > 0, "no page has a block that is followed");
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
