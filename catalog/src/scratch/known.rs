//! What is known of a scratch server before it is started, and where results of one can be kept.

use std::path::PathBuf;

use super::binaries::Binaries;
use super::{Choice, Options};

/// The installed programs that these options take, with their version. Nothing if that is not known before the start, as
/// behind a URL.
pub fn programs(options: &Options) -> Option<String> {
    let binaries = match &options.provider {
        None | Some(Choice::System) => {
            let offers = |own: &Binaries| options.extensions.iter().all(|extension| own.offers(extension));
            Binaries::installed().into_iter().find(offers)?
        }
        Some(Choice::Binaries(folder)) => Binaries::of(folder)?,
        Some(Choice::Url(_) | Choice::Embedded | Choice::Fetched(_)) => return None,
    };
    Some(format!("{} {}", binaries.folder.display(), binaries.version().ok()?))
}

/// The folder `relvar` in `RELVAR_CACHE`, or in the user's cache folder; there is none without a home.
pub fn cache_folder() -> Option<PathBuf> {
    super::cache::folder()
}
