//! Arguments of `relvar serve`.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand, ValueHint};

use super::{DatabaseArgs, ServerChoice};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ServeArgs {
    #[command(subcommand)]
    pub(crate) command: Option<ServeCommand>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    /// The address to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7432")]
    pub(crate) listen: SocketAddr,
    /// Listen on an address that others can reach, without encryption: put a proxy with TLS before it
    #[arg(long)]
    pub(crate) remote: bool,
    /// Another name that the service is called by, as browsers send it; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,
    /// The file with tokens, as `relvar serve token` writes them; without it nobody can change anything
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) token_file: Option<PathBuf>,
    /// Let whoever reaches the service read without a token [default: on a loopback address]
    #[arg(long)]
    pub(crate) public: bool,
    /// Take a token for reading too
    #[arg(long, conflicts_with = "public")]
    pub(crate) private: bool,
    /// The database as a role that may change it [default: the same as for reading]
    #[arg(long, value_name = "URL", env = "RELVAR_WRITER_URL", hide_env_values = true)]
    pub(crate) writer_url: Option<String>,
    /// The folder of the modules
    #[arg(long, value_name = "DIR", default_value = "modules", value_hint = ValueHint::DirPath)]
    pub(crate) modules: PathBuf,
    /// The folder of the revisions
    #[arg(long, value_name = "DIR", default_value = "migrations", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    /// The folder that backups of modules are written to
    #[arg(long, value_name = "DIR", default_value = "backups/modules", value_hint = ValueHint::DirPath)]
    pub(crate) backups: PathBuf,
    /// The schema of the tables that record revisions, plans and jobs
    #[arg(long, value_name = "SCHEMA", default_value = "relvar")]
    pub(crate) tracking: String,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ServeCommand {
    /// Make a token: print its secret, and add a line with its hash to the file
    Token(TokenArgs),
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// Who it is for: the audit trail names them so
    pub(crate) name: String,
    /// What it allows: read, plan, apply, data
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', default_value = "read,plan")]
    pub(crate) scopes: Vec<String>,
    /// The file that the line is added to [default: standard output]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) token_file: Option<PathBuf>,
}
