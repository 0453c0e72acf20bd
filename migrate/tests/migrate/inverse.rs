//! The way back of a statement, and which statements run together, for catalogs that need no server.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use relvar_catalog::Catalog;
use relvar_migrate::{Options, Plan, Transaction, plan};
use serde_json::{Value, json};

fn catalog(labels: &[&str], columns: &[&str]) -> Catalog {
    let column = |name: &&str| json!({ "name": name, "type": { "name": "pg_catalog.int4", "sql": "integer" } });
    let columns: Vec<Value> = columns.iter().map(column).collect();
    let table = json!({ "name": "public.film", "kind": "table", "owner": "me", "columns": columns });
    let mood = json!({ "name": "public.mood", "owner": "me", "kind": "enum", "labels": labels });
    serde_json::from_value(json!({
        "server_version": 15, "schemas": [], "extensions": [], "types": [mood], "relations": [table],
    }))
    .unwrap()
}

fn planned(from: &Catalog, to: &Catalog) -> Plan {
    plan(from, to, &Options { inverse: true, ..Options::default() }).unwrap()
}

#[test]
fn a_statement_names_what_undoes_it() {
    let (one, two) = (catalog(&["sad"], &["id"]), catalog(&["sad"], &["id", "length"]));
    let ways = |plan: &Plan| {
        let inverse = plan.statements[0].inverse.clone().unwrap();
        (plan.statements.len(), inverse.statements, inverse.lost)
    };
    let drop = "ALTER TABLE public.film DROP COLUMN length".to_owned();
    assert_eq!(ways(&planned(&one, &two)), (1, vec![drop], None));
    let add = "ALTER TABLE public.film ADD COLUMN length integer".to_owned();
    let lost = Some("the values of `column public.film.length`".to_owned());
    assert_eq!(ways(&planned(&two, &one)), (1, vec![add], lost));
    assert_eq!(plan(&one, &two, &Options::default()).unwrap().statements[0].inverse, None);
}

#[test]
fn a_segment_ends_where_a_commit_is_needed() {
    let (one, two) = (catalog(&["sad"], &["id"]), catalog(&["sad", "glad", "mad"], &["id", "length"]));
    let plan = planned(&one, &two);
    let segments: Vec<_> = plan.segments().iter().map(|own| (own.statements.len(), own.transaction)).collect();
    assert_eq!(segments, [(2, Transaction::Shared), (1, Transaction::Shared)], "{plan:?}");
    assert!(Plan::default().segments().is_empty());
}
