//! Modules in the library: the components of a reference of another system (FastVue), its errors, and what revisions notice.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::Path};

use relvar_catalog::{catalog::ObjectId, scratch};
use relvar_migrate::{
    RunOptions,
    module::{Backup, Change, Changed, Desired, Install, Manager, ModuleError, Modules, Uninstall, backup},
};

use crate::common::Bench;

/// A database, and a folder of modules.
struct Site {
    bench: Bench,
    folder: tempfile::TempDir,
}

const PRODUCTS: &str = "CREATE TABLE products_items (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE products_tags (id int PRIMARY KEY, item_id int REFERENCES products_items);";

const CRM: &str = "CREATE TABLE crm_leads (id int PRIMARY KEY, item_id int REFERENCES products_items);
ALTER TABLE products_items ADD is_quoted boolean;";

impl Site {
    fn new() -> Self {
        let site = Self { bench: Bench::new(), folder: tempfile::tempdir().unwrap() };
        site.write("products", "", PRODUCTS);
        site.write("crm", "depends = ['products']\n", CRM);
        site
    }

    fn write(&self, name: &str, manifest: &str, tables: &str) {
        let folder = self.folder.path().join(name);
        fs::create_dir_all(folder.join("schema")).unwrap();
        let manifest = format!("name = '{name}'\nversion = '1.0.0'\n{manifest}");
        fs::write(folder.join("module.toml"), manifest).unwrap();
        fs::write(folder.join("schema/tables.sql"), tables).unwrap();
    }

    fn modules(&self) -> Modules {
        Modules::read(self.folder.path()).unwrap()
    }

    fn manager(&self) -> Manager {
        Manager::new(self.modules(), RunOptions::default())
    }

    async fn desired(&self, names: &[&str]) -> Result<Desired, ModuleError> {
        Desired::evaluate(&self.modules(), names, scratch::Options::from_env(), &mut |_| {}).await
    }

    async fn install(&self, name: &str) -> Result<Vec<Changed>, ModuleError> {
        let desired = self.desired(&[name]).await?;
        self.manager().install(&self.bench.database(), &desired, Install::default(), &mut |_| {}).await
    }

    async fn sync(&self, name: &str, how: Change) -> Result<Vec<Changed>, ModuleError> {
        let desired = self.desired(&[name]).await?;
        self.manager().change(&self.bench.database(), (&[name], &desired), how, &mut |_| {}).await
    }

    async fn uninstall(&self, name: &str) -> Result<Vec<Changed>, ModuleError> {
        let how = Uninstall { drop_tables: true, ..Uninstall::default() };
        self.manager().uninstall(&self.bench.database(), name, how, &mut |_| {}).await
    }

    async fn rollback(&self, migration: &str) -> Result<Changed, ModuleError> {
        self.manager().rollback(&self.bench.database(), migration, false, &mut |_| {}).await
    }

    async fn backup(&self, name: &str) -> Result<Backup, ModuleError> {
        backup(&self.manager(), &self.bench.database(), name, &mut Vec::new()).await
    }

    async fn run(&self, sql: &str) {
        self.bench.session().await.batch_execute(sql).await.unwrap();
    }
}

#[tokio::test]
async fn components() {
    let site = Site::new();
    // Schema manager and migration engine: tables are created for a module and what it needs.
    let done = site.install("crm").await.unwrap();
    let kinds: Vec<_> = done.iter().map(|own| (own.module.as_str(), own.kind)).collect();
    assert_eq!(kinds, [("products", "initial"), ("crm", "initial")]);
    // Schema inspector: which tables there are, and what differs.
    let desired = site.desired(&["crm"]).await.unwrap();
    let tables = site.manager().tables_of(&site.bench.database(), &["products"], &desired).await.unwrap();
    assert!(tables.iter().all(|own| own.exists));
    assert_eq!(tables.iter().map(|own| own.model.as_str()).collect::<Vec<_>>(), ["Items", "Tags"]);
    site.run("ALTER TABLE products_items DROP name").await;
    let status = site.manager().check(&site.bench.database(), &["products", "crm"], &desired).await.unwrap();
    let name = ObjectId::Column { relation: desired.catalog().relations[1].name.clone(), name: "name".to_owned() };
    assert_eq!(status[0].validation.issues.iter().map(|own| &own.object).collect::<Vec<_>>(), [&name]);
    assert!(status[1].validation.valid, "it is the other module's column");
    let changed = site.sync("products", Change::default()).await.unwrap();
    assert!(changed[0].operations[0].contains("ADD COLUMN name"), "{changed:?}");
    assert!(site.manager().history(&site.bench.database(), Some("products")).await.unwrap().len() == 2);
}

