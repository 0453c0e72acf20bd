//! A reference of another system (FastVue), whose sections work here: each test has the name of one.

use std::fs;

use serde_json::Value;

use super::Site;

const CRM: [&str; 8] = [
    "crm_accounts",
    "crm_activities",
    "crm_contacts",
    "crm_lead_tag",
    "crm_leads",
    "crm_opportunities",
    "crm_opportunity_tag",
    "crm_tags",
];

fn with_description(text: &str) -> String {
    text.replace("    price numeric", "    description text,\n    price numeric")
}

#[test]
fn migration_tracking() {
    let site = Site::new();
    site.done(&["install", "crm"]);
    let columns = |view: &str| {
        site.psql(&format!(
            "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'relvar.{view}'::regclass \
             AND attnum > 0"
        ))
    };
    assert_eq!(
        columns("module_migrations"),
        "id, module_name, version, migration_name, migration_type, operations, rollback_sql, status, is_applied, \
         applied_at, checksum, error_message"
    );
    assert_eq!(
        columns("module_model_states"),
        "id, module_name, model_name, table_name, schema_snapshot, columns, indexes, foreign_keys, checksum, version"
    );
    assert_eq!(
        site.psql(
            "SELECT module_name, version, migration_type, status, is_applied FROM relvar.module_migrations ORDER BY id"
        ),
        "products|1.0.0|initial|applied|t\nproducts|1.0.0|data|applied|t\ncrm|1.0.0|initial|applied|t\n\
         crm|1.0.0|data|applied|t"
    );
    assert_eq!(
        site.psql(
            "SELECT jsonb_typeof(operations), jsonb_array_length(operations) > 8, rollback_sql LIKE '%DROP TABLE%', \
             applied_at IS NOT NULL, checksum ~ '[0-9a-f]{64}$' FROM relvar.module_migrations WHERE module_name = 'crm' AND \
             migration_type = 'initial'"
        ),
        "array|t|t|t|t",
        "operations, what reverts them, and a SHA-256"
    );
    assert_eq!(
        site.psql(
            "SELECT model_name, jsonb_array_length(columns), jsonb_array_length(foreign_keys), version FROM \
             relvar.module_model_states WHERE table_name = 'crm_leads'"
        ),
        "Leads|5|3|1.0.0"
    );
}

#[test]
fn list_modules() {
    let site = Site::new();
    let list = site.done(&["list"]);
    assert!(list.stdout.contains("crm") && list.stdout.contains("products"), "{}", list.stdout);
    assert_eq!(site.json(&["list", "--installed"]), Value::Array(Vec::new()));
    assert_eq!(site.json(&["list", "--apps"])[0]["name"], "crm");
    site.done(&["install", "products"]);
    let installed = site.json(&["list", "--installed"]);
    assert_eq!(installed.as_array().map(Vec::len), Some(1));
    assert_eq!(installed[0]["name"], "products");
}

#[test]
fn install_module() {
    let site = Site::new();
    // Dependencies first; then tables, with those that join others; then the first rows.
    let installed = site.done(&["install", "crm"]);
    let order: Vec<_> = installed.stderr.lines().filter(|line| line.starts_with("applied")).collect();
    for (line, part) in order.iter().zip(["products_initial", "products_data", "crm_initial", "crm_data"]) {
        assert!(line.contains(part), "{order:?}");
    }
    let tables = site.tables();
    assert!(CRM.iter().all(|table| tables.lines().any(|own| own == *table)), "{tables}");
    assert_eq!(site.psql("SELECT id, name FROM products_categories ORDER BY id"), "1|Tools\n2|Books, used");
    assert_eq!(site.psql("SELECT name FROM crm_tags ORDER BY id"), "hot\ncold");
    // Keys go on after those of the first rows.
    assert_eq!(site.psql("INSERT INTO products_categories (name) VALUES ('Toys') RETURNING id"), "3");
    assert_eq!(site.psql("INSERT INTO crm_tags (name) VALUES ('new') RETURNING id"), "3");
    assert_eq!(
        site.psql("SELECT name, version, state FROM relvar.module ORDER BY name"),
        "crm|1.0.0|installed\nproducts|1.0.0|installed"
    );
    assert!(site.done(&["install", "crm"]).stderr.contains("nothing to install"));
}

