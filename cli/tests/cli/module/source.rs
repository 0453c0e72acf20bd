//! Modules as the source of models.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::Site;
use crate::{common::Relvar, generate::resolves};

impl Site {
    fn generate(&self, arguments: &[&str]) -> String {
        let run = Relvar::with_arguments(&[&["generate"], arguments].concat()).within(&self.folder).run();
        assert_eq!(run.status, 0, "{arguments:?}: {}", run.stderr);
        run.stderr
    }

    fn config(&self, text: &str) {
        fs::write(self.folder.path().join("relvar.toml"), text).unwrap();
    }

    fn model(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap_or_default()
    }
}

#[test]
fn each_module_is_a_rust_module() {
    let site = Site::new();
    site.config("[database]\nmodules = \"modules\"\n");
    let said = site.generate(&[]);
    assert!(said.contains("`modules` of the configuration"), "{said}");
    let root = site.model("src/models/mod.rs");
    assert!(root.contains("pub mod crm;") && root.contains("pub mod products;") && !root.contains("public"), "{root}");
    // Without the prefix, which the module says already; and what a module added is there.
    assert!(site.model("src/models/crm/leads.rs").contains("pub struct Lead {"));
    assert!(site.model("src/models/products/products.rs").contains("pub is_quoted: bool"));
    let check = Relvar::new(["check"]).within(&site.folder).run();
    assert_eq!(check.status, 0, "{}", check.stderr);

    // Only what is installed, and what that needs.
    site.config("[database]\nmodules = \"modules\"\ninstalled = [\"products\"]\n");
    site.generate(&["--prune"]);
    assert_eq!(site.model("src/models/crm/leads.rs"), "");
    assert!(!site.model("src/models/products/products.rs").contains("is_quoted"));
    site.config("[database]\nmodules = \"modules\"\ninstalled = [\"prodcts\"]\n");
    let unknown = Relvar::new(["generate"]).within(&site.folder).run();
    assert_eq!(unknown.status, 1);
    assert!(unknown.stderr.contains("did you mean `products`?"), "{}", unknown.stderr);
}

/// A database that has modules gives the same models as their files.
#[test]
fn a_database_gives_the_same_models() {
    let site = Site::new();
    site.config("[database]\nmodules = \"modules\"\n[schemas]\nexclude = [\"relvar\"]\n[[accept]]\nrule = \"unused-config\"\nobjects = [\"*\"]\nreason = \"the files have no such schema\"\n");
    site.done(&["install", "crm"]);
    site.generate(&[]);
    let check = Relvar::new(["check", "--url", &site.server.url()]).within(&site.folder).run();
    assert_eq!(check.status, 0, "{}{}", check.stdout, check.stderr);
}

#[test]
fn each_module_is_a_feature_of_a_crate() {
    let site = Site::new();
    site.config("[database]\nmodules = \"modules\"\n");
    site.generate(&["--crate", "shop-models", "--out", "models"]);
    let manifest = site.model("models/Cargo.toml");
    assert!(manifest.contains("\ncrm = []") && manifest.contains("\nproducts = []"), "{manifest}");

    // It compiles, whole and with each of them alone.
    resolves(&site.folder, "models");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let alone = |module| vec!["--no-default-features", "--features", module];
    for features in [Vec::new(), alone("crm"), alone("products")] {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--offline", "--quiet"]).args(&features).current_dir(site.folder.path().join("models"));
        cargo.env("CARGO_TARGET_DIR", target.join("schemas")).env("RUSTFLAGS", "-D warnings");
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "{features:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
