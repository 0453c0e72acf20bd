//! The endpoints of the reference, by their literal paths, with its requests.

use serde_json::{Value, json};

use crate::common::Site;

const BASE: &str = "/api/v1/base/modules/schema";

/// A site with both modules of the example.
async fn installed() -> Site {
    let site = Site::new().await;
    site.run(json!({ "action": "install", "modules": ["crm"] }), json!(null)).await;
    site
}

#[tokio::test]
async fn status_sync_compare_and_rollback() {
    let site = installed().await;

    // Get Schema Status.
    let status = site.get(&format!("{BASE}/products/status")).await.is(200).json();
    assert_eq!(status["module_name"], "products");
    assert_eq!(status["has_models"], true);
    assert_eq!(status["models"], json!(["Categories", "ProductTag", "Products", "Tags"]));
    assert_eq!(status["validation"]["valid"], true);
    assert_eq!(status["validation"]["models"].as_array().unwrap().len(), 4);
    assert_eq!(status["validation"]["issues"], json!([]));
    assert_eq!(status["pending_changes"], false);
    assert_eq!(status["pending_operations"], json!([]));

    // A new column.
    site.edit("modules/products/schema/tables.sql", |text| {
        text.replace(
            "price numeric(12, 2) NOT NULL DEFAULT 0",
            "price numeric(12, 2) NOT NULL DEFAULT 0,\n    description text",
        )
    });
    let status = site.get(&format!("{BASE}/products/status")).await.is(200).json();
    assert_eq!(status["pending_changes"], true);
    assert_eq!(status["validation"]["issues"][0]["kind"], "column_not_found");
    let compare = site.get(&format!("{BASE}/products/compare")).await.is(200).json();
    assert_eq!(compare["issues"][0]["object"], "column public.products_products.description");
    assert_eq!(compare["valid"], false);

    // Sync Module Schema: a dry run, as the reference sends it, and without a body.
    let columns = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'products_products'::regclass AND attnum > 0 AND NOT attisdropped";
    for body in [json!({ "dry_run": true }), json!({})] {
        let dry = site.post(&format!("{BASE}/products/sync"), body).await.is(200).json();
        assert_eq!(dry["dry_run"], true);
        assert!(dry["operations"][0].as_str().unwrap().contains("ADD COLUMN"), "{dry}");
        assert_eq!(dry["migrations"][0]["migration"], Value::Null);
        assert_eq!(site.psql(columns).await, "5");
    }
    let done = site.post(&format!("{BASE}/products/sync"), json!({ "dry_run": false })).await.is(200).json();
    assert_eq!(done["dry_run"], false);
    let name = done["migrations"][0]["migration"].as_str().unwrap().to_owned();
    assert_eq!(site.psql(columns).await, "6");
    let again = site.post(&format!("{BASE}/products/sync"), json!({ "dry_run": false })).await.is(200).json();
    assert_eq!(again["operations"], json!([]));

    // Get Migration History.
    let history = site.get(&format!("{BASE}/products/migrations?limit=20")).await.is(200).json();
    let first = &history["migrations"][0];
    assert_eq!((first["migration_name"].as_str().unwrap(), &first["is_applied"]), (&name[..], &json!(true)));
    let of_database = site.psql("SELECT count(*) FROM relvar.module_migrations WHERE module_name = 'products'").await;
    assert_eq!(history["migrations"].as_array().unwrap().len().to_string(), of_database);
    let one = site.get(&format!("{BASE}/products/migrations?limit=1")).await.is(200).json();
    assert_eq!(one["migrations"].as_array().unwrap().len(), 1);

    // Rollback Migration: it would delete a column, so that has to be said.
    let path = format!("{BASE}/products/rollback");
    let refused = site.post(&path, json!({ "migration_name": name })).await.is(409).json();
    assert_eq!(refused["code"], "rollback_failed");
    assert_eq!(site.psql(columns).await, "6");
    let body = json!({ "migration_name": name, "allow": ["DELETES_DATA"] });
    let back = site.post(&path, body.clone()).await.is(200).json();
    let dropped =
        back["operations"].as_array().unwrap().iter().any(|sql| sql.as_str().unwrap().contains("DROP COLUMN"));
    assert!(dropped, "{back}");
    assert_eq!(site.psql(columns).await, "5");
    site.post(&path, body).await.is(409);
    site.post(&path, json!({ "migration_name": "20241226123456_schema" })).await.is(404);
    site.post(&format!("{BASE}/crm/rollback"), json!({ "migration_name": name })).await.is(404);
}

