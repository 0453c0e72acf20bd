//! What a command works on: the configuration, and the source that arguments, configuration or environment name.

mod modules;
mod source;

use std::{
    fs,
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
use source::{Chosen, Take};

pub(crate) use source::{URL_VARIABLE, database, named_database};

/// The configuration that is taken where none is named.
pub(crate) const CONFIG: &str = "relvar.toml";

/// The snapshot, unless the configuration names another one.
pub(crate) const SNAPSHOT: &str = "relvar.snapshot.json";

/// A configuration with its place and its source.
pub(crate) struct Project {
    pub(crate) config: Config,
    /// The file of the configuration, where there is one.
    path: Option<PathBuf>,
    /// The folder that paths of the configuration are relative to.
    folder: PathBuf,
    /// The folder of modules that the configuration names.
    modules: Option<PathBuf>,
    chosen: Chosen,
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
        let snapshot = match project.chosen.source {
            Source::Snapshot(_) => None,
            Source::Database(_) | Source::Schema { .. } => snapshot.or_else(configured),
        };
        Ok((project, snapshot))
    }

    /// The source that arguments or environment name, whatever a configuration says.
    pub(crate) fn open_without_config(args: &SourceArgs) -> anyhow::Result<Self> {
        let (config, folder) = (Config::default(), PathBuf::new());
        let chosen = source::choose(args, (&config, None), &folder, Take::Any)?;
        Ok(Self { config, path: None, folder, modules: None, chosen })
    }

    fn open_with(args: &SourceArgs, take: Take) -> anyhow::Result<Self> {
        let path = args.config.as_deref().or_else(|| Some(Path::new(CONFIG)).filter(|path| path.exists()));
        let mut config = read_config(path)?;
        let folder = path.and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let named = modules::named(&mut config, &folder)?;
        let chosen = source::choose(args, (&config, named.as_ref()), &folder, take)?;
        let modules = named.map(|own| own.folder);
        Ok(Self { config, path: path.map(Path::to_owned), folder, modules, chosen })
    }

    /// The file of the configuration, whether there is one or not.
    pub(crate) fn file(&self) -> PathBuf {
        self.path.clone().unwrap_or_else(|| PathBuf::from(CONFIG))
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
        Ok(self.read_all(progress).await?.catalog)
    }

    /// The same, with what the catalog does not have.
    pub(crate) async fn read_all(&self, progress: &Progress) -> anyhow::Result<Introspection> {
        let mut server = None;
        let read = self.chosen.source.read(&mut |step| show(&step, progress, &mut server)).await;
        Ok(self.finish(read, progress, server.as_deref())?)
    }

    /// The same with the roles of the server.
    pub(crate) async fn read_with_roles(&self, progress: &Progress) -> anyhow::Result<Introspection> {
        let mut server = None;
        let read = self.chosen.source.read_with_roles(&mut |step| show(&step, progress, &mut server)).await;
        Ok(self.finish(read, progress, server.as_deref())?)
    }

    /// Reads the catalog and, of a live database, how much is in it.
    pub(crate) async fn read_with_statistics(
        &self,
        progress: &Progress,
    ) -> anyhow::Result<(Catalog, Option<Statistics>)> {
        let mut server = None;
        let read = self.chosen.source.read_with_statistics(&mut |step| show(&step, progress, &mut server)).await;
        self.with_statistics(read, progress, server.as_deref())
    }

    /// Reads what a list of relations takes and, of a live database, how much is in them.
    pub(crate) async fn read_list(&self, progress: &Progress) -> anyhow::Result<(Catalog, Option<Statistics>)> {
        let mut server = None;
        let read = self.chosen.source.read_list(&mut |step| show(&step, progress, &mut server)).await;
        self.with_statistics(read, progress, server.as_deref())
    }

    fn with_statistics(
        &self,
        read: Result<(Introspection, Option<Statistics>), SourceError>,
        progress: &Progress,
        server: Option<&str>,
    ) -> anyhow::Result<(Catalog, Option<Statistics>)> {
        let (read, statistics) = match read {
            Ok((introspection, statistics)) => (Ok(introspection), statistics),
            Err(error) => (Err(error), None),
        };
        Ok((self.finish(read, progress, server)?.catalog, statistics))
    }

    /// Says which source was read, on which scratch server, and what was noticed.
    fn finish(
        &self,
        read: Result<Introspection, SourceError>,
        progress: &Progress,
        server: Option<&str>,
    ) -> Result<Introspection, SourceError> {
        progress.hide();
        let version = read.as_ref().ok().map(|read| read.catalog.server_version);
        terminal::say(self.chosen.line(version, server));
        let introspection = read?;
        introspection.diagnostics.iter().for_each(terminal::warn);
        Ok(introspection)
    }

    /// The live database, where the source is one.
    pub(crate) fn database(&self) -> Option<&connect::Config> {
        match &self.chosen.source {
            Source::Database(database) => Some(database),
            _ => None,
        }
    }

    /// The files that the models are made of; the configuration is one of them, whether there is one or not.
    pub(crate) fn inputs(&self) -> Vec<PathBuf> {
        let snapshot = match &self.chosen.source {
            Source::Snapshot(path) => Some(path),
            Source::Database(_) | Source::Schema { .. } => None,
        };
        [self.file()].iter().chain(self.schema_files()).chain(snapshot).chain(&self.modules).cloned().collect()
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
        match &self.chosen.source {
            Source::Schema { paths, .. } => paths,
            _ => &[],
        }
    }
}

/// The configuration that is named, or the usual one if it is there.
pub(crate) fn read_config(path: Option<&Path>) -> anyhow::Result<Config> {
    match path.or_else(|| Some(Path::new(CONFIG)).filter(|path| path.exists())) {
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
            Ok(Config::from_toml(&text, path)?)
        }
        None => Ok(Config::default()),
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
