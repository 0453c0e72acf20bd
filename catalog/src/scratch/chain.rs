//! Which providers are asked, in which order.

use std::path::PathBuf;

use super::Choice;
use super::embedded::Embedded;
use super::provider::Provider;
use super::url::Url;

/// All providers in order, or the one that is chosen.
pub(super) fn providers(choice: Option<&Choice>) -> Vec<Box<dyn Provider>> {
    let Some(choice) = choice else {
        return vec![Box::new(Url { text: None }), system(None), Box::new(Embedded), fetched(Fetch::Never)];
    };
    vec![match choice {
        Choice::Url(text) => Box::new(Url { text: Some(text.clone()) }),
        Choice::System => system(None),
        Choice::Binaries(folder) => system(Some(folder.clone())),
        Choice::Embedded => Box::new(Embedded),
        Choice::Fetched(version) => fetched(Fetch::IfMissing(*version)),
    }]
}

/// Whether binaries may be fetched, and of which version.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fetch {
    /// The newest are taken that are there already.
    Never,
    /// Those of this version, or else the newest, are fetched first where they are not there.
    IfMissing(Option<u32>),
}

#[cfg(unix)]
fn system(folder: Option<PathBuf>) -> Box<dyn Provider> {
    Box::new(super::system::System { folder })
}

#[cfg(unix)]
fn fetched(fetch: Fetch) -> Box<dyn Provider> {
    Box::new(super::fetched::Fetched { fetch })
}

#[cfg(not(unix))]
fn system(_folder: Option<PathBuf>) -> Box<dyn Provider> {
    Box::new(super::absent::Absent("system"))
}

#[cfg(not(unix))]
fn fetched(_fetch: Fetch) -> Box<dyn Provider> {
    Box::new(super::absent::Absent("fetched"))
}
