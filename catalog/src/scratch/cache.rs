//! The folder for what is kept from one run to the next.

use std::env::var_os;
use std::path::PathBuf;

/// Our folder in `RELVAR_CACHE`, or in the user's cache folder; there is none without a home. Root's own is closed to the
/// account that runs servers for root.
pub(super) fn folder() -> Option<PathBuf> {
    Some(root()?.join("relvar"))
}

fn root() -> Option<PathBuf> {
    let absolute = |name| var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if let Some(folder) = absolute("RELVAR_CACHE") {
        return Some(folder);
    }
    if rustix::process::geteuid().is_root() {
        return Some(PathBuf::from("/var/cache"));
    }
    let home = absolute("HOME");
    if cfg!(target_os = "macos") {
        return Some(home?.join("Library/Caches"));
    }
    absolute("XDG_CACHE_HOME").or_else(|| Some(home?.join(".cache")))
}