#[tokio::test]
async fn exception_handling() {
    let site = Site::new();

    site.run("CREATE TABLE products_tags ()").await;
    let error = site.install("products").await.unwrap_err();
    assert!(matches!(&error, ModuleError::TableExists { table, .. } if table.name == "products_tags"), "{error}");
    site.run("DROP TABLE products_tags").await;
    site.install("products").await.unwrap();
    site.run("ALTER TABLE products_items ADD is_quoted boolean").await;
    let error = site.install("crm").await.unwrap_err();
    assert!(matches!(&error, ModuleError::ColumnExists { column, .. } if column == "is_quoted"), "{error}");
    site.run("ALTER TABLE products_items DROP is_quoted").await;
    let first = site.install("crm").await.unwrap()[0].migration.clone().unwrap();

    site.run("ALTER TABLE products_items DROP is_quoted").await;
    let error = site.backup("crm").await.unwrap_err();
    assert!(matches!(&error, ModuleError::ColumnNotFound { column, .. } if column == "is_quoted"), "{error}");
    site.run("DROP TABLE crm_leads").await;
    let error = site.backup("crm").await.unwrap_err();
    assert!(matches!(error, ModuleError::TableNotFound { .. } | ModuleError::ColumnNotFound { .. }), "{error}");
    let second = site.sync("crm", Change::default()).await.unwrap()[0].migration.clone().unwrap();

    let error = site.uninstall("products").await.unwrap_err();
    assert!(matches!(&error, ModuleError::Dependents { dependents, .. } if dependents == &["crm"]), "{error}");
    site.run("CREATE VIEW of_nobody AS SELECT id FROM crm_leads").await;
    let error = site.uninstall("crm").await.unwrap_err();
    let ModuleError::Blocked { blocked_by, .. } = &error else { panic!("{error}") };
    assert_eq!(blocked_by[0].object.to_string(), "view public.of_nobody");
    assert!(error.is_refusal());

    let error = site.rollback("no_such_migration").await.unwrap_err();
    assert!(matches!(error, ModuleError::MigrationNotFound { .. }), "{error}");
    let error = site.rollback(&first).await.unwrap_err();
    assert!(matches!(&error, ModuleError::Rollback { reason, .. } if reason.contains(&second)), "{error}");

    site.write("crm", "depends = ['products']\n", &CRM.replace("item_id int", "item_id int NOT NULL"));
    site.run("INSERT INTO crm_leads VALUES (7, NULL)").await;
    let error = site.sync("crm", Change::default()).await.unwrap_err();
    let ModuleError::Validation { in_the_way } = &error else { panic!("{error}") };
    assert_eq!((in_the_way[0].count, in_the_way[0].keys.len()), (1, 1));

    let folder = site.folder.path().join("crm");
    let manifest = fs::read_to_string(folder.join("module.toml")).unwrap().replace("1.0.0", "1.1.0");
    fs::write(folder.join("module.toml"), manifest).unwrap();
    fs::create_dir(folder.join("upgrades")).unwrap();
    fs::write(folder.join("upgrades/1.0.0-1.1.0.sql"), "SELECT 1 / 0;\n").unwrap();
    let error = site.sync("crm", Change { upgrade: true, ..Change::default() }).await.unwrap_err();
    let ModuleError::Failed { name, source, .. } = &error else { panic!("{error}") };
    assert!(name.contains("crm") && source.to_string().contains("division by zero"), "{error}");
    assert_eq!(error.kind(), "migration_failed");
}

