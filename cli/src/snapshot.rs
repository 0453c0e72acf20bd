//! `relvar snapshot`: the catalog as a file to check in.

use std::{fs, io::Write as _, path::Path, process::ExitCode};

use anyhow::Context as _;
use relvar_catalog::{Catalog, snapshot};
use relvar_codegen::config::Layout;

use crate::{
    args::SnapshotArgs,
    diagnostics::report,
    print::print,
    project::Project,
    terminal::{self, Progress},
    words::counted,
};

/// Writes the snapshot, unless the file already says the same.
pub(crate) async fn snapshot(args: &SnapshotArgs) -> anyhow::Result<ExitCode> {
    let project = Project::open_origin(&args.source)?;
    let progress = Progress::new();
    let catalog =
        if args.roles { project.read_with_roles(&progress).await?.catalog } else { project.read(&progress).await? };
    let text = snapshot::write(&catalog);
    if args.out.as_deref() == Some(Path::new("-")) {
        return print(|out| out.write_all(text.as_bytes()));
    }
    let path = &project.snapshot(args.out.as_deref());
    let relations = counted(catalog.relations.len(), "relation");
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        terminal::say(format!("`{}` is up to date: {relations}", path.display()));
    } else {
        replace(path, &text).with_context(|| format!("`{}` cannot be written", path.display()))?;
        terminal::say(format!("{relations} in `{}`", path.display()));
    }
    diagnostics(&project, &catalog)?;
    Ok(ExitCode::SUCCESS)
}

/// What a build script does not show: Cargo would repeat it with every build.
fn diagnostics(project: &Project, catalog: &Catalog) -> anyhow::Result<()> {
    if project.config.output.layout != Layout::BuildScript {
        return Ok(());
    }
    report(&relvar_codegen::generate(catalog, &project.config).diagnostics, true)
}

/// Writes the whole file at once: a reader sees the old text or the new one.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path)?;
    Ok(())
}
