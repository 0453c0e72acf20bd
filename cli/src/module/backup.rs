//! `backup`: the rows of a module as a JSON document.

use std::{io::Write as _, process::ExitCode};

use relvar_migrate::module::backup_to;
use serde_json::json;

use super::Place;
use crate::{
    args::{BackupModuleArgs, Format},
    print::{self, print},
};

pub(super) async fn backup(place: &Place, args: &BackupModuleArgs) -> anyhow::Result<ExitCode> {
    let manager = place.manager();
    let (path, done) = backup_to(&manager, &place.database()?, &args.module, &args.backups).await?;
    match args.output.format {
        Format::Json => print(|out| print::json(out, &json!({ "file": path, "backup": done }))),
        Format::Text => print(|out| writeln!(out, "{}", path.display())),
    }
}