#[tokio::test]
async fn tables_backup_and_all_modules() {
    let site = installed().await;

    // Get Module Tables.
    let tables = site.get(&format!("{BASE}/crm/tables")).await.is(200).json();
    let table =
        |name: &str| tables["tables"].as_array().unwrap().iter().find(|own| own["table"] == name).unwrap().clone();
    assert_eq!(table("crm_lead_tag")["association"], true);
    assert_eq!(
        (table("crm_leads")["association"].clone(), table("crm_leads")["exists"].clone()),
        (json!(false), json!(true))
    );

    // Backup Module Data.
    let backup = site.post(&format!("{BASE}/products/backup"), json!({})).await.is(200).json();
    assert_eq!(backup["module_name"], "products");
    let text = std::fs::read_to_string(backup["file"].as_str().unwrap()).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let rows = document["tables"]["products_categories"]["rows"].as_array().unwrap();
    let names = rows.iter().map(|own| own["name"].as_str().unwrap()).collect::<Vec<_>>().join("\n");
    assert_eq!(names, site.psql("SELECT name FROM products_categories ORDER BY id").await);

    // Check All Schemas.
    let all = site.get(&format!("{BASE}/check-all")).await.is(200).json();
    assert_eq!(all["valid"], true);
    let names: Vec<_> =
        all["modules"].as_array().unwrap().iter().map(|own| own["module_name"].as_str().unwrap()).collect();
    assert_eq!(names, ["crm", "products"]);

    // Sync All Schemas: what another session has broken is put back.
    site.psql("ALTER TABLE crm_tags DROP COLUMN name; ALTER TABLE products_tags ALTER name DROP NOT NULL").await;
    assert_eq!(site.get(&format!("{BASE}/check-all")).await.is(200).json()["valid"], false);
    let dry = site.post(&format!("{BASE}/sync-all?dry_run=true"), json!({})).await.is(200).json();
    assert_eq!((dry["dry_run"].clone(), dry["operations"].as_array().unwrap().len()), (json!(true), 2), "{dry}");
    assert_eq!(site.get(&format!("{BASE}/check-all")).await.is(200).json()["valid"], false);
    // A dry run is what there is without the question mark, too.
    site.post(&format!("{BASE}/sync-all"), json!({})).await.is(200);
    assert_eq!(site.get(&format!("{BASE}/check-all")).await.is(200).json()["valid"], false);
    let tags = site.psql("SELECT count(*) FROM crm_tags").await;
    let refused = site.post(&format!("{BASE}/sync-all?dry_run=false"), json!({})).await;
    assert!(tags == "0" || refused.status == 409, "rows without a name are in the way: {refused:?}");
    site.psql("DELETE FROM crm_tags").await;
    site.post(&format!("{BASE}/sync-all?dry_run=false"), json!({})).await.is(200);
    assert_eq!(site.get(&format!("{BASE}/check-all")).await.is(200).json()["valid"], true);
}

#[tokio::test]
async fn modules_that_are_not_there_are_named() {
    let site = Site::new().await;
    for what in ["status", "compare", "tables", "migrations"] {
        let problem = site.get(&format!("{BASE}/product/{what}")).await.is(404).json();
        assert_eq!(problem["hint"], "did you mean `products`?", "{what}");
    }
    assert_eq!(site.get(&format!("{BASE}/products/status")).await.is(404).json()["code"], "not_installed");
    assert_eq!(site.get(&format!("{BASE}/products/migrations")).await.is(200).json()["migrations"], json!([]));
    assert_eq!(site.get(&format!("{BASE}/check-all")).await.is(200).json()["modules"], json!([]));

    // An association goes with what it needs; what others need does not go by itself.
    site.run(json!({ "action": "install", "modules": ["crm"] }), json!({})).await;
    let uninstall = json!({ "action": "uninstall", "module": "products", "drop_tables": true });
    let problem = site.post("/api/v1/plans", uninstall).await.is(409).json();
    assert_eq!(
        (problem["code"].clone(), problem["details"]["dependents"].clone()),
        (json!("dependents"), json!(["crm"]))
    );
    let uninstall = json!({ "action": "uninstall", "module": "products", "drop_tables": true, "cascade": true });
    let job = site.run(uninstall, json!({ "allow": ["DELETES_DATA"] })).await;
    assert_eq!(job["result"]["backups"].as_array().unwrap().len(), 2, "{job}");
    assert_eq!(site.psql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").await, "0");
}
