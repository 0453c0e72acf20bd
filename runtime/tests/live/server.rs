//! One scratch server for all tests, and a database of its own for each.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use relvar::Db;
use relvar_catalog::scratch::{Options, Server};

static SERVER: OnceLock<Server> = OnceLock::new();
static DATABASES: AtomicUsize = AtomicUsize::new(0);

fn server() -> &'static Server {
    SERVER.get_or_init(|| Server::start(&Options::from_env()).expect("a scratch server"))
}

/// The URL of a fresh database; `None`, with a message, where the server has room for one connection only.
pub(crate) async fn url() -> Option<String> {
    let server = tokio::task::spawn_blocking(server).await.expect("starts");
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return None;
    }
    let name = format!("runtime_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    server.database(&name).await.expect("a database");
    Some(server.url_of(&name))
}

/// A fresh database with these objects in it, and its URL.
pub(crate) async fn open(ddl: &str) -> Option<(Db, String)> {
    let url = url().await?;
    let db = Db::connect(&url).await.expect("connects");
    for statement in ddl.split(";\n").filter(|statement| !statement.trim().is_empty()) {
        relvar::sql(statement.to_owned()).execute(&db).await.expect("creates");
    }
    Some((db, url))
}

/// Opens a fresh database, or returns from the test.
macro_rules! database {
    ($ddl:expr) => {
        match crate::server::open($ddl).await {
            Some(database) => database,
            None => return,
        }
    };
}
pub(crate) use database;
