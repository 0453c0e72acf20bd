//! `Cargo.toml` of a generated crate.

use std::collections::BTreeMap;

use super::source::BANNER;
use crate::model::{Feature, Model, Package, Part};

/// `[package]`, `[features]` with one for each schema, `[dependencies]`.
pub(super) fn manifest(model: &Model, package: &Package) -> String {
    let Package { name, dependencies, parts } = package;
    let parts = parts.iter().map(|part| (part.name.clone(), format!("{{ path = {} }}", text(&part.folder))));
    let dependencies = dependencies.clone().into_iter().chain(parts).collect();
    head(name) + &features(model) + &self::dependencies(&dependencies)
}

/// That of a crate of rows below it.
pub(super) fn part(part: &Part) -> String {
    head(&part.name) + &dependencies(&part.dependencies)
}

fn head(name: &str) -> String {
    let name = text(name);
    format!("# {BANNER}\n\n[package]\nname = {name}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n")
}

fn dependencies(dependencies: &BTreeMap<String, String>) -> String {
    let lines = dependencies.iter().map(|(name, dependency)| format!("{} = {dependency}\n", key(name)));
    std::iter::once("\n[dependencies]\n".to_owned()).chain(lines).collect()
}

/// A key of TOML, in quotes where it needs them.
fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_bare { name.to_owned() } else { text(name) }
}

/// A string of TOML.
fn text(value: &str) -> String {
    toml::Value::from(value).to_string()
}

/// A feature brings in the module of a schema; what leads to a schema is there where both are on.
fn features(model: &Model) -> String {
    let features: Vec<&Feature> = model.schemas.iter().filter_map(|schema| schema.feature.as_ref()).collect();
    if features.is_empty() {
        return String::new();
    }
    let list = |names: Vec<&str>| names.into_iter().map(text).collect::<Vec<_>>().join(", ");
    let all = list(features.iter().map(|feature| feature.name.as_str()).collect());
    let lines = features.iter().map(|Feature { name, requires }| {
        let required = requires.iter().filter_map(|id| model.schema(*id).feature.as_ref());
        format!("{} = [{}]\n", key(name), list(required.map(|feature| feature.name.as_str()).collect()))
    });
    std::iter::once(format!("\n[features]\ndefault = [{all}]\n")).chain(lines).collect()
}
