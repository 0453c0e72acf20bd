//! `Cargo.toml` of a generated crate.

use std::collections::BTreeMap;

use super::{
    BANNER,
    code::{Code, line},
};
use crate::model::{Model, Package, Part};

/// `[package]`, `[features]` with one for each schema, `[dependencies]`.
pub(super) fn manifest(model: &Model, package: &Package) -> String {
    let Package { name, dependencies, parts } = package;
    let mut code = head(name);
    features(&mut code, model);
    let parts = parts.iter().map(|part| (part.name.clone(), format!("{{ path = {} }}", text(&part.folder))));
    self::dependencies(&mut code, &dependencies.clone().into_iter().chain(parts).collect());
    code.finish()
}

/// That of a crate of rows below it.
pub(super) fn part(part: &Part) -> String {
    let mut code = head(&part.name);
    dependencies(&mut code, &part.dependencies);
    code.finish()
}

fn head(name: &str) -> Code {
    let mut code = Code::default();
    line!(code, "# {BANNER}");
    line!(code, "");
    line!(code, "[package]");
    line!(code, "name = {}", text(name));
    for fixed in ["version = \"0.0.0\"", "edition = \"2024\"", "publish = false"] {
        line!(code, "{fixed}");
    }
    code
}

fn dependencies(code: &mut Code, dependencies: &BTreeMap<String, String>) {
    line!(code, "");
    line!(code, "[dependencies]");
    for (name, dependency) in dependencies {
        line!(code, "{} = {dependency}", key(name));
    }
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
fn features(code: &mut Code, model: &Model) {
    let features = || model.schemas.iter().filter_map(|schema| schema.feature.as_ref());
    if features().next().is_none() {
        return;
    }
    let list = |names: Vec<&str>| names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    line!(code, "");
    line!(code, "[features]");
    line!(code, "default = [{}]", list(features().map(|feature| feature.name.as_str()).collect()));
    for feature in features() {
        let required = feature.requires.iter().filter_map(|id| model.schema(*id).feature.as_ref());
        line!(code, "{} = [{}]", key(&feature.name), list(required.map(|feature| feature.name.as_str()).collect()));
    }
}
