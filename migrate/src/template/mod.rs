//! Databases for tests: each a copy of one that is migrated once.
//!
//! ```no_run
//! # async fn example() -> Result<(), relvar_migrate::template::TemplateError> {
//! # let revisions = relvar_migrate::revision::Revisions::new(Vec::new()).expect("none");
//! # let migrator = relvar_migrate::Migrator::new(revisions);
//! let database = migrator.test_database().await?;      // for each test, in milliseconds
//! println!("{}", database.url());
//! # Ok(())
//! # }
//! ```
//!
//! The first test of a program starts a scratch server ([`scratch`]) and migrates the template, in about a second. Each gets a
//! copy; a few copies are made before they are asked for, because PostgreSQL takes longer for one than most tests. A database
//! is dropped with its value, and the server goes with the program. `RELVAR_SERVER` chooses another server; behind a URL
//! each copy is made when it is asked for, so that none is left behind.

mod stock;

use std::{
    collections::HashMap,
    process,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use relvar_catalog::{
    connect::{self, Config, Session},
    ddl::identifier,
    scratch,
};
use tokio::sync::{Mutex, OnceCell};

use stock::Stock;

use crate::{Drift, Embedded, MigrateError, Migrator, revision::checksum};

/// Why there is no database for a test.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// There is no scratch server, or it takes one connection only.
    #[error(transparent)]
    Server(#[from] scratch::Error),
    /// The server cannot be reached.
    #[error(transparent)]
    Connect(#[from] connect::Error),
    /// The template cannot be migrated.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The server does not copy the template.
    #[error("a test database could not be made: {0}")]
    Copy(#[source] relvar_catalog::Cause),
}

static SERVER: OnceCell<scratch::Server> = OnceCell::const_new();
static TEMPLATES: Mutex<Option<HashMap<String, Arc<Template>>>> = Mutex::const_new(None);
static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A database from which others are copied.
struct Template {
    name: String,
    /// Copies that are ready, on a server of our own.
    stock: Option<Stock>,
}

/// A name for the next database of a test.
fn next_name() -> String {
    format!("relvar_test_{}_{}", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// A database with all revisions, dropped with its value.
#[derive(Debug)]
pub struct TestDatabase {
    config: Config,
    url: String,
    server: Config,
}

impl TestDatabase {
    /// How it is connected to.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Migrator {
    /// A database of a scratch server to which all revisions are applied. It has what revisions leave in tables, too.
    pub async fn test_database(&self) -> Result<TestDatabase, TemplateError> {
        let start = || async {
            let options = scratch::Options::from_env();
            scratch::Server::start_async(options, &mut |_| {}).await
        };
        let server = SERVER.get_or_try_init(start).await?;
        let template = self.template(server).await?;
        let own: Config = server.url().parse()?;
        let ready = match &template.stock {
            Some(stock) => stock.take().await,
            None => None,
        };
        let name = if let Some(name) = ready {
            name?
        } else {
            let name = next_name();
            // Behind a URL databases have longer names.
            let config: Config = server.url_of(&name).parse()?;
            let session = connect::connect(&own).await?;
            let copied = stock::copy(&session, (config.database(), &template.name)).await;
            session.close().await;
            copied?;
            name
        };
        let url = server.url_of(&name);
        let config: Config = url.parse()?;
        Ok(TestDatabase { config, url, server: own })
    }

    /// The template for these revisions, which is made for the first test.
    async fn template(&self, server: &scratch::Server) -> Result<Arc<Template>, TemplateError> {
        let texts: Vec<_> = self.revisions().list().iter().map(|own| (own.id(), own.up.as_str())).collect();
        let key = checksum(&format!("{texts:?}"));
        let mut templates = TEMPLATES.lock().await;
        let templates = templates.get_or_insert_default();
        if let Some(template) = templates.get(&key) {
            return Ok(Arc::clone(template));
        }
        let name = format!("relvar_template_{}_{}", process::id(), templates.len());
        server.database(&name).await?;
        let config: Config = server.url_of(&name).parse()?;
        let mut options = self.options().clone();
        options.drift = Drift::Ignore;
        self.clone().with(options).up(&config).await?;
        let is_ours = config.database() == name;
        let name = config.database().to_owned();
        let stock = if is_ours { Some(Stock::new(server.url().parse()?, name.clone(), next_name)) } else { None };
        let template = Arc::new(Template { name, stock });
        templates.insert(key, Arc::clone(&template));
        Ok(template)
    }
}

impl Embedded {
    /// The same as [`Migrator::test_database`].
    pub async fn test_database(&self) -> Result<TestDatabase, TemplateError> {
        self.migrator().test_database().await
    }
}

/// The sessions of a test may still be open: they are ended.
impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), identifier(self.config.database()));
        // The runtime of the test may be gone already.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let session: Session = connect::connect(&server).await.ok()?;
                session.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.ok()?;
                session.close().await;
                Some(())
            })
        });
        let _ = dropping.join();
    }
}
