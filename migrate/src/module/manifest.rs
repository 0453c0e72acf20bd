//! `module.toml`: what a module says of itself.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ModuleError;

/// The file that makes a folder a module.
pub const MANIFEST: &str = "module.toml";

/// What a module says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
pub struct Manifest {
    /// Its name: letters in lower case, digits and `_`.
    pub name: String,
    /// What people call it; its name, unless something else is said.
    #[serde(default)]
    pub title: String,
    /// Its version: numbers with points between them.
    pub version: String,
    /// What it is for, in a line.
    #[serde(default)]
    pub summary: String,
    /// The modules that it needs.
    #[serde(default)]
    pub depends: Vec<String>,
    /// Whether it is an application, and not a part of others.
    #[serde(default)]
    pub application: bool,
    /// The schemas that it owns, with all that is in them.
    #[serde(default)]
    pub schemas: Vec<String>,
    /// What the names of its objects begin with. Without this and without schemas, it is the name and `_`.
    #[serde(default)]
    pub prefix: Option<String>,
    /// Files and folders of SQL that make its schema, relative to its folder.
    #[serde(default = "schema")]
    pub schema: Vec<PathBuf>,
    /// Its first rows, in this order: SQL, CSV or JSON, relative to its folder.
    #[serde(default)]
    pub data: Vec<PathBuf>,
}

fn schema() -> Vec<PathBuf> {
    vec![PathBuf::from("schema")]
}

const KEYS: [&str; 10] =
    ["name", "title", "version", "summary", "depends", "application", "schemas", "prefix", "schema", "data"];

impl Manifest {
    /// Reads a manifest.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ModuleError> {
        let fault = |what: String| ModuleError::Manifest { path: path.to_owned(), what };
        let table: toml::Table = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let hint = match nearest(KEYS.iter().map(|key| (*key).to_owned()), key) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", KEYS.join(", ")),
            };
            return Err(fault(format!("`{key}` is not a key of a module\nhint: {hint}")));
        }
        let mut own: Self = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if own.name.is_empty() || !own.name.chars().all(is_plain) {
            return Err(fault(format!(
                "`{}` is no name of a module\nhint: letters in lower case, digits and `_`",
                own.name
            )));
        }
        if Version::parse(&own.version).is_none() {
            return Err(fault(format!(
                "`{}` is no version\nhint: numbers with points between them: 1.0.0",
                own.version
            )));
        }
        if own.prefix.as_deref() == Some("") {
            return Err(fault("an empty `prefix` would claim everything\nhint: leave it out".to_owned()));
        }
        if own.title.is_empty() {
            own.title.clone_from(&own.name);
        }
        if own.prefix.is_none() && own.schemas.is_empty() {
            own.prefix = Some(format!("{}_", own.name));
        }
        Ok(own)
    }
}

/// A version: versions are compared number by number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(Vec<u64>);

impl Version {
    pub(super) fn parse(text: &str) -> Option<Self> {
        text.split('.').map(|number| number.parse().ok()).collect::<Option<_>>().map(Self)
    }
}

/// The most similar of the names, if one is similar enough.
pub(super) fn nearest(names: impl IntoIterator<Item = String>, wanted: &str) -> Option<String> {
    let scored = names.into_iter().map(|name| (strsim::jaro_winkler(&name, wanted), name));
    scored.max_by(|(one, _), (other, _)| one.total_cmp(other)).filter(|(score, _)| *score > 0.8).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_an_error_with_a_hint() {
        let text = "name = 'crm'\nversion = '1.0'\ndepend = []\n";
        let error = Manifest::parse(text, Path::new("crm/module.toml")).unwrap_err().to_string();
        assert!(error.contains("`depend`") && error.contains("did you mean `depends`?"), "{error}");
    }

    #[test]
    fn versions_are_numbers() {
        assert!(Version::parse("1.10.0") > Version::parse("1.9.5"));
        assert_eq!(Version::parse("1.x"), None);
    }
}
