//! What keeps a database from being destroyed by mistake.

use std::path::Path;

use relvar_catalog::connect::Config;
use relvar_codegen::config::Pattern;
use relvar_data::{Error, database};

use crate::{args::DestroyArgs, exit::Exit, project::read_config};

/// What looks like production if the configuration does not say.
const PRODUCTION: &str = "*prod*";

/// Refuses, unless it was said that the database is to be destroyed.
pub(super) async fn check(target: &Config, args: &DestroyArgs, config: Option<&Path>) -> anyhow::Result<()> {
    let name = target.database();
    if matches!(name, "postgres" | "template0" | "template1") {
        anyhow::bail!("`{name}` belongs to the server, and is not destroyed");
    }
    let configured = read_config(config)?.database.production;
    let default = [Pattern(PRODUCTION.to_owned())];
    let patterns = if configured.is_empty() { &default[..] } else { &configured };
    let address = target.to_string();
    let host = address.split(['/', ' ', '@', ':', '=']).filter(|part| !part.is_empty());
    let mut parts: Vec<&str> = host.collect();
    parts.push(name);
    if let Some(pattern) = patterns.iter().find(|pattern| parts.iter().any(|part| pattern.matches(part))) {
        if args.confirm.as_deref() == Some(name) {
            return Ok(());
        }
        let Pattern(pattern) = pattern;
        return Err(Exit::Refused.error(format!(
            "{target} looks like production: it matches `{pattern}`\nhint: --confirm {name} destroys it all the same"
        )));
    }
    if args.yes || args.confirm.as_deref() == Some(name) {
        return Ok(());
    }
    if !database::exists(target).await? {
        return Ok(());
    }
    let size = database::size(target).await?;
    let has = format!("{} tables, {}", size.relations.len(), crate::words::bytes(size.bytes));
    Err(Exit::Refused.error(format!("{target} would be destroyed: it has {has}\nhint: --yes does it")))
}

/// Says who is in the way.
pub(super) async fn explain<T>(result: Result<T, Error>, target: &Config) -> anyhow::Result<T> {
    let error = match result {
        Ok(done) => return Ok(done),
        Err(error) => error,
    };
    let is_in_use = matches!(&error, Error::Server { source, .. } if source.sqlstate() == Some("55006"));
    if !is_in_use {
        return Err(error.into());
    }
    let sessions = database::sessions(target).await?;
    let who: Vec<String> = sessions
        .iter()
        .map(|own| {
            let program = own.application.as_deref().or(own.role.as_deref()).unwrap_or("unknown");
            format!("session {} ({program})", own.pid)
        })
        .collect();
    anyhow::bail!("`{}` is in use by {}\nhint: --end-sessions ends them", target.database(), who.join(", "))
}
