//! What a service works on, who may use it, and how much it takes upon itself.

use std::{path::PathBuf, time::Duration};

use relvar_catalog::{connect, scratch};

use crate::auth::Tokens;

/// Under which names the service answers. A page elsewhere may point a name of its own at it, and would then be of the same origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// `localhost`, `127.0.0.1`, `[::1]` and these names, with whatever port.
    Loopback(Vec<String>),
    /// Any: whoever mounts the service checks it.
    Any,
}

/// How much the service takes upon itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body, in bytes.
    pub body: usize,
    /// How long an answer may take.
    pub time: Duration,
    /// How many requests are answered at once; more are told to come back.
    pub requests: usize,
    /// How long it is taken for granted that the schema has not changed.
    pub fresh: Duration,
    /// How long a plan waits for another runner before it is told who that is.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 256 * 1024,
            time: Duration::from_secs(60),
            requests: 256,
            fresh: Duration::from_secs(1),
            patience: Duration::from_secs(5),
        }
    }
}

/// What a service works on, and who may use it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The database, as a role that only has to read.
    pub reader: connect::Config,
    /// The database, as a role that may change it.
    pub writer: connect::Config,
    /// The configuration of the project.
    pub config: relvar_codegen::Config,
    /// The folder of the revisions.
    pub migrations: PathBuf,
    /// The folder of the modules.
    pub modules: PathBuf,
    /// The folder that backups of modules are written to.
    pub backups: PathBuf,
    /// The tracking schema.
    pub tracking: String,
    /// The server that evaluates the files of modules.
    pub scratch: scratch::Options,
    /// Who may do more than read. Without any, nobody does, and nothing is written.
    pub tokens: Tokens,
    /// Whether reading takes no token.
    pub anonymous: bool,
    /// Under which names the service answers.
    pub hosts: Hosts,
    /// What the console is called.
    pub title: String,
    /// How much the service takes upon itself.
    pub limits: Limits,
}

impl Settings {
    /// The usual settings for a database: whoever reaches the service may read, and nobody may write.
    pub fn new(database: connect::Config) -> Self {
        Self {
            title: database.database().to_owned(),
            reader: database.clone(),
            writer: database,
            config: relvar_codegen::Config::default(),
            migrations: PathBuf::from("migrations"),
            modules: PathBuf::from("modules"),
            backups: PathBuf::from("backups/modules"),
            tracking: "relvar".to_owned(),
            scratch: scratch::Options::default(),
            tokens: Tokens::default(),
            anonymous: true,
            hosts: Hosts::Loopback(Vec::new()),
            limits: Limits::default(),
        }
    }
}
