//! What an earlier run left in a folder.

use std::path::Path;

use super::{OutputError, manifest::Manifest, write::read};
use crate::tree::{File, FileTree};

/// The files that are there as the manifest has them.
pub(super) fn tree(folder: &Path) -> Result<FileTree, OutputError> {
    let known = Manifest::read(folder)?;
    let mut files = Vec::with_capacity(known.files.len());
    for path in known.files.keys() {
        let Some(there) = read(&folder.join(path))? else { continue };
        let Some(entry) = known.known(path, &there) else { continue };
        if let Ok(text) = String::from_utf8(there) {
            files.push((path.clone(), File { text, code: entry.code }));
        }
    }
    Ok(files.into_iter().collect())
}
