//! Arguments of `relvar module`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::{LimitArgs, Output, ServerChoice};

#[derive(Debug, Args)]
pub(crate) struct ModuleArgs {
    #[command(flatten)]
    pub(crate) place: ModulePlaceArgs,
    #[command(subcommand)]
    pub(crate) command: ModuleCommand,
}

/// Where modules and their records are.
#[derive(Debug, Args)]
pub(crate) struct ModulePlaceArgs {
    /// The folder of the modules
    #[arg(long, value_name = "DIR", global = true, default_value = "modules", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    /// The database [default: that of relvar.toml or the environment]
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) url: Option<String>,
    /// The configuration [default: relvar.toml, if it exists]
    #[arg(long, short, value_name = "FILE", global = true, value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// The schema of the tables that record modules
    #[arg(long, value_name = "SCHEMA", global = true, default_value = "relvar")]
    pub(crate) tracking: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModuleCommand {
    /// List modules with their versions on disk and in the database
    List(ListModulesArgs),
    /// Show a module: what it needs, what it owns, and how it stands
    Show(ShowModuleArgs),
    /// Install modules after those that they need: schema, association tables, first rows
    Install(InstallArgs),
    /// Bring installed modules to the version on disk
    Upgrade(UpgradeArgs),
    /// Uninstall a module; its tables stay, unless --drop-tables is given
    Uninstall(UninstallArgs),
    /// Compare installed modules with what their files want; exit 2 if one differs
    #[command(alias = "check-schema")]
    Check(CheckModuleArgs),
    /// Print the statements that lead to what the files want; --apply runs them
    #[command(alias = "sync-schema")]
    Sync(SyncArgs),
    /// List what was run for modules, newest first
    #[command(alias = "show-migrations")]
    History(ModuleHistoryArgs),
    /// Take the last migration of a module back
    Rollback(RollbackArgs),
    /// List the tables of modules
    Tables(CheckModuleArgs),
    /// Show what differs between modules and the database, object by object; exit 2 if anything does
    Compare(CheckModuleArgs),
    /// Write the rows of a module to a JSON document
    Backup(BackupModuleArgs),
    /// Write the folder of a new module
    New(NewModuleArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ListModulesArgs {
    /// Only those that are installed
    #[arg(long)]
    pub(crate) installed: bool,
    /// Only applications
    #[arg(long, alias = "apps")]
    pub(crate) applications: bool,
    /// Only those of which another version is on disk
    #[arg(long)]
    pub(crate) outdated: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct ShowModuleArgs {
    /// The module
    pub(crate) module: String,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// How statements are run.
#[derive(Debug, Args)]
pub(crate) struct ModuleRunArgs {
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of the command line")]
pub(crate) struct InstallArgs {
    /// The modules
    #[arg(required_unless_present = "all")]
    pub(crate) modules: Vec<String>,
    /// All modules of the folder
    #[arg(long, conflicts_with = "modules")]
    pub(crate) all: bool,
    /// Take over tables and columns that are there already
    #[arg(long)]
    pub(crate) adopt: bool,
    /// Run also what deletes data of tables that are taken over
    #[arg(long)]
    pub(crate) force: bool,
    /// Print what would be run
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) run: ModuleRunArgs,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of the command line")]
pub(crate) struct UpgradeArgs {
    /// The modules
    #[arg(required_unless_present = "all")]
    pub(crate) modules: Vec<String>,
    /// All modules that are installed
    #[arg(long, conflicts_with = "modules")]
    pub(crate) all: bool,
    /// Run also what deletes data
    #[arg(long)]
    pub(crate) force: bool,
    /// Let reads and writes go on meanwhile, by more and longer statements outside of one transaction
    #[arg(long)]
    pub(crate) online: bool,
    /// Print what would be run
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) run: ModuleRunArgs,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of the command line")]
pub(crate) struct UninstallArgs {
    /// The module
    pub(crate) module: String,
    /// Drop its tables and all else that it owns
    #[arg(long)]
    pub(crate) drop_tables: bool,
    /// Uninstall first what needs it, and drop keys and views of others that need its tables
    #[arg(long)]
    pub(crate) cascade: bool,
    /// Drop without a backup; needs --force
    #[arg(long, requires = "drop_tables")]
    pub(crate) no_backup: bool,
    /// Drop also without a backup
    #[arg(long)]
    pub(crate) force: bool,
    /// Print what would be run
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The folder of the backup
    #[arg(long, value_name = "DIR", default_value = "backups/modules", value_hint = ValueHint::DirPath)]
    pub(crate) backups: PathBuf,
    #[command(flatten)]
    pub(crate) run: ModuleRunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CheckModuleArgs {
    /// The modules [default: all that are installed]
    pub(crate) modules: Vec<String>,
    /// All modules that are installed
    #[arg(long, conflicts_with = "modules")]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of the command line")]
pub(crate) struct SyncArgs {
    /// The modules
    #[arg(required_unless_present = "all")]
    pub(crate) modules: Vec<String>,
    /// All modules that are installed
    #[arg(long, conflicts_with = "modules")]
    pub(crate) all: bool,
    /// Run the statements
    #[arg(long)]
    pub(crate) apply: bool,
    /// Run also what deletes data
    #[arg(long)]
    pub(crate) force: bool,
    /// Let reads and writes go on meanwhile, by more and longer statements outside of one transaction
    #[arg(long)]
    pub(crate) online: bool,
    #[command(flatten)]
    pub(crate) run: ModuleRunArgs,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
}

#[derive(Debug, Args)]
pub(crate) struct ModuleHistoryArgs {
    /// The module [default: all]
    pub(crate) module: Option<String>,
    /// How many are shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct RollbackArgs {
    /// The migration, as `history` shows it
    pub(crate) migration: String,
    /// Do it also if that deletes rows
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) run: ModuleRunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BackupModuleArgs {
    /// The module
    pub(crate) module: String,
    /// The folder of the backup
    #[arg(long, value_name = "DIR", default_value = "backups/modules", value_hint = ValueHint::DirPath)]
    pub(crate) backups: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct NewModuleArgs {
    /// Its name: letters in lower case, digits and `_`
    pub(crate) name: String,
    /// What people call it
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// A module that it needs; may be repeated
    #[arg(long, value_name = "MODULE")]
    pub(crate) depends: Vec<String>,
    /// It is an application, and not a part of others
    #[arg(long)]
    pub(crate) application: bool,
}
