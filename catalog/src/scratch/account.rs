//! The account a server runs under: PostgreSQL refuses to run as root.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::provider::Refusal;

/// Whom the server's processes belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Account {
    /// Whoever we are.
    Own,
    /// An unprivileged account, because we are root.
    Other {
        /// User id.
        uid: u32,
        /// Group id.
        gid: u32,
    },
}

impl Account {
    /// Ours, or as root `postgres`, else `nobody`: `initdb` wants an account that `/etc/passwd` knows.
    pub(super) fn find() -> Result<Self, Refusal> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Own);
        }
        let known = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"].iter().find_map(|name| lookup(&known, name)).ok_or_else(|| {
            Refusal::new(
                "PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody` to run it as",
            )
            .hint("run as another user, or add one: useradd --system postgres")
        })
    }

    /// The user id that its files and processes have.
    pub(super) fn uid(&self) -> u32 {
        match self {
            Self::Own => rustix::process::geteuid().as_raw(),
            Self::Other { uid, .. } => *uid,
        }
    }

    /// Makes a command run under it.
    pub(super) fn apply(&self, command: &mut Command) {
        if let Self::Other { uid, gid } = self {
            command.uid(*uid).gid(*gid);
        }
    }

    /// Gives it a folder.
    pub(super) fn own(&self, folder: &Path) -> std::io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other { uid, gid } => chown(folder, Some(*uid), Some(*gid)),
        }
    }

    /// Whether it can get at a path: root's own folders are closed to it.
    pub(super) fn reaches(&self, path: &Path) -> bool {
        *self == Self::Own
            || path.ancestors().all(|folder| {
                fs::metadata(folder).is_ok_and(|metadata| metadata.mode() & 0o001 != 0 || metadata.uid() == self.uid())
            })
    }
}

/// An account by its line in `/etc/passwd`: `name:password:uid:gid:…`.
fn lookup(known: &str, name: &str) -> Option<Account> {
    let line = known.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some(Account::Other { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::{Account, lookup};

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let known =
            "root:x:0:0::/root:/bin/sh\npostgres2:x:7:8::/:/bin/sh\npostgres:x:101:104:PostgreSQL,,,:/:/bin/sh\n";
        assert_eq!(lookup(known, "postgres"), Some(Account::Other { uid: 101, gid: 104 }));
        assert_eq!(lookup(known, "nobody"), None);
    }
}
