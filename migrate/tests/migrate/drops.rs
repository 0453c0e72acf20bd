//! Drops that something else hangs on, for catalogs that need no server.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use relvar_catalog::Catalog;
use relvar_migrate::{Allowed, Hazard, Options, Plan, PlanError, plan};
use serde_json::{Value, json};

/// Users, films that refer to them by a key, and a view of both.
fn catalog(with_users: bool) -> Catalog {
    let integer = |name: &str| json!({ "name": name, "type": { "name": "pg_catalog.int4", "sql": "integer" } });
    let users = json!({
        "name": "public.users", "kind": "table", "owner": "me", "columns": [integer("id")],
        "constraints": [{ "name": "users_pkey", "kind": "primary_key", "columns": ["id"] }],
        "indexes": [{
            "name": "users_pkey", "constraint": "users_pkey", "unique": true, "method": "btree",
            "parts": [{ "column": "id" }],
        }],
    });
    let films = json!({
        "name": "public.films", "kind": "table", "owner": "me", "columns": [integer("id"), integer("user_id")],
        "constraints": [{
            "name": "films_user", "kind": "foreign_key", "columns": ["user_id"],
            "references": "public.users", "referenced_columns": ["id"],
        }],
    });
    let view = json!({
        "name": "public.owned", "kind": "view", "owner": "me", "columns": [integer("id")],
        "query": " SELECT users.id FROM public.users",
    });
    let mut relations: Vec<Value> = vec![films, view];
    relations.extend(with_users.then_some(users));
    serde_json::from_value(json!({
        "server_version": 15, "schemas": [], "extensions": [], "types": [], "relations": relations,
        "dependencies": [{ "dependent": "view public.owned", "on": "column public.users.id" }],
    }))
    .unwrap()
}

fn users() -> Options {
    Options { drop: ["table public.users".parse().unwrap()].into(), ..Options::default() }
}

fn statements(plan: &Plan) -> Vec<&str> {
    plan.statements.iter().map(|own| own.sql.as_str()).collect()
}

fn held(result: Result<Plan, PlanError>) -> Vec<String> {
    let Err(PlanError::Held(blockers)) = result else { panic!("{result:?}") };
    blockers.iter().map(|own| format!("{} needs {}", own.object, own.needs)).collect()
}

#[test]
fn what_hangs_on_a_drop_is_named() {
    let all = catalog(true);
    let named = [
        "view public.owned needs column public.users.id",
        "constraint films_user on public.films needs column public.users.id",
        "constraint films_user on public.films needs index public.users_pkey",
    ];
    let mut found = held(plan(&all, &all, &users()));
    found.sort_unstable();
    let mut named = named.map(str::to_owned);
    named.sort_unstable();
    assert_eq!(found, named);
    // The same if the second catalog does not have it, although something needs it.
    assert_eq!(held(plan(&all, &catalog(false), &Options::default())).len(), 2);
}

#[test]
fn what_goes_together_is_in_nobodys_way() {
    let all = catalog(true);
    let together = ["table public.users", "table public.films", "view public.owned"];
    let drop = together.iter().map(|id| id.parse().unwrap()).collect();
    let plan = plan(&all, &all, &Options { drop, ..Options::default() }).unwrap();
    let statements = statements(&plan);
    assert!(statements.iter().all(|sql| !sql.contains("CASCADE")), "{statements:?}");
    let place = |sql: &str| statements.iter().position(|own| *own == sql).unwrap();
    let users = place("DROP TABLE public.users");
    assert!(place("DROP VIEW public.owned") < users && place("DROP TABLE public.films") < users, "{statements:?}");
}

#[test]
fn a_cascade_has_every_drop() {
    let all = catalog(true);
    let drops =
        ["DROP VIEW public.owned", "ALTER TABLE public.films DROP CONSTRAINT films_user", "DROP TABLE public.users"];
    let plan = plan(&all, &all, &Options { cascade: true, inverse: true, ..users() }).unwrap();
    assert_eq!(statements(&plan), drops);
    assert!(plan.statements.iter().all(|own| !own.inverse.as_ref().unwrap().statements.is_empty()), "{plan:?}");
}

#[test]
fn what_is_dropped_is_there() {
    let error = plan(&catalog(false), &catalog(false), &users()).unwrap_err();
    assert_eq!(error, PlanError::Unknown("table public.users".parse().unwrap()));
}

#[test]
fn a_hazard_is_accepted_for_all_or_for_one_object() {
    let (all, none) = (catalog(true), Catalog { server_version: 15, ..Catalog::default() });
    let plan = plan(&all, &none, &Options::default()).unwrap();
    let left = |allowed: &[&str]| {
        let allowed: Vec<Allowed> = allowed.iter().map(|own| own.parse().unwrap()).collect();
        let deletes = plan.statements.iter().filter(|own| own.hazards_left(&allowed).contains(&Hazard::DeletesData));
        deletes.count()
    };
    assert_eq!((left(&[]), left(&["DELETES_DATA:table public.users"]), left(&["DELETES_DATA"])), (2, 1, 0));
    assert!("DELETES".parse::<Allowed>().is_err() && "DELETES_DATA:users".parse::<Allowed>().is_err());
}

/// A partitioned table with a foreign key, an index of a function and a trigger, and a partition that has all of them.
fn partitioned() -> Catalog {
    let integer = |name: &str| json!({ "name": name, "type": { "name": "pg_catalog.int4", "sql": "integer" } });
    let table = |name: &str, kind: &str, parent: Option<&str>| {
        let is_child = parent.is_some();
        let key = json!({
            "name": format!("{name}_user"), "kind": "foreign_key", "columns": ["user_id"], "inherited": is_child,
            "references": "public.users", "referenced_columns": ["id"],
        });
        let mut table = json!({
            "name": format!("public.{name}"), "kind": kind, "owner": "me",
            "columns": [integer("id"), integer("user_id")], "constraints": [key],
        });
        if let Some(parent) = parent {
            table["inherits"] = json!([parent]);
        }
        table
    };
    let users = &catalog(true).relations.into_iter().find(|own| own.name.name == "users").unwrap();
    let relations =
        [json!(users), table("logs", "partitioned_table", None), table("logs_1", "table", Some("public.logs"))];
    serde_json::from_value(json!({
        "server_version": 15, "schemas": [], "extensions": [], "types": [], "relations": relations,
    }))
    .unwrap()
}

#[test]
fn what_a_partition_has_from_its_table_is_not_in_the_way_again() {
    let all = partitioned();
    let found = held(plan(&all, &all, &users()));
    assert!(
        !found.is_empty() && found.iter().all(|own| own.starts_with("constraint logs_user on public.logs ")),
        "{found:?}"
    );
    let plan = plan(&all, &all, &Options { cascade: true, ..users() }).unwrap();
    assert_eq!(statements(&plan), ["ALTER TABLE public.logs DROP CONSTRAINT logs_user", "DROP TABLE public.users"]);
}
