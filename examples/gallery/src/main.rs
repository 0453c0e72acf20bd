//! Migrates the database, and serves the gallery: `DATABASE_URL` names the database, `LISTEN` the address.

use std::{env, error::Error};

use relvar::Pool;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL").map_err(|_| "set DATABASE_URL to the URL of a database")?;
    // If several instances start at once, one of them migrates and the others wait.
    gallery::REVISIONS.migrator().up(&url.parse()?).await?;
    let pool = Pool::connect(url).await?;
    let listener = TcpListener::bind(env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:3000".to_owned())).await?;
    axum::serve(listener, gallery::service(pool)).await?;
    Ok(())
}
