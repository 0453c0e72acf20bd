//! What the pages show is run over the sample schema and its data, each block in a transaction that is rolled back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{panic::AssertUnwindSafe, path::Path};

use book::blocks::RUN;
use futures_util::FutureExt as _;
use relvar::{Db, Error};
use relvar_catalog::{
    connect::Session,
    load::{self, Data},
    scratch::{Options, Server},
};

/// Why a transaction ends: the block is done, or it failed.
enum End {
    Done,
    Failed(String),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        Self::Failed(error.to_string())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_blocks_run() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/rental");
    let server = tokio::task::spawn_blocking(|| Server::start(&Options::from_env()).unwrap()).await.unwrap();
    let session = Session::open(&server.config()).await.unwrap();
    let scripts = load::read_scripts(&["schema.sql", "data.sql"].map(|file| sample.join(file))).unwrap();
    load::load(&session, &scripts, Data::Load, |_, _| {}).await.unwrap();
    session.close().await;
    let db = Db::connect(server.url()).await.unwrap();
    let mut failed = Vec::new();
    for (name, run) in RUN {
        let end = db.transaction(async |tx| {
            Err::<(), _>(match AssertUnwindSafe(run(tx)).catch_unwind().await {
                Ok(Ok(())) => End::Done,
                Ok(Err(error)) => End::Failed(error.to_string()),
                Err(_) => End::Failed("a panic, which is told above".to_owned()),
            })
        });
        if let Err(End::Failed(error)) = end.await {
            failed.push(format!("{name}: {error}"));
        }
    }
    drop(db);
    tokio::task::spawn_blocking(|| server.stop()).await.unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
