//! Comparing what is there with what would be generated.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::{OutputError, StaleFile, Staleness, manifest::Manifest, write::read};
use crate::tree::FileTree;

pub(super) fn check(tree: &FileTree, folder: &Path) -> Result<Vec<StaleFile>, OutputError> {
    let known = Manifest::read(folder)?;
    let mut stale = Vec::new();
    for (path, text) in tree.iter() {
        match read(&folder.join(path))? {
            None => stale.push(file(path, Staleness::Missing, "", text)),
            Some(there) if there == text.as_bytes() => {}
            Some(there) => {
                let kind = if known.known(path, &there).is_some() { Staleness::Changed } else { Staleness::Edited };
                stale.push(file(path, kind, &String::from_utf8_lossy(&there), text));
            }
        }
    }
    for path in known.files.keys().filter(|path| tree.text(path).is_none()) {
        if let Some(there) = read(&folder.join(path))? {
            stale.push(file(path, Staleness::Obsolete, &String::from_utf8_lossy(&there), ""));
        }
    }
    stale.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(stale)
}

/// The differences of two texts, each with its name; empty where they are the same.
pub fn unified_diff((old, before): (&str, &str), (new, after): (&str, &str)) -> String {
    TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(old, new).to_string()
}

fn file(path: &str, kind: Staleness, before: &str, after: &str) -> StaleFile {
    let (old, new) = match kind {
        Staleness::Missing => ("/dev/null".to_owned(), format!("b/{path}")),
        Staleness::Changed | Staleness::Edited => (format!("a/{path}"), format!("b/{path}")),
        Staleness::Obsolete => (format!("a/{path}"), "/dev/null".to_owned()),
    };
    let diff = unified_diff((&old, before), (&new, after));
    StaleFile { path: PathBuf::from(path), kind, diff }
}
