//! Modules as the source of a schema: their files, and a Rust module for each.

use std::path::{Path, PathBuf};

use relvar_codegen::{Config, config::ModuleObjects};
use relvar_migrate::module::{Module, Modules};

/// The modules that a configuration names.
pub(super) struct Named {
    pub(super) folder: PathBuf,
    /// The files of those that are chosen, each module after what it needs.
    pub(super) files: Vec<PathBuf>,
}

/// Reads the modules that a configuration names, if it names any, and gives each a Rust module.
pub(super) fn named(config: &mut Config, folder: &Path) -> anyhow::Result<Option<Named>> {
    let Some(modules) = &config.database.modules else { return Ok(None) };
    let folder = folder.join(modules);
    let all = Modules::read(&folder)?;
    let installed = &config.database.installed;
    let chosen = if installed.is_empty() {
        all.order(all.list().map(Module::name))?
    } else {
        all.order(installed.iter().map(String::as_str))?
    };
    let files = chosen.iter().flat_map(|own| own.schema_files()).collect();
    // All of them: a database may have more modules than those that are chosen.
    for own in all.list() {
        let objects = ModuleObjects { schemas: own.manifest.schemas.clone(), prefix: own.manifest.prefix.clone() };
        config.modules.entry(own.name().to_owned()).or_insert(objects);
    }
    Ok(Some(Named { folder, files }))
}
