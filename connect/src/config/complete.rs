//! What stands in for a setting that is not given: a service, the environment, a default.

use std::path::PathBuf;

use super::environment::{Lookup, Settings};
use super::keyword::KEYWORDS;
use super::service;
use crate::Error;

/// Adds what is missing, in libpq's order: service, environment, defaults.
pub(super) fn complete(settings: &mut Settings, lookup: Lookup<'_>) -> Result<(), Error> {
    for name in ["service", "servicefile"] {
        let variable = KEYWORDS.iter().find(|keyword| keyword.name == name).and_then(|keyword| keyword.variable);
        if let (None, Some(value)) = (settings.get(name), variable.and_then(lookup)) {
            settings.insert(name, value);
        }
    }
    if let Some(service) = settings.get("service").filter(|service| !service.is_empty()) {
        let file = settings.get("servicefile").filter(|file| !file.is_empty()).map(PathBuf::from);
        for (name, value) in service::settings(service, file, lookup)? {
            settings.entry(name).or_insert(value);
        }
    }
    for keyword in KEYWORDS {
        if let Some(value) = keyword.variable.and_then(lookup) {
            settings.entry(keyword.name).or_insert(value);
        }
    }
    Ok(())
}
