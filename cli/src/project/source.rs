//! Where the schema comes from: one order of precedence for all commands.

use std::{env, path::Path};

use anyhow::Context as _;
use relvar_catalog::{Source, connect};
use relvar_codegen::{Config, config::Database};

use super::{modules::Named, read_config, server_options};
use crate::args::{DatabaseArgs, SourceArgs};

/// A source, and what names it.
pub(super) struct Chosen {
    pub(super) source: Source,
    /// An option, a key of the configuration, or a variable.
    pub(super) by: String,
}

impl Chosen {
    /// `schema from relvar.snapshot.json, taken from PostgreSQL 15 (--snapshot)`
    pub(super) fn line(&self, version: Option<u32>, server: Option<&str>) -> String {
        let Self { source, by } = self;
        let version = |before: &str| version.map(|version| format!("{before}PostgreSQL {version}")).unwrap_or_default();
        let what = match source {
            Source::Database(database) => format!("{database}{}", version(", ")),
            Source::Snapshot(path) => format!("`{}`{}", path.display(), version(", taken from ")),
            Source::Schema { paths, .. } => {
                let files: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
                let more =
                    if files.len() > FILES { format!(" and {} more", files.len() - FILES) } else { String::new() };
                format!("{}{more}", files[..files.len().min(FILES)].join(", "))
            }
        };
        let server = server.map(|server| format!("; {server}")).unwrap_or_default();
        format!("schema from {what} ({by}){server}")
    }
}

/// The variable with the URL, unless the configuration names another one.
pub(crate) const URL_VARIABLE: &str = "DATABASE_URL";

/// The variables of libpq that name a database.
const LIBPQ: [&str; 5] = ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGUSER"];

/// Maximum number of files that are named.
const FILES: usize = 3;

/// Which source is taken if the configuration names several.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    /// Any that says what the schema is.
    Any,
    /// One that a snapshot is taken of.
    Origin,
}

/// Where the schema comes from, in the order in which `docs/config.md` explains it: the command line, the configuration
/// (the origins before the snapshot, which is a copy of one of them), the environment.
pub(super) fn choose(
    args: &SourceArgs,
    (config, modules): (&Config, Option<&Named>),
    folder: &Path,
    take: Take,
) -> anyhow::Result<Chosen> {
    let Database { url, url_env, schema_files, modules: _, installed: _, snapshot, production: _ } = &config.database;
    let schema = |paths| Source::Schema { paths, server: server_options(&args.server) };
    let live = |url: &str, by: &str| {
        anyhow::Ok(Chosen { source: Source::Database(url.parse::<connect::Config>()?), by: by.to_owned() })
    };
    let chosen = |source, by: &str| Ok(Chosen { source, by: by.to_owned() });
    if let Some(url) = &args.url {
        return live(url, "--url");
    }
    if !args.schema.is_empty() {
        return chosen(schema(args.schema.clone()), "--schema");
    }
    if let Some(path) = &args.snapshot {
        return chosen(Source::Snapshot(path.clone()), "--snapshot");
    }
    if !schema_files.is_empty() {
        let paths = schema_files.iter().map(|path| folder.join(path)).collect();
        return chosen(schema(paths), "`schema_files` of the configuration");
    }
    if let Some(modules) = modules {
        return chosen(schema(modules.files.clone()), "`modules` of the configuration");
    }
    if let Some(url) = url {
        return live(url, "`url` of the configuration");
    }
    let variable = url_env.as_deref().unwrap_or(URL_VARIABLE);
    let value = env::var(variable).ok();
    if let (Some(url), Some(_)) = (&value, url_env) {
        return live(url, &format!("{variable}, which `url_env` of the configuration names"));
    }
    if let Some(path) = snapshot.as_ref().filter(|_| take == Take::Any) {
        return chosen(Source::Snapshot(folder.join(path)), "`snapshot` of the configuration");
    }
    if let Some(url) = value {
        return live(&url, variable);
    }
    if let Some(variable) = LIBPQ.iter().find(|variable| env::var_os(variable).is_some()) {
        return chosen(Source::Database(connect::Config::from_environment()?), variable);
    }
    anyhow::bail!(
        "no schema to read\nhint: name one with --url, --schema or --snapshot, in relvar.toml under [database], or in \
         the environment variable {variable}"
    )
}

/// The live database that a command works on, if any is named: by the command line, the configuration or the environment.
pub(crate) fn named_database(args: &DatabaseArgs) -> anyhow::Result<Option<connect::Config>> {
    Ok(find_database(args)?.0)
}

/// The same; an error if none is named.
pub(crate) fn database(args: &DatabaseArgs) -> anyhow::Result<connect::Config> {
    let (database, variable) = find_database(args)?;
    database.with_context(|| {
        format!(
            "no database is named\nhint: name one with --url, in relvar.toml under [database], or in the environment \
             variable {variable}"
        )
    })
}

/// The database that is named, and the environment variable that could name one.
fn find_database(args: &DatabaseArgs) -> anyhow::Result<(Option<connect::Config>, String)> {
    let DatabaseArgs { url, config } = args;
    if let Some(url) = url {
        return Ok((Some(url.parse()?), String::new()));
    }
    let config = read_config(config.as_deref())?;
    let variable = config.database.url_env.as_deref().unwrap_or(URL_VARIABLE).to_owned();
    let url = match &config.database.url {
        Some(url) => Some(url.clone()),
        None => env::var(&variable).ok(),
    };
    let database = match url {
        Some(url) => Some(url.parse()?),
        None if LIBPQ.iter().any(|variable| env::var_os(variable).is_some()) => {
            Some(connect::Config::from_environment()?)
        }
        None => None,
    };
    Ok((database, variable))
}
