//! `backup`: the rows of a module as a JSON document.

use std::{
    fs,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use relvar_catalog::connect::Config;
use relvar_migrate::module::{self, Backup, Manager};
use serde_json::json;

use super::Place;
use crate::{
    args::{BackupModuleArgs, Format},
    print::{self, print},
};

/// Writes a backup into a folder. Its name says when it was read; until it is whole, it has another one.
pub(super) async fn write(
    manager: &Manager,
    database: &Config,
    (module, folder): (&str, &Path),
) -> anyhow::Result<(PathBuf, Backup)> {
    fs::create_dir_all(folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
    let part = folder.join(format!("{module}_{}.part", std::process::id()));
    let file = fs::File::create(&part).with_context(|| format!("`{}` cannot be written", part.display()))?;
    let mut out = BufWriter::new(file);
    let done = module::backup(manager, database, module, &mut out).await;
    let done = match done {
        Ok(done) => done,
        Err(error) => {
            let _ = fs::remove_file(&part);
            return Err(error.into());
        }
    };
    let path = folder.join(format!("{module}_{}.json", done.stamp));
    out.flush().and_then(|()| out.get_ref().sync_all()).and_then(|()| fs::rename(&part, &path))?;
    Ok((path, done))
}

pub(super) async fn backup(place: &Place, args: &BackupModuleArgs) -> anyhow::Result<ExitCode> {
    let manager = place.manager();
    let (path, done) = write(&manager, &place.database()?, (&args.module, &args.backups)).await?;
    match args.output.format {
        Format::Json => print(|out| print::json(out, &json!({ "file": path, "backup": done }))),
        Format::Text => print(|out| writeln!(out, "{}", path.display())),
    }
}
