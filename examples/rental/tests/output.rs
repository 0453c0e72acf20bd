//! The program on a scratch server: what it prints is what its README shows.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{path::Path, process::Command};

use relvar_catalog::{
    connect::Session,
    load::{self, Data},
    scratch::{Options, Server},
};

#[tokio::test(flavor = "multi_thread")]
async fn prints_what_the_readme_shows() {
    let files = ["schema.sql", "data.sql"].map(|file| Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
    let server = tokio::task::spawn_blocking(|| Server::start(&Options::from_env()).unwrap()).await.unwrap();
    let session = Session::open(&server.config()).await.unwrap();
    load::load(&session, &load::read_scripts(&files).unwrap(), Data::Load, |_, _| {}).await.unwrap();
    session.close().await;
    let mut program = Command::new(env!("CARGO_BIN_EXE_rental"));
    program.env("DATABASE_URL", server.url());
    let output = tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap();
    tokio::task::spawn_blocking(|| server.stop()).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let (_, shown) = include_str!("../README.md").split_once("```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), shown);
}
