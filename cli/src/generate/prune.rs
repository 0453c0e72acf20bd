//! Schemas of the database whose models would all be removed: by a slip in the configuration, most likely.

use relvar_catalog::Catalog;
use relvar_codegen::{Config, FileTree, config::Filter, lower::lower};

use crate::exit::Exit;

/// An error if files of a schema are among the obsolete ones, none are generated for it, and the database has it.
pub(super) fn refuse(
    catalog: &Catalog,
    config: &Config,
    (files, obsolete): (&FileTree, &[String]),
) -> anyhow::Result<()> {
    let modules: Vec<&str> = obsolete.iter().filter_map(|path| module(path)).collect();
    let is_generated = |name: &str| files.iter().any(|(path, _)| module(path) == Some(name));
    let lost: Vec<&str> = modules.into_iter().filter(|name| !is_generated(name)).collect();
    if lost.is_empty() {
        return Ok(());
    }
    // The names of modules if nothing is left out.
    let whole = Config { schemas: Filter::default(), relations: Filter::default(), ..config.clone() };
    let (model, _) = lower(catalog, &whole);
    let still = model.schemas.iter().filter(|schema| lost.contains(&schema.name.rust.plain()));
    let names: Vec<String> = still.map(|schema| format!("`{}`", schema.name.sql)).collect();
    if names.is_empty() {
        return Ok(());
    }
    let (schemas, have) =
        if names.len() == 1 { ("the schema", "which exists") } else { ("the schemas", "which exist") };
    let names = names.join(", ");
    Err(Exit::Refused.error(format!(
        "nothing was written: all models of {schemas} {names} would be removed, {have} in the database\n\
         hint: see `[schemas]` and `[relations]` of the configuration, or remove the models with --prune"
    )))
}

/// The module of a schema, of its root file: `public` of `src/public/mod.rs`.
fn module(path: &str) -> Option<&str> {
    path.strip_suffix("/mod.rs")?.rsplit('/').next()
}
