//! The embedded PostgreSQL itself: one database in memory, and one session at a time.

use oliphaunt_wasix::session::{
    PostgresConfig, PreparedDatabase, PreparedRuntime, StartupConfig, default_catalog_profile,
    postgres_config_with_extension_startup, resolve_extension_set,
};
use oliphaunt_wasix::{DatabaseStorage, Extension};

use super::session::{Broken, Session};
use crate::scratch::provider::Refusal;

/// The version of the engine that Cargo selects.
pub(super) const VERSION: &str = "18.4";

/// What `create extension` finds, besides `plpgsql`: the features that the workspace selects.
const EXTENSIONS: [Extension; 29] = [
    Extension::AMCHECK,
    Extension::BLOOM,
    Extension::BTREE_GIN,
    Extension::BTREE_GIST,
    Extension::CITEXT,
    Extension::CUBE,
    Extension::DICT_INT,
    Extension::DICT_XSYN,
    Extension::EARTHDISTANCE,
    Extension::FILE_FDW,
    Extension::FUZZYSTRMATCH,
    Extension::HSTORE,
    Extension::INTARRAY,
    Extension::ISN,
    Extension::LO,
    Extension::LTREE,
    Extension::PAGEINSPECT,
    Extension::PG_BUFFERCACHE,
    Extension::PG_FREESPACEMAP,
    Extension::PG_TRGM,
    Extension::PG_VISIBILITY,
    Extension::PGCRYPTO,
    Extension::SEG,
    Extension::TABLEFUNC,
    Extension::TCN,
    Extension::TSM_SYSTEM_ROWS,
    Extension::TSM_SYSTEM_TIME,
    Extension::UNACCENT,
    Extension::UUID_OSSP,
];

/// Whether `create extension` finds this one.
pub(super) fn offers(extension: &str) -> bool {
    extension == "plpgsql" || EXTENSIONS.iter().any(|known| known.sql_name() == extension)
}

/// A database in memory. It stays on the thread that made it.
pub(super) struct Engine {
    database: PreparedDatabase,
    runtime: PreparedRuntime,
    extensions: Vec<Extension>,
    config: PostgresConfig,
}

impl Engine {
    /// Lays out a database, from files that the first run on a machine unpacks into the user's cache folder.
    pub(super) fn prepare() -> Result<Self, Refusal> {
        // `{:#}` has all causes of the engine's errors.
        let failed = |error| Refusal::new(format!("the embedded PostgreSQL could not be prepared: {error:#}"));
        let extensions = resolve_extension_set(&EXTENSIONS).map_err(failed)?;
        let mut config = PostgresConfig::default();
        config.insert("max_locks_per_transaction", "1024");
        config.insert("timezone", "UTC");
        // PostgreSQL's own default; the engine's is `public`.
        config.insert("search_path", "\"$user\", public");
        let config = postgres_config_with_extension_startup(config, &extensions).map_err(failed)?;
        let database = PreparedDatabase::prepare(DatabaseStorage::Memory, default_catalog_profile(), "postgres");
        let database = database.map_err(failed)?;
        let runtime = database.runtime().map_err(failed)?;
        Ok(Self { database, runtime, extensions, config })
    }

    /// Opens a session; the one before has to be closed.
    pub(super) fn open(&self) -> Result<Session, Broken> {
        let opened = self.runtime.open_with_extensions(self.config.clone(), StartupConfig::default(), &self.extensions);
        Session::begin(opened.map_err(Broken::new)?)
    }

    /// Gives its memory back; no session may be open.
    pub(super) fn close(self) {
        let Self { mut database, runtime, .. } = self;
        drop(runtime);
        // What could not be released goes with the process.
        let _ = database.release();
    }
}
