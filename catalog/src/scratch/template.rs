//! Data folders as `initdb` makes them, kept for the next server: a copy takes a quarter of the time.
//!
//! A template is never changed. It gets its name when it is complete, and loses it before it is removed, so that processes
//! may make, copy and remove the same one at once. Whatever goes wrong with one is no error: there is `initdb`.

use std::fs::{self, DirBuilder, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::account::Account;
use super::binaries::Binaries;
use super::cache;
use crate::hexadecimal;

/// How long a template is used. A new one notices what no name of a template shows, such as other libraries of the system.
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How the names of templates begin that are being made or removed.
const UNFINISHED: &str = ".unfinished-";

/// What `initdb` reads, besides the programs: collations are those that the system has then.
const LOCALES: [&str; 3] = ["/usr/lib/locale", "/usr/lib/locale/locale-archive", "/usr/share/i18n/locales"];

/// Where the template of some binaries is kept.
pub(super) struct Template {
    path: PathBuf,
}

impl Template {
    /// The one for these binaries and this account; none if there is no folder of ours alone to keep it in.
    pub(super) fn of(binaries: &Binaries, account: &Account) -> Option<Self> {
        let folder = cache::folder()?.join("clusters");
        if !folder.is_dir() {
            fs::create_dir_all(folder.parent()?).ok()?;
            // Another process may have been faster.
            let _ = DirBuilder::new().mode(0o700).create(&folder);
        }
        let metadata = fs::symlink_metadata(&folder).ok()?;
        let is_ours =
            metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o022 == 0;
        is_ours.then(|| Self { path: folder.join(name(binaries, account)) })
    }

    /// Copies it to a data folder that is not there yet; whether there was one to copy.
    pub(super) fn copy_to(&self, data: &Path, account: &Account) -> bool {
        let Some(before) = self.usable() else { return false };
        let copied = copy(&self.path, data, account);
        // Files are missing from a copy of what is being removed.
        let is_whole = self.usable().is_some_and(|after| after.ino() == before.ino());
        let done = copied.is_ok() && is_whole;
        if !done {
            let _ = fs::remove_dir_all(data);
        }
        done
    }

    /// Keeps a data folder that no server has used yet.
    pub(super) fn keep(&self, data: &Path) {
        let _ = self.try_keep(data);
    }

    fn try_keep(&self, data: &Path) -> io::Result<()> {
        let folder = self.path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        remove_old(folder)?;
        let unfinished = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(folder)?;
        let whole = unfinished.path().join("data");
        copy(data, &whole, &Account::Own)?;
        // If another process was faster, its template stays.
        fs::rename(whole, &self.path)
    }

    /// Removes it: a server did not start from it.
    pub(super) fn remove(&self) {
        let _ = remove(&self.path);
    }

    /// What tells it from others of its name, if it is there and not too old.
    fn usable(&self) -> Option<Metadata> {
        fs::metadata(&self.path).ok().filter(|metadata| !is_old(metadata))
    }
}

/// A name that changes with whatever `initdb` depends on.
fn name(binaries: &Binaries, account: &Account) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: String| hash.update([text.as_bytes(), b"\0"].concat());
    part(binaries.folder.display().to_string());
    part(account.uid().to_string());
    let programs = ["initdb", "postgres"].map(|program| binaries.folder.join(program));
    let archive = std::env::var_os("LOCALE_ARCHIVE").map(PathBuf::from);
    for path in programs.into_iter().chain(LOCALES.map(PathBuf::from)).chain(archive) {
        let known = fs::metadata(&path).map(|file| (file.len(), file.mtime(), file.mtime_nsec(), file.ino()));
        part(format!("{known:?}"));
    }
    hexadecimal(&hash.finalize()[..16])
}

fn is_old(metadata: &Metadata) -> bool {
    // One from the future is of another clock.
    let age = metadata.modified().map(|modified| SystemTime::now().duration_since(modified));
    !age.is_ok_and(|age| age.is_ok_and(|age| age < LIFETIME))
}

/// Removes what is too old from the folder of templates, also what a killed process left unfinished.
fn remove_old(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.metadata().is_ok_and(|metadata| is_old(&metadata)) {
            let _ = remove(&entry.path());
        }
    }
    Ok(())
}

/// Takes the name from a template before its files go.
fn remove(path: &Path) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let nameless = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(folder)?;
    fs::rename(path, nameless.path().join("removed"))?;
    nameless.close()
}

/// Copies a folder with everything in it; the copy belongs to the account.
fn copy(from: &Path, to: &Path, account: &Account) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy(&entry.path(), &target, account)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &target)?;
            account.own(&target)?;
        } else {
            return Err(io::Error::other("a data folder has a file of another kind"));
        }
    }
    fs::set_permissions(to, fs::Permissions::from_mode(0o700))?;
    account.own(to)
}
