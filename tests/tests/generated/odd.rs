//! Odd schemas, used whole: of every relation all rows are read, by every column and every way, and written back; every
//! routine that needs no argument is called.
//!
//! `tests/odd` has the schemas. The programs are written from their models, so that nothing of them is passed over.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::{fmt::Write as _, fs};

use relvar_catalog::{catalog::RelationKind, connect::Session, introspect::introspect};
use relvar_codegen::{
    Config, generate,
    lower::lower,
    model::{Column, Gives, Input, Model, Relation, Routine},
};

/// What the programs begin with: they print a line for each thing that does not work.
const HEAD: &str = "use models::prelude::*;
use relvar::{Db, Error};

fn failed(what: &str, error: impl std::fmt::Display) {
    println!(\"{what}: {error}\");
}

async fn verify(db: &Db) -> Result<(), Error> {
    relvar::sql(\"set session_replication_role to replica\").execute(db).await?;
    for difference in models::verify(db).await? {
        failed(\"verify\", difference);
    }
    Ok(())
}
";

const MAIN: &str = "#[tokio::main(flavor = \"current_thread\")]
async fn main() -> Result<(), Error> {
    let db = &Db::connect(&std::env::var(\"DATABASE_URL\").unwrap()).await?;
    verify(db).await?;
";

/// Arrays hold NULLs, and have dimensions.
const ANY_SHAPE: &str = "[types]\narrays = \"any_shape\"";

#[tokio::test]
async fn every_name_and_relation_works() {
    works("odd_names", "names", "").await;
}

#[tokio::test]
async fn every_kind_of_relation_works() {
    works("odd_relations", "relations", ANY_SHAPE).await;
}

#[tokio::test]
async fn every_type_of_postgis_and_pgvector_works() {
    let Some(url) = tests::database("which_extensions", "").await.unwrap() else { return };
    let db = relvar::Db::connect(&url).await.unwrap();
    let missing = "select wanted from unnest(array['postgis', 'vector']) wanted
        where not exists (select from pg_available_extensions e where e.name = wanted)";
    let missing: Vec<String> = relvar::sql(missing).fetch_scalars(&db).await.unwrap();
    if missing.is_empty() {
        works("odd_extensions", "extensions", ANY_SHAPE).await;
    } else {
        eprintln!("skipped: the server has no extension {}", missing.join(" and "));
    }
}

async fn works(package: &str, schema: &str, config: &str) {
    let ddl = fs::read_to_string(tests::workspace().join(format!("tests/odd/{schema}.sql"))).unwrap();
    let Some(url) = tests::database(package, &ddl).await.unwrap() else { return };
    let mut session = Session::open(&url.parse().unwrap()).await.unwrap();
    let catalog = introspect(&mut session).await.unwrap().catalog;
    session.close().await;
    let config = Config::from_toml(config, "relvar.toml").unwrap();
    let files = generate(&catalog, &config).files;
    tests::cargo(&[(package, &files)], &[&["doc", "--no-deps"]]).unwrap();
    let failures = tests::run((package, &files), &program(package, &lower(&catalog, &config).0), &url).unwrap();
    assert_eq!(failures, "");
}

fn program(package: &str, model: &Model) -> String {
    let mut code = HEAD.replace("models::", &format!("{package}::models::"));
    // A function each, so that none is too much for the compiler.
    let mut main = MAIN.to_owned();
    for (at, relation) in model.relations.iter().enumerate() {
        let path = format!("{package}::models::{}", model.schema(relation.schema).name.rust);
        writeln!(code, "async fn relation_{at}(db: &Db) -> Result<(), Error> {{").unwrap();
        use_relation(&mut code, relation, &path);
        code.push_str("    Ok(())\n}\n");
        writeln!(main, "    relation_{at}(db).await?;").unwrap();
    }
    for schema in &model.schemas {
        let is_called = |routine: &&Routine| !routine.parameters.iter().any(|given| given.passing.is_required());
        for routine in schema.routines.iter().filter(is_called) {
            let method = match routine.gives {
                Gives::Scalars(_) | Gives::Row(_) | Gives::Rows(_) | Gives::Records(_) => "all",
                _ => "call",
            };
            let function = format!("{package}::models::{}::functions::{}", schema.name.rust, routine.name);
            attempt(&mut main, &routine.sql.to_string(), &format!("{function}().{method}(db)"));
        }
    }
    code + &main + "    Ok(())\n}\n"
}

/// A line of a program that awaits something, and says so where it fails.
fn attempt(code: &mut String, what: &str, future: &str) {
    writeln!(code, "    if let Err(error) = {future}.await {{ failed({what:?}, error); }}").unwrap();
}

fn use_relation(code: &mut String, relation: &Relation, path: &str) {
    let what = relation.sql.to_string();
    let row = format!("{path}::{}", relation.row);
    for column in &relation.columns {
        let set = format!("{row}::query().select({row}::{}).all(db)", column.constant);
        attempt(code, &format!("{what}.{}", column.sql), &set);
    }
    for way in &relation.navigation {
        let set = format!("{path}::{}::{}({row}::query()).all(db)", relation.traversal, way.method);
        attempt(code, &format!("{what}, {}", way.method), &set);
    }
    writeln!(
        code,
        "    match {row}::query().all(db).await {{\n    Err(error) => failed({what:?}, error),\n    Ok(rows) => {{"
    )
    .unwrap();
    writeln!(code, "    if let Some(_row) = rows.first() {{").unwrap();
    for way in &relation.navigation {
        attempt(code, &format!("{what}, {} of a row", way.method), &format!("_row.{}().all(db)", way.method));
    }
    code.push_str("    }\n");
    if relation.kind == RelationKind::Table && relation.new_row.is_some() {
        write_back(code, relation, path, &row);
    }
    code.push_str("    } }\n");
}

/// Deletes all rows, inserts them again, and compares; what the database makes by itself is made anew.
fn write_back(code: &mut String, relation: &Relation, path: &str, row: &str) {
    let new_row = relation.new_row.as_ref().unwrap();
    let required = fields(relation, |column| column.input == Input::Required);
    let optional = fields(relation, |column| matches!(column.input, Input::Optional { .. }));
    let optional = new_row
        .optional
        .as_ref()
        .map_or_else(String::new, |(struct_, field)| format!("{field}: {path}::{struct_} {{ {optional} }}"));
    let what = relation.sql.to_string();
    let new = format!("{path}::{} {{ {required} {optional} }}", new_row.name);
    attempt(code, &what, &format!("{row}::query().delete_all(db)"));
    writeln!(code, "    let new = rows.iter().map(|_row| {new}).collect::<Vec<_>>();").unwrap();
    attempt(code, &what, &format!("{row}::insert_many(new).execute(db)"));
    let made = relation.columns.iter().any(|column| column.input == Input::Generated);
    let shown = if made { "rows.len()" } else { "rows" };
    writeln!(code, "    let before = format!(\"{{:?}}\", {shown});").unwrap();
    writeln!(code, "    let rows = {row}::query().all(db).await?;").unwrap();
    writeln!(code, "    let after = format!(\"{{:?}}\", {shown});").unwrap();
    writeln!(code, "    if before != after {{ failed({what:?}, format!(\"{{before}} became {{after}}\")); }}").unwrap();
}

fn fields(relation: &Relation, wanted: impl Fn(&Column) -> bool) -> String {
    let columns = relation.columns.iter().filter(|column| wanted(column));
    let fields = columns.map(|column| match column.input {
        Input::Optional { null_differs: false } if column.nullable => format!("{0}: _row.{0}.clone(), ", column.field),
        Input::Optional { .. } => format!("{0}: Some(_row.{0}.clone()), ", column.field),
        Input::Required | Input::Generated => format!("{0}: _row.{0}.clone(), ", column.field),
    });
    fields.collect()
}
