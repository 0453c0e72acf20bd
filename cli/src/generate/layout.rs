//! The layout that the command line asks for, recorded in the configuration: later commands find the same models.

use toml_edit::{Array, Value};

use crate::{
    args::{CrateArgs, GenerateArgs, SourceArgs},
    paths::relative,
    project::{Project, URL_VARIABLE},
    record::{Entry, record},
    runtime, terminal,
};

/// Writes what `--crate` and `--split` say into the configuration; gives whether it changed.
pub(super) fn recorded(project: &Project, args: &GenerateArgs) -> anyhow::Result<bool> {
    let CrateArgs { name, split, workspace_deps } = &args.crate_;
    if name.is_none() && split.is_none() {
        return Ok(false);
    }
    let file = project.file();
    let folder = file.parent().unwrap_or("".as_ref());
    let models = project.models(args.out.as_deref());
    let mut entries: Vec<Entry<'_>> = Vec::new();
    if !file.exists() {
        entries.push(database(&args.source, folder));
    }
    entries.push(("output", "directory", relative(folder, &models).into()));
    entries.push(("output", "layout", "crate".into()));
    entries.extend(name.as_ref().filter(|name| !name.is_empty()).map(|name| ("output", "crate_name", name.into())));
    entries.extend(split.map(|split| ("output", "split", i64::from(split.get()).into())));
    if *workspace_deps {
        entries.push(("output", "workspace_dependencies", true.into()));
    } else if project.config.output.runtime.is_none() && !project.config.output.workspace_dependencies {
        entries.push(("output", "runtime", runtime::source(None, &models)?));
    }
    let changed = record(&file, &entries)?;
    if changed {
        terminal::say(format!("`{}` now records that the models are a crate, and its folder", file.display()));
    }
    Ok(changed)
}

/// The source that the command line names, for a new configuration.
fn database(source: &SourceArgs, folder: &std::path::Path) -> Entry<'static> {
    match (source.schema.as_slice(), &source.snapshot) {
        ([], Some(snapshot)) => ("database", "snapshot", relative(folder, snapshot).into()),
        ([], None) => ("database", "url_env", URL_VARIABLE.into()),
        (files, _) => {
            let files: Array = files.iter().map(|file| relative(folder, file)).collect();
            ("database", "schema_files", Value::Array(files))
        }
    }
}