/// What modules do is no drift, and what others do beside them is.
#[tokio::test]
async fn revisions_expect_what_modules_left() {
    let site = Site::new();
    let (bench, database) = (&site.bench, site.bench.database());
    bench.write("aaaa", "", ("CREATE TABLE film (id int); CREATE TABLE actor ();", "DROP TABLE film, actor;"));
    let migrator = bench.migrator();
    let drifted = async || {
        let found = migrator.inspect(&database).await.unwrap().1;
        found.into_iter().map(|own| own.object).collect::<Vec<_>>()
    };
    migrator.up(&database).await.unwrap();
    site.install("crm").await.unwrap();
    assert!(drifted().await.is_empty());
    site.run("ALTER TABLE film ADD by_hand int").await;
    assert_eq!(drifted().await, ["table public.film"], "it is known what the module left");
    // A module may go on, and hides nothing.
    site.write("crm", "depends = ['products']\n", &CRM.replace("item_id int", "note text, item_id int"));
    site.sync("crm", Change::default()).await.unwrap();
    assert_eq!(drifted().await, ["table public.film"]);
    site.run("ALTER TABLE crm_leads ADD by_hand int").await;
    assert_eq!(drifted().await, ["table public.crm_leads", "table public.film"]);
    site.run("ALTER TABLE crm_leads DROP by_hand; ALTER TABLE film DROP by_hand").await;
    assert!(drifted().await.is_empty());
    bench.write("bbbb", "aaaa", ("CREATE TABLE store ();", "DROP TABLE store;"));
    assert_eq!(bench.migrator().up(&database).await.unwrap(), ["bbbb"]);
}

/// What files want is evaluated once, until one of them changes.
#[tokio::test]
async fn unchanged_files_are_not_loaded_again() {
    let site = Site::new();
    let kept = tempfile::tempdir().unwrap();
    // Behind a URL or a fetched server nobody knows beforehand which one it is.
    if scratch::programs(&scratch::Options::from_env()).is_none() {
        return;
    }
    let evaluate = async |folder: Option<&Path>| {
        let mut steps = 0;
        let server = (scratch::Options::from_env(), folder);
        let desired = Desired::evaluate_kept(&site.modules(), &["crm"], server, &mut |_| steps += 1).await;
        desired.map(|desired| (desired, steps))
    };
    let (first, steps) = evaluate(Some(kept.path())).await.unwrap();
    assert!(steps > 0);
    let (second, steps) = evaluate(Some(kept.path())).await.unwrap();
    assert_eq!(steps, 0, "nothing is loaded");
    assert_eq!(second, first);
    assert_eq!(evaluate(None).await.unwrap().0, first);
    for (module, manifest, tables) in [
        ("crm", "depends = ['products']\n", CRM.replace("item_id", "product_id")),
        ("crm", "depends = ['products']\nprefix = 'products_'\n", CRM.to_owned()),
        ("other", "prefix = 'crm_l'\n", String::new()),
    ] {
        site.write("crm", "depends = ['products']\n", CRM);
        site.write(module, manifest, &tables);
        let Ok(modules) = Modules::read(site.folder.path()) else { continue };
        let mut steps = 0;
        let server = (scratch::Options::from_env(), Some(kept.path()));
        let _ = Desired::evaluate_kept(&modules, &["crm"], server, &mut |_| steps += 1).await;
        assert!(steps > 0, "{module}: {manifest}");
    }
    // A file that is broken is not believed.
    site.write("crm", "depends = ['products']\n", CRM);
    fs::remove_dir_all(site.folder.path().join("other")).unwrap();
    for entry in fs::read_dir(kept.path()).unwrap() {
        fs::write(entry.unwrap().path(), "{}\n{}").unwrap();
    }
    let (again, steps) = evaluate(Some(kept.path())).await.unwrap();
    assert!(steps > 0 && again == first);
}
