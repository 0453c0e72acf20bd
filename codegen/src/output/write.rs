//! Writing what changed, and removing what is no longer generated.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{
    Conflict, ConflictKind, InTheWay, OutputError, WriteReport,
    manifest::{self, Entry, Fingerprint, Manifest},
};
use crate::tree::FileTree;

pub(super) fn write(tree: &FileTree, folder: &Path) -> Result<WriteReport, OutputError> {
    let known = Manifest::read(folder)?;
    let plan = plan(tree, folder, (&known, InTheWay::Keep))?;
    if plan.kept.is_empty() { carry_out(tree, folder, (&known, plan)) } else { Err(OutputError::Conflicts(plan.kept)) }
}

pub(super) fn update(tree: &FileTree, folder: &Path, in_the_way: InTheWay) -> Result<WriteReport, OutputError> {
    let known = Manifest::read(folder)?;
    let plan = plan(tree, folder, (&known, in_the_way))?;
    carry_out(tree, folder, (&known, plan))
}

pub(super) fn obsolete(tree: &FileTree, folder: &Path) -> Result<Vec<String>, OutputError> {
    let known = Manifest::read(folder)?;
    Ok(known.files.into_keys().filter(|path| tree.text(path).is_none()).collect())
}

/// Writes and removes what the plan says, and notes it in the manifest.
fn carry_out(
    tree: &FileTree,
    folder: &Path,
    (known, plan): (&Manifest, WriteReport),
) -> Result<WriteReport, OutputError> {
    let is_kept = |path: &str| plan.kept.iter().any(|conflict| conflict.path == folder.join(path));
    let mut after = Manifest::default();
    for (path, text) in tree.iter().filter(|(path, _)| !is_kept(path)) {
        after.add(path, Entry { text: Fingerprint::of(text.as_bytes()), code: tree.code(path) });
    }
    // A file that was changed stays known with its old text, so that it is reported the next time too.
    for (path, entries) in known.files.iter().filter(|(path, _)| is_kept(path)) {
        for entry in entries {
            after.add(path, *entry);
        }
    }
    let mut during = after.clone();
    for (path, entries) in &known.files {
        for entry in entries {
            during.add(path, *entry);
        }
    }
    if !plan.written.is_empty() || !plan.removed.is_empty() {
        replace(&folder.join(manifest::NAME), &during.text())?;
    }
    for path in &plan.written {
        replace(&folder.join(path), tree.text(path).unwrap_or_default())?;
    }
    for path in &plan.removed {
        remove(folder, path)?;
    }
    if *known != after || !plan.written.is_empty() || !plan.removed.is_empty() {
        replace(&folder.join(manifest::NAME), &after.text())?;
    }
    Ok(plan)
}

/// What there is to do, and what is in the way.
fn plan(
    tree: &FileTree,
    folder: &Path,
    (known, in_the_way): (&Manifest, InTheWay),
) -> Result<WriteReport, OutputError> {
    let mut plan = WriteReport::default();
    let conflict = |path: &str, there: &[u8]| match in_the_way {
        InTheWay::Keep => conflict(folder, path, there, known),
        InTheWay::Overwrite => None,
    };
    for (path, text) in tree.iter() {
        match read(&folder.join(path))? {
            None => plan.written.push(path.to_owned()),
            Some(there) if there == text.as_bytes() => plan.unchanged += 1,
            Some(there) => match conflict(path, &there) {
                Some(conflict) => plan.kept.push(conflict),
                None => plan.written.push(path.to_owned()),
            },
        }
    }
    for path in known.files.keys().filter(|path| tree.text(path).is_none()) {
        if let Some(there) = read(&folder.join(path))? {
            match conflict(path, &there) {
                Some(conflict) => plan.kept.push(conflict),
                None => plan.removed.push(path.clone()),
            }
        }
    }
    Ok(plan)
}

fn conflict(folder: &Path, path: &str, there: &[u8], known: &Manifest) -> Option<Conflict> {
    if known.known(path, there).is_some() {
        return None;
    }
    let kind = if known.files.contains_key(path) { ConflictKind::Edited } else { ConflictKind::Foreign };
    Some(Conflict { path: folder.join(path), kind })
}

/// What is in a file; nothing where there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, OutputError> {
    match fs::read(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(source) => Err(OutputError::Io { action: "read", path: path.to_owned(), source }),
    }
}

/// Puts a whole file in place at once: it is written beside its place, then renamed.
fn replace(path: &Path, text: &str) -> Result<(), OutputError> {
    let failed = |action, path: &Path| {
        let path = path.to_owned();
        move |source| OutputError::Io { action, path, source }
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(failed("create", folder))?;
    let mut file = tempfile::Builder::new()
        .prefix(".relvar-")
        .permissions_of_new_files()
        .tempfile_in(folder)
        .map_err(failed("write", path))?;
    file.write_all(text.as_bytes()).map_err(failed("write", path))?;
    file.persist(path).map(drop).map_err(|error| failed("write", path)(error.error))
}

/// Temporary files are private by default; generated ones are as readable as any.
trait PermissionsOfNewFiles {
    fn permissions_of_new_files(&mut self) -> &mut Self;
}

impl PermissionsOfNewFiles for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        self.permissions(fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        self
    }
}

/// Removes a file, and the folders it leaves empty.
fn remove(folder: &Path, path: &str) -> Result<(), OutputError> {
    let file = folder.join(path);
    fs::remove_file(&file).map_err(|source| OutputError::Io { action: "remove", path: file.clone(), source })?;
    let mut parent: Option<PathBuf> = file.parent().map(Path::to_owned);
    while let Some(empty) = parent.filter(|parent| parent != folder && fs::remove_dir(parent).is_ok()) {
        parent = empty.parent().map(Path::to_owned);
    }
    Ok(())
}
