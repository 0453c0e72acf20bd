//! Schemas to ask about, loaded into scratch servers.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use relvar_catalog::{Catalog, connect::Session, introspect::introspect, load, scratch};
use relvar_codegen::{Config, lower::lower, model::Model};
use relvar_explore::{Graph, find, graph::Node};
use tokio::sync::OnceCell;

/// A server with a schema on it.
pub struct Loaded {
    pub session: Session,
    pub server: scratch::Server,
}

impl Loaded {
    /// Starts a server and loads the files, rows included.
    pub async fn new(files: &[PathBuf]) -> Self {
        let scripts = load::read_scripts(files).unwrap();
        let options =
            scratch::Options { extensions: load::wanted_extensions(&scripts), ..scratch::Options::from_env() };
        let server = tokio::task::spawn_blocking(move || scratch::Server::start(&options)).await.unwrap().unwrap();
        let session = Session::open(&server.config()).await.unwrap();
        load::load(&session, &scripts, load::Data::Load, |_, _| {}).await.unwrap();
        session.batch_execute("reset all").await.unwrap();
        Self { session, server }
    }

    pub async fn catalog(&mut self) -> Catalog {
        introspect(&mut self.session).await.unwrap().catalog
    }

    pub async fn stop(self) {
        self.session.close().await;
        tokio::task::spawn_blocking(move || self.server.stop()).await.unwrap();
    }
}

/// The catalog of these files, which are loaded once for all tests.
pub async fn catalog(files: &[PathBuf]) -> Catalog {
    static READ: Mutex<BTreeMap<Vec<PathBuf>, Arc<OnceCell<Catalog>>>> = Mutex::new(BTreeMap::new());
    let cell = Arc::clone(READ.lock().unwrap().entry(files.to_vec()).or_default());
    let read = async || {
        let mut loaded = Loaded::new(files).await;
        let catalog = loaded.catalog().await;
        loaded.stop().await;
        catalog
    };
    cell.get_or_init(read).await.clone()
}

/// A catalog with its model.
pub struct Subject {
    pub catalog: Catalog,
    pub config: Config,
    pub model: Model,
}

impl Subject {
    pub fn new(catalog: Catalog, config: &str) -> Self {
        let config = Config::from_toml(config, "relvar.toml").unwrap();
        let (model, _) = lower(&catalog, &config);
        Self { catalog, config, model }
    }

    pub fn graph(&self) -> Graph<'_> {
        Graph::new(&self.catalog, &self.config, &self.model)
    }
}

pub fn node(graph: &Graph<'_>, name: &str) -> Node {
    graph.node(&find(graph.catalog, name).unwrap().name).unwrap()
}

pub fn case(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file)
}

/// The files of the sample schema.
pub fn rental() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/rental");
    ["schema.sql", "data.sql"].map(|file| folder.join(file)).to_vec()
}

/// A file of the folder that `RELVAR_SHARED` names, unless it is absent.
pub fn shared(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RELVAR_SHARED").unwrap_or_else(|| "../shared".into());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder).join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: no {}; RELVAR_SHARED names the folder that has it", path.display());
    None
}
