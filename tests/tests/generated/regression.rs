//! The database that PostgreSQL's own regression tests leave behind, as a torture schema: everything in it is generated or
//! reported, and what is generated compiles and has documentation without a warning.
//!
//! The tests' SQL is not part of this repository: `tests/regression/fetch` gets it, `RELVAR_REGRESS` names a folder that has
//! it elsewhere; without it, or without `psql`, the test says so and passes. `RELVAR_REGRESS_OUT` names a folder to keep the
//! models in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests")]

use std::{collections::BTreeSet, env, fs, path::PathBuf, process::Command};

use relvar_catalog::{
    Catalog,
    catalog::{Routine, TypeKind},
    connect::Session,
    introspect::introspect,
    scratch, snapshot,
};
use relvar_codegen::{Config, Diagnostic, generate, lower::lower, model::Model};
use tests::regression;

#[tokio::test]
async fn the_regression_database_is_covered_whole() {
    let Some(sources) = regression::sources() else {
        eprintln!("skipped: no regression tests of PostgreSQL; `tests/regression/fetch` gets them");
        return;
    };
    if Command::new("psql").arg("--version").output().is_err() {
        eprintln!("skipped: no `psql`");
        return;
    }
    let start = || scratch::Server::start(&scratch::Options::from_env());
    let server = tokio::task::spawn_blocking(start).await.unwrap().unwrap();
    if server.single_connection() {
        eprintln!("skipped: psql has no way to {}", server.description());
        return;
    }
    let config = server.database("regression").await.unwrap();
    regression::build(&sources, &server.url_of("regression")).unwrap();
    let mut session = Session::open(&config).await.unwrap();
    let catalog = introspect(&mut session).await.unwrap().catalog;
    session.close().await;
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();

    assert_eq!(snapshot::read(&snapshot::write(&catalog)).unwrap(), catalog, "a snapshot loses nothing");
    let config = Config::from_toml("[partitions]\nshow = true\n", "relvar.toml").unwrap();
    let (model, diagnostics) = lower(&catalog, &config);
    assert_covered(&catalog, &model, &diagnostics);
    let generated = generate(&catalog, &config);
    eprintln!("{:?}, {} diagnostics", generated.summary, diagnostics.len());
    if let Some(folder) = env::var_os("RELVAR_REGRESS_OUT").map(PathBuf::from) {
        generated.files.write(folder.join("models")).unwrap();
        fs::write(folder.join("relvar.snapshot.json"), snapshot::write(&catalog)).unwrap();
        let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        fs::write(folder.join("diagnostics.txt"), lines.join("\n")).unwrap();
    }
    assert!(catalog.relations.len() > 300, "only {} relations: the scripts did not run", catalog.relations.len());
    tests::cargo(&[("regression", &generated.files)], &[&["check"], &["doc", "--no-deps"]]).unwrap();
}

/// Everything of the catalog is in the model, or there is a diagnostic about it.
fn assert_covered(catalog: &Catalog, model: &Model, diagnostics: &[Diagnostic]) {
    let reported: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.object.as_str()).collect();
    for relation in &catalog.relations {
        let Some(generated) = model.relation(&relation.name) else {
            assert!(relation.extension.is_some(), "{}", relation.name);
            continue;
        };
        let columns = |names: Vec<&String>| names.into_iter().cloned().collect::<Vec<_>>();
        let declared = columns(relation.columns.iter().map(|column| &column.name).collect());
        assert_eq!(
            columns(generated.columns.iter().map(|column| &column.sql).collect()),
            declared,
            "{}",
            relation.name
        );
        let followed = generated.foreign_keys;
        let unfollowed = relation
            .foreign_keys()
            .filter(|(constraint, _)| reported.contains(format!("{}.{}", relation.name, constraint.name).as_str()))
            .count();
        assert!(followed + unfollowed > 0 || relation.foreign_keys().next().is_none(), "{}", relation.name);
    }
    for type_ in catalog.types.iter().filter(|type_| type_.extension.is_none()) {
        if matches!(type_.kind, TypeKind::Enum { .. } | TypeKind::Domain(_)) {
            assert!(model.types.iter().any(|generated| generated.sql == type_.name), "{}", type_.name);
        }
    }
    for routine in catalog.routines.iter().filter(|routine| routine.extension.is_none()) {
        let generated = model.schemas.iter().flat_map(|schema| &schema.routines).filter(|r| r.sql == routine.name);
        let overloads = catalog.routines.iter().filter(|other| other.name == routine.name).count();
        let known = generated.count() + diagnostics.iter().filter(|d| is_about(d, routine)).count();
        assert!(known > 0 || is_called_by_the_server(routine), "{} of {overloads}: {routine:?}", routine.name);
    }
}

fn is_about(diagnostic: &Diagnostic, routine: &Routine) -> bool {
    diagnostic.object.starts_with(&format!("{}.{}(", routine.name.schema, routine.name.name))
}

/// Triggers, and the functions of types and languages.
fn is_called_by_the_server(routine: &Routine) -> bool {
    let types = routine.arguments.iter().map(|argument| &argument.type_).chain(&routine.returns);
    types
        .map(|type_| type_.sql.as_str())
        .any(|name| matches!(name, "trigger" | "event_trigger" | "internal" | "cstring") || name.ends_with("_handler"))
}
