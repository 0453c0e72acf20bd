//! `Cargo.toml` of a generated crate.

use super::BANNER;
use crate::model::Model;

pub(super) fn manifest(model: &Model, name: &str, runtime: &str) -> String {
    let uses_serde = model.output.row_derives.iter().any(|path| path.starts_with("serde::"));
    let serde = if uses_serde { "serde = { version = \"1\", features = [\"derive\"] }\n" } else { "" };
    format!(
        "# {BANNER}\n\n\
         [package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nrelvar = {runtime}\n{serde}"
    )
}
