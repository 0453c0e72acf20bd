//! Generated files in memory.

use std::collections::BTreeMap;

/// Files by path, relative to the output folder, with `/` between segments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTree {
    files: BTreeMap<String, File>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) text: String,
    /// What the text was printed from; `None` if it was not printed from code.
    pub(crate) code: Option<CodeFingerprint>,
}

/// The fingerprint of code, whatever it looks like when it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CodeFingerprint(pub(crate) u64);

impl FileTree {
    /// The paths and texts of the files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file.text.as_str()))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|file| file.text.as_str())
    }

    /// The text of one file, if it was printed from this code.
    pub(crate) fn printed(&self, path: &str, code: CodeFingerprint) -> Option<&str> {
        self.files.get(path).filter(|file| file.code == Some(code)).map(|file| file.text.as_str())
    }

    /// What one file was printed from.
    #[cfg(feature = "write")]
    pub(crate) fn code(&self, path: &str) -> Option<CodeFingerprint> {
        self.files.get(path)?.code
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// There is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl FromIterator<(String, File)> for FileTree {
    fn from_iter<I: IntoIterator<Item = (String, File)>>(files: I) -> Self {
        Self { files: files.into_iter().collect() }
    }
}

impl FromIterator<(String, String)> for FileTree {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(files: I) -> Self {
        files.into_iter().map(|(path, text)| (path, File { text, code: None })).collect()
    }
}
