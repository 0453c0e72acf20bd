//! Models whose rows stand in crates of their own: programs see no difference.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;

use relvar_catalog::{connect::Session, introspect::introspect};
use relvar_codegen::{Config, FileTree, generate};

async fn split(name: &str, ddl: &str, config: &str) -> Option<(FileTree, String)> {
    let url = tests::database(name, ddl).await.unwrap()?;
    let mut session = Session::open(&url.parse().unwrap()).await.unwrap();
    let catalog = introspect(&mut session).await.unwrap().catalog;
    session.close().await;
    let config = format!("[output]\nlayout = \"crate\"\ncrate_name = {name:?}\nsplit = 3\n{config}");
    Some((generate(&catalog, &Config::from_toml(&config, "relvar.toml").unwrap()).files, url))
}

#[tokio::test]
async fn a_program_over_them_does_what_it_did() {
    let example = tests::workspace().join("examples/rental");
    let read = |file: &str| fs::read_to_string(example.join(file)).unwrap();
    let ddl = read("schema.sql") + &read("data.sql");
    let Some((files, url)) = split("split_rental", &ddl, "").await else { return };
    let program = read("src/main.rs").replace("\nmod models;\n", "");
    let printed = tests::run_on_crate(("split_rental", &files), &program, &url).unwrap();
    let readme = read("README.md");
    let (_, shown) = readme.split_once("```text\n").unwrap();
    assert_eq!(printed, shown.split_once("```").unwrap().0);
}

#[tokio::test]
async fn types_rows_as_values_and_schemas_are_shared_by_the_parts() {
    let ddl = fs::read_to_string(tests::workspace().join("tests/odd/relations.sql")).unwrap();
    let Some((files, url)) = split("split_relations", &ddl, "[types]\narrays = \"any_shape\"").await else { return };
    let program = "#[tokio::main(flavor = \"current_thread\")]
async fn main() -> Result<(), relvar::Error> {
    let db = relvar::Db::connect(&std::env::var(\"DATABASE_URL\").unwrap()).await?;
    println!(\"{:?}\", models::verify(&db).await?);
    Ok(())
}
";
    assert_eq!(tests::run_on_crate(("split_relations", &files), program, &url).unwrap(), "[]\n");
}
