//! `relvar module`, as the command is used: the sections of a reference of another system, one after the other.

mod faults;

use std::{
    fs,
    path::{Path, PathBuf},
};

use relvar_catalog::scratch::Server;
use serde_json::Value;
use tempfile::TempDir;

use crate::common::{Relvar, Run, folder, scratch};

/// A server, and a copy of the modules of the example.
struct Site {
    server: Server,
    folder: TempDir,
}

impl Site {
    fn new() -> Self {
        let site = Self { server: scratch(), folder: folder() };
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/modules/modules");
        copy(&example, &site.folder.path().join("modules"));
        site
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let url = self.server.url();
        Relvar::with_arguments(&[&["module", "--url", &url], arguments].concat()).within(&self.folder).run()
    }

    /// A run that has to end well.
    fn done(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.status, 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
        run
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(&[arguments, &["--format", "json"]].concat());
        let document = serde_json::from_str(&run.stdout);
        assert!(document.is_ok(), "{arguments:?}: {}{}", run.stdout, run.stderr);
        document.unwrap()
    }

    /// The rows of a query, as psql shows them.
    fn psql(&self, sql: &str) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) = self.server.config().connect(tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let rows = client.simple_query(sql).await.unwrap();
            let rows = rows.iter().filter_map(|row| match row {
                tokio_postgres::SimpleQueryMessage::Row(row) => {
                    Some((0..row.len()).map(|at| row.get(at).unwrap_or("NULL")).collect::<Vec<_>>().join("|"))
                }
                _ => None,
            });
            rows.collect::<Vec<_>>().join("\n")
        })
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("modules").join(path)
    }

    fn edit(&self, path: &str, edit: impl Fn(&str) -> String) {
        let path = self.path(path);
        let text = fs::read_to_string(&path).unwrap();
        let edited = edit(&text);
        assert_ne!(text, edited, "nothing was edited in {}", path.display());
        fs::write(path, edited).unwrap();
    }

    fn tables(&self) -> String {
        self.psql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE \"C\"")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { assert!(fs::copy(&path, &target).is_ok()) }
    }
}

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

#[test]
fn install_check_and_uninstall() {
    let site = Site::new();

    // List modules.
    let list = site.done(&["list"]);
    assert!(list.stdout.contains("crm") && list.stdout.contains("products"), "{}", list.stdout);
    assert_eq!(site.json(&["list", "--installed"]), Value::Array(Vec::new()));
    assert_eq!(site.json(&["list", "--apps"])[0]["name"], "crm");

    // Install a module: dependencies first, association tables, first rows.
    let installed = site.done(&["install", "crm"]);
    let order: Vec<_> = installed.stderr.lines().filter(|line| line.starts_with("applied")).collect();
    assert!(order[0].contains("products_initial") && order[3].contains("crm_data"), "{order:?}");
    let tables = site.tables();
    assert!(CRM.iter().all(|table| tables.lines().any(|own| own == *table)), "{tables}");
    assert!(tables.contains("products_product_tag"), "{tables}");
    assert_eq!(site.psql("SELECT id, name FROM products_categories ORDER BY id"), "1|Tools\n2|Books, used");
    assert_eq!(site.psql("SELECT name FROM crm_tags ORDER BY id"), "hot\ncold");
    // Keys go on after those of the first rows.
    assert_eq!(site.psql("INSERT INTO products_categories (name) VALUES ('Toys') RETURNING id"), "3");
    assert_eq!(site.psql("INSERT INTO crm_tags (name) VALUES ('new') RETURNING id"), "3");
    assert!(site.done(&["install", "crm"]).stderr.contains("nothing to install"));

    // Migration tracking: the columns of the reference.
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
            "SELECT model_name, jsonb_array_length(columns), jsonb_array_length(foreign_keys) FROM \
             relvar.module_model_states WHERE table_name = 'crm_leads'"
        ),
        "Leads|5|3"
    );

    // Check: nothing differs.
    let check = site.done(&["check-schema"]);
    assert!(check.stdout.lines().all(|line| line.ends_with("in step")), "{}", check.stdout);

    // Uninstall: refused while another module needs it.
    let refused = site.run(&["uninstall", "products", "--drop-tables"]);
    assert_eq!(refused.status, 3, "{}", refused.stderr);
    assert!(refused.stderr.contains("`crm` needs it"), "{}", refused.stderr);

    // Soft: the tables stay, and come back as they are.
    site.done(&["uninstall", "crm"]);
    assert_eq!(site.tables(), tables);
    site.done(&["install", "crm"]);
    assert_eq!(site.psql("SELECT count(*) FROM crm_tags"), "3");

    // Hard: in an order that respects the keys, after a backup.
    assert_eq!(site.run(&["uninstall", "crm", "--drop-tables", "--no-backup"]).status, 3);
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
    let tables = site.tables();
    assert!(!tables.contains("crm_") && tables.contains("products_products"), "{tables}");
    assert_eq!(
        site.psql(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = 'products_products'::regclass AND attname = 'is_quoted'"
        ),
        "0",
        "what it added to the table of another module is gone"
    );
    let backup = fs::read_dir(site.folder.path().join("backups/modules")).unwrap().next().unwrap().unwrap().path();
    let backup: Value = serde_json::from_str(&fs::read_to_string(backup).unwrap()).unwrap();
    assert_eq!(backup["tables"]["crm_tags"]["rows"][2]["name"], "new");
    assert_eq!(site.psql("SELECT count(*) FROM relvar.module_model_states WHERE module_name = 'crm'"), "0");
}

