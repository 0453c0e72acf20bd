//! What the commands that look around work on: a catalog with its names in Rust.

use relvar_catalog::{Catalog, Statistics};
use relvar_codegen::{Config, lower::lower, model::Model};
use relvar_explore::{Graph, find, graph::Node};

use crate::{args::SourceArgs, project::Project, terminal::Progress};

/// A catalog, its model, and how much is in the database where it is a live one.
pub(crate) struct Subject {
    pub(crate) catalog: Catalog,
    pub(crate) statistics: Option<Statistics>,
    pub(crate) config: Config,
    model: Model,
}

impl Subject {
    /// Reads the catalog.
    pub(crate) async fn read(args: &SourceArgs) -> anyhow::Result<Self> {
        let project = Project::open(args)?;
        let catalog = project.read(&Progress::new()).await?;
        Ok(Self::new(project.config, catalog, None))
    }

    /// Reads the catalog and how much is in the database.
    pub(crate) async fn read_with_statistics(args: &SourceArgs) -> anyhow::Result<Self> {
        let project = Project::open(args)?;
        let (catalog, statistics) = project.read_with_statistics(&Progress::new()).await?;
        Ok(Self::new(project.config, catalog, statistics))
    }

    /// A catalog that was read already.
    pub(crate) fn new(config: Config, catalog: Catalog, statistics: Option<Statistics>) -> Self {
        let (model, _) = lower(&catalog, &config);
        Self { catalog, statistics, config, model }
    }

    /// The relations and the keys between them.
    pub(crate) fn graph(&self) -> Graph<'_> {
        Graph::new(&self.catalog, &self.config, &self.model)
    }
}

/// The relation that the user means.
pub(crate) fn node(graph: &Graph<'_>, name: &str) -> anyhow::Result<Node> {
    let relation = find(graph.catalog, name)?;
    graph.node(&relation.name).ok_or_else(|| anyhow::anyhow!("no relation `{}`", relation.name))
}
