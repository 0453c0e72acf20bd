//! Making a database out of files, with psql.

use std::{path::PathBuf, process::Command};

use anyhow::{Context as _, bail, ensure};
use relvar_catalog::{connect::Session, load};

/// What psql said that is no part of the schema: a role that another database of the same server has.
fn is_shared(error: &str) -> bool {
    let about = |what: &str, end: &str| error.starts_with(what) && error.contains(end);
    about("role \"", "already exists")
        || about("tablespace \"", "already exists")
        || about("role \"", "cannot be dropped")
        || about("relation", "is already member of publication")
}

/// What the files want to be there before, as it turns out: roles of the server, schemas of the database.
#[derive(Debug, Default)]
pub struct Attempts {
    roles: Vec<String>,
    schemas: Vec<String>,
}

/// What came of an attempt.
pub enum Attempt {
    /// The schema is there.
    Done,
    /// Once these roles are there, another attempt in another database may get further.
    Again {
        /// The roles.
        roles: Vec<String>,
    },
}

impl Attempts {
    /// Loads files into a database that is empty.
    pub fn run(&mut self, url: &str, files: &[PathBuf], unchecked: bool) -> anyhow::Result<Attempt> {
        let schema = |name: &String| format!("CREATE SCHEMA \"{}\"", name.replace('"', "\"\""));
        let mut before: Vec<String> = self.schemas.iter().map(schema).collect();
        before.extend(unchecked.then(|| "SET check_function_bodies = off".to_owned()));
        let errors = psql(url, files, &before)?;
        let Some(first) = errors.first() else { return Ok(Attempt::Done) };
        let (roles, schemas) = (self.roles.len(), self.schemas.len());
        for error in &errors {
            note(&mut self.roles, "role", error);
            note(&mut self.schemas, "schema", error);
        }
        ensure!((roles, schemas) != (self.roles.len(), self.schemas.len()), "{first}");
        Ok(Attempt::Again { roles: self.roles[roles..].to_vec() })
    }
}

/// Takes note of a name that an error says does not exist.
fn note(names: &mut Vec<String>, what: &str, error: &str) {
    let rest = error.strip_prefix(what).and_then(|rest| rest.strip_prefix(" \""));
    let name = rest.and_then(|rest| rest.strip_suffix("\" does not exist"));
    if let Some(name) = name.filter(|name| !names.iter().any(|known| known == name)) {
        names.push(name.to_owned());
    }
}

/// Runs statements and then files, and gives the errors that are about the schema.
pub fn psql(url: &str, files: &[PathBuf], before: &[String]) -> anyhow::Result<Vec<String>> {
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-d", url]).env("PGCLIENTENCODING", "UTF8").env("LC_ALL", "C.UTF-8");
    command.env("PGOPTIONS", "-c client_min_messages=error -c lock_timeout=20000");
    for statement in before {
        command.args(["-c", statement]);
    }
    for file in files {
        command.arg("-f").arg(file);
    }
    let output = command.output().context("psql does not start")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let error =
        |line: &str| line.split_once("ERROR:  ").or_else(|| line.split_once("FATAL:  ")).map(|(_, e)| e.to_owned());
    let errors: Vec<String> = said.lines().filter_map(error).filter(|error| !is_shared(error)).collect();
    if !output.status.success() && errors.is_empty() {
        bail!("psql: {}", said.trim());
    }
    Ok(errors)
}

/// Makes a database of files whose statements are in any order.
pub async fn build_unordered(config: &tokio_postgres::Config, files: &[PathBuf]) -> anyhow::Result<()> {
    let session = Session::open(config).await?;
    let loaded = load::load(&session, &load::read_scripts(files)?, load::Data::Skip, |_, _| {}).await;
    session.close().await;
    loaded?;
    Ok(())
}
