//! The models are those of the snapshot: what `relvar check --snapshot` does, without the command and without a server.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use relvar_catalog::snapshot;
use relvar_codegen::{Config, generate};

#[test]
fn the_models_are_up_to_date() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = Config::from_toml(&fs::read_to_string(package.join("relvar.toml")).unwrap(), "relvar.toml").unwrap();
    let catalog = snapshot::read(&fs::read_to_string(package.join("relvar.snapshot.json")).unwrap()).unwrap();
    let stale = generate(&catalog, &config).files.check(package.join(&config.output.directory)).unwrap();
    let diffs: String = stale.into_iter().map(|file| file.diff).collect();
    assert!(diffs.is_empty(), "`relvar generate` brings the models up to date:\n{diffs}");
}
