//! `check`, `compare` and `tables`.

use std::{io::Write as _, process::ExitCode};

use relvar_migrate::module::Status;

use super::Place;
use crate::{
    args::{CheckModuleArgs, Format},
    exit::Exit,
    print::{self, print},
    table::{Cell, table},
    terminal::{self, NAME},
};

async fn statuses(place: &Place, args: &CheckModuleArgs) -> anyhow::Result<Vec<Status>> {
    let database = place.database()?;
    let names = place.named(&database, &args.modules).await?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let desired = place.desired(&names, &args.server).await?;
    Ok(place.manager().check(&database, &names, &desired).await?)
}

fn ending(all: &[Status]) -> ExitCode {
    let is_fine = |own: &Status| own.validation.valid && own.installed_version == own.version;
    if all.iter().all(is_fine) { Exit::Done.into() } else { Exit::Differences.into() }
}

pub(super) async fn check(place: &Place, args: &CheckModuleArgs) -> anyhow::Result<ExitCode> {
    let all = statuses(place, args).await?;
    if args.output.format == Format::Json {
        print(|out| print::json(out, &all))?;
        return Ok(ending(&all));
    }
    let rows: Vec<_> = all
        .iter()
        .map(|own| {
            let said = match (own.validation.issues.len(), own.installed_version == own.version) {
                (0, true) => "in step".to_owned(),
                (0, false) => format!("version {} is on disk", own.version),
                (1, _) => "1 difference".to_owned(),
                (count, _) => format!("{count} differences"),
            };
            vec![Cell::styled(&own.module_name, NAME), Cell::plain(&own.installed_version), Cell::plain(said)]
        })
        .collect();
    print(|out| table(out, "", &rows))?;
    if all.iter().any(|own| !own.validation.valid) {
        terminal::hint("`relvar module compare` shows what differs, `relvar module sync` what would be run");
    }
    Ok(ending(&all))
}

pub(super) async fn compare(place: &Place, args: &CheckModuleArgs) -> anyhow::Result<ExitCode> {
    let all = statuses(place, args).await?;
    if args.output.format == Format::Json {
        let all: Vec<_> = all
            .iter()
            .map(|own| serde_json::json!({ "module_name": own.module_name, "issues": own.validation.issues }))
            .collect();
        print(|out| print::json(out, &all))?;
    } else {
        print(|out| {
            for own in all.iter().filter(|own| !own.validation.valid) {
                writeln!(out, "{NAME}{}{NAME:#}", own.module_name)?;
                for issue in &own.validation.issues {
                    let attributes = issue.attributes.join(", ");
                    writeln!(
                        out,
                        "  {}: {}{}{attributes}",
                        issue.kind,
                        issue.object,
                        if attributes.is_empty() { "" } else { ": " }
                    )?;
                }
            }
            Ok(())
        })?;
    }
    Ok(ending(&all))
}

pub(super) async fn tables(place: &Place, args: &CheckModuleArgs) -> anyhow::Result<ExitCode> {
    let database = place.database()?;
    let names = place.named(&database, &args.modules).await?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let desired = place.desired(&names, &args.server).await?;
    let all = place.manager().tables_of(&database, &names, &desired).await?;
    if args.output.format == Format::Json {
        return print(|out| print::json(out, &all));
    }
    let rows: Vec<_> = all
        .iter()
        .map(|own| {
            let columns = crate::words::counted(own.columns, "column");
            vec![
                Cell::styled(&own.table, NAME),
                Cell::plain(&own.module),
                Cell::plain(if own.association { "association" } else { "table" }),
                Cell::plain(columns),
                Cell::plain(if own.exists { "" } else { "not in the database" }),
            ]
        })
        .collect();
    print(|out| table(out, "", &rows))
}
