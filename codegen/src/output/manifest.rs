//! The manifest: which files were written, and their fingerprints.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write},
    fs, io,
    path::{Component, Path},
};

use sha2::{Digest, Sha256};

use super::OutputError;
use crate::tree::CodeFingerprint;

/// Its name in the output folder.
pub(super) const NAME: &str = "relvar.manifest";

const TITLE: &str = "# Files written by relvar, with their SHA-256 and a fingerprint of their code. relvar overwrites and removes no others.\n";

/// The fingerprint of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(super) fn of(text: &[u8]) -> Self {
        Self(Sha256::digest(text).into())
    }

    fn parse(text: &str) -> Option<Self> {
        let digit = |at: usize| char::from(*text.as_bytes().get(at)?).to_digit(16);
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::try_from(digit(2 * at)? * 16 + digit(2 * at + 1)?).ok()?;
        }
        (text.len() == 64).then_some(Self(bytes))
    }
}

/// What a file was when it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) text: Fingerprint,
    pub(super) code: Option<CodeFingerprint>,
}

impl Entry {
    /// A hash, and perhaps the fingerprint of the code.
    fn parse(words: &str) -> Option<Self> {
        let (text, code) = match words.split_once(' ') {
            Some((text, code)) => (text, Some(CodeFingerprint(u64::from_str_radix(code, 16).ok()?))),
            None => (words, None),
        };
        Some(Self { text: Fingerprint::parse(text)?, code })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text: Fingerprint(bytes), code } = self;
        for byte in bytes {
            write!(f, "{byte:02x}")?;
        }
        match code {
            Some(CodeFingerprint(code)) => write!(f, " {code:016x}"),
            None => Ok(()),
        }
    }
}

/// Entries by path. While files are being written a path has two: a run that is cut short leaves files that the
/// next run still knows as its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<String, BTreeSet<Entry>>,
}

impl Manifest {
    /// The manifest of a folder; an empty one where there is none.
    pub(super) fn read(folder: &Path) -> Result<Self, OutputError> {
        let path = folder.join(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(Self::default());
            }
            Err(source) => return Err(OutputError::Io { action: "read", path, source }),
        };
        let mut manifest = Self::default();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let entry = line.split_once("  ").and_then(|(words, file)| Some((Entry::parse(words)?, file)));
            match entry {
                Some((entry, file)) if is_inside(file) => manifest.add(file, entry),
                _ => return Err(OutputError::Manifest { path, line: at + 1 }),
            }
        }
        Ok(manifest)
    }

    pub(super) fn add(&mut self, file: &str, entry: Entry) {
        self.files.entry(file.to_owned()).or_default().insert(entry);
    }

    /// relvar wrote this file with this text.
    pub(super) fn known(&self, file: &str, text: &[u8]) -> Option<Entry> {
        let text = Fingerprint::of(text);
        self.files.get(file)?.iter().find(|entry| entry.text == text).copied()
    }

    /// Its text, a line for each file, so that two branches merge line by line.
    pub(super) fn text(&self) -> String {
        let mut text = TITLE.to_owned();
        for (file, entries) in &self.files {
            for entry in entries {
                // A `String` takes whatever is written to it.
                let _ = writeln!(text, "{entry}  {file}");
            }
        }
        text
    }
}

/// A path that stays in the folder, whatever somebody wrote into the manifest.
fn is_inside(file: &str) -> bool {
    !file.is_empty() && Path::new(file).components().all(|part| matches!(part, Component::Normal(_)))
}
