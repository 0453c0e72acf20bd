//! New revisions.

use std::{fs, path::Path, path::PathBuf, time::SystemTime};

use super::{DOWN, Header, Revision, RevisionError, Revisions, UP, name};

/// A revision that is to be written.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct New {
    /// What it does, in a line.
    pub message: String,
    /// Its id; a new one if none is given.
    pub id: Option<String>,
    /// What it follows, as names of targets; `head` if there are none.
    pub parents: Vec<String>,
    /// Whether it may follow a revision that is not a head.
    pub is_splice: bool,
    /// What it depends on.
    pub depends: Vec<String>,
    /// Labels of the branch that begins with it.
    pub labels: Vec<String>,
    /// Statements that apply it; a comment if there are none.
    pub up: Option<String>,
    /// Statements that revert it.
    pub down: Option<String>,
    /// Whether `up.sql` needs to run outside a transaction.
    pub is_concurrent: bool,
    /// Whether `down.sql` needs to.
    pub is_down_concurrent: bool,
    /// Whether a Rust function belongs to it.
    pub has_function: bool,
    /// The revisions that it stands for.
    pub replaces: Vec<String>,
}

impl New {
    /// The revision, with parents and dependencies as they are given; it is not written.
    pub fn revision(self, folder: &Path) -> Result<Revision, RevisionError> {
        let Self { message, id, parents, is_splice: _, depends, labels, up, down, .. } = self;
        let Self { is_concurrent, is_down_concurrent, has_function, replaces, .. } = self;
        let id = id.unwrap_or_else(name::new_id);
        let path = folder.join(name::folder(SystemTime::now(), &message, &id));
        let header = Header {
            id,
            parents,
            depends,
            labels,
            message,
            is_transactional: !is_concurrent,
            is_down_transactional: !is_down_concurrent,
            has_function,
            replaces,
        };
        let up = format!("{header}\n{}", up.as_deref().unwrap_or("-- What applies this revision.\n"));
        let down = down.unwrap_or_else(|| "-- What reverts this revision.\n".to_owned());
        Revision::new(path, up, Some(down))
    }
}

impl Revisions {
    /// Writes a revision into a folder of its own below `folder`.
    pub fn create(&self, folder: &Path, new: &New) -> Result<Revision, RevisionError> {
        let (revision, _) = self.draft(folder, new)?;
        revision.write()?;
        Ok(revision)
    }

    /// A revision that is not written yet, and all revisions with it.
    pub fn draft(&self, folder: &Path, new: &New) -> Result<(Revision, Self), RevisionError> {
        let New { parents, is_splice, depends, .. } = new;
        let parents = self.parents(parents, *is_splice)?;
        let depends = depends.iter().map(|name| self.dependency(name)).collect::<Result<_, _>>()?;
        let revision = New { parents, depends, ..new.clone() }.revision(folder)?;
        let mut list = self.list.clone();
        list.push(revision.clone());
        Ok((revision, Self::new(list)?))
    }

    /// Writes a revision that joins others; all heads if none are named.
    pub fn merge(&self, folder: &Path, new: &New) -> Result<Revision, RevisionError> {
        let all = ["heads".to_owned()];
        let names = if new.parents.is_empty() { &all[..] } else { &new.parents };
        let mut heads: Vec<String> = Vec::new();
        for name in names {
            let found = self.history.resolve(name).map_err(|error| self.explain(error))?;
            heads.extend(found.into_iter().map(str::to_owned));
        }
        if heads.len() < 2 {
            return Err(RevisionError::NothingToMerge { heads });
        }
        let empty = |what: &str| Some(format!("-- This revision joins branches; nothing is {what}.\n"));
        let New { up, down, .. } = new;
        let (up, down) = (up.clone().or_else(|| empty("applied")), down.clone().or_else(|| empty("reverted")));
        self.create(folder, &New { parents: heads, is_splice: false, up, down, ..new.clone() })
    }

    fn parents(&self, names: &[String], is_splice: bool) -> Result<Vec<String>, RevisionError> {
        let head = ["head".to_owned()];
        let names = if names.is_empty() { &head[..] } else { names };
        let mut parents: Vec<String> = Vec::new();
        for name in names {
            for id in self.history.resolve(name).map_err(|error| self.explain(error))? {
                let is_head = self.history.heads().contains(&id);
                if !is_head && !is_splice {
                    let heads = self.history.heads().into_iter().map(str::to_owned).collect();
                    return Err(RevisionError::NotAHead { id: id.to_owned(), heads });
                }
                if !parents.iter().any(|parent| parent == id) {
                    parents.push(id.to_owned());
                }
            }
        }
        Ok(parents)
    }

    /// A label stays a label; the beginning of an id becomes the whole.
    fn dependency(&self, name: &str) -> Result<String, RevisionError> {
        if self.list.iter().any(|revision| revision.header.labels.iter().any(|label| label == name)) {
            return Ok(name.to_owned());
        }
        let id = self.history.resolve_one(name).map_err(|error| self.explain(error))?;
        Ok(id.unwrap_or(name).to_owned())
    }
}

impl Revision {
    /// Writes the files.
    pub fn write(&self) -> Result<(), RevisionError> {
        let unwritable = |path: PathBuf| move |source| RevisionError::Unwritable { path, source };
        let Self { header: _, folder, up, down } = self;
        fs::create_dir_all(folder).map_err(unwritable(folder.clone()))?;
        fs::write(folder.join(UP), up).map_err(unwritable(folder.join(UP)))?;
        match down {
            Some(down) => fs::write(folder.join(DOWN), down).map_err(unwritable(folder.join(DOWN))),
            None => Ok(()),
        }
    }
}