#[test]
fn a_new_column_is_synced_and_rolled_back() {
    let site = Site::new();
    site.done(&["install", "products"]);
    site.psql("INSERT INTO products_products (name) VALUES ('Saw'), ('Axe')");

    // Add a column. The preview runs nothing.
    site.edit("products/schema/tables.sql", |text| {
        text.replace("    price numeric", "    description text,\n    price numeric")
    });
    let check = site.run(&["check", "products"]);
    assert_eq!(check.status, 2, "{}", check.stderr);
    let status = &site.json(&["check", "products"])[0];
    assert_eq!(status["module_name"], "products");
    assert_eq!(status["has_models"], true);
    assert_eq!(status["validation"]["valid"], false);
    assert_eq!(status["validation"]["issues"][0]["kind"], "column_not_found");
    assert_eq!(status["pending_changes"], true);
    let preview = site.done(&["sync-schema", "products"]);
    assert!(preview.stdout.contains("ADD COLUMN description text"), "{}", preview.stdout);
    let columns = "SELECT string_agg(attname, ',' ORDER BY attname) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped \
                   AND attrelid = 'products_products'::regclass";
    assert_eq!(site.psql(columns), "category_id,id,name,price");
    site.done(&["sync", "products", "--apply"]);
    assert_eq!(site.psql(columns), "category_id,description,id,name,price");
    assert_eq!(site.run(&["check"]).status, 0);
    assert!(site.done(&["sync", "products", "--apply"]).stderr.contains("nothing to run"));

    // History, and rollback of the last migration.
    let history = site.json(&["show-migrations", "products", "--limit", "1"]);
    assert_eq!(history.as_array().map(Vec::len), Some(1));
    assert_eq!(history[0]["migration_type"], "schema");
    let name = history[0]["migration_name"].as_str().unwrap().to_owned();
    let first = site.psql("SELECT migration_name FROM relvar.module_migrations WHERE migration_type = 'initial'");
    let refused = site.json(&["rollback", &first]);
    assert_eq!(refused["error"], "rollback_failed", "a later one goes first: {refused}");
    assert_eq!(site.run(&["rollback", &name]).status, 1, "it deletes the values of a column");
    site.done(&["rollback", &name, "--force"]);
    assert_eq!(site.psql(columns), "category_id,id,name,price");
    assert_eq!(
        site.psql(&format!("SELECT status, is_applied FROM relvar.module_migrations WHERE migration_name = '{name}'")),
        "rolled_back|f"
    );
    assert_eq!(
        site.psql("SELECT count(*) FROM relvar.module_model_states WHERE schema_snapshot::text LIKE '%description%'"),
        "0"
    );
    assert_eq!(site.json(&["rollback", "20200101_none"])["error"], "migration_not_found");

    // Nullable new columns: rows in the way are found before anything is run.
    site.edit("products/schema/tables.sql", |text| text.replace("description text", "description text NOT NULL"));
    let refused = site.json(&["sync", "products", "--apply"]);
    assert_eq!(refused["error"], "validation", "{refused}");
    assert_eq!(refused["in_the_way"][0]["count"], 2);
    assert_eq!(refused["in_the_way"][0]["problem"], "no_value");
    assert_eq!(site.psql(columns), "category_id,id,name,price");

    // Upgrade: what was written by hand comes first, and then the plan.
    site.edit("products/schema/tables.sql", |text| {
        text.replace(
            "name varchar(100) NOT NULL,\n    description text NOT NULL",
            "title varchar(100) NOT NULL,\n    description text",
        )
    });
    site.edit("products/module.toml", |text| text.replace("1.0.0", "1.1.0"));
    fs::create_dir(site.path("products/upgrades")).unwrap();
    fs::write(site.path("products/upgrades/1.0.0-1.1.0.sql"), "ALTER TABLE products_products RENAME name TO title;\n")
        .unwrap();
    assert_eq!(site.json(&["list", "--outdated"])[0]["name"], "products");
    site.done(&["upgrade", "--all"]);
    assert_eq!(site.psql("SELECT title FROM products_products ORDER BY id"), "Saw\nAxe");
    assert_eq!(site.run(&["check"]).status, 0);
    assert_eq!(site.json(&["list", "--outdated"]), Value::Array(Vec::new()));

    // What deletes data needs a word.
    site.edit("products/schema/tables.sql", |text| text.replace("    description text,\n", ""));
    assert_eq!(site.run(&["sync", "products", "--apply"]).status, 3);
    site.done(&["sync", "products", "--apply", "--force"]);
    assert_eq!(site.psql(columns), "category_id,id,price,title");
}

