//! What can be planned and run.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be done with the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Apply revisions.
    Up {
        /// The revision, `head`, `heads`, or so many steps: `+1`.
        #[serde(default = "heads")]
        #[schema(default = "heads")]
        target: String,
    },
    /// Revert revisions.
    Down {
        /// The revision, `base`, or so many steps: `-1`.
        target: String,
    },
    /// Bring installed modules to what their files want.
    Sync {
        /// The modules; all that are installed if there are none.
        #[serde(default)]
        modules: Vec<String>,
        /// Let reads and writes go on meanwhile, as far as PostgreSQL can do that.
        #[serde(default)]
        online: bool,
    },
    /// Bring installed modules to the version on disk, with what was written by hand between versions.
    Upgrade {
        /// The modules; all that are installed if there are none.
        #[serde(default)]
        modules: Vec<String>,
        /// Let reads and writes go on meanwhile, as far as PostgreSQL can do that.
        #[serde(default)]
        online: bool,
    },
    /// Install modules, after those that they need.
    Install {
        /// The modules.
        modules: Vec<String>,
        /// Take tables and columns over that are there already.
        #[serde(default)]
        adopt: bool,
    },
    /// Uninstall a module. Its tables stay, unless they are to go; then their rows are written to a backup first.
    Uninstall {
        /// The module.
        module: String,
        /// Its tables go too.
        #[serde(default)]
        drop_tables: bool,
        /// What needs it goes too.
        #[serde(default)]
        cascade: bool,
    },
    /// Take the last migration of a module back.
    Rollback {
        /// The module, if the migration has to be one of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        module: Option<String>,
        /// The name of the migration.
        migration: String,
    },
    /// Record that the database is at these revisions; nothing is run.
    Stamp {
        /// The revisions.
        targets: Vec<String>,
        /// Forget where the database was.
        #[serde(default)]
        purge: bool,
    },
}

fn heads() -> String {
    "heads".to_owned()
}

/// What an action may do that it does not do by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Allowed {
    /// Hazards that are accepted; `DELETES_DATA` has to be.
    pub allow: Vec<String>,
    /// Revisions are run although the database is not what the last run left.
    pub allow_drift: bool,
}

impl Allowed {
    /// Whether a hazard is accepted.
    pub(crate) fn has(&self, hazard: &str) -> bool {
        self.allow.iter().any(|own| own.eq_ignore_ascii_case(hazard))
    }
}

/// The hazard that has to be accepted before anything is run.
pub(crate) const DELETES_DATA: &str = "DELETES_DATA";
