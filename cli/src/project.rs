//! What a command works on: the configuration, and the source that arguments, configuration or environment name.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use relvar_catalog::{Catalog, Source, SourceError, Statistics, Step, connect, introspect::Introspection, scratch};
use relvar_codegen::{
    Config,
    config::{CrateName, Layout},
};

use crate::{
    args::{CheckArgs, CrateArgs, ServerChoice, SourceArgs},
    terminal::{self, FAINT, Progress},
};

/// The configuration that is taken where none is named.
pub(crate) const CONFIG: &str = "relvar.toml";

/// The snapshot, where nothing says what it is called.
const SNAPSHOT: &str = "relvar.snapshot.json";

/// A configuration with its place and its source.
pub(crate) struct Project {
    pub(crate) config: Config,
    /// The file of the configuration, where there is one.
    path: Option<PathBuf>,
    /// The folder that paths of the configuration are relative to.
    folder: PathBuf,
    source: Source,
}

/// Which source is taken where the configuration names several.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    /// Any that says what the schema is.
    Any,
    /// One that a snapshot is taken of.
    Origin,
}

impl Project {
    /// Reads the configuration, and decides where the schema comes from.
    pub(crate) fn open(args: &SourceArgs) -> anyhow::Result<Self> {
        Self::open_with(args, Take::Any)
    }

    /// The same, without the snapshot that the configuration names: its origin is wanted.
    pub(crate) fn open_origin(args: &SourceArgs) -> anyhow::Result<Self> {
        Self::open_with(args, Take::Origin)
    }

    /// The source that models are checked against; and the snapshot that is checked against it, where there are both.
    pub(crate) fn open_check(args: &CheckArgs) -> anyhow::Result<(Self, Option<PathBuf>)> {
        let has_origin = args.url.is_some() || !args.schema.is_empty();
        let mut source = args.source();
        let snapshot = source.snapshot.take_if(|_| has_origin);
        let project = Self::open(&source)?;
        let configured = || project.config.database.snapshot.as_ref().map(|_| project.snapshot(None));
        let snapshot = match project.source {
            Source::Snapshot(_) => None,
            Source::Database(_) | Source::Schema { .. } => snapshot.or_else(configured),
        };
        Ok((project, snapshot))
    }

    /// The source that arguments or environment name, whatever a configuration says.
    pub(crate) fn open_without_config(args: &SourceArgs) -> anyhow::Result<Self> {
        let (config, folder) = (Config::default(), PathBuf::new());
        let source = source(args, &config, &folder, Take::Any)?;
        Ok(Self { config, path: None, folder, source })
    }

    fn open_with(args: &SourceArgs, take: Take) -> anyhow::Result<Self> {
        let path = args.config.as_deref().or_else(|| Some(Path::new(CONFIG)).filter(|path| path.exists()));
        let (config, folder) = match path {
            Some(path) => {
                let text = fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
                (Config::from_toml(&text, path)?, path.parent().unwrap_or(Path::new("")).to_owned())
            }
            None => (Config::default(), PathBuf::new()),
        };
        let source = source(args, &config, &folder, take)?;
        Ok(Self { config, path: path.map(Path::to_owned), folder, source })
    }

    /// The folder of the models: the argument's, else the configuration's.
    pub(crate) fn models(&self, argument: Option<&Path>) -> PathBuf {
        argument.map_or_else(|| self.folder.join(&self.config.output.directory), Path::to_owned)
    }

    /// The snapshot: the argument's, else the configuration's, else the usual name beside the configuration.
    pub(crate) fn snapshot(&self, argument: Option<&Path>) -> PathBuf {
        let configured = || self.config.database.snapshot.as_deref().unwrap_or(Path::new(SNAPSHOT));
        argument.map_or_else(|| self.folder.join(configured()), Path::to_owned)
    }

    /// Reads the catalog; what is noticed on the way goes to standard error.
    pub(crate) async fn read(&self, progress: &Progress) -> anyhow::Result<Catalog> {
        let mut note = None;
        let read = self.source.read(&mut |step| show(&step, progress, &mut note)).await;
        Ok(finish(read, progress, note.as_deref())?.catalog)
    }

    /// Reads the catalog and, of a live database, how much is in it.
    pub(crate) async fn read_with_statistics(
        &self,
        progress: &Progress,
    ) -> anyhow::Result<(Catalog, Option<Statistics>)> {
        let mut note = None;
        let read = self.source.read_with_statistics(&mut |step| show(&step, progress, &mut note)).await;
        with_statistics(read, progress, note.as_deref())
    }

    /// Reads what a list of relations takes and, of a live database, how much is in them.
    pub(crate) async fn read_list(&self, progress: &Progress) -> anyhow::Result<(Catalog, Option<Statistics>)> {
        let mut note = None;
        let read = self.source.read_list(&mut |step| show(&step, progress, &mut note)).await;
        with_statistics(read, progress, note.as_deref())
    }

