//! `relvar backup` and `relvar restore`.

use crate::common::{Relvar, execute, folder, scratch};

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
