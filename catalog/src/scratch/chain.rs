//! Which providers are asked, in which order, and which one has an extension.

use std::path::PathBuf;

use super::Choice;
use super::embedded::{self, Embedded};
use super::provider::Provider;
use super::url::Url;

/// All providers in order, or the one that is chosen.
pub(super) fn providers(choice: Option<&Choice>) -> Vec<Box<dyn Provider>> {
    let Some(choice) = choice else {
        return vec![Box::new(Url { text: None }), system(None), fetched(None), Box::new(Embedded)];
    };
    vec![match choice {
        Choice::Url(text) => Box::new(Url { text: Some(text.clone()) }),
        Choice::System => system(None),
        Choice::Binaries(folder) => system(Some(folder.clone())),
        Choice::Embedded => Box::new(Embedded),
        Choice::Fetched(version) => fetched(*version),
    }]
}

#[cfg(unix)]
fn system(folder: Option<PathBuf>) -> Box<dyn Provider> {
    Box::new(super::system::System { folder })
}

#[cfg(unix)]
fn fetched(version: Option<u32>) -> Box<dyn Provider> {
    Box::new(super::fetched::Fetched { version })
}

#[cfg(not(unix))]
fn system(_folder: Option<PathBuf>) -> Box<dyn Provider> {
    Box::new(super::absent::Absent("system"))
}

#[cfg(not(unix))]
fn fetched(_version: Option<u32>) -> Box<dyn Provider> {
    Box::new(super::absent::Absent("fetched"))
}

/// Who has extensions that a provider lacks.
pub(super) fn who_has(extensions: &[String]) -> String {
    if let Some(folder) = installed_with(extensions) {
        return format!("{} has what is missing: set RELVAR_SERVER={0}", folder.display());
    }
    if extensions.iter().all(|extension| embedded::offers(extension)) {
        return "the embedded PostgreSQL has what is missing: set RELVAR_SERVER=embedded".to_owned();
    }
    "install PostgreSQL with it, or set RELVAR_SERVER=postgres://… to a server that has it".to_owned()
}

/// The folder of the first installed binaries that have all of these.
#[cfg(unix)]
fn installed_with(extensions: &[String]) -> Option<PathBuf> {
    let mut installed = super::binaries::Binaries::installed().into_iter();
    Some(installed.find(|binaries| extensions.iter().all(|extension| binaries.offers(extension)))?.folder)
}

#[cfg(not(unix))]
fn installed_with(_extensions: &[String]) -> Option<PathBuf> {
    None
}
