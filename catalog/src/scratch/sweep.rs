//! Removes what killed runs left behind.

use std::fs;
use std::os::unix::fs::MetadataExt;

use super::account::Account;
use super::home;

/// Removes every home whose owner is gone. Watchers do that as a rule; this is for when they were killed too.
///
/// Whatever cannot be removed stays: a leftover is no reason to refuse a new server.
pub(super) fn sweep(account: &Account) {
    let folders = home::roots().into_iter().filter_map(|root| fs::read_dir(root).ok());
    for entry in folders.flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(home::PREFIX)
            && entry.metadata().is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == account.uid());
        if !ours {
            continue;
        }
        if let Some(_lock) = home::abandoned(&entry.path()) {
            let _ = home::remove_abandoned(&entry.path(), account);
        }
    }
}
