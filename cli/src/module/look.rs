//! `list`, `show` and `history`.

use std::{io::Write as _, process::ExitCode};

use relvar_migrate::module::{Installed, Migration, Module, Standing};
use serde::Serialize;
use serde_json::json;

use super::Place;
use crate::{
    args::{Format, ListModulesArgs, ModuleHistoryArgs, ShowModuleArgs},
    print::{self, print},
    table::{Cell, table},
    terminal::{self, NAME},
};

/// A module on disk and in the database.
#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    title: &'a str,
    version: Option<&'a str>,
    installed_version: Option<&'a str>,
    state: &'static str,
    application: bool,
    outdated: bool,
    summary: &'a str,
}

fn line<'a>(module: Option<&'a Module>, installed: Option<&'a Installed>) -> Line<'a> {
    let is_there = installed.filter(|own| own.state != Standing::Uninstalled);
    let version = module.map(|own| own.manifest.version.as_str());
    let installed_version = is_there.map(|own| own.version.as_str());
    Line {
        name: module.map(Module::name).or(installed.map(|own| own.name.as_str())).unwrap_or_default(),
        title: module
            .map(|own| own.manifest.title.as_str())
            .or(installed.map(|own| own.title.as_str()))
            .unwrap_or_default(),
        version,
        installed_version,
        state: installed.map_or("", |own| own.state.as_str()),
        application: module
            .map(|own| own.manifest.application)
            .or(installed.map(|own| own.application))
            .unwrap_or_default(),
        outdated: version.is_some() && installed_version.is_some() && version != installed_version,
        summary: module.map_or("(its folder is not there)", |own| own.manifest.summary.as_str()),
    }
}

pub(super) async fn list(place: &Place, args: &ListModulesArgs) -> anyhow::Result<ExitCode> {
    let installed = match place.database() {
        Ok(database) => place.manager().installed(&database).await?,
        Err(error) if args.installed || args.outdated => return Err(error),
        Err(_) => {
            terminal::say("no database is named, so nobody knows what is installed");
            Vec::new()
        }
    };
    let of = |name: &str| installed.iter().find(|own| own.name == name);
    let mut lines: Vec<_> = place.modules.list().map(|own| line(Some(own), of(own.name()))).collect();
    lines.extend(installed.iter().filter(|own| !place.modules.has(&own.name)).map(|own| line(None, Some(own))));
    lines.sort_by(|a, b| a.name.cmp(b.name));
    lines.retain(|own| {
        (!args.installed || own.installed_version.is_some())
            && (!args.applications || own.application)
            && (!args.outdated || own.outdated)
    });
    if args.output.format == Format::Json {
        return print(|out| print::json(out, &lines));
    }
    let rows: Vec<_> = lines
        .iter()
        .map(|own| {
            let version = match (own.version, own.installed_version) {
                (Some(disk), Some(there)) if disk != there => format!("{there} → {disk}"),
                (Some(version), _) | (None, Some(version)) => version.to_owned(),
                (None, None) => String::new(),
            };
            let application = if own.application { "application" } else { "" };
            vec![
                Cell::styled(own.name, NAME),
                Cell::plain(version),
                Cell::plain(own.state),
                Cell::plain(application),
                Cell::plain(if own.summary.is_empty() { own.title } else { own.summary }),
            ]
        })
        .collect();
    print(|out| table(out, "", &rows))
}

pub(super) async fn show(place: &Place, args: &ShowModuleArgs) -> anyhow::Result<ExitCode> {
    let module = place.modules.get(&args.module)?;
    let installed = match place.database() {
        Ok(database) => place.manager().installed(&database).await?,
        Err(_) => Vec::new(),
    };
    let own = installed.into_iter().find(|own| own.name == args.module);
    let needed: Vec<_> = place.modules.list().filter(|own| own.manifest.depends.contains(&args.module)).collect();
    let needed: Vec<_> = needed.into_iter().map(Module::name).collect();
    if args.output.format == Format::Json {
        let document = json!({ "module": module.manifest, "needed_by": needed, "installed": own });
        return print(|out| print::json(out, &document));
    }
    let manifest = &module.manifest;
    print(|out| {
        writeln!(out, "{NAME}{}{NAME:#} {}, {}", manifest.name, manifest.version, manifest.title)?;
        for (what, text) in [
            ("summary", manifest.summary.clone()),
            ("folder", module.folder.display().to_string()),
            ("depends", manifest.depends.join(", ")),
            ("needed by", needed.join(", ")),
            ("schemas", manifest.schemas.join(", ")),
            ("prefix", manifest.prefix.clone().unwrap_or_default()),
        ] {
            if !text.is_empty() {
                writeln!(out, "{what:10} {text}")?;
            }
        }
        let Some(own) = &own else { return writeln!(out, "{:10} no", "installed") };
        writeln!(out, "{:10} {} ({}, {})", "installed", own.version, own.state.as_str(), own.changed_at)?;
        own.objects.iter().try_for_each(|id| writeln!(out, "{:10} {id}", "owns"))
    })
}

pub(super) async fn history(place: &Place, args: &ModuleHistoryArgs) -> anyhow::Result<ExitCode> {
    let records = place.manager().history(&place.database()?, args.module.as_deref()).await?;
    let runs: Vec<_> = records.iter().take(args.limit).map(Migration::from).collect();
    if args.output.format == Format::Json {
        return print(|out| print::json(out, &runs));
    }
    let rows: Vec<_> = runs
        .iter()
        .map(|own| {
            vec![
                Cell::styled(own.migration_name, NAME),
                Cell::plain(own.module_name.unwrap_or_default()),
                Cell::plain(own.version.unwrap_or_default()),
                Cell::plain(own.migration_type),
                Cell::plain(own.status),
                Cell::plain(own.applied_at.or(own.error_message).unwrap_or_default()),
            ]
        })
        .collect();
    print(|out| table(out, "", &rows))
}
