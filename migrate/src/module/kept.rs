//! What modules want, kept from one run to the next: as long as no file has changed, nothing is evaluated again.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use relvar_catalog::{Catalog, catalog::ObjectId, hexadecimal, load::Script, scratch, snapshot};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Module, Modules};

/// How many are kept.
const COUNT: usize = 16;

/// Where it is kept what some modules want.
pub(super) struct Kept(PathBuf);

/// All of it but the catalog.
#[derive(Deserialize, Serialize)]
pub(super) struct Head {
    pub(super) owner: String,
    /// Objects and the modules that made them.
    known: BTreeMap<String, String>,
    pub(super) modules: Vec<String>,
}

impl Head {
    pub(super) fn new(owner: &str, known: &BTreeMap<ObjectId, String>, modules: &[String]) -> Self {
        let known = known.iter().map(|(id, module)| (id.to_string(), module.clone())).collect();
        Self { owner: owner.to_owned(), known, modules: modules.to_vec() }
    }

    pub(super) fn known(&self) -> Option<BTreeMap<ObjectId, String>> {
        self.known.iter().map(|(id, module)| Some((id.parse().ok()?, module.clone()))).collect()
    }
}

impl Kept {
    /// The place for what these files give on the server that would be started; nothing if that server is not known.
    pub(super) fn new(
        folder: &Path,
        all: &Modules,
        loads: &[(&Module, Vec<Script>)],
        server: &scratch::Options,
    ) -> Option<Self> {
        let mut hash = Sha256::new();
        // No text runs into the next one.
        let mut add = |text: &str| {
            hash.update(text.len().to_le_bytes());
            hash.update(text);
        };
        add(env!("CARGO_PKG_VERSION"));
        add(&this_program().unwrap_or_default());
        add(&snapshot::FORMAT.to_string());
        add(&programs(server)?);
        add(&format!("{} {:?}", server.trust, server.extensions));
        for own in all.list() {
            let claims = (own.name(), &own.manifest.schemas, &own.manifest.prefix);
            add(&format!("{claims:?}"));
        }
        for (module, scripts) in loads {
            add(module.name());
            for script in scripts {
                add(&script.text);
            }
        }
        Some(Self(folder.join(format!("{}.json", hexadecimal(&hash.finalize())))))
    }

    /// What is kept. What cannot be read is evaluated again.
    pub(super) fn read(&self) -> Option<(Head, Catalog)> {
        let text = fs::read_to_string(&self.0).ok()?;
        let (head, catalog) = text.split_once('\n')?;
        Some((serde_json::from_str(head).ok()?, snapshot::read(catalog).ok()?))
    }

    /// Keeps it. If that fails, the next run evaluates the files again.
    pub(super) fn write(&self, head: &Head, catalog: &Catalog) {
        let Ok(head) = serde_json::to_string(head) else { return };
        let text = format!("{head}\n{}", snapshot::write(catalog));
        let part = self.0.with_extension(format!("{}.part", std::process::id()));
        let Some(folder) = self.0.parent() else { return };
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&part, text));
        if written.and_then(|()| fs::rename(&part, &self.0)).is_err() {
            let _ = fs::remove_file(&part);
        }
        remove_oldest(folder);
    }
}

/// Another build of this program may read a schema in another way.
fn this_program() -> Option<String> {
    let file = std::env::current_exe().ok()?.metadata().ok()?;
    Some(format!("{} {:?}", file.len(), file.modified().ok()?))
}

#[cfg(unix)]
fn programs(server: &scratch::Options) -> Option<String> {
    scratch::programs(server)
}

#[cfg(not(unix))]
fn programs(_server: &scratch::Options) -> Option<String> {
    None
}

fn remove_oldest(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.metadata().ok()?.modified().ok()?, entry.path()))
        })
        .collect();
    files.sort();
    let count = files.len().saturating_sub(COUNT);
    for (_, path) in &files[..count] {
        let _ = fs::remove_file(path);
    }
}
