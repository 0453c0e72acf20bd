//! Serving until it is time to end: then requests are answered, and jobs run to their end.

use std::io;

use tokio::net::TcpListener;

use crate::{app::App, router::router};

/// Why the service ended before its time.
#[derive(Debug, thiserror::Error)]
#[error("the service cannot go on: {0}")]
pub struct ServeError(#[from] io::Error);

/// Serves until `ending` is over. No request is taken then; those that are under way are answered, and jobs run to their end.
pub async fn serve(
    app: &App,
    listener: TcpListener,
    ending: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    axum::serve(listener, router(app)).with_graceful_shutdown(ending).await?;
    app.finish().await;
    Ok(())
}
