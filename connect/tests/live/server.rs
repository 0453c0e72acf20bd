//! One scratch server for all tests.

use std::sync::OnceLock;

use relvar_catalog::scratch::{Options, Server};

static SERVER: OnceLock<Server> = OnceLock::new();

/// The server; `None`, with a message, where it has room for one connection only.
pub(crate) async fn server() -> Option<&'static Server> {
    let start = || SERVER.get_or_init(|| Server::start(&Options::from_env()).expect("a scratch server"));
    let server = tokio::task::spawn_blocking(start).await.expect("starts");
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return None;
    }
    Some(server)
}