#[test]
fn upgrade_module() {
    let site = Site::new();
    site.done(&["install", "products"]);
    site.psql("INSERT INTO products_products (name) VALUES ('Saw'), ('Axe')");
    // A rename, which a plan cannot know, and a column that it finds by itself.
    site.edit("products/schema/tables.sql", |text| {
        with_description(text)
            .replace("name varchar(100) NOT NULL,\n    desc", "title varchar(100) NOT NULL,\n    desc")
    });
    site.edit("products/module.toml", |text| text.replace("1.0.0", "1.1.0"));
    site.write("products/upgrades/1.0.0-1.1.0.sql", "ALTER TABLE products_products RENAME name TO title;\n");
    assert_eq!(site.json(&["list", "--outdated"])[0]["name"], "products");
    site.done(&["upgrade", "products"]);
    assert_eq!(site.psql("SELECT title FROM products_products ORDER BY id"), "Saw\nAxe");
    assert_eq!(site.columns("products_products"), "category_id,description,id,price,title");
    assert_eq!(site.run(&["check"]).status, 0);
    assert_eq!(site.json(&["list", "--outdated"]), Value::Array(Vec::new()));
    assert_eq!(site.psql("SELECT version FROM relvar.module"), "1.1.0");
}

#[test]
fn uninstall_module() {
    let site = Site::new();
    site.done(&["install", "crm"]);
    let tables = site.tables();

    // Soft: the tables stay, and come back as they are.
    site.psql("INSERT INTO crm_tags (name) VALUES ('new')");
    site.done(&["uninstall", "crm"]);
    assert_eq!(site.tables(), tables);
    assert_eq!(site.psql("SELECT state FROM relvar.module WHERE name = 'crm'"), "uninstalled");
    site.done(&["install", "crm"]);
    assert_eq!(site.psql("SELECT count(*) FROM crm_tags"), "3");

    // Dependents: refused, with their names and the reason.
    let (status, refused) = site.fails(&["uninstall", "products", "--drop-tables"]);
    assert_eq!(
        (status, &refused["error"], &refused["dependents"][0]),
        (3, &Value::from("dependents"), &Value::from("crm"))
    );
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("`crm` needs it, because it names it in `depends`"), "{message}");

    // Without a backup only on request.
    assert_eq!(site.run(&["uninstall", "crm", "--drop-tables", "--no-backup"]).status, 3);
    assert_eq!(site.tables(), tables);

    // Hard: what it owns is gone, also from the tables of others.
    site.done(&["uninstall", "crm", "--drop-tables"]);
    let left = site.tables();
    assert!(!left.contains("crm_") && left.contains("products_products"), "{left}");
    assert_eq!(site.columns("products_products"), "category_id,id,name,price");
    assert_eq!(site.psql("SELECT count(*) FROM relvar.module_model_states WHERE module_name = 'crm'"), "0");

    // With what needs it.
    site.done(&["install", "crm"]);
    site.done(&["uninstall", "products", "--drop-tables", "--cascade", "--no-backup", "--force"]);
    assert_eq!(site.tables(), "");
    assert_eq!(site.json(&["list", "--installed"]), Value::Array(Vec::new()));
}

#[test]
fn check_schema_status() {
    let site = Site::new();
    site.done(&["install", "crm"]);
    let check = site.done(&["check-schema"]);
    assert!(check.stdout.lines().all(|line| line.ends_with("in step")), "{}", check.stdout);
    site.edit("products/schema/tables.sql", with_description);
    let all = site.run(&["check-schema"]);
    assert_eq!(all.status, 2, "{}", all.stderr);
    assert!(all.stdout.contains("1 difference"), "{}", all.stdout);
    let status = &site.json(&["check-schema", "products"])[0];
    assert_eq!(status["module_name"], "products");
    assert_eq!(status["has_models"], true);
    assert_eq!(status["models"], serde_json::json!(["Categories", "ProductTag", "Products", "Tags"]));
    assert_eq!(status["validation"]["valid"], false);
    assert_eq!(status["validation"]["issues"][0]["kind"], "column_not_found");
    assert_eq!(status["pending_changes"], true);
    assert!(status["pending_operations"][0]["sql"].as_str().unwrap().contains("ADD COLUMN description"), "{status}");
    let tables = site.json(&["tables", "products"]);
    let association = tables.as_array().unwrap().iter().find(|own| own["table"] == "products_product_tag").unwrap();
    assert_eq!(association["association"], true);
}

