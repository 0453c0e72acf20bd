//! What is added renames nothing: a table, a column, a foreign key, an association.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{
        Column, Constraint, ConstraintKind, ForeignKey, MatchType, ReferentialAction, Relation, TypeRef, Unique,
    },
    snapshot,
};
use relvar_codegen::{Config, generate, lower::lower, model};

/// A catalog before something is added, with its names.
struct Case {
    name: String,
    catalog: Catalog,
    names: BTreeMap<String, String>,
}

/// The golden cases, without the relations that are hidden.
fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let mut catalog = snapshot::read(&fs::read_to_string(path.join("catalog.json")).unwrap()).unwrap();
            let generated = lower(&catalog, &Config::default()).0;
            catalog.relations.retain(|relation| generated.relation(&relation.name).is_some());
            Case { names: names(&catalog), name, catalog }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// Every name that is given, by what it is given to.
fn names(catalog: &Catalog) -> BTreeMap<String, String> {
    let (model, _) = lower(catalog, &Config::default());
    let mut names = BTreeMap::new();
    for relation in &model.relations {
        let of = &relation.sql;
        names.insert(format!("{of}"), format!("{} {} {}", relation.row, relation.traversal, relation.module));
        if let Some(new) = &relation.new_row {
            names.insert(format!("{of} new"), new.name.to_string());
        }
        for column in &relation.columns {
            names.insert(format!("{of} column {:?}", column.sql), format!("{} {}", column.field, column.constant));
        }
        for key in &relation.keys {
            names.insert(format!("{of} key {}", key.sql), format!("{:?} {:?}", key.constant, key.finder));
        }
        for way in &relation.navigation {
            let path = match &way.path {
                model::Path::Direct(pairs) => format!("{pairs:?}"),
                model::Path::Through { association, near, far } => {
                    format!("{near:?} {} {far:?}", model.at(*association).sql)
                }
            };
            let path = format!("{of} way to {} by {path}", model.at(way.target).sql);
            names.insert(path, format!("{} {}", way.method, way.constant));
        }
    }
    for type_ in &model.types {
        names.insert(format!("type {}", type_.sql), type_.rust.to_string());
    }
    names
}

/// Nothing that had a name has another after the change.
fn check(what: &str, before: &Case, change: impl FnOnce(&mut Catalog)) {
    let mut after = before.catalog.clone();
    change(&mut after);
    after.relations.sort_by(|a, b| a.name.cmp(&b.name));
    let is = names(&after);
    assert!(is.len() > before.names.len(), "{}: {what}: something was added", before.name);
    for (object, name) in &before.names {
        assert_eq!(is.get(object), Some(name), "{}: {what}: {object}", before.name);
    }
}

fn integer(name: &str) -> Column {
    let json = serde_json::json!({ "name": name, "type": "integer" });
    Column { type_: TypeRef::parse("integer"), ..serde_json::from_value(json).unwrap() }
}

fn constraint(name: &str, kind: ConstraintKind) -> Constraint {
    Constraint {
        name: name.to_owned(),
        kind,
        deferrable: None,
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        inherited: false,
        comment: None,
    }
}

fn foreign_key(name: &str, columns: &[String], to: &Relation, key: &[String]) -> Constraint {
    constraint(
        name,
        ConstraintKind::ForeignKey(ForeignKey {
            columns: columns.to_vec(),
            references: to.name.clone(),
            referenced_columns: key.to_vec(),
            match_type: MatchType::Simple,
            on_update: ReferentialAction::NoAction,
            on_delete: ReferentialAction::NoAction,
            on_delete_columns: Vec::new(),
            period: false,
        }),
    )
}

/// Adds columns that reference another relation's primary key, as `alter table` does.
fn reference(from: &mut Relation, to: &Relation, prefix: &str) -> Vec<String> {
    let key = to.primary_key().map(|(_, key)| key.columns.clone()).unwrap();
    let columns: Vec<String> = key.iter().map(|column| format!("{prefix}_{column}")).collect();
    from.columns.extend(columns.iter().map(|column| integer(column)));
    let name = format!("{}_{}_fkey", from.name.name, columns.join("_"));
    from.constraints.push(foreign_key(&name, &columns, to, &key));
    from.constraints.sort_by(|a, b| a.name.cmp(&b.name));
    columns
}

fn table(schema: &str, name: &str) -> Relation {
    let json = serde_json::json!({
        "name": QualifiedName::new(schema, name), "kind": "table", "owner": "o", "columns": [],
        "insertable": true, "updatable": true,
    });
    serde_json::from_value(json).unwrap()
}

/// The first relations with a primary key: enough of each case to find every way to clash.
fn with_key(catalog: &Catalog) -> Vec<usize> {
    (0..catalog.relations.len()).filter(|at| catalog.relations[*at].primary_key().is_some()).take(6).collect()
}