    /// The live database, where the source is one.
    pub(crate) fn database(&self) -> Option<&connect::Config> {
        match &self.source {
            Source::Database(database) => Some(database),
            _ => None,
        }
    }

    /// The files that the models are made of.
    pub(crate) fn inputs(&self) -> Vec<PathBuf> {
        let snapshot = match &self.source {
            Source::Snapshot(path) => Some(path),
            Source::Database(_) | Source::Schema { .. } => None,
        };
        self.path.iter().chain(self.schema_files()).chain(snapshot).cloned().collect()
    }

    /// The same, with what the command line says of the crate.
    pub(crate) fn with_crate(mut self, args: &CrateArgs) -> anyhow::Result<Self> {
        let output = &mut self.config.output;
        if let Some(name) = &args.name {
            output.layout = Layout::Crate;
            if !name.is_empty() {
                output.crate_name = CrateName::try_from(name.clone()).map_err(anyhow::Error::msg)?;
            }
        }
        if args.split.is_some() {
            output.layout = Layout::Crate;
            output.split = args.split;
        }
        output.workspace_dependencies |= args.workspace_deps;
        Ok(self)
    }

    /// The DDL files, where they are the source.
    pub(crate) fn schema_files(&self) -> &[PathBuf] {
        match &self.source {
            Source::Schema { paths, .. } => paths,
            _ => &[],
        }
    }
}

fn show(step: &Step<'_>, progress: &Progress, note: &mut Option<String>) {
    match step {
        Step::Started(server) => *note = Some(server_note(server)),
        Step::Fetching(fetching) => progress.say(fetching),
        _ => {}
    }
    progress.step(step.to_string());
}

fn with_statistics(
    read: Result<(Introspection, Option<Statistics>), SourceError>,
    progress: &Progress,
    note: Option<&str>,
) -> anyhow::Result<(Catalog, Option<Statistics>)> {
    let (read, statistics) = match read {
        Ok((introspection, statistics)) => (Ok(introspection), statistics),
        Err(error) => (Err(error), None),
    };
    Ok((finish(read, progress, note)?.catalog, statistics))
}

/// Says which server was taken and what was noticed.
fn finish(
    read: Result<Introspection, SourceError>,
    progress: &Progress,
    note: Option<&str>,
) -> Result<Introspection, SourceError> {
    progress.hide();
    note.iter().for_each(terminal::say);
    let introspection = read?;
    introspection.diagnostics.iter().for_each(terminal::warn);
    Ok(introspection)
}

/// Which scratch server was taken, and why those before it were not.
pub(crate) fn server_note(server: &scratch::Server) -> String {
    let passed: Vec<_> = server.attempts().iter().map(|a| format!("{}: {}", a.provider, a.reason)).collect();
    let passed = if passed.is_empty() { String::new() } else { format!(" ({})", passed.join("; ")) };
    format!("scratch server: {}{FAINT}{passed}{FAINT:#}", server.description())
}

/// The scratch server that was chosen.
pub(crate) fn server_options(choice: &ServerChoice) -> scratch::Options {
    let provider = choice.server.as_deref().filter(|text| !text.is_empty()).map(scratch::Choice::from);
    scratch::Options { provider, offline: choice.network.offline, trust: choice.trust, ..scratch::Options::default() }
}

fn source(args: &SourceArgs, config: &Config, folder: &Path, take: Take) -> anyhow::Result<Source> {
    let database = &config.database;
    let schema = |paths| Source::Schema { paths, server: server_options(&args.server) };
    let live = |url: &str| anyhow::Ok(Source::Database(url.parse::<connect::Config>()?));
    if let Some(url) = &args.url {
        return live(url);
    }
    if !args.schema.is_empty() {
        return Ok(schema(args.schema.clone()));
    }
    if let Some(path) = &args.snapshot {
        return Ok(Source::Snapshot(path.clone()));
    }
    if !database.schema_files.is_empty() {
        return Ok(schema(database.schema_files.iter().map(|path| folder.join(path)).collect()));
    }
    if let Some(path) = database.snapshot.as_ref().filter(|_| take == Take::Any) {
        return Ok(Source::Snapshot(folder.join(path)));
    }
    if let Some(url) = database.url.clone().or_else(|| env::var(&database.url_env).ok()) {
        return live(&url);
    }
    let libpq = ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGUSER"];
    if libpq.iter().any(|variable| env::var_os(variable).is_some()) {
        return Ok(Source::Database(connect::Config::from_environment()?));
    }
    anyhow::bail!(
        "no schema to read\nhint: name one with --url, --schema or --snapshot, in relvar.toml under [database], or in {}",
        database.url_env
    )
}
