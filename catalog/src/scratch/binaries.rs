//! Where PostgreSQL's programs are installed.

use std::cmp::Reverse;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::provider::Refusal;

/// A folder with `initdb` and `postgres`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binaries {
    /// The folder, with symbolic links resolved: PostgreSQL finds its `share` and `lib` relative to it.
    pub(super) folder: PathBuf,
}

impl Binaries {
    /// The binaries of a folder, if it has them.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let initdb = fs::canonicalize(folder.join("initdb")).ok()?;
        let folder = initdb.parent()?.to_owned();
        folder.join("postgres").is_file().then_some(Self { folder })
    }

    /// All installed ones, the preferred one first.
    pub(super) fn installed() -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for binaries in candidates().iter().filter_map(|folder| Self::of(folder)) {
            if !all.contains(&binaries) {
                all.push(binaries);
            }
        }
        all
    }

    /// The version as `postgres --version` has it, such as `15.18`.
    pub(super) fn version(&self) -> Result<String, Refusal> {
        let program = self.folder.join("postgres");
        let failed = |what: &str| Refusal::new(format!("`{} --version` failed: {what}", program.display()));
        let output = Command::new(&program).arg("--version").output().map_err(|error| failed(&error.to_string()))?;
        if !output.status.success() {
            return Err(failed(String::from_utf8_lossy(&output.stderr).trim()));
        }
        // `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(text.split_whitespace().nth(2).unwrap_or("of unknown version").to_owned())
    }

    /// Whether `create extension` will find this one.
    pub(super) fn offers(&self, extension: &str) -> bool {
        // `pg_config` knows for sure, but is often not installed: look where it would point to.
        let prefix = self.folder.parent().unwrap_or(&self.folder);
        let control = format!("extension/{extension}.control");
        let debian = prefix.file_name().map(|version| Path::new("/usr/share/postgresql").join(version));
        let shares = [Some(prefix.join("share")), Some(prefix.join("share/postgresql")), debian, self.share_folder()];
        shares.into_iter().flatten().any(|share| share.join(&control).is_file())
    }

    fn share_folder(&self) -> Option<PathBuf> {
        asked(&self.folder.join("pg_config"), "--sharedir")
    }
}

/// Folders to look into, the preferred one first.
fn candidates() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::var_os("RELVAR_PG_BIN").map(PathBuf::from).into_iter().collect();
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    folders.extend(asked(Path::new("pg_config"), "--bindir"));
    let roots = [
        ("/usr/lib/postgresql", ""),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
        ("/Applications/Postgres.app/Contents/Versions", ""),
        ("/Library/PostgreSQL", ""),
        ("/usr", "pgsql-"),
    ];
    for (root, prefix) in roots {
        let entries = fs::read_dir(root).into_iter().flatten().flatten();
        let mut versions: Vec<(u32, PathBuf)> =
            entries.filter_map(|entry| Some((major(&entry.file_name(), prefix)?, entry.path().join("bin")))).collect();
        versions.sort_by_key(|(version, _)| Reverse(*version));
        folders.extend(versions.into_iter().map(|(_, folder)| folder));
    }
    folders
}

/// The major version in a folder's name, such as 17 in `postgresql@17` and 9 in `9.6`.
fn major(name: &OsStr, prefix: &str) -> Option<u32> {
    let version = name.to_str()?.strip_prefix(prefix)?;
    version.split('.').next()?.parse().ok()
}

/// A folder that `pg_config` prints.
fn asked(pg_config: &Path, question: &str) -> Option<PathBuf> {
    let output = Command::new(pg_config).arg(question).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| PathBuf::from(text.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn versions_are_read_from_folder_names() {
        let cases = [
            ("17", "", Some(17)),
            ("9.6", "", Some(9)),
            ("postgresql@16", "postgresql@", Some(16)),
            ("lib", "", None),
            ("postgresql", "postgresql@", None),
        ];
        for (name, prefix, expected) in cases {
            assert_eq!(major(name.as_ref(), prefix), expected, "{name}");
        }
    }
}