#[test]
fn a_column_renames_nothing() {
    for case in cases() {
        let catalog = &case.catalog;
        for at in 0..catalog.relations.len() {
            // Called like nothing else, like a method, and like a column in another case.
            let known = catalog.relations[at].columns.first().map_or("X".to_owned(), |c| c.name.to_uppercase());
            for name in ["added_later", "filter", &known] {
                if catalog.relations[at].column(name).is_none() {
                    check(&format!("column {name}"), &case, |after| {
                        after.relations[at].columns.push(integer(name));
                    });
                }
            }
        }
    }
}

#[test]
fn a_second_foreign_key_renames_nothing() {
    for case in cases() {
        let catalog = &case.catalog;
        for from in 0..catalog.relations.len() {
            for to in with_key(catalog) {
                // In the opposite direction of a key that is there, a composite key may want the same plain name.
                let opposite =
                    catalog.relations[to].foreign_keys().any(|(_, key)| key.references == catalog.relations[from].name);
                let composite = catalog.relations[to].primary_key().is_some_and(|(_, key)| key.columns.len() > 1);
                if opposite && composite {
                    continue;
                }
                for prefix in ["another", "a"] {
                    let what = format!("{} to {}", catalog.relations[from].name, catalog.relations[to].name);
                    check(&what, &case, |after| {
                        let to = after.relations[to].clone();
                        reference(&mut after.relations[from], &to, prefix);
                    });
                }
            }
        }
    }
}

#[test]
fn a_column_called_like_a_composite_key_renames_nothing() {
    let mut tried = 0;
    for case in cases() {
        let catalog = &case.catalog;
        for (from, relation) in catalog.relations.iter().enumerate() {
            for (_, key) in relation.foreign_keys().filter(|(_, key)| key.columns.len() > 1) {
                let column = format!("{}_id", key.references.name);
                for to in with_key(catalog) {
                    let target = &catalog.relations[to];
                    let single = target.primary_key().filter(|(_, key)| key.columns.len() == 1);
                    let Some((_, target_key)) = single else { continue };
                    check(&format!("{} to {}", relation.name, target.name), &case, |after| {
                        let from = &mut after.relations[from];
                        from.columns.push(integer(&column));
                        from.constraints.push(foreign_key(
                            "added",
                            std::slice::from_ref(&column),
                            target,
                            &target_key.columns,
                        ));
                    });
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 5);
}

#[test]
fn a_table_and_an_association_rename_nothing() {
    for case in cases() {
        let catalog = &case.catalog;
        for one in with_key(catalog) {
            for other in with_key(catalog) {
                let (a, b) = (catalog.relations[one].clone(), catalog.relations[other].clone());
                let there = |name: &str| catalog.relation(&QualifiedName::new(&*a.name.schema, name)).is_some();
                let reversed = format!("{}_{}", b.name.name, a.name.name);
                for name in [format!("{}_{}", a.name.name, b.name.name), "aaa".to_owned(), "zzz".to_owned()] {
                    // A second association that is called after both sides is one of the exceptions.
                    if there(&name) || there(&reversed) {
                        continue;
                    }
                    check(&format!("{name} between {} and {}", a.name, b.name), &case, |after| {
                        let mut association = table(&a.name.schema, &name);
                        let mut columns = reference(&mut association, &a, "one");
                        columns.extend(reference(&mut association, &b, "other"));
                        let key =
                            Unique { columns, include: vec![], nulls_not_distinct: false, without_overlaps: false };
                        association.constraints.push(constraint("zz_pkey", ConstraintKind::PrimaryKey(key)));
                        after.relations.push(association);
                    });
                }
            }
        }
    }
}

#[test]
fn what_is_added_changes_only_the_files_it_concerns() {
    for case in cases() {
        let catalog = &case.catalog;
        let before = generate(catalog, &Config::default()).files;
        let (model, _) = lower(catalog, &Config::default());
        for at in with_key(catalog) {
            let to = catalog.relations[at].clone();
            let mut after = catalog.clone();
            let mut added = table(&to.name.schema, "added_later");
            reference(&mut added, &to, "its");
            after.relations.push(added);
            after.relations.sort_by(|a, b| a.name.cmp(&b.name));
            let after = generate(&after, &Config::default()).files;
            let changed: BTreeSet<&str> =
                after.iter().filter(|(path, text)| before.text(path) != Some(*text)).map(|(path, _)| path).collect();
            let relation = model.relation(&to.name).unwrap();
            let module = model.schema(relation.schema).name.rust.plain();
            let file = |name: &str| format!("{module}/{name}.rs");
            let expected = [file("added_later"), file("mod"), file(relation.module.plain()), "prelude.rs".to_owned()];
            assert_eq!(changed, expected.iter().map(String::as_str).collect(), "{}: {}", case.name, to.name);
        }
    }
}
