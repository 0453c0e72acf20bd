//! Revisions that are part of the program.

use std::path::Path;

use crate::{
    Migrator,
    revision::{Revision, RevisionError, Revisions, normal},
};

#[doc(hidden)]
pub use relvar_embed::files;

/// The revisions of a folder, as constants of the program. The folder is relative to the crate's `Cargo.toml`.
///
/// The graph is checked when the program is compiled: an id that two revisions have, a parent that is missing or a circle is
/// an error of the compiler. A macro cannot see files that are new; a `build.rs` beside it can:
///
/// ```no_run
/// println!("cargo::rerun-if-changed=migrations");
/// ```
///
/// and [`Embedded::stale`] lets a test say that something was not compiled again.
#[macro_export]
macro_rules! embed {
    ($folder:literal) => {
        $crate::Embedded::new($folder, $crate::embed::files!($folder))
    };
}

/// The name of a folder, its `up.sql`, and its `down.sql` if there is one.
#[doc(hidden)]
pub type File = (&'static str, &'static str, Option<&'static str>);

/// Revisions that are part of the program: what [`embed!`](crate::embed!) gives.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    folder: &'static str,
    files: &'static [File],
}

impl Embedded {
    #[doc(hidden)]
    pub const fn new(folder: &'static str, files: &'static [File]) -> Self {
        Self { folder, files }
    }

    /// The revisions.
    ///
    /// # Panics
    ///
    /// Never: the macro has read the same texts.
    #[expect(clippy::expect_used, reason = "the macro has read the same texts")]
    pub fn revisions(&self) -> Revisions {
        let revision = |(name, up, down): &File| {
            Revision::new(Path::new(self.folder).join(name), (*up).to_owned(), down.map(str::to_owned))
        };
        let list: Result<Vec<_>, RevisionError> = self.files.iter().map(revision).collect();
        list.and_then(Revisions::new).expect("checked when the program was compiled")
    }

    /// What runs them.
    pub fn migrator(&self) -> Migrator {
        Migrator::new(self.revisions())
    }

    /// The names of revisions that are not in a folder as they were compiled: nothing if the program is up to date.
    pub fn stale(&self, folder: &Path) -> Result<Vec<String>, RevisionError> {
        let now = Revisions::read(folder)?;
        let texts = |revision: &Revision| (normal(&revision.up), revision.down.as_deref().map(normal));
        let mut stale: Vec<String> = Vec::new();
        for (name, up, down) in self.files {
            let own = now.list().iter().find(|own| own.name() == **name);
            if own.map(texts) != Some((normal(up), down.map(normal))) {
                stale.push((*name).to_owned());
            }
        }
        let is_known = |name: &String| self.files.iter().any(|(own, ..)| own == name);
        stale.extend(now.list().iter().map(Revision::name).filter(|name| !is_known(name)));
        stale.sort();
        Ok(stale)
    }
}
