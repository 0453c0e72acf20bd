//! The text of a snapshot.

use super::*;
use crate::catalog::{Column, QualifiedName, Relation, RelationKind, Schema, TypeRef};

/// A small snapshot by hand, with one thing of each layout.
const SHOP: &str = r#"{
  "format": 2,
  "server_version": 15,
  "schemas": [
    {
      "name": "public",
      "owner": "postgres"
    }
  ],
  "extensions": [
    {"name": "citext", "schema": "public", "version": "1.6"}
  ],
  "types": [
    {
      "name": "public.mood",
      "kind": "enum",
      "labels": [
        "sad",
        "glad"
      ],
      "owner": "postgres"
    },
    {
      "name": "public.year",
      "kind": "domain",
      "base": "integer",
      "checks": [
        {"name": "year_check", "expression": "(VALUE > 1900)"}
      ],
      "owner": "postgres"
    }
  ],
  "relations": [
    {
      "name": "public.film",
      "kind": "table",
      "owner": "postgres",
      "columns": [
        {"name": "film_id", "type": "integer", "not_null": true, "identity": "always"},
        {"name": "mood", "type": "public.mood[]", "generated": {"expression": "'{}'", "stored": true}}
      ],
      "constraints": [
        {"name": "film_pkey", "kind": "primary_key", "columns": ["film_id"]}
      ],
      "indexes": [
        {"name": "film_pkey", "method": "btree", "unique": true, "parts": [{"column": "film_id"}], "constraint": "film_pkey"}
      ],
      "partitioning": {"by": {"strategy": "range", "key": [{"column": "film_id"}]}},
      "insertable": true,
      "updatable": true,
      "privileges": [
        {"grantee": {"role": "bob"}, "privilege": "SELECT", "grantor": "postgres"},
        {"grantee": "public", "privilege": "SELECT", "grantor": "postgres"}
      ]
    },
    {
      "name": "public.film_list",
      "kind": "view",
      "owner": "postgres",
      "columns": [],
      "query": [
        "SELECT 1",
        "FROM film"
      ]
    }
  ],
  "dependencies": [
    {"dependent": "view public.film_list", "on": "column public.film.film_id"}
  ]
}
"#;

#[test]
fn a_snapshot_survives_reading_and_writing() {
    let catalog = read(SHOP).unwrap();
    assert_eq!(catalog.relations[1].query.as_deref(), Some("SELECT 1\nFROM film"));
    assert_eq!(write(&catalog), SHOP);
}

#[test]
fn adding_a_table_adds_its_lines_only() {
    let before = read(SHOP).unwrap();
    let mut after = before.clone();
    let column: Column = serde_json::from_str(r#"{"name": "id", "type": "integer"}"#).unwrap();
    assert_eq!(column.type_, TypeRef::parse("integer"));
    let table = Relation {
        name: QualifiedName::new("public", "film_a"),
        kind: RelationKind::Table,
        columns: vec![column],
        ..before.relations[0].clone()
    };
    after.relations.insert(1, table);
    let (before, after) = (write(&before), write(&after));
    let mut added = after.lines();
    for line in before.lines() {
        assert!(added.any(|candidate| candidate == line), "`{line}` changed");
    }
}

#[test]
fn what_is_no_snapshot_is_told_apart() {
    let check = |text: &str, expected: &str| {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(error.contains("\nhint: "), "{error}");
    };
    check(r#"{"format": 7, "planets": []}"#, "format 7, this version of relvar reads format 2");
    check(r#"{"format": 1, "planets": []}"#, "make a new one with `relvar snapshot`");
    check(r#"{"relations": []}"#, "the field `format` is missing");
    check(&SHOP.replace("\"kind\": \"table\"", "\"kind\": \"chair\""), "line 36");
    check(&SHOP.replace("\"not_null\"", "\"notnull\""), "line 39");
    check("<<<<<<< HEAD", "line 1, column 1");
}

#[test]
fn an_empty_catalog_is_a_snapshot() {
    let catalog = Catalog { schemas: Vec::<Schema>::new(), ..Catalog::default() };
    assert_eq!(write(&catalog), "{\n  \"format\": 2,\n  \"server_version\": 0\n}\n");
    assert_eq!(read(&write(&catalog)).unwrap(), catalog);
}
