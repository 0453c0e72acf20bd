//! Creating and dropping databases.

use std::fmt::Write as _;

use relvar_catalog::{
    catalog::{literal, quote},
    connect::{Config, Session},
};

use crate::{Error, session};

use super::look;

/// How a database is created. What is not said is as the server has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDatabase {
    /// The role that owns it.
    pub owner: Option<String>,
    /// The database that it is a copy of.
    pub template: Option<String>,
    /// The encoding of texts.
    pub encoding: Option<String>,
    /// The locale.
    pub locale: Option<String>,
    /// Extensions that are created in it.
    pub extensions: Vec<String>,
}

/// What was in a database that was dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Its tables.
    pub tables: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// Sessions that were ended.
    pub sessions: u64,
}

/// A session in the database that every server has, beside the one that is meant.
async fn beside(config: &Config) -> Result<Session, Error> {
    let name = if config.database() == "postgres" { "template1" } else { "postgres" };
    session::open(&config.clone().with_database(name)).await
}

async fn is_there(session: &Session, name: &str) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)";
    let row = session.query_one(sql, &[&name]).await;
    Ok(row.map_err(Error::server("the databases of the server cannot be read"))?.get(0))
}

/// Whether the database of these settings is there.
pub async fn exists(config: &Config) -> Result<bool, Error> {
    let session = beside(config).await?;
    let is_there = is_there(&session, config.database()).await?;
    session.close().await;
    Ok(is_there)
}

/// Creates the database of these settings, and says whether it was not there before. Extensions are created in any case.
pub async fn create(config: &Config, new: &NewDatabase) -> Result<bool, Error> {
    let NewDatabase { owner, template, encoding, locale, extensions } = new;
    let name = config.database();
    let session = beside(config).await?;
    let is_new = !is_there(&session, name).await?;
    if is_new {
        let mut sql = format!("CREATE DATABASE {}", quote(name));
        // Encoding and locale of the usual template cannot be changed, those of the empty one can.
        let template = template.as_deref().or((encoding.is_some() || locale.is_some()).then_some("template0"));
        for (word, value) in [("OWNER", owner.as_deref()), ("TEMPLATE", template)] {
            if let Some(value) = value {
                let _ = write!(sql, " {word} {}", quote(value));
            }
        }
        for (word, value) in [("ENCODING", encoding), ("LC_COLLATE", locale), ("LC_CTYPE", locale)] {
            if let Some(value) = value {
                let _ = write!(sql, " {word} {}", literal(value));
            }
        }
        session::run(&session, &format!("database `{name}` cannot be created"), &sql).await?;
    }
    session.close().await;
    if !extensions.is_empty() {
        let session = session::open(config).await?;
        for extension in extensions {
            let sql = format!("CREATE EXTENSION IF NOT EXISTS {}", quote(extension));
            session::run(&session, &format!("extension `{extension}` cannot be created"), &sql).await?;
        }
        session.close().await;
    }
    Ok(is_new)
}

/// Drops the database of these settings, and says what was in it; nothing if it was not there.
///
/// Other sessions are an error, unless they are to be ended.
pub async fn drop_database(config: &Config, ends_sessions: bool) -> Result<Option<Dropped>, Error> {
    let name = config.database();
    let session = beside(config).await?;
    if !is_there(&session, name).await? {
        session.close().await;
        return Ok(None);
    }
    let size = look::size(config).await?;
    let mut dropped = Dropped { tables: size.relations.len() as u64, bytes: size.bytes, sessions: 0 };
    if ends_sessions {
        let sql = "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity \
                   WHERE datname = $1 AND pid <> pg_catalog.pg_backend_pid()";
        let ended = session.query(sql, &[&name]).await.map_err(Error::server("the other sessions cannot be ended"))?;
        dropped.sessions = ended.len() as u64;
    }
    let sql = format!("DROP DATABASE {}", quote(name));
    session::run(&session, &format!("database `{name}` cannot be dropped"), &sql).await?;
    session.close().await;
    Ok(Some(dropped))
}
