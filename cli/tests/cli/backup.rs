//! `relvar backup` and `relvar restore`.

use crate::common::{Relvar, execute, folder, scratch, write};

const SHOP: &str = "
    CREATE TABLE customer (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
    CREATE TABLE purchase (id serial PRIMARY KEY, customer integer NOT NULL REFERENCES customer, paid numeric(9, 2));
    INSERT INTO customer (name) VALUES ('Ada'), ('Bob');
    INSERT INTO purchase (customer, paid) VALUES (1, 9.50), (2, NULL), (2, 0.01);
";

#[test]
fn a_backup_is_listed_verified_and_restored() {
    let (server, folder) = (scratch(), folder());
    execute(&server, SHOP);
    let file = folder.path().join("shop.backup").display().to_string();
    let saved = Relvar::new(["backup", "--out", &file, "--url", &server.url()]).run();
    assert_eq!(saved.status, 0, "{}", saved.stderr);
    assert!(saved.stderr.contains("2 tables, 5 rows"), "{}", saved.stderr);

    let listed = Relvar::new(["restore", &file, "--list"]).run();
    assert_eq!(listed.status, 0, "{}", listed.stderr);
    assert!(listed.stdout.contains("public.customer") && listed.stdout.contains("3 rows"), "{}", listed.stdout);
    let document = Relvar::new(["restore", &file, "--list", "--format", "json"]).run().stdout;
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["header"]["format"], 1);

    let verified = Relvar::new(["restore", &file, "--verify"]).run();
    assert_eq!(verified.status, 0, "{}", verified.stderr);

    // The tables are there, with the same keys: nothing is restored, and nothing is changed.
    let refused = Relvar::new(["restore", &file, "--url", &server.url()]).run();
    assert_eq!(refused.status, 1, "{}", refused.stderr);
    assert!(refused.stderr.contains("customer_pkey"), "{}", refused.stderr);

    execute(&server, "DELETE FROM purchase WHERE id = 2; UPDATE customer SET name = 'Eve' WHERE id = 1;");
    let skipped = Relvar::new(["restore", &file, "--url", &server.url(), "--on-conflict", "skip"]).run();
    assert_eq!(skipped.status, 0, "{}", skipped.stderr);
    execute(&server, "DO $$ BEGIN ASSERT (SELECT name FROM customer WHERE id = 1) = 'Eve'; END $$");
    let updated = Relvar::new(["restore", &file, "--url", &server.url(), "--on-conflict", "update"]).run();
    assert_eq!(updated.status, 0, "{}", updated.stderr);
    execute(&server, "DO $$ BEGIN ASSERT (SELECT name FROM customer WHERE id = 1) = 'Ada'; END $$");

    execute(&server, "DROP TABLE purchase, customer");
    let restored = Relvar::new(["restore", &file, "--url", &server.url()]).run();
    assert_eq!(restored.status, 0, "{}", restored.stderr);
    execute(&server, "INSERT INTO purchase (customer) VALUES (1); INSERT INTO customer (name) VALUES ('Cyd')");
}

#[test]
fn a_backup_that_fails_leaves_no_file() {
    let (server, folder) = (scratch(), folder());
    execute(&server, SHOP);
    let file = folder.path().join("shop.backup");
    let run =
        Relvar::new(["backup", "--out", &file.display().to_string(), "--table", "nowhere", "--url", &server.url()])
            .run();
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stderr.contains("there is no table `nowhere`"), "{}", run.stderr);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_time_of_a_file_can_be_chosen() {
    let (server, folder) = (scratch(), folder());
    execute(&server, SHOP);
    let file = folder.path().join("shop.backup").display().to_string();
    let saved =
        Relvar::new(["backup", "-o", &file, "--url", &server.url()]).with("SOURCE_DATE_EPOCH", "1795939200").run();
    assert_eq!(saved.status, 0, "{}", saved.stderr);
    let listed = Relvar::new(["restore", &file, "--list"]).run().stdout;
    assert!(listed.contains("2026-11-29T08:00:00Z"), "{listed}");
}

#[test]
fn a_folder_keeps_the_backups_that_were_asked_for() {
    let (server, folder) = (scratch(), folder());
    execute(&server, SHOP);
    let place = folder.path().display().to_string();
    for day in 0..5 {
        let time = (1_795_939_200 + day * 86_400).to_string();
        let run = Relvar::new(["backup", "--out", &place, "--keep", "3d", "--url", &server.url()])
            .with("SOURCE_DATE_EPOCH", &time)
            .run();
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert_eq!(run.stderr.contains("removed `"), day >= 3, "{}", run.stderr);
    }
    let mut names: Vec<String> =
        std::fs::read_dir(folder.path()).unwrap().map(|own| own.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names[0].contains("_20261201T080000Z") && names[2].contains("_20261203T080000Z"), "{names:?}");
    let refused = Relvar::new(["backup", "--out", "-", "--keep", "3d", "--url", &server.url()]).run();
    assert_eq!(refused.status, 1, "{}", refused.stderr);
}

#[test]
fn the_tables_of_a_module_are_saved() {
    let (server, folder) = (scratch(), folder());
    execute(&server, SHOP);
    std::fs::create_dir_all(folder.path().join("modules/sales/schema")).unwrap();
    write(&folder, "modules/sales/module.toml", "name = \"sales\"\nversion = \"1.0.0\"\nschemas = [\"public\"]\n");
    let schema =
        "CREATE TABLE customer (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);";
    write(&folder, "modules/sales/schema/tables.sql", schema);
    let run = Relvar::new(["backup", "--out", "sales.backup", "--module", "sales", "--url", &server.url()])
        .within(&folder)
        .run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    let listed = Relvar::new(["restore", "sales.backup", "--list"]).within(&folder).run().stdout;
    assert!(listed.contains("public.customer") && !listed.contains("purchase"), "{listed}");
    let run =
        Relvar::new(["backup", "--out", "x", "--module", "nothing", "--url", &server.url()]).within(&folder).run();
    assert_eq!(run.status, 1, "{}", run.stderr);
}

#[test]
fn a_killed_backup_leaves_the_one_before_it() {
    let (server, folder) = (scratch(), folder());
    execute(&server, "CREATE TABLE large AS SELECT n, md5(n::text) AS t FROM generate_series(1, 300000) n");
    let file = folder.path().join("shop.backup").display().to_string();
    let kills: u64 = std::env::var("RELVAR_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    for kill in 0..kills {
        let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_relvar"))
            .args(["backup", "--out", &file, "--jobs", if kill % 2 == 0 { "1" } else { "2" }, "--url", &server.url()])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Spread over the time that a backup takes.
        std::thread::sleep(std::time::Duration::from_millis(20 + kill * 1500 / kills));
        process.kill().unwrap();
        process.wait().unwrap();
        if std::path::Path::new(&file).exists() {
            let verified = Relvar::new(["restore", &file, "--verify"]).run();
            assert_eq!(verified.status, 0, "{}", verified.stderr);
        }
    }
    let saved = Relvar::new(["backup", "--out", &file, "--url", &server.url()]).run();
    assert_eq!(saved.status, 0, "{}", saved.stderr);
}
