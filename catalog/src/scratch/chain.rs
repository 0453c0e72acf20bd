//! Which providers are asked, in which order.

use super::Choice;
use super::embedded::Embedded;
use super::provider::Provider;
use super::system::System;

/// All providers in order, or the one that is chosen.
pub(super) fn providers(choice: Option<&Choice>) -> Vec<Box<dyn Provider>> {
    match choice {
        None => vec![Box::new(System { folder: None }), Box::new(Embedded)],
        Some(Choice::Url(_)) => vec![],
        Some(Choice::System) => vec![Box::new(System { folder: None })],
        Some(Choice::Binaries(folder)) => vec![Box::new(System { folder: Some(folder.clone()) })],
        Some(Choice::Embedded) => vec![Box::new(Embedded)],
        Some(Choice::Fetched(_)) => vec![],
    }
}
