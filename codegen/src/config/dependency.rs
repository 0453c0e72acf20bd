//! Dependencies of a generated crate, as Cargo has them.

use std::path::Path;

use serde::{Deserialize, Deserializer, de};
use toml::{Table, Value};

/// A dependency in Cargo's terms: a version, or a table with `version`, `path`, `features`, …
#[derive(Clone, Debug, PartialEq)]
pub struct Dependency(Table);

impl Dependency {
    /// A version from the registry.
    pub fn version(version: &str) -> Self {
        Self(Table::from_iter([("version".to_owned(), Value::from(version))]))
    }

    /// What the workspace says.
    pub fn workspace() -> Self {
        Self(Table::from_iter([("workspace".to_owned(), Value::from(true))]))
    }

    /// The same, with these features too.
    #[must_use]
    pub fn with_features(mut self, features: &[&str]) -> Self {
        if !features.is_empty() {
            let all = self.0.entry("features").or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(all) = all {
                let new = features.iter().map(|feature| Value::from(*feature));
                let new: Vec<Value> = new.filter(|feature| !all.contains(feature)).collect();
                all.extend(new);
            }
        }
        self
    }

    /// The same, as it is called from a folder that is so much deeper: `"../.."`.
    #[must_use]
    pub fn from_below(mut self, up: &str) -> Self {
        if let Some(Value::String(path)) = self.0.get_mut("path")
            && Path::new(path).is_relative()
        {
            *path = format!("{up}/{path}");
        }
        self
    }

    /// The features of the dependency that are on by default are on.
    pub fn has_default_features(&self) -> bool {
        self.0.get("default-features").and_then(Value::as_bool).unwrap_or(true)
    }

    /// What stands behind `name =` in a manifest.
    pub fn to_toml(&self) -> String {
        if let (Some(Value::String(version)), 1) = (self.0.get("version"), self.0.len()) {
            return Value::from(version.as_str()).to_string();
        }
        let mut entries: Vec<(&String, &Value)> = self.0.iter().collect();
        let is_detail = |key: &str| matches!(key, "default-features" | "features" | "optional");
        entries.sort_by_key(|(key, _)| (is_detail(key), *key));
        let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", entries.join(", "))
    }
}

impl<'de> Deserialize<'de> for Dependency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(version) => Ok(Self::version(&version)),
            Value::Table(table) => Ok(Self(table)),
            _ => Err(de::Error::custom("a dependency is a version or a table, as in `Cargo.toml`")),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn dependencies_are_written_as_cargo_reads_them() {
        for (given, written) in [
            ("a = \"1.2\"", "\"1.2\""),
            ("a = { version = \"1\" }", "\"1\""),
            ("a = { features = [\"x\"], path = \"../a\" }", "{ path = \"../a\", features = [\"x\", \"time\"] }"),
            ("a.workspace = true", "{ workspace = true }"),
        ] {
            let all: std::collections::BTreeMap<String, Dependency> = toml::from_str(given).unwrap();
            let dependency = all["a"].clone();
            let features: &[&str] = if written.contains("features") { &["x", "time"] } else { &[] };
            assert_eq!(dependency.with_features(features).to_toml(), written);
        }
        let all: std::collections::BTreeMap<String, Dependency> =
            toml::from_str("a = { path = \"../a\" }\nb = { path = \"/b\" }\nc = \"1\"").unwrap();
        let below = ["a", "b", "c"].map(|name| all[name].clone().from_below("../..").to_toml());
        assert_eq!(below, ["{ path = \"../../../a\" }", "{ path = \"/b\" }", "\"1\""]);
        assert!(toml::from_str::<std::collections::BTreeMap<String, Dependency>>("a = 1").is_err());
    }
}