#[test]
fn every_error_has_a_name() {
    let site = Site::new();
    let error = |arguments: &[&str]| site.json(arguments)["error"].as_str().unwrap_or_default().to_owned();

    // A table and a column that are there already, and are taken over.
    site.psql("CREATE TABLE products_tags (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name varchar(50) NOT NULL)");
    site.psql("INSERT INTO products_tags (name) VALUES ('old')");
    assert_eq!(error(&["install", "products"]), "table_exists");
    site.done(&["install", "products", "--adopt"]);
    assert_eq!(site.psql("SELECT name FROM products_tags"), "old");
    site.psql("ALTER TABLE products_products ADD is_quoted boolean NOT NULL DEFAULT false");
    assert_eq!(error(&["install", "crm"]), "column_exists");
    site.psql("ALTER TABLE products_products DROP is_quoted");

    // Names.
    let unknown = site.run(&["install", "prodcts"]);
    assert!(unknown.stderr.contains("did you mean `products`?"), "{}", unknown.stderr);
    assert_eq!(error(&["backup", "crm"]), "not_installed");
    assert_eq!(error(&["uninstall", "crm"]), "not_installed");

    // A migration that fails leaves nothing of itself, says why, and is resumed.
    let tags = fs::read_to_string(site.path("crm/data/tags.json")).unwrap();
    fs::write(site.path("crm/data/tags.json"), r#"{"crm_tags": [{"id": 1, "name": null}]}"#).unwrap();
    let failed = site.json(&["install", "crm"]);
    assert_eq!(failed["error"], "migration_failed");
    assert!(failed["reason"].as_str().unwrap().contains("null value"), "{failed}");
    let query = "SELECT migration_type, error_message FROM relvar.module_migrations WHERE module_name = 'crm' AND status = 'failed'";
    assert!(site.psql(query).starts_with("data|null value in column"), "{}", site.psql(query));
    assert!(site.done(&["list", "--installed"]).stdout.contains("installing"));
    fs::write(site.path("crm/data/tags.json"), tags).unwrap();
    site.done(&["install", "crm"]);
    assert_eq!(site.psql("SELECT count(*) FROM crm_tags"), "2");

    // A key of a table that is nobody's blocks a drop; with --cascade the key goes, and the table stays.
    site.psql("CREATE TABLE order_items (id integer PRIMARY KEY, account_id integer REFERENCES crm_accounts (id))");
    let blocked = site.run(&["uninstall", "crm", "--drop-tables", "--format", "json"]);
    assert_eq!(blocked.status, 3, "{}", blocked.stderr);
    let blocked: Value = serde_json::from_str(&blocked.stdout).unwrap();
    assert_eq!(blocked["error"], "blocked");
    assert!(blocked["blocked_by"][0]["object"].as_str().unwrap().contains("order_items"), "{blocked}");
    let dry = site.done(&["uninstall", "crm", "--drop-tables", "--cascade", "--dry-run"]);
    assert!(dry.stdout.contains("ALTER TABLE public.order_items DROP CONSTRAINT"), "{}", dry.stdout);
    assert!(!dry.stdout.contains("CASCADE"), "{}", dry.stdout);

    // Out of step: a table and a column that are gone.
    site.psql("DROP TABLE crm_activities; ALTER TABLE crm_leads DROP title");
    let issues = site.json(&["compare", "crm"]);
    let kinds: Vec<_> =
        issues[0]["issues"].as_array().unwrap().iter().map(|own| own["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"table_not_found") && kinds.contains(&"column_not_found"), "{issues}");
    assert_eq!(error(&["backup", "crm"]), "table_not_found");
    site.done(&["sync", "crm", "--apply"]);
    site.psql("ALTER TABLE products_products DROP is_quoted");
    assert_eq!(error(&["backup", "crm"]), "column_not_found");
    site.done(&["sync", "crm", "--apply"]);
    assert_eq!(site.run(&["check"]).status, 0);
    site.done(&["uninstall", "products", "--drop-tables", "--cascade", "--no-backup", "--force"]);
    assert_eq!(site.tables(), "order_items");

    // Faults of the folder.
    site.edit("products/module.toml", |text| format!("depends = ['crm']\n{text}"));
    assert!(site.run(&["list"]).stderr.contains("circle: crm → products → crm"));
    site.edit("products/module.toml", |text| text.replace("depends = ['crm']", "depends = ['base']"));
    assert!(site.run(&["list"]).stderr.contains("module `products` depends on `base`"));
    site.edit("products/module.toml", |text| text.replace("depends = ['base']", "depend = []"));
    assert!(site.run(&["list"]).stderr.contains("did you mean `depends`?"));
    site.edit("products/module.toml", |text| text.replace("depend = []\n", "").replace("products_\"", "crm_\""));
    let twice = site.run(&["list"]).stderr;
    assert!(twice.contains("`crm` and `products` both claim `prefix crm_`"), "{twice}");
    site.edit("products/module.toml", |text| text.replace("\"crm_\"", "\"products_\""));
    site.edit("products/schema/tables.sql", |text| format!("{text}CREATE TABLE stray (id int);\n"));
    assert_eq!(error(&["install", "products"]), "outside");
    site.edit("products/schema/tables.sql", |text| text.replace("TABLE stray", "TABLE crm_tags"));
    assert_eq!(error(&["install", "products"]), "claimed_twice");
}

#[test]
fn a_new_module_is_whole() {
    let site = Site::new();
    site.done(&["new", "stock", "--depends", "products"]);
    assert!(site.done(&["show", "stock"]).stdout.contains("depends    products"));
    site.done(&["install", "stock"]);
    assert!(site.tables().contains("stock_items"));
    assert_eq!(site.run(&["new", "stock"]).status, 3);
    let tables = site.json(&["tables", "products"]);
    let association = tables.as_array().unwrap().iter().find(|own| own["table"] == "products_product_tag").unwrap();
    assert_eq!(association["association"], true);
    let path = site.done(&["backup", "products"]).stdout;
    let text = fs::read_to_string(site.folder.path().join(path.trim())).unwrap();
    let backup: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(backup["tables"]["products_categories"]["rows"][1]["name"], "Books, used");
}
