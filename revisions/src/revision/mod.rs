//! Revisions on disk: a folder each, with `up.sql`, `down.sql` and a header in comments.

mod create;
mod error;
mod header;
mod name;
mod text;

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::history::{Declared, History, HistoryError};

pub use create::New;
pub use error::RevisionError;
pub use header::Header;
pub use text::{checksum, normal, without_mark};

/// The file that is run to apply a revision.
pub const UP: &str = "up.sql";

/// The file that is run to revert it.
pub const DOWN: &str = "down.sql";

/// A revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its header.
    pub header: Header,
    /// Its folder.
    pub folder: PathBuf,
    /// The text of `up.sql`, as it is on disk.
    pub up: String,
    /// The text of `down.sql`, if there is one.
    pub down: Option<String>,
}

impl Revision {
    /// A revision with these texts.
    pub fn new(folder: PathBuf, up: String, down: Option<String>) -> Result<Self, RevisionError> {
        let header = Header::parse(without_mark(&up)).map_err(|(line, what)| RevisionError::Header {
            path: folder.join(UP),
            line,
            what,
        })?;
        Ok(Self { header, folder, up, down })
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.header.id
    }

    /// The name of the folder.
    pub fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The checksum of `up.sql`.
    pub fn checksum(&self) -> String {
        checksum(&self.up)
    }

    fn read(folder: PathBuf) -> Result<Option<Self>, RevisionError> {
        let up = read(&folder.join(UP))?;
        let down = read(&folder.join(DOWN))?;
        match up {
            Some(up) => Self::new(folder, up, down).map(Some),
            None if down.is_some() => Err(RevisionError::NoUp { path: folder }),
            None => Ok(None),
        }
    }
}

/// All revisions, and the graph of them.
#[derive(Clone, Debug)]
pub struct Revisions {
    list: Vec<Revision>,
    history: History,
}

impl Revisions {
    /// Reads the folders in a folder, sorted by name. A folder that does not exist has none.
    pub fn read(folder: &Path) -> Result<Self, RevisionError> {
        let unreadable = |source| RevisionError::Unreadable { path: folder.to_owned(), source };
        let mut folders = Vec::new();
        match fs::read_dir(folder) {
            Ok(entries) => {
                for entry in entries {
                    let entry = entry.map_err(unreadable)?;
                    if entry.path().is_dir() && !entry.file_name().to_string_lossy().starts_with('.') {
                        folders.push(entry.path());
                    }
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(error)),
        }
        folders.sort();
        let mut list = Vec::new();
        for folder in folders {
            list.extend(Revision::read(folder)?);
        }
        Self::new(list)
    }

    /// These revisions.
    pub fn new(list: Vec<Revision>) -> Result<Self, RevisionError> {
        // Those that were consolidated into another one mean that one.
        let mut replaced = HashMap::new();
        for revision in &list {
            for id in &revision.header.replaces {
                if let Some(other) = list.iter().find(|other| other.id() == id) {
                    let (by, of) = (revision.folder.join(UP), other.folder.join(UP));
                    return Err(RevisionError::Replaced { id: id.clone(), by, of });
                }
                replaced.insert(id.clone(), revision.id().to_owned());
            }
        }
        let meant = |ids: Vec<String>| ids.into_iter().map(|id| replaced.get(&id).cloned().unwrap_or(id)).collect();
        let declared = list.iter().map(|revision| {
            let Header { id, parents, depends, labels, .. } = revision.header.clone();
            Declared { id, parents: meant(parents), depends: meant(depends), labels }
        });
        match History::new(declared) {
            Ok(history) => Ok(Self { list, history }),
            Err(source) => Err(explain(&list, source)),
        }
    }

    /// All of them, in the order of their folders.
    pub fn list(&self) -> &[Revision] {
        &self.list
    }

    /// The graph.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// A revision by its whole id.
    pub fn get(&self, id: &str) -> Option<&Revision> {
        self.list.iter().find(|revision| revision.id() == id)
    }

    /// The revision that an id was consolidated into.
    pub fn replacing(&self, id: &str) -> Option<&Revision> {
        self.list.iter().find(|revision| revision.header.replaces.iter().any(|own| own == id))
    }

    /// An error of the graph, with the folders of the revisions that it names.
    pub fn explain(&self, error: HistoryError) -> RevisionError {
        explain(&self.list, error)
    }
}

fn explain(list: &[Revision], source: HistoryError) -> RevisionError {
    let named: Vec<&String> = match &source {
        HistoryError::IllegalId { id, .. }
        | HistoryError::Duplicate { id }
        | HistoryError::MissingParent { id, .. }
        | HistoryError::MissingDependency { id, .. } => vec![id],
        HistoryError::LabelTaken { id, by, .. } => vec![id, by],
        HistoryError::Cycle { ids } | HistoryError::DependencyCycle { ids } => ids.iter().collect(),
        HistoryError::SeveralHeads { heads: ids, .. } | HistoryError::SeveralMatch { matches: ids, .. } => {
            ids.iter().collect()
        }
        _ => Vec::new(),
    };
    let files = list.iter().filter(|revision| named.contains(&&revision.header.id));
    let files = files.map(|revision| revision.folder.join(UP)).collect();
    RevisionError::History { source, files }
}

/// The text of a file, if there is one.
fn read(path: &Path) -> Result<Option<String>, RevisionError> {
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| RevisionError::Encoding { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(RevisionError::Unreadable { path: path.to_owned(), source }),
    }
}