#[test]
fn sync_schema() {
    let site = Site::new();
    site.done(&["install", "products"]);
    site.edit("products/schema/tables.sql", with_description);
    // A preview runs nothing.
    let preview = site.done(&["sync-schema", "products"]);
    assert!(preview.stdout.contains("ADD COLUMN description text"), "{}", preview.stdout);
    assert_eq!(site.columns("products_products"), "category_id,id,name,price");
    site.done(&["sync-schema", "products", "--apply"]);
    assert_eq!(site.columns("products_products"), "category_id,description,id,name,price");
    assert!(site.done(&["sync", "products", "--apply"]).stderr.contains("nothing to run"));
    // What deletes data needs a word.
    site.edit("products/schema/tables.sql", |text| text.replace("    description text,\n", ""));
    assert_eq!(site.error(&["sync", "products", "--apply"]), (3, "deletes_data".to_owned()));
    site.done(&["sync", "products", "--apply", "--force"]);
    assert_eq!(site.columns("products_products"), "category_id,id,name,price");
}

#[test]
fn view_migration_history() {
    let site = Site::new();
    site.done(&["install", "crm"]);
    let all = site.json(&["show-migrations"]);
    let kinds: Vec<_> = all.as_array().unwrap().iter().map(|own| own["migration_type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["data", "initial", "data", "initial"], "newest first");
    let one = site.json(&["show-migrations", "products", "--limit", "1"]);
    assert_eq!(one.as_array().map(Vec::len), Some(1));
    assert_eq!(one[0]["module_name"], "products");
    let text = site.done(&["show-migrations", "products", "--limit", "50"]).stdout;
    assert!(text.contains("products_initial") && text.contains("applied") && !text.contains("crm"), "{text}");
}

#[test]
fn rollback_support() {
    let site = Site::new();
    site.done(&["install", "products"]);
    let first = site.psql("SELECT migration_name FROM relvar.module_migrations WHERE migration_type = 'initial'");
    site.edit("products/schema/tables.sql", with_description);
    site.done(&["sync", "products", "--apply"]);
    let last = site.last("products");
    // A later one goes first, and values are deleted only on request.
    let (status, refused) = site.fails(&["rollback", &first]);
    assert_eq!((status, &refused["error"]), (1, &Value::from("rollback_failed")));
    assert!(refused["reason"].as_str().unwrap().contains(&last), "{refused}");
    assert_eq!(site.error(&["rollback", &last]), (1, "rollback_failed".to_owned()));
    site.done(&["rollback", &last, "--force"]);
    assert_eq!(site.columns("products_products"), "category_id,id,name,price");
    assert_eq!(
        site.psql(&format!("SELECT status, is_applied FROM relvar.module_migrations WHERE migration_name = '{last}'")),
        "rolled_back|f"
    );
    assert_eq!(
        site.psql("SELECT count(*) FROM relvar.module_model_states WHERE schema_snapshot::text LIKE '%description%'"),
        "0"
    );
    // The first one of all takes the module with it.
    site.done(&["rollback", &first, "--force"]);
    assert_eq!(site.tables(), "");
    assert_eq!(site.json(&["list", "--installed"]), Value::Array(Vec::new()));
}

#[test]
fn backup_module_data() {
    let site = Site::new();
    site.done(&["install", "products"]);
    let path = site.done(&["backup", "products"]).stdout;
    let path = path.trim();
    assert!(path.starts_with("backups/modules/products_20") && path.rsplit('.').next() == Some("json"), "{path}");
    let backup: Value = serde_json::from_str(&fs::read_to_string(site.folder.path().join(path)).unwrap()).unwrap();
    assert_eq!(backup["module_name"], "products");
    assert_eq!(backup["tables"]["products_categories"]["rows"][1]["name"], "Books, used");
}

#[test]
fn define_models_register_in_manifest_install_module() {
    let site = Site::new();
    site.done(&["new", "stock", "--depends", "products"]);
    assert!(site.done(&["show", "stock"]).stdout.contains("depends    products"));
    assert_eq!(site.run(&["new", "stock"]).status, 3, "it is there already");
    site.done(&["install", "stock"]);
    assert!(site.tables().contains("stock_items"));
}

#[test]
fn association_tables() {
    let site = Site::new();
    site.module(
        "my_module",
        "",
        "CREATE TABLE my_module_product_tag (product_id integer REFERENCES my_module_products ON DELETE CASCADE,
             tag_id integer REFERENCES my_module_tags ON DELETE CASCADE, PRIMARY KEY (product_id, tag_id));
         CREATE TABLE my_module_products (id integer PRIMARY KEY, name varchar(100) NOT NULL, price float8 DEFAULT 0.0);
         CREATE TABLE my_module_tags (id integer PRIMARY KEY, name varchar(50) NOT NULL);",
    );
    site.done(&["install", "my_module"]);
    site.psql(
        "INSERT INTO my_module_products VALUES (1, 'Saw'); INSERT INTO my_module_tags VALUES (1, 'sharp');
        INSERT INTO my_module_product_tag VALUES (1, 1); DELETE FROM my_module_tags",
    );
    assert_eq!(site.psql("SELECT count(*) FROM my_module_product_tag"), "0", "the row goes with its tag");
    assert_eq!(site.psql("SELECT model_name FROM relvar.module_model_states ORDER BY 1"), "ProductTag\nProducts\nTags");
}

#[test]
fn nullable_new_columns() {
    let site = Site::new();
    site.done(&["install", "products"]);
    site.psql("INSERT INTO products_products (id, name) VALUES (7, 'Saw'), (8, 'Axe')");
    site.edit("products/schema/tables.sql", |text| {
        with_description(text).replace("description text", "description text NOT NULL")
    });
    let (status, refused) = site.fails(&["sync", "products", "--apply"]);
    assert_eq!((status, &refused["error"]), (1, &Value::from("validation")), "{refused}");
    let found = &refused["in_the_way"][0];
    assert_eq!((&found["count"], &found["problem"]), (&Value::from(2), &Value::from("no_value")), "{refused}");
    assert!(
        found["keys"].to_string().contains('7') && !refused.to_string().contains("Saw"),
        "keys, and no values: {refused}"
    );
    assert_eq!(site.columns("products_products"), "category_id,id,name,price");
    // With a default it fits.
    site.edit("products/schema/tables.sql", |text| text.replace("text NOT NULL", "text NOT NULL DEFAULT ''"));
    site.done(&["sync", "products", "--apply"]);
    assert_eq!(site.psql("SELECT count(*) FROM products_products WHERE description = ''"), "2");
}

#[test]
fn backup_before_destructive_operations() {
    let site = Site::new();
    site.done(&["install", "crm"]);
    let gone = site.done(&["uninstall", "crm", "--drop-tables"]);
    let path = gone.stderr.split('`').nth(1).unwrap();
    let backup: Value = serde_json::from_str(&fs::read_to_string(site.folder.path().join(path)).unwrap()).unwrap();
    assert_eq!(backup["tables"]["crm_tags"]["rows"][1]["name"], "cold");
    assert_eq!(backup["tables"].as_object().map(serde_json::Map::len), Some(CRM.len()));
}

#[test]
fn table_drop_ordering() {
    let site = Site::new();
    site.done(&["install", "crm"]);
    let gone = site.json(&["uninstall", "crm", "--drop-tables"]);
    let sql: Vec<_> =
        gone["migrations"][0]["operations"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(sql.iter().all(|sql| !sql.contains("CASCADE")), "{sql:?}");
    let place = |table: &str| sql.iter().position(|sql| sql.contains(&format!("DROP TABLE public.{table}"))).unwrap();
    for (first, then) in [
        ("crm_lead_tag", "crm_leads"),
        ("crm_lead_tag", "crm_tags"),
        ("crm_opportunity_tag", "crm_opportunities"),
        ("crm_opportunity_tag", "crm_tags"),
        ("crm_opportunities", "crm_leads"),
        ("crm_activities", "crm_leads"),
        ("crm_leads", "crm_contacts"),
        ("crm_leads", "crm_accounts"),
        ("crm_contacts", "crm_accounts"),
    ] {
        assert!(place(first) < place(then), "{first} before {then}: {sql:?}");
    }
}

/// The reference closes its session before it drops; here there is nothing that could wait for itself.
#[test]
fn transaction_management() {
    let site = Site::new();
    site.done(&["install", "products"]);
    // With no patience at all: the connections of the tool do not wait for each other.
    site.done(&["uninstall", "products", "--drop-tables", "--lock-timeout", "100", "--retries", "0"]);
    assert_eq!(site.tables(), "");
}
