//! Each error of modules has a name and an exit status.

use serde_json::Value;

use super::Site;

fn of(status: i32, name: &str) -> (i32, String) {
    (status, name.to_owned())
}

#[test]
fn exception_handling() {
    let site = Site::new();

    // TableExistsError, ColumnExistsError
    site.psql("CREATE TABLE products_tags ()");
    assert_eq!(site.error(&["install", "products"]), of(1, "table_exists"));
    site.psql("DROP TABLE products_tags");
    site.done(&["install", "products"]);
    site.psql("ALTER TABLE products_products ADD is_quoted boolean NOT NULL DEFAULT false");
    assert_eq!(site.error(&["install", "crm"]), of(1, "column_exists"));
    site.psql("ALTER TABLE products_products DROP is_quoted");
    site.done(&["install", "crm"]);

    // TableNotFoundError, ColumnNotFoundError
    site.psql("DROP TABLE crm_activities");
    assert_eq!(site.error(&["backup", "crm"]), of(1, "table_not_found"));
    site.done(&["sync", "crm", "--apply"]);
    site.psql("ALTER TABLE products_products DROP is_quoted");
    assert_eq!(site.error(&["backup", "crm"]), of(1, "column_not_found"));
    site.done(&["sync", "crm", "--apply"]);

    // DependencyBlockError, of modules and of objects
    assert_eq!(site.error(&["uninstall", "products"]), of(3, "dependents"));
    site.psql("CREATE VIEW of_nobody AS SELECT id FROM crm_leads");
    let (status, blocked) = site.fails(&["uninstall", "crm", "--drop-tables"]);
    assert_eq!((status, &blocked["error"]), (3, &Value::from("blocked")));
    assert_eq!(blocked["blocked_by"][0]["object"], "view public.of_nobody");
    site.psql("DROP VIEW of_nobody");

    // MigrationError, MigrationNotFoundError, RollbackError
    site.edit("crm/module.toml", |text| text.replace("1.0.0", "1.1.0"));
    site.write("crm/upgrades/1.0.0-1.1.0.sql", "ALTER TABLE crm_leads RENAME no_such_column TO title;\n");
    let (status, failed) = site.fails(&["upgrade", "crm"]);
    assert_eq!((status, &failed["error"]), (1, &Value::from("migration_failed")));
    assert!(failed["reason"].as_str().unwrap().contains("no_such_column"), "{failed}");
    assert_eq!(site.error(&["rollback", "20200101_none"]), of(1, "migration_not_found"));
    let first = site.psql(
        "SELECT migration_name FROM relvar.module_migrations WHERE module_name = 'crm' AND migration_type = 'initial'",
    );
    assert_eq!(site.error(&["rollback", &first]), of(1, "rollback_failed"));

    // SchemaValidationError
    site.psql("INSERT INTO crm_leads (title) VALUES ('a'), ('a')");
    site.edit("crm/schema/tables.sql", |text| text.replace("title text NOT NULL", "title text NOT NULL UNIQUE"));
    let (status, refused) = site.fails(&["sync", "crm", "--apply"]);
    assert_eq!((status, &refused["error"]), (1, &Value::from("validation")));
    assert_eq!(refused["in_the_way"][0]["problem"], "duplicate", "{refused}");
}

#[test]
fn names_that_mean_nothing() {
    let site = Site::new();
    let unknown = site.run(&["install", "prodcts"]);
    assert!(unknown.stderr.contains("did you mean `products`?"), "{}", unknown.stderr);
    assert_eq!(site.error(&["backup", "crm"]), of(1, "not_installed"));
    assert_eq!(site.error(&["uninstall", "crm"]), of(1, "not_installed"));
}

#[test]
fn faults_of_the_folder() {
    let site = Site::new();
    site.edit("products/module.toml", |text| format!("depends = ['crm']\n{text}"));
    assert!(site.run(&["list"]).stderr.contains("circle: crm → products → crm"));
    site.edit("products/module.toml", |text| text.replace("depends = ['crm']", "depends = ['base']"));
    assert!(site.run(&["list"]).stderr.contains("module `products` depends on `base`"));
    site.edit("products/module.toml", |text| text.replace("depends = ['base']", "depend = []"));
    assert!(site.run(&["list"]).stderr.contains("did you mean `depends`?"));
    site.edit("products/module.toml", |text| text.replace("depend = []\n", "").replace("products_\"", "crm_\""));
    let twice = site.run(&["list"]).stderr;
    assert!(twice.contains("`crm` and `products` both claim `prefix crm_`"), "{twice}");
}
