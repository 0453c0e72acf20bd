//! Plans of catalogs that no server here can have: security labels without their provider, and objects that nobody can make.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use relvar_catalog::Catalog;
use relvar_migrate::{Options, Plan, PlanError, diff, plan};
use serde_json::{Value, json};

fn catalog(parts: &Value) -> Catalog {
    let mut all = json!({ "server_version": 15, "schemas": [], "extensions": [], "types": [], "relations": [] });
    all.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
    serde_json::from_value(all).unwrap()
}

fn planned(from: &Value, to: &Value) -> Plan {
    plan(&catalog(from), &catalog(to), &Options::default()).unwrap()
}

fn statements(plan: &Plan) -> Vec<&str> {
    plan.statements.iter().map(|own| own.sql.as_str()).collect()
}

fn labelled(kind: &str, label: Option<&str>) -> Value {
    let labels = label.map(|label| json!({ "object": "type public.mood", "provider": "p", "label": label }));
    json!({
        "types": [{ "name": "public.mood", "owner": "me", "kind": "enum", "labels": [kind] }],
        "security_labels": labels.into_iter().collect::<Vec<_>>(),
    })
}

#[test]
fn labels_are_compared() {
    let (none, one, other) = (labelled("sad", None), labelled("sad", Some("secret")), labelled("sad", Some("it's")));
    let prefix = "SECURITY LABEL FOR p ON TYPE public.mood IS";
    for (from, to, text) in [(&none, &one, "'secret'"), (&one, &other, "'it''s'"), (&other, &none, "NULL")] {
        let plan = planned(from, to);
        assert_eq!(statements(&plan), [format!("{prefix} {text}")]);
        assert_eq!((diff(&catalog(from), &catalog(to)).len(), plan.diagnostics.len()), (1, 0));
    }
    assert!(diff(&catalog(&one), &catalog(&one)).is_empty());
    assert!(planned(&one, &one).statements.is_empty());
}

#[test]
fn a_label_goes_and_comes_with_its_object() {
    let (empty, sad, glad) = (json!({}), labelled("sad", Some("secret")), labelled("glad", Some("secret")));
    let made = planned(&empty, &sad);
    assert_eq!(statements(&made).last(), Some(&"SECURITY LABEL FOR p ON TYPE public.mood IS 'secret'"));
    assert_eq!(statements(&planned(&sad, &empty)), ["DROP TYPE public.mood"]);
    let again = planned(&sad, &glad);
    assert_eq!(statements(&again).first(), Some(&"DROP TYPE public.mood"));
    assert_eq!(statements(&again).last(), Some(&"SECURITY LABEL FOR p ON TYPE public.mood IS 'secret'"));
}

#[test]
fn settings_of_all_databases_are_named_and_not_changed() {
    let settings =
        |path: &str| json!({ "settings": [{ "id": "settings of role me", "values": { "search_path": path } }] });
    let plan = planned(&settings("a"), &settings("b"));
    assert!(plan.statements.is_empty(), "{plan:?}");
    assert!(plan.diagnostics[0].message.contains("`settings of role me` stays as it is"), "{plan:?}");
}

/// A routine whose body the catalog does not have.
fn routine(returns: &str, columns: &[&str]) -> Value {
    let columns: Vec<_> = columns
        .iter()
        .map(|name| json!({ "name": name, "type": { "name": "pg_catalog.int4", "sql": "integer" } }))
        .collect();
    json!({
        "relations": [{ "name": "public.film", "kind": "table", "owner": "me", "columns": columns }],
        "routines": [{
            "name": "public.count",
            "kind": "function",
            "language": "c",
            "volatility": "volatile",
            "parallel": "unsafe",
            "owner": "me",
            "arguments": [{ "mode": "in", "type": { "name": "public.film", "sql": "public.film" } }],
            "returns": { "name": "pg_catalog.int4", "sql": returns },
        }],
    })
}

#[test]
fn what_cannot_be_made_again_is_kept() {
    let subscription = |publication: &str| {
        json!({ "others": [{
            "id": "subscription feed",
            "owner": "me",
            "definition": { "subscription": { "enabled": false, "publications": [publication] } },
        }] })
    };
    let plan = planned(&subscription("a"), &subscription("b"));
    assert!(plan.statements.is_empty(), "{plan:?}");
    assert!(plan.diagnostics[0].message.contains("`subscription feed` stays as it is"), "{plan:?}");

    let plan = planned(&routine("integer", &["id"]), &routine("bigint", &["id"]));
    assert!(plan.statements.is_empty(), "{plan:?}");
    assert!(plan.diagnostics[0].message.contains("public.count"), "{plan:?}");
}

#[test]
fn what_needs_it_made_again_has_no_plan() {
    let mut to = routine("integer", &["id"]);
    to["relations"][0]["kind"] = json!("foreign_table");
    to["relations"][0]["server"] = json!("far");
    let error = plan(&catalog(&routine("integer", &["id"])), &catalog(&to), &Options::default()).unwrap_err();
    let PlanError::Blocked(blockers) = error else { panic!("{error:?}") };
    assert!(blockers[0].object.to_string().contains("public.count"), "{blockers:?}");
    assert_eq!(blockers[0].needs.to_string(), "table public.film");
}
