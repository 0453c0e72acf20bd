//! Who owns an object: two modules that claim one, and modules that extend the tables of others.

use super::Site;

#[test]
fn an_object_outside_of_the_claims_is_an_error() {
    let site = Site::new();
    site.edit("products/schema/tables.sql", |text| format!("{text}CREATE TABLE stray (id int);\n"));
    assert_eq!(site.error(&["install", "products"]).1, "outside");
}

#[test]
fn two_modules_that_claim_one_object_are_named() {
    let site = Site::new();
    let twice = |site: &Site, modules: &[&str], what: &str, names: [&str; 2]| {
        let (status, error) = site.fails(&[&["install"], modules].concat());
        let message = error["message"].as_str().unwrap();
        assert_eq!((status, error["error"].as_str().unwrap()), (1, "claimed_twice"), "{message}");
        let expected = format!("modules `{}` and `{}` both claim `{what}`", names[0], names[1]);
        assert!(message.contains(&expected), "{message}");
    };
    // A table with the prefix of another module, which is not made yet, or is.
    site.module("late", "", "CREATE TABLE crm_new (id int);");
    twice(&site, &["late"], "relation public.crm_new", ["crm", "late"]);
    site.module("late", "depends = ['crm']", "CREATE TABLE crm_tags (id int);");
    twice(&site, &["late"], "crm_tags", ["crm", "late"]);
    // In schemas that modules own.
    site.module("one", "schemas = ['shop']", "CREATE SCHEMA shop; CREATE TABLE shop.items (id int PRIMARY KEY);");
    site.module(
        "two",
        "schemas = ['store']\ndepends = ['one']",
        "CREATE SCHEMA store; CREATE TABLE store.items (id int);\nCREATE TABLE shop.items (id int);",
    );
    twice(&site, &["two"], "items", ["one", "two"]);
    // A module that makes one of its own twice is no such case.
    site.module(
        "two",
        "schemas = ['store']\ndepends = ['one']",
        "CREATE SCHEMA store; CREATE TABLE store.items (id int);\nCREATE TABLE store.items (id int);",
    );
    assert_eq!(site.error(&["install", "two"]).1, "load");
    // The same column, added to a table of a third module.
    site.module("a", "depends = ['one']", "ALTER TABLE shop.items ADD note text;");
    site.module("b", "depends = ['a']", "ALTER TABLE shop.items ADD note text;");
    twice(&site, &["b"], "items.note", ["a", "b"]);
}

#[test]
fn what_a_module_adds_to_the_table_of_another_goes_with_it() {
    let site = Site::new();
    site.module(
        "extra",
        "depends = ['products']",
        "ALTER TABLE products_products ADD weight integer CHECK (weight > 0);
         CREATE INDEX extra_weight ON products_products (weight);",
    );
    site.done(&["install", "extra"]);
    site.psql("INSERT INTO products_products (name, weight) VALUES ('Saw', 2)");
    // The owner of the table leaves alone what others added.
    assert_eq!(site.run(&["check"]).status, 0);
    assert!(site.done(&["sync", "products", "--apply"]).stderr.contains("nothing to run"));
    assert_eq!(
        site.psql("SELECT cardinality(objects) FROM relvar.module WHERE name = 'extra'"),
        "3",
        "the column, its check and the index"
    );
    site.done(&["uninstall", "extra", "--drop-tables"]);
    assert_eq!(site.columns("products_products"), "category_id,id,name,price");
    assert_eq!(site.psql("SELECT name FROM products_products"), "Saw", "the rows stay");
    assert_eq!(site.run(&["check"]).status, 0);
    // Taken back, the column is the module's again.
    site.done(&["rollback", &site.last("extra")]);
    assert_eq!(site.columns("products_products"), "category_id,id,name,price,weight");
    assert_eq!(site.run(&["check", "extra"]).status, 0);
    site.done(&["uninstall", "extra", "--drop-tables"]);
    assert_eq!(site.columns("products_products"), "category_id,id,name,price");
}

#[test]
fn what_a_module_adds_to_a_table_that_is_made_in_the_same_run_is_its_own_step() {
    let site = Site::new();
    site.module(
        "extra",
        "depends = ['products']",
        "ALTER TABLE products_products ADD weight integer CHECK (weight > 0);",
    );
    site.done(&["install", "extra"]);
    let steps = |module: &str| {
        site.psql(&format!(
            "SELECT count(*) FROM relvar.module_migrations WHERE module_name = '{module}' AND operations::text LIKE '%weight%'"
        ))
    };
    // If the run ends between the two, nothing is there that nobody is recorded to own.
    assert_eq!((steps("products").as_str(), steps("extra").as_str()), ("0", "1"));
    site.done(&["uninstall", "extra", "--drop-tables"]);
    assert_eq!(site.columns("products_products"), "category_id,id,name,price");
}

#[test]
fn rows_of_one_file_are_written_in_the_order_of_their_keys() {
    let site = Site::new();
    site.module(
        "shop",
        "data = ['rows.json']",
        "CREATE TABLE shop_a (id int PRIMARY KEY, b int REFERENCES shop_b); CREATE TABLE shop_b (id int PRIMARY KEY,
             c int REFERENCES shop_c); CREATE TABLE shop_c (id int PRIMARY KEY, parent int REFERENCES shop_c);",
    );
    site.write(
        "shop/rows.json",
        r#"{"shop_a": [{"id": 1, "b": 1}], "shop_b": [{"id": 1, "c": 2}],
            "shop_c": [{"id": 2, "parent": 1}, {"id": 1, "parent": null}]}"#,
    );
    site.done(&["install", "shop"]);
    assert_eq!(site.psql("SELECT b, c FROM shop_a JOIN shop_b ON shop_b.id = b"), "1|2");
}
